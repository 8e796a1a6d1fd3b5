//! The portal's own program, as processes: several replicas behind a proxy, killed, stopped, without disk or database.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    unreachable_pub,
    reason = "a test that finds something amiss stops there, and its modules have no outside"
)]

#[expect(dead_code, reason = "the tests of the portal use more of it")]
#[path = "../portal/browser.rs"]
mod browser;
mod certificates;
mod crashes;
mod databases;
mod deployment;
mod disks;
mod fallen_database;
#[path = "../support/free_port.rs"]
mod free_port;
#[path = "../support/postgres.rs"]
mod postgres_server;
mod program;
mod proxy;
mod replicas;
mod reveal_crashes;
mod security_log;
#[path = "../support/silence.rs"]
mod silence;
mod spent_token;
mod stops;
mod strangers;
