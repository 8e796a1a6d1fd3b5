//! Help: reachable by every role, the access table as it decides, and the product's common issues word for word.

use crate::world::{Page, met, open, open_changed};
use app::{
    backend::DomainError,
    issues::ISSUES,
    model::{
        access::{Right, holds},
        panel::Panel,
        role::Role,
    },
};

async fn help(role: Role, path: &str) -> Page {
    open_changed(path, met(role), |_| {}).await
}

fn says(page: &Page, sentences: &[&str]) {
    let text = page.text();
    for sentence in sentences {
        assert!(text.contains(sentence), "{sentence:?} is not in {text:?}");
    }
}

#[tokio::test]
async fn every_role_reaches_every_page_of_help_from_the_sidebar() {
    for role in Role::ALL {
        for path in ["/help", "/help/settings", "/help/roles", "/help/troubleshooting"] {
            let page = help(role, path).await;
            assert_eq!(page.status, 200, "{role:?} {path}");
            assert!(page.html.contains("href=\"/help\" aria-current=\"true\""));
            assert!(page.html.contains("href=\"/help/roles\"") && page.html.contains("href=\"/help/troubleshooting\""));
        }
        says(
            &help(role, "/help").await,
            &["Settings Overview", "Role Reference", "Troubleshooting", "help@aidial.com.au"],
        );
    }
}

#[tokio::test]
async fn the_access_table_is_the_one_that_decides() {
    let page = help(Role::ClientStaff, "/help/roles").await;
    says(
        &page,
        &["Usage, invoices, billing email recipients, and payment portal", "Usage, invoices, and payment portal"],
    );
    says(&page, &["Assigned client usage and invoices only", "No access"]);
    for right in Right::ALL {
        let row = page.html.split_once(&format!("data-key=\"{}\"", right.key())).unwrap().1;
        let row = row.split_once("</tr>").unwrap().0;
        for role in Role::ALL {
            let cell = row.split_once(&format!("data-label=\"{}\"", role.label())).unwrap().1;
            let cell = cell.split_once("</td>").unwrap().0;
            assert_eq!(cell.contains(">Yes<"), holds(role, right), "{role:?} {right:?}");
            assert_eq!(cell.contains(">No<"), !holds(role, right), "{role:?} {right:?}");
        }
    }
}

#[tokio::test]
async fn every_common_issue_stands_at_its_own_place() {
    let page = help(Role::PartnerUser, "/help/troubleshooting").await;
    for issue in ISSUES {
        says(&page, &[issue.title, issue.text]);
        assert_eq!(page.html.matches(&format!("id=\"{}\"", issue.id)).count(), 1, "{issue:?}");
    }
}

#[tokio::test]
async fn states_of_billing_lead_to_their_entry() {
    for (billing, id) in [
        (Ok(Panel::NotConfigured), "billing-not-configured"),
        (Err(DomainError::TimedOut), "billing-details-not-loaded"),
        (Err(DomainError::RateLimited(None)), "rate-limited"),
    ] {
        let page = open("/billing/usage", met(Role::ClientAdmin), billing).await;
        assert!(page.html.contains(&format!("href=\"/help/troubleshooting#{id}\"")), "{id}");
    }
    let refused = help(Role::ClientStaff, "/billing").await;
    assert!(refused.html.contains("href=\"/help/troubleshooting#cannot-access-billing\""));
}
