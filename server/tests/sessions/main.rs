//! Sessions over real stores, with a clock that is moved and an issuer that only renews: limits, cookies, secrets at
//! rest, and renewal in one process and across replicas.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    unreachable_pub,
    reason = "a test that finds something amiss stops there, and its modules have no outside"
)]

mod bench;
mod cookies;
mod counting_store;
mod issuer;
mod limits;
#[path = "../support/manual_clock.rs"]
mod manual_clock;
mod own;
#[path = "../support/postgres.rs"]
mod postgres_server;
mod renewal;
mod secrets;
mod sign_out;

/// Runs each case on SQLite and on PostgreSQL.
macro_rules! on_both {
    ($($case:ident)*) => {
        mod sqlite {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $case() {
                super::$case(crate::bench::Bench::sqlite().await).await;
            })*
        }
        mod postgres {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $case() {
                if let Some(bench) = crate::bench::Bench::postgres().await {
                    super::$case(bench).await;
                }
            })*
        }
    };
}
use on_both;
