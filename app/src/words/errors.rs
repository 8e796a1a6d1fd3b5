//! The words of an error, of whatever part.

use super::{Next, Topic, Words};
use crate::error::ErrorKind;

/// The words of an error.
#[must_use]
pub const fn of_error(kind: ErrorKind) -> Words {
    match kind {
        ErrorKind::SignedOut => Words {
            title: "You are signed out",
            body: "Sign in again and you will come back to this page.",
            next: Next::SignIn,
        },
        ErrorKind::MfaRequired => Words {
            title: "Multi-factor authentication is required",
            body: "Partner Admins need a second sign-in factor before they can use the portal. Set it up with your \
                   sign-in provider, then sign in again.",
            next: Next::SignIn,
        },
        ErrorKind::AccessSuspended => Words {
            title: "Access is suspended",
            body: "Your access or your organisation's access has been suspended. Contact your administrator, or write \
                   to help@aidial.com.au.",
            next: Next::Nothing,
        },
        ErrorKind::NoBillingAccess => Words {
            title: "Billing is not part of your role",
            body: "Billing is available to Client Admins, Client Managers, and assigned Partner Admins only. Contact \
                   your administrator for billing enquiries.",
            next: Next::Nothing,
        },
        ErrorKind::NotFound => Words {
            title: "Page not found",
            body: "There is nothing at this address that your account can open. Check the address, or go back to \
                   Billing.",
            next: Next::Billing,
        },
        ErrorKind::BadRequest => Words {
            title: "The request could not be read",
            body: "Something in the address or the form is not as the portal expects. Go back to Billing and try \
                   again.",
            next: Next::Billing,
        },
        ErrorKind::CrossOrigin => Words {
            title: "The request was refused",
            body: "It came from another site, or your browser did not say where it came from. Open the portal \
                   directly and try again.",
            next: Next::Billing,
        },
        ErrorKind::TooLarge => Words {
            title: "The request is too large",
            body: "Shorten what you are sending and try again.",
            next: Next::Nothing,
        },
        ErrorKind::RateLimited => Words {
            title: "Too many requests",
            body: "Billing requests are rate-limited. Wait a moment and try again.",
            next: Next::Refresh,
        },
        ErrorKind::TimedOut => Words {
            title: "Billing details could not be loaded",
            body: "Billing took too long to answer. Select Refresh; if it goes on, contact support.",
            next: Next::Refresh,
        },
        ErrorKind::Unavailable => Words {
            title: "Billing details could not be loaded",
            body: "Billing is not reachable right now. Your account is not affected. Select Refresh; if it goes on, \
                   contact support.",
            next: Next::Refresh,
        },
        ErrorKind::NotUnderstood => Words {
            title: "Billing details could not be loaded",
            body: "The answer from billing was incomplete, so nothing of it is shown. Select Refresh; if it goes on, \
                   contact support.",
            next: Next::Refresh,
        },
        ErrorKind::PdfUnavailable => Words {
            title: "This invoice has no PDF to download",
            body: "The portal cannot download a PDF for this invoice. Request it from support, or use the Stripe billing \
                   portal if your organisation has portal access.",
            next: Next::Support(Topic::InvoiceCopy),
        },
        ErrorKind::PdfTooLarge => Words {
            title: "The invoice PDF is too large",
            body: "Nothing was downloaded. Try again later or use the Stripe billing portal, or request the invoice from \
                   support.",
            next: Next::Support(Topic::InvoiceCopy),
        },
        ErrorKind::PdfTimedOut => Words {
            title: "The invoice download timed out",
            body: "Nothing was downloaded. Try again later or use the Stripe billing portal, or request the invoice from \
                   support.",
            next: Next::Support(Topic::InvoiceCopy),
        },
        ErrorKind::PdfNotFound => Words {
            title: "Invoice not found",
            body: "There is no invoice at this address that your account can download. Go back to Invoices for the \
                   present list, or request the invoice from support.",
            next: Next::Support(Topic::InvoiceCopy),
        },
        ErrorKind::NothingToExport => Words {
            title: "There are no invoices to export",
            body: "Billing is not configured for your organisation, or its configuration needs attention. Billing says \
                   which of the two it is.",
            next: Next::Billing,
        },
        ErrorKind::PortalNotConfigured => Words {
            title: "Billing is not configured",
            body: "Billing has not been set up for your organisation yet, so there is no billing portal to open. Contact \
                   support and we will help you set it up.",
            next: Next::Support(Topic::Setup),
        },
        ErrorKind::PortalMisconfigured => Words {
            title: "Billing configuration needs attention",
            body: "The connection to the billing provider is not right for your organisation, so the billing portal \
                   cannot be opened. Support can put it right.",
            next: Next::Support(Topic::Configuration),
        },
        ErrorKind::NoPortalAccess => Words {
            title: "Your contract has no billing portal",
            body: "Your organisation pays without the Stripe billing portal. Contact support about payment or to have \
                   it added.",
            next: Next::Support(Topic::Configuration),
        },
        ErrorKind::StripeTimedOut => Words {
            title: "Stripe took too long to answer",
            body: "The billing portal was not opened, and nothing about your payment details has changed. Wait a moment \
                   and try again.",
            next: Next::Refresh,
        },
        ErrorKind::StripeUnavailable => Words {
            title: "Stripe cannot be reached right now",
            body: "The billing portal was not opened. Your account is not affected. Wait a moment and try again; if it \
                   goes on, contact support.",
            next: Next::Refresh,
        },
        ErrorKind::StripeRefused => Words {
            title: "Stripe did not open the billing portal",
            body: "The connection to Stripe is not right for your organisation. Trying again will not help; support can \
                   put it right.",
            next: Next::Support(Topic::Configuration),
        },
        ErrorKind::StripeBadLink => Words {
            title: "The billing portal could not be opened safely",
            body: "Stripe's answer did not lead to a billing portal that this site trusts, so it was not opened. Contact \
                   support with the reference below.",
            next: Next::Support(Topic::Configuration),
        },
        ErrorKind::Overloaded => Words {
            title: "The portal is busy",
            body: "More people are using it than it can serve at once. Wait a moment and try again.",
            next: Next::Refresh,
        },
        ErrorKind::StoreUnavailable => Words {
            title: "The portal cannot check your session right now",
            body: "You are still signed in. Wait a moment, then select Refresh.",
            next: Next::Refresh,
        },
        ErrorKind::Offline => Words {
            title: "The portal could not be reached",
            body: "Check your connection, then select Refresh.",
            next: Next::Refresh,
        },
        ErrorKind::Internal => Words {
            title: "Something went wrong on our side",
            body: "It has been recorded. Select Refresh; if it happens again, contact support with the reference below.",
            next: Next::Refresh,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_error_says_what_it_is_and_what_to_do() {
        for kind in ErrorKind::ALL {
            let words = of_error(kind);
            assert!(words.title.len() > 8 && !words.title.ends_with('.'), "{kind:?}");
            assert!(words.body.ends_with('.'), "{kind:?}");
        }
    }
}
