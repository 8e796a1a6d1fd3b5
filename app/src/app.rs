//! The route table, the only one. A page is rendered whole before the first byte is sent (`SsrMode::Async`): the status, the
//! title and any redirect are then known, and the page is complete without script.

#![expect(unreachable_pub, reason = "the component macro writes a second, private function with the same visibility")]

use crate::{
    pages::{
        audit_log::AuditLogPage,
        billing::{
            BillingLanding, ClientInvoicesPage, ClientLanding, ClientUsagePage, ClientsPage, InvoicesPage,
            PaymentMethodsPage, UsagePage,
        },
        frame::SignedInFrame,
        help::{HelpPage, RolesPage, SettingsHelpPage, TroubleshootingPage},
        not_found::NotFoundPage,
        settings::SettingsPage,
        sign_in::SignInPage,
        support::{NewTicketPage, SupportPage},
    },
    paths, words,
};
use leptos::prelude::*;
use leptos_meta::{Title, provide_meta_context};
use leptos_router::{
    SsrMode,
    components::{ParentRoute, Route, Router, Routes},
    path,
};

/// The pages that a form leads to as well, by `POST`: each is made by the same component, with the form.
pub const FORM_PAGES: &[&str] = &[paths::INVOICES, paths::NEW_TICKET, paths::SETTINGS];

/// The portal.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    view! {
        <Title text=words::PORTAL />
        <Router>
            <Routes fallback=NotFoundPage>
                <Route path=path!("/sign-in") view=SignInPage ssr=SsrMode::Async />
                <ParentRoute path=path!("") view=SignedInFrame ssr=SsrMode::Async>
                    <Route path=path!("/") view=BillingLanding ssr=SsrMode::Async />
                    <Route path=path!("/billing") view=BillingLanding ssr=SsrMode::Async />
                    <Route path=path!("/billing/usage") view=UsagePage ssr=SsrMode::Async />
                    <Route path=path!("/billing/invoices") view=InvoicesPage ssr=SsrMode::Async />
                    <Route path=path!("/billing/payment-methods") view=PaymentMethodsPage ssr=SsrMode::Async />
                    <Route path=path!("/billing/clients") view=ClientsPage ssr=SsrMode::Async />
                    <Route path=path!("/billing/clients/:client_id") view=ClientLanding ssr=SsrMode::Async />
                    <Route path=path!("/billing/clients/:client_id/usage") view=ClientUsagePage ssr=SsrMode::Async />
                    <Route path=path!("/billing/clients/:client_id/invoices") view=ClientInvoicesPage ssr=SsrMode::Async />
                    <Route path=path!("/audit-log") view=AuditLogPage ssr=SsrMode::Async />
                    <Route path=path!("/settings") view=SettingsPage ssr=SsrMode::Async />
                    <Route path=path!("/support") view=SupportPage ssr=SsrMode::Async />
                    <Route path=path!("/support/new") view=NewTicketPage ssr=SsrMode::Async />
                    <Route path=path!("/help") view=HelpPage ssr=SsrMode::Async />
                    <Route path=path!("/help/settings") view=SettingsHelpPage ssr=SsrMode::Async />
                    <Route path=path!("/help/roles") view=RolesPage ssr=SsrMode::Async />
                    <Route path=path!("/help/troubleshooting") view=TroubleshootingPage ssr=SsrMode::Async />
                </ParentRoute>
            </Routes>
        </Router>
    }
}
