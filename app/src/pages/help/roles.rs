//! Who may do what, drawn from the very table that decides it, and the product's own line for each role.

use crate::{
    model::{
        access::{self, Right},
        role::Role,
    },
    ui::{Badge, Card, Column, Glyph, Row, Table, Tone},
};
use leptos::prelude::*;

/// The access table.
#[component]
pub fn RolesPage() -> impl IntoView {
    view! {
        {super::head("Role Reference", "Understand billing access by role")}
        {levels()}
        {rights()}
        <Card labelled_by="role-notes">
            <h2 id="role-notes">"Good to know"</h2>
            <ul class="help-notes">
                <li>"Partner Admins see billing of the clients assigned to their organisation, and of no others."</li>
                <li>"Support and Help are every role's. So is the list of one's own sessions in Settings."</li>
                <li>"Nobody changes their own role. If yours is not right, contact your administrator."</li>
            </ul>
        </Card>
    }
    .into_any()
}

/// "Role | Access Level", as the product says it.
fn levels() -> AnyView {
    let rows = Role::ALL
        .into_iter()
        .map(|role| {
            let cells = vec![view! { <strong>{role.label()}</strong> }.into_any(), access_level(role).into_any()];
            Row::new(role.key(), cells)
        })
        .collect();
    let columns = vec![Column::words("Role"), Column::words("Access Level")];
    view! {
        <Card labelled_by="access-level" class="list-card">
            <h2 id="access-level">"Billing"</h2>
            <Table caption="Billing access by role" columns rows />
        </Card>
    }
    .into_any()
}

/// The product's line for a role.
const fn access_level(role: Role) -> &'static str {
    match role {
        Role::ClientAdmin => "Usage, invoices, billing email recipients, and payment portal",
        Role::ClientManager => "Usage, invoices, and payment portal",
        Role::PartnerAdmin => "Assigned client usage and invoices only",
        Role::ClientStaff | Role::PartnerUser => "No access",
    }
}

/// Each right and who holds it.
fn rights() -> AnyView {
    let columns = std::iter::once(Column::words("Right")).chain(Role::ALL.map(|role| Column::words(role.label())));
    let rows = Right::ALL
        .into_iter()
        .map(|right| {
            let held = Role::ALL.into_iter().map(|role| mark(access::holds(role, right)));
            let cells = std::iter::once(view! { <strong>{name(right)}</strong> }.into_any()).chain(held);
            Row::new(right.key(), cells)
        })
        .collect();
    view! {
        <Card labelled_by="rights" class="list-card">
            <h2 id="rights">"In detail"</h2>
            <div class="rights-table">
                <Table caption="Each right, by role" columns=columns.collect() rows />
            </div>
        </Card>
    }
    .into_any()
}

fn mark(held: bool) -> AnyView {
    if held {
        view! { <Badge tone=Tone::Good glyph=Glyph::Check text="Yes" /> }.into_any()
    } else {
        view! { <Badge tone=Tone::Neutral glyph=Glyph::Dash text="No" /> }.into_any()
    }
}

const fn name(right: Right) -> &'static str {
    match right {
        Right::ReadUsage => "Usage",
        Right::ReadInvoices => "Invoices",
        Right::RevealRecipients => "Billing email recipients",
        Right::OpenPaymentPortal => "Payment portal",
        Right::ListAssignedClients => "Assigned clients",
        Right::ReadAuditLog => "Audit log",
        Right::ReadTenantSettings => "Tenant Settings, reading",
        Right::EditTenantSettings => "Tenant Settings, changing",
    }
}
