//! The store's one conformance suite, run on SQLite and on PostgreSQL.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    unreachable_pub,
    reason = "a test that finds something amiss stops there, and its modules have no outside"
)]

#[path = "support/postgres.rs"]
mod postgres_server;

use futures::future::join_all;
use server::store::{Database, IdHash, Lease, Named, NewSession, Renewed, SessionStore};
use std::sync::Arc;

const NOW: i64 = 1_780_000_000_000;
const HOUR: i64 = 3_600_000;

/// A store, and what must live as long as it.
struct Bench {
    database: Database,
    store: Arc<dyn SessionStore>,
    _file: Option<tempfile::TempDir>,
    _server: Option<postgres_server::Postgres>,
}

impl Bench {
    async fn sqlite() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let database = Database::connect(&format!("sqlite://{}/portal.db", folder.path().display())).await.unwrap();
        Self { store: database.sessions(), database, _file: Some(folder), _server: None }
    }

    async fn postgres() -> Option<Self> {
        let server = postgres_server::Postgres::start().await?;
        let database = Database::connect(&server.url()).await.unwrap();
        Some(Self { store: database.sessions(), database, _file: None, _server: Some(server) })
    }

    async fn session(&self, number: u8) -> IdHash {
        let new = session(number);
        self.store.insert(&new, None).await.unwrap();
        new.id_hash
    }
}

fn session(number: u8) -> NewSession {
    NewSession {
        id_hash: [number; 32],
        person_key: [7; 32],
        op_session: Some([9; 32]),
        created_at: NOW,
        expires_at: NOW + 12 * HOUR,
        sealed: vec![number; 100],
        device: Some("Firefox on Windows".into()),
    }
}

fn lease(id_hash: IdHash, owner: u8, now: i64) -> Lease {
    Lease { id_hash, seal_version: 1, owner: [owner; 16], now, until: now + 20_000 }
}

fn renewed(id_hash: IdHash, replaces: i64, content: u8) -> Renewed {
    Renewed { id_hash, replaces, sealed: vec![content; 50] }
}

macro_rules! on_both {
    ($($case:ident)*) => {
        mod sqlite {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $case() {
                super::$case(super::Bench::sqlite().await).await;
            })*
        }
        mod postgres {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $case() {
                if let Some(bench) = super::Bench::postgres().await {
                    super::$case(bench).await;
                }
            })*
        }
    };
}

on_both! {
    a_session_is_found_as_it_was_kept_until_it_is_deleted
    an_id_is_never_used_twice
    a_signed_out_session_cannot_be_written_back
    no_renewal_that_races_a_sign_out_leaves_a_session
    of_two_renewals_of_one_sealing_one_is_kept
    a_claim_excludes_others_until_it_is_given_back_or_ends
    a_session_that_moved_on_is_not_ended_for_an_older_sealing
    use_is_noted_and_never_goes_back
    a_new_session_ends_the_one_it_takes_the_place_of
    a_login_state_is_used_once_also_in_parallel
    clearing_away_takes_what_ended_and_nothing_else
    a_person_sees_and_ends_their_own_live_sessions_only
    a_notice_from_the_issuer_ends_what_it_names_and_only_once
    fifty_writers_at_once_all_succeed
    the_database_says_that_it_works
}

async fn a_session_is_found_as_it_was_kept_until_it_is_deleted(bench: Bench) {
    let id = bench.session(1).await;
    let found = bench.store.find(&id).await.unwrap().unwrap();
    assert_eq!((found.id_hash, found.person_key, found.created_at), (id, [7; 32], NOW));
    assert_eq!((found.last_seen_at, found.expires_at, found.seal_version), (NOW, NOW + 12 * HOUR, 1));
    assert_eq!((found.sealed, found.lease_until), (vec![1; 100], None));
    assert!(bench.store.find(&[2; 32]).await.unwrap().is_none());
    assert!(bench.store.delete(&id).await.unwrap());
    assert!(!bench.store.delete(&id).await.unwrap(), "twice is fine");
    assert!(bench.store.find(&id).await.unwrap().is_none());
}

async fn an_id_is_never_used_twice(bench: Bench) {
    bench.session(1).await;
    let again = NewSession { sealed: vec![0; 3], ..session(1) };
    assert!(bench.store.insert(&again, None).await.is_err());
    assert_eq!(bench.store.find(&[1; 32]).await.unwrap().unwrap().sealed.len(), 100);
}

async fn a_signed_out_session_cannot_be_written_back(bench: Bench) {
    let id = bench.session(1).await;
    assert!(bench.store.lease(&lease(id, 1, NOW)).await.unwrap());
    bench.store.delete(&id).await.unwrap();
    assert!(!bench.store.reseal(&renewed(id, 1, 5)).await.unwrap());
    assert!(!bench.store.lease(&lease(id, 2, NOW)).await.unwrap());
    bench.store.touch(&id, NOW + 1).await.unwrap();
    bench.store.release(&lease(id, 1, NOW)).await.unwrap();
    assert!(bench.store.find(&id).await.unwrap().is_none());
}

async fn no_renewal_that_races_a_sign_out_leaves_a_session(bench: Bench) {
    for round in 0..200_u8 {
        let id = bench.session(round).await;
        let (renewing, ending, noting) = (Arc::clone(&bench.store), Arc::clone(&bench.store), Arc::clone(&bench.store));
        let renewal = tokio::spawn(async move {
            renewing.lease(&lease(id, 1, NOW)).await.unwrap();
            renewing.reseal(&renewed(id, 1, 5)).await.unwrap();
        });
        let note = tokio::spawn(async move { noting.touch(&id, NOW + 60_000).await.unwrap() });
        let end = tokio::spawn(async move { ending.delete(&id).await.unwrap() });
        let (renewal, note, end) = tokio::join!(renewal, note, end);
        renewal.unwrap();
        note.unwrap();
        assert!(end.unwrap(), "round {round}: there was a session to end");
        assert!(bench.store.find(&id).await.unwrap().is_none(), "round {round}: it came back");
    }
}

async fn of_two_renewals_of_one_sealing_one_is_kept(bench: Bench) {
    let id = bench.session(1).await;
    let writers = (1..=8).map(|content| {
        let store = Arc::clone(&bench.store);
        tokio::spawn(async move { store.reseal(&renewed(id, 1, content)).await.unwrap().then_some(content) })
    });
    let kept = join_all(writers).await.into_iter().filter_map(Result::unwrap).collect::<Vec<_>>();
    assert_eq!(kept.len(), 1);
    let found = bench.store.find(&id).await.unwrap().unwrap();
    assert_eq!((found.sealed, found.seal_version), (vec![kept[0]; 50], 2));
}

async fn a_claim_excludes_others_until_it_is_given_back_or_ends(bench: Bench) {
    let id = bench.session(1).await;
    assert!(bench.store.lease(&lease(id, 1, NOW)).await.unwrap());
    assert!(!bench.store.lease(&lease(id, 2, NOW)).await.unwrap());
    bench.store.release(&lease(id, 2, NOW)).await.unwrap();
    assert!(!bench.store.lease(&lease(id, 2, NOW)).await.unwrap(), "only its owner gives a claim back");
    bench.store.release(&lease(id, 1, NOW)).await.unwrap();
    assert!(bench.store.lease(&lease(id, 2, NOW)).await.unwrap());
    assert!(!bench.store.lease(&lease(id, 3, NOW + 20_000)).await.unwrap());
    assert!(bench.store.lease(&lease(id, 3, NOW + 20_001)).await.unwrap(), "the holder died");
    assert!(bench.store.reseal(&renewed(id, 1, 5)).await.unwrap());
    assert_eq!(bench.store.find(&id).await.unwrap().unwrap().lease_until, None, "a renewal ends the claim");
    assert!(!bench.store.lease(&lease(id, 4, NOW + 20_001)).await.unwrap(), "it was about the sealing before");
}

async fn a_session_that_moved_on_is_not_ended_for_an_older_sealing(bench: Bench) {
    let id = bench.session(1).await;
    bench.store.reseal(&renewed(id, 1, 5)).await.unwrap();
    assert!(!bench.store.delete_sealing(&id, 1).await.unwrap());
    assert!(bench.store.find(&id).await.unwrap().is_some());
    assert!(bench.store.delete_sealing(&id, 2).await.unwrap());
    assert!(bench.store.find(&id).await.unwrap().is_none());
}

async fn use_is_noted_and_never_goes_back(bench: Bench) {
    let id = bench.session(1).await;
    let seen = async || bench.store.find(&id).await.unwrap().unwrap().last_seen_at;
    bench.store.touch(&id, NOW + 90_000).await.unwrap();
    assert_eq!(seen().await, NOW + 90_000);
    bench.store.touch(&id, NOW + 60_000).await.unwrap();
    assert_eq!(seen().await, NOW + 90_000);
}

async fn a_new_session_ends_the_one_it_takes_the_place_of(bench: Bench) {
    let old = bench.session(1).await;
    bench.store.insert(&session(2), Some(&old)).await.unwrap();
    assert!(bench.store.find(&old).await.unwrap().is_none());
    bench.store.insert(&session(3), Some(&[99; 32])).await.unwrap();
    assert!(bench.store.find(&[3; 32]).await.unwrap().is_some(), "an id that was never issued is no hindrance");
    // Both or neither: the insert fails, so the old one stays.
    assert!(bench.store.insert(&session(2), Some(&[3; 32])).await.is_err());
    assert!(bench.store.find(&[3; 32]).await.unwrap().is_some());
}

async fn a_login_state_is_used_once_also_in_parallel(bench: Bench) {
    for round in 0..20_u8 {
        let tries = (0..10).map(|_| {
            let store = Arc::clone(&bench.store);
            tokio::spawn(async move { store.use_login_state(&[round; 32], NOW).await.unwrap() })
        });
        let firsts = join_all(tries).await.into_iter().filter(|first| *first.as_ref().unwrap()).count();
        assert_eq!(firsts, 1, "round {round}");
    }
}

async fn clearing_away_takes_what_ended_and_nothing_else(bench: Bench) {
    bench.session(1).await;
    bench.store.insert(&NewSession { expires_at: NOW + HOUR, ..session(2) }, None).await.unwrap();
    bench.session(3).await;
    bench.store.touch(&[1; 32], NOW + HOUR).await.unwrap();
    bench.store.touch(&[2; 32], NOW + HOUR).await.unwrap();
    bench.store.use_login_state(&[1; 32], NOW + 1).await.unwrap();
    bench.store.use_login_state(&[2; 32], NOW + 2 * HOUR).await.unwrap();
    let ended = bench.store.purge(NOW + HOUR, NOW + 1).await.unwrap();
    assert_eq!(ended, 2, "one past its limit, one unused");
    assert!(bench.store.find(&[1; 32]).await.unwrap().is_some());
    assert!(bench.store.use_login_state(&[1; 32], NOW).await.unwrap(), "an old state is forgotten");
    assert!(!bench.store.use_login_state(&[2; 32], NOW).await.unwrap(), "a fresh one is not");
}

async fn a_person_sees_and_ends_their_own_live_sessions_only(bench: Bench) {
    bench.session(1).await;
    bench.session(2).await;
    bench.store.touch(&[2; 32], NOW + 1_000).await.unwrap();
    bench.store.insert(&NewSession { person_key: [8; 32], ..session(3) }, None).await.unwrap();
    bench.store.insert(&NewSession { expires_at: NOW, ..session(4) }, None).await.unwrap();
    let of = async |keys: &[[u8; 32]]| {
        let found = bench.store.of_person(keys, NOW, NOW - HOUR).await.unwrap();
        found.into_iter().map(|session| session.id_hash[0]).collect::<Vec<_>>()
    };
    assert_eq!(of(&[[7; 32]]).await, [2, 1], "the last used first, and none that is over");
    assert_eq!(of(&[[7; 32], [8; 32]]).await.len(), 3, "under an older server key too");
    assert!(of(&[]).await.is_empty());
    assert!(!bench.store.delete_of_person(&[3; 32], &[[7; 32]]).await.unwrap(), "not theirs");
    assert!(bench.store.delete_of_person(&[1; 32], &[[6; 32], [7; 32]]).await.unwrap());
    assert_eq!(of(&[[7; 32]]).await, [2]);
    assert!(bench.store.find(&[3; 32]).await.unwrap().is_some());
}

async fn a_notice_from_the_issuer_ends_what_it_names_and_only_once(bench: Bench) {
    bench.session(1).await;
    bench.store.insert(&NewSession { op_session: Some([10; 32]), ..session(2) }, None).await.unwrap();
    bench.store.insert(&NewSession { op_session: None, ..session(3) }, None).await.unwrap();
    let there = async |number: u8| bench.store.find(&[number; 32]).await.unwrap().is_some();
    let one = Named::OpSession(vec![[1; 32], [9; 32]]);
    assert_eq!(bench.store.end_for_issuer(&[1; 32], NOW + 1, &one).await.unwrap(), Some(1));
    assert!(!there(1).await && there(2).await && there(3).await);
    bench.session(1).await;
    assert_eq!(bench.store.end_for_issuer(&[1; 32], NOW + 1, &one).await.unwrap(), None);
    assert!(there(1).await, "a replayed notice has no effect");
    let all = Named::Person(vec![[7; 32]]);
    assert_eq!(bench.store.end_for_issuer(&[2; 32], NOW + 1, &all).await.unwrap(), Some(3));
    assert!(!there(1).await && !there(2).await && !there(3).await);
}

async fn fifty_writers_at_once_all_succeed(bench: Bench) {
    let writers = (0..50_u8).map(|number| {
        let store = Arc::clone(&bench.store);
        tokio::spawn(async move {
            store.insert(&session(number), None).await?;
            for turn in 1..=20 {
                store.touch(&[number; 32], NOW + turn * 1_000).await?;
                store.find(&[number; 32]).await?;
            }
            store.reseal(&renewed([number; 32], 1, number)).await
        })
    });
    for (number, writer) in join_all(writers).await.into_iter().enumerate() {
        assert_eq!(writer.unwrap(), Ok(true), "writer {number}");
    }
}

async fn the_database_says_that_it_works(bench: Bench) {
    assert_eq!(bench.database.ping().await, Ok(()));
    bench.database.close().await;
    assert!(bench.database.ping().await.is_err());
    assert!(bench.store.find(&[1; 32]).await.is_err(), "a store that fails says so, and not that there is nobody");
}

#[tokio::test]
async fn a_second_process_cannot_open_the_same_sqlite_file() {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite://{}/portal.db", folder.path().display());
    let first = Database::connect(&url).await.unwrap();
    assert_eq!(Database::connect(&url).await.err(), Some(server::store::ConnectError::InUse));
    first.sessions().insert(&session(1), None).await.unwrap();
    first.close().await;
    drop(first);
    let again = Database::connect(&url).await.unwrap();
    assert!(again.sessions().find(&[1; 32]).await.unwrap().is_some(), "a restart keeps sessions");
}

#[tokio::test]
async fn the_sqlite_files_are_for_their_owner_only() {
    use std::os::unix::fs::PermissionsExt;
    let bench = Bench::sqlite().await;
    bench.session(1).await;
    for entry in std::fs::read_dir(bench.database.file().unwrap().parent().unwrap()).unwrap() {
        let entry = entry.unwrap();
        assert_eq!(entry.metadata().unwrap().permissions().mode() & 0o077, 0, "{:?}", entry.file_name());
    }
}

#[tokio::test]
async fn replicas_that_start_together_all_find_the_tables() {
    let Some(server) = postgres_server::Postgres::start().await else { return };
    let starts = (0..8).map(|_| {
        let url = server.url();
        tokio::spawn(async move { Database::connect(&url).await })
    });
    for start in join_all(starts).await {
        assert_eq!(start.unwrap().unwrap().ping().await, Ok(()));
    }
}

#[tokio::test]
async fn an_address_that_is_no_database_is_refused_without_being_quoted() {
    for bad in ["", "mysql://user:secret@host/db", "sqlite::memory:", "sqlite://x?mode=memory", "postgres://[:secret"] {
        let error = Database::connect(bad).await.err().unwrap();
        assert!(!error.to_string().contains("secret"), "{bad}");
    }
}
