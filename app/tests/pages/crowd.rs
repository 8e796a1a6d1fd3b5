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

/// How many pages are asked for at once in an ordinary run; the acceptance list's number takes minutes.
const SOME: usize = 400;
const ALL: usize = 10_000;

/// Longer than one page takes on a slow machine; a page that waits for ever takes longer than all.
const PATIENCE: Duration = Duration::from_millis(150);

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn every_page_of_a_crowd_ends_with_its_own_status() {
    crowd(SOME).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
#[ignore = "takes minutes: .ci/test long"]
async fn every_page_of_ten_thousand_at_once_ends_with_its_own_status() {
    crowd(ALL).await;
}

async fn crowd(pages: usize) {
    let mut crowd = JoinSet::new();
    for number in 0..pages {
        let (path, visitor, billing, status): (_, _, Billing, _) = match number % 5 {
            0 => (paths::USAGE, met(Role::ClientAdmin), Ok(Panel::Ready(full())), 200),
            1 => (paths::USAGE, met(Role::ClientAdmin), Err(DomainError::TimedOut), 504),
            2 => (paths::USAGE, Ok(Meeting::Stranger), Ok(Panel::NotConfigured), 303),
            3 => ("/nothing", met(Role::ClientManager), Ok(Panel::NotConfigured), 404),
            _ => (paths::USAGE, met(Role::ClientManager), Ok(Panel::Ready(vast())), 200),
        };
        crowd.spawn(async move { (number, open(path, visitor, billing).await.status, status) });
    }
    let ended = timeout(PATIENCE * u32::try_from(pages).unwrap(), crowd.join_all()).await.unwrap();
    assert_eq!(ended.len(), pages);
    for (number, status, expected) in ended {
        assert_eq!(status, expected, "page {number}");
    }
}
