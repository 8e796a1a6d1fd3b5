//! A part's data over its life on the screen: asked once while the page is made, read again in place, and folded so that
//! the last good figures outlive a failed refresh.

use super::Refresh;
use crate::{error::PortalError, model::panel::Panel, view_state::ViewState, words};
use leptos::{prelude::*, task::spawn_local};
use serde::{Serialize, de::DeserializeOwned};
use std::{future::Future, pin::Pin, sync::Arc};

/// What a panel's server function answers.
pub type Answer<T> = Result<Panel<T>, PortalError>;

/// What is asked for: a client, a page of a list.
pub trait Question: Clone + PartialEq + Serialize + DeserializeOwned + Send + Sync + 'static {}
impl<Q: Clone + PartialEq + Serialize + DeserializeOwned + Send + Sync + 'static> Question for Q {}

/// What is shown of an answer.
pub trait Shown: Clone + Serialize + DeserializeOwned + Send + Sync + 'static {}
impl<T: Clone + Serialize + DeserializeOwned + Send + Sync + 'static> Shown for T {}

type Ask<Q, T> = Arc<dyn Fn(Q) -> Pin<Box<dyn Future<Output = Answer<T>> + Send>> + Send + Sync>;

/// A question, its newest answer and what is shown of it. Figures that answer another question than the present one are
/// never shown, unless the part is a list that is only turned ([`Reading::turned_in_place`]).
pub struct Reading<Q: Question, T: Shown> {
    question: Signal<Q>,
    answer: Resource<(Q, Answer<T>)>,
    shown: StoredValue<Option<(Q, ViewState<T>)>>,
    ask: StoredValue<Ask<Q, T>>,
    pending: RwSignal<bool>,
    said: RwSignal<String>,
    stays: bool,
}

impl<Q: Question, T: Shown> Clone for Reading<Q, T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<Q: Question, T: Shown> Copy for Reading<Q, T> {}

impl<Q: Question, T: Shown> Reading<Q, T> {
    /// Asks `question` of a server function, and again whenever the question changes.
    pub fn new<Fut>(question: Signal<Q>, ask: impl Fn(Q) -> Fut + Send + Sync + 'static) -> Self
    where
        Fut: Future<Output = Answer<T>> + Send + 'static,
    {
        let ask: Ask<Q, T> = Arc::new(move |question| Box::pin(ask(question)));
        let first = Arc::clone(&ask);
        let answer = Resource::new(
            move || question.get(),
            move |question| {
                let answer = first(question.clone());
                async move { (question, answer.await) }
            },
        );
        Self {
            question,
            answer,
            shown: StoredValue::new(None),
            ask: StoredValue::new(ask),
            pending: RwSignal::new(false),
            said: RwSignal::new(String::new()),
            stays: false,
        }
    }

    /// Leaves what is shown in place until the next question is answered: for a list whose every question is about the same
    /// things, so that its controls, and the focus on them, outlive a change of order or page.
    #[must_use]
    pub const fn turned_in_place(self) -> Self {
        Self { stays: true, ..self }
    }

    /// What to show now. Reactive, and may be read by several parts: folding the same answer twice changes nothing.
    #[must_use]
    pub fn state(self) -> ViewState<T> {
        let question = self.question.get();
        let Some((asked, answer)) = self.answer.get().filter(|(asked, _)| self.stays || *asked == question) else {
            return ViewState::Loading;
        };
        let before = self.shown.try_update_value(Option::take).flatten();
        let before = before.filter(|(of, _)| *of == asked).map_or(ViewState::Loading, |(_, state)| state);
        let state = before.after(answer);
        self.shown.set_value(Some((asked, state.clone())));
        state
    }

    /// Whether what is shown still answers another question. Reactive.
    #[must_use]
    pub fn turning(self) -> bool {
        let question = self.question.get();
        self.answer.get().is_some_and(|(asked, _)| asked != question)
    }

    /// Whether a re-read is under way.
    #[must_use]
    pub fn pending(self) -> Signal<bool> {
        self.pending.into()
    }

    /// What to announce.
    #[must_use]
    pub fn said(self) -> Signal<String> {
        self.said.into()
    }

    /// The control that reads again.
    #[must_use]
    pub fn refresh(self) -> Refresh {
        Refresh { pending: self.pending(), again: Callback::new(move |()| self.again()) }
    }

    /// Reads again in place: one at a time, dropped when the question has changed meanwhile.
    pub fn again(self) {
        let Some(ask) = self.ask.try_get_value().filter(|_| !self.pending.get_untracked()) else { return };
        let question = self.question.get_untracked();
        self.pending.set(true);
        self.said.set(words::REFRESHING.to_owned());
        spawn_local(async move {
            let answer = ask(question.clone()).await;
            // The part may have left the screen while it waited.
            if self.pending.try_set(false).is_some() {
                return;
            }
            if self.question.get_untracked() == question {
                let said = self.outcome(&answer);
                self.answer.set(Some((question, answer)));
                self.said.set(said);
            }
        });
    }

    /// Reads again without a word: passing trouble leaves what is shown as it is, lost access takes it away.
    pub fn quietly(self) {
        let Some(ask) = self.ask.try_get_value().filter(|_| !self.pending.get_untracked()) else { return };
        let question = self.question.get_untracked();
        spawn_local(async move {
            let answer = ask(question.clone()).await;
            let told = answer.as_ref().map_or_else(|error| !error.kind.keeps_figures(), |_| true);
            // The part may have left the screen, or a refresh may have begun, while it waited.
            let still = self.pending.try_get_untracked() == Some(false)
                && self.question.try_get_untracked() == Some(question.clone());
            if told && still {
                self.answer.set(Some((question, answer)));
            }
        });
    }

    fn outcome(self, answer: &Answer<T>) -> String {
        match answer {
            Ok(_) => words::REFRESHED.to_owned(),
            Err(error) => {
                let title = words::of_error(error.kind).title;
                let kept = self.shown.with_value(|shown| matches!(shown, Some((_, ViewState::Figures { .. }))));
                if kept && error.kind.keeps_figures() {
                    format!("{title}. {}", words::FIGURES_KEPT)
                } else {
                    format!("{title}.")
                }
            }
        }
    }
}
