//! A form that came when nobody could be met: the session had ended, or could not be looked at. Nothing of it is carried out; it is
//! shown with what was typed and can be sent again as it is. It is in the answer alone, and only fields that the form is known to
//! have are.

use super::not_found::StandalonePage;
use crate::{
    error::{ErrorKind, PortalError},
    in_place, paths,
    ui::{Button, ButtonKind, Card, Fact, Facts, Field},
    words,
};
use leptos::prelude::*;
use leptos_meta::Title;

/// A form that was not carried out.
pub struct Unsent {
    /// Where it was sent, and is to be sent again.
    pub action: &'static str,
    /// Fields that nobody types.
    pub hidden: Vec<(&'static str, String)>,
    /// What of them a person has chosen, in words.
    pub chosen: Vec<Option<Fact>>,
    /// Fields with words of the person's own.
    pub typed: Vec<Typed>,
}

/// What was typed into a field.
pub struct Typed {
    /// The field's name.
    pub name: &'static str,
    /// Its label.
    pub label: &'static str,
    /// Whether it is one of several lines.
    pub lines: bool,
    /// The text, word for word.
    pub text: String,
}

impl Typed {
    /// The field as it is shown; an empty one only goes along.
    fn draw(self) -> AnyView {
        let Self { name, label, lines, text } = self;
        let field = Field::new(format!("unsent-{name}"), label).read_only();
        match (text.is_empty(), lines) {
            (true, _) => hidden((name, text)),
            (false, true) => field.lines(name, 8, text),
            (false, false) => field.input(name, "text", text),
        }
    }
}

impl Unsent {
    /// The page that says why, without anything of anybody but what came.
    #[must_use]
    pub fn page(self, error: &PortalError) -> AnyView {
        let Self { action, hidden: kept, chosen, typed } = self;
        let words = words::of_unsent(error.kind);
        let (body, sign_in) = (words::with_reference(words.body, error), sign_in_beside(error));
        view! {
            <Title text=words::title(&[words.title]) />
            <StandalonePage>
                <section class="unsent" aria-labelledby="unsent">
                    <h1 id="unsent" tabindex="-1" autofocus=true>
                        {words.title}
                    </h1>
                    <p>{body}</p>
                    {sign_in}
                </section>
                <form class="unsent-form" method="post" action=action data-in-place=in_place::FORM>
                    <Card labelled_by="unsent-typed">
                        <h2 id="unsent-typed">"What you typed"</h2>
                        <Facts facts=chosen />
                        {typed.into_iter().map(Typed::draw).collect_view()}
                        {kept.into_iter().map(hidden).collect_view()}
                    </Card>
                    <Button>"Send again"</Button>
                </form>
            </StandalonePage>
        }
        .into_any()
    }
}

/// The way to sign in that leaves this page as it is; nothing where the session is not the reason.
#[must_use]
pub fn sign_in_beside(error: &PortalError) -> Option<AnyView> {
    let link = || {
        view! {
            <a class="button" href=paths::SIGN_IN target="_blank" rel="noopener" data-kind=ButtonKind::Primary.key()>
                "Sign in in a new tab"
            </a>
        }
        .into_any()
    };
    (error.kind == ErrorKind::SignedOut).then(link)
}

fn hidden((name, value): (&'static str, String)) -> AnyView {
    view! { <input type="hidden" name=name value=value /> }.into_any()
}
