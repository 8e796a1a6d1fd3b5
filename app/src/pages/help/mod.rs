//! Help, every role's: what Settings is for, who may do what, and common errors. Needs nothing but the session.

mod index;
mod roles;
mod settings;
mod troubleshooting;

pub use index::HelpPage;
pub use roles::RolesPage;
pub use settings::SettingsHelpPage;
pub use troubleshooting::TroubleshootingPage;

use crate::{
    paths,
    ui::{PageHead, Tab, Tabs},
    words,
};
use leptos::prelude::*;

/// The head of every page of Help, and its tabs.
fn head(title: &'static str, about: &'static str) -> AnyView {
    let tabs = vec![
        Tab { label: "Settings Overview", href: paths::HELP_SETTINGS.to_owned() },
        Tab { label: "Role Reference", href: paths::HELP_ROLES.to_owned() },
        Tab { label: "Troubleshooting", href: paths::TROUBLESHOOTING.to_owned() },
    ];
    let about = view! { <p class="page-about">{about}</p> }.into_any();
    view! {
        <PageHead heading="Help" title=words::title(&[title, "Help"]) about />
        <Tabs label="Help" tabs />
    }
    .into_any()
}
