//! Many pages at once, on the threads of one runtime as in the server: every one of them ends.

use crate::{
    figures::{full, vast},
    world::{Billing, met, open},
};
use app::{
    backend::{DomainError, Meeting},
    model::{panel::Panel, role::Role},
    paths,
};
use std::time::Duration;
use tokio::{task::JoinSet, time::timeout};

/// How many pages are asked for at once.
const PAGES: usize = 400;

/// Longer than all of them take together on a slow machine; a page that waits for ever takes longer.
const PATIENCE: Duration = Duration::from_secs(60);

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn every_page_of_a_crowd_ends_with_its_own_status() {
    let mut crowd = JoinSet::new();
    for number in 0..PAGES {
        let (path, visitor, billing, status): (_, _, Billing, _) = match number % 5 {
            0 => (paths::USAGE, met(Role::ClientAdmin), Ok(Panel::Ready(full())), 200),
            1 => (paths::USAGE, met(Role::ClientAdmin), Err(DomainError::TimedOut), 504),
            2 => (paths::USAGE, Ok(Meeting::Stranger), Ok(Panel::NotConfigured), 303),
            3 => ("/nothing", met(Role::ClientManager), Ok(Panel::NotConfigured), 404),
            _ => (paths::USAGE, met(Role::ClientManager), Ok(Panel::Ready(vast())), 200),
        };
        crowd.spawn(async move { (number, open(path, visitor, billing).await.status, status) });
    }
    let ended = timeout(PATIENCE, crowd.join_all()).await.unwrap();
    assert_eq!(ended.len(), PAGES);
    for (number, status, expected) in ended {
        assert_eq!(status, expected, "page {number}");
    }
}
