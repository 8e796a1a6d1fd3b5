//! "Contact support": the one place that decides where it leads.

use super::LinkButton;
use crate::{
    paths,
    words::{SUPPORT_EMAIL, Topic},
};
use leptos::prelude::*;

/// Where "Contact support" about `topic` leads: an email to support, with the topic as its subject.
#[must_use]
pub fn contact_support_href(topic: Topic) -> String {
    format!("mailto:{SUPPORT_EMAIL}?subject={}", paths::encode(topic.subject()))
}

/// The "Contact support" button.
#[component]
pub fn ContactSupport(
    /// What it is about.
    topic: Topic,
) -> impl IntoView {
    view! {
        <LinkButton href=contact_support_href(topic) external=true>
            "Contact support"
        </LinkButton>
    }
    .into_any()
}
