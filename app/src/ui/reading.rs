//! A part's data while its page is made: asked once, waited for by every place that shows some of it.

use crate::{error::PortalError, model::panel::Panel};
use leptos::server::OnceResource;
use serde::{Serialize, de::DeserializeOwned};
use std::future::Future;

/// What a panel's server function answers.
pub type Answer<T> = Result<Panel<T>, PortalError>;

/// What is shown of an answer.
pub trait Shown: Clone + Serialize + DeserializeOwned + Send + Sync + 'static {}
impl<T: Clone + Serialize + DeserializeOwned + Send + Sync + 'static> Shown for T {}

/// A question that is under way. Several readings of a page are asked side by side.
pub struct Reading<T: Shown>(OnceResource<Answer<T>>);

impl<T: Shown> Clone for Reading<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: Shown> Copy for Reading<T> {}

impl<T: Shown> Reading<T> {
    /// Begins to ask.
    pub fn new(asked: impl Future<Output = Answer<T>> + Send + 'static) -> Self {
        Self(OnceResource::new(asked))
    }

    /// The answer.
    pub async fn answer(self) -> Answer<T> {
        self.0.await
    }

    /// The figures, where there are any.
    pub async fn figures(self) -> Option<T> {
        match self.answer().await {
            Ok(Panel::Ready(figures)) => Some(figures),
            Ok(Panel::NotConfigured | Panel::ConfigurationError) | Err(_) => None,
        }
    }
}
