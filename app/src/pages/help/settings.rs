//! What Settings holds and who changes it.

use crate::{
    model::{
        access::{self, Right},
        viewer::Viewer,
    },
    paths,
    ui::{Card, LinkButton},
};
use leptos::prelude::*;

/// What Settings is for.
#[component]
pub fn SettingsHelpPage() -> impl IntoView {
    let role = use_context::<Viewer>().map(|viewer| viewer.role);
    let reads = role.is_some_and(|role| access::holds(role, Right::ReadTenantSettings));
    let open = reads.then(|| view! { <LinkButton href=paths::TENANT_SETTINGS>"Tenant Settings"</LinkButton> });
    let sessions = role
        .is_some_and(|role| !role.is_partner())
        .then(|| view! { <LinkButton href=paths::ACTIVE_SESSIONS>"Active sessions"</LinkButton> });
    view! {
        {super::head("Settings Overview", "Manage your portal settings")}
        <Card labelled_by="help-tenant">
            <h2 id="help-tenant">"Settings > Tenant Settings"</h2>
            <p>"What holds for your whole organisation. Client Admins change it; Client Managers read a summary with contacts masked."</p>
            <ul class="help-notes">
                <li>
                    <strong>"Display time zone and regional format"</strong>
                    ": how the portal writes times, dates and amounts. Billing periods are your tenant's own."
                </li>
                <li>
                    <strong>"Billing recipients"</strong>
                    ": who receives Invoices and receipts, and who receives Plan and billing changes."
                </li>
                <li>
                    <strong>"Security contact and display name"</strong>
                    ": whom to reach about security, and what your organisation is called here."
                </li>
            </ul>
            <p class="quiet">
                "If someone else saved first, nothing of yours is lost: review what stands now beside what you typed, then save again."
            </p>
            {open.map(|open| view! { <p>{open}</p> })}
        </Card>
        <Card labelled_by="help-sessions">
            <h2 id="help-sessions">"Settings > Active sessions"</h2>
            <p>"Where you are signed in, the present session first. Sign out one of them, or all others at once."</p>
            {sessions.map(|open| view! { <p>{open}</p> })}
        </Card>
    }
    .into_any()
}
