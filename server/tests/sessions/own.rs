//! A person's own sessions: listed, ended one by one, and warned of in time.

use crate::{bench::Bench, on_both};
use server::session::Tokens;

on_both! {
    a_person_lists_their_sessions_and_ends_another_one
    sessions_from_before_a_key_rotation_are_listed_too
    all_others_of_a_person_end_and_nobody_elses_from_before_a_key_rotation_too
    an_operator_ends_a_persons_sessions_or_everybodys
    looking_on_is_no_use_and_still_ends_what_is_over
}

async fn a_person_lists_their_sessions_and_ends_another_one(bench: Bench) {
    let (first, second) = (bench.sign_in().await, bench.sign_in().await);
    let stranger = Tokens { subject: "person-2".into(), ..bench.tokens() };
    let stranger = bench.sign_in_with(&http::HeaderMap::new(), &stranger).await;
    bench.clock.advance(120);
    bench.find(&second).await.unwrap();
    let me = bench.find(&first).await.unwrap();
    let own = bench.sessions.own(&me).await.unwrap();
    assert_eq!(own.iter().map(|session| session.current).collect::<Vec<_>>(), [true, false]);
    assert!(own.iter().all(|session| session.last_seen > session.began));
    let theirs = bench.sessions.own(&bench.find(&stranger).await.unwrap()).await.unwrap();
    assert_eq!(theirs.len(), 1);
    for foreign in [theirs[0].reference.as_str(), "", "zz", &"0".repeat(64), &"é".repeat(32)] {
        assert!(!bench.sessions.end_own(&me, foreign).await.unwrap(), "{foreign}");
    }
    assert!(bench.sessions.end_own(&me, &own[1].reference).await.unwrap());
    assert!(bench.find(&second).await.is_none());
    assert!(bench.find(&first).await.is_some() && bench.find(&stranger).await.is_some());
}

async fn sessions_from_before_a_key_rotation_are_listed_too(bench: Bench) {
    let before = bench.sign_in().await;
    let rotated = bench.replica_with(&[[2; 32], [1; 32]]);
    rotated.begin(&http::HeaderMap::new(), &bench.tokens()).await.unwrap();
    let me = rotated.find(&before).await.unwrap().unwrap();
    assert_eq!(rotated.own(&me).await.unwrap().len(), 2);
}

async fn all_others_of_a_person_end_and_nobody_elses_from_before_a_key_rotation_too(bench: Bench) {
    let (me, other) = (bench.sign_in().await, bench.sign_in().await);
    let rotated = bench.replica_with(&[[2; 32], [1; 32]]);
    let newer = rotated.begin(&http::HeaderMap::new(), &bench.tokens()).await.unwrap();
    let stranger = Tokens { subject: "person-2".into(), ..bench.tokens() };
    let stranger = bench.sign_in_with(&http::HeaderMap::new(), &stranger).await;
    let mine = rotated.find(&me).await.unwrap().unwrap();
    assert_eq!(rotated.end_others(&mine).await, Ok(2));
    assert!(bench.find(&other).await.is_none());
    let own = rotated.own(&mine).await.unwrap();
    assert!(own.len() == 1 && own[0].current && newer.key != mine.key());
    assert!(bench.find(&me).await.is_some() && bench.find(&stranger).await.is_some());
    assert_eq!(rotated.end_others(&mine).await, Ok(0), "twice is fine");
}

async fn an_operator_ends_a_persons_sessions_or_everybodys(bench: Bench) {
    let (first, second) = (bench.sign_in().await, bench.sign_in().await);
    let stranger = Tokens { subject: "person-2".into(), ..bench.tokens() };
    let stranger = bench.sign_in_with(&http::HeaderMap::new(), &stranger).await;
    let (replica, issuer) = (bench.replica(), bench.tokens().issuer);
    assert_eq!(replica.end_person("https://other.example", "person-1").await, Ok(0));
    assert_eq!(replica.end_person(&issuer, "person-1").await, Ok(2));
    assert!(bench.find(&first).await.is_none() && bench.find(&second).await.is_none());
    assert!(bench.find(&stranger).await.is_some());
    assert_eq!(replica.end_everyone(&issuer).await, Ok(1));
    assert!(bench.find(&stranger).await.is_none());
}

async fn looking_on_is_no_use_and_still_ends_what_is_over(bench: Bench) {
    let headers = bench.sign_in().await;
    let peek = async || bench.sessions.peek(&headers).await.unwrap();
    let (_, before) = bench.store.counts();
    for _ in 0..29 {
        bench.clock.advance(60);
        assert!(peek().await.is_some());
    }
    assert_eq!(bench.store.counts().1, before, "looking on writes nothing");
    bench.clock.advance(60);
    assert!(peek().await.is_none());
    assert!(bench.find(&headers).await.is_none());
}

#[tokio::test]
async fn a_session_says_when_it_will_end() {
    let bench = Bench::sqlite().await;
    let headers = bench.sign_in().await;
    let began = bench.clock.millis();
    let ends = |session: &server::session::Session| {
        (session.idle_end().as_millisecond() - began, session.end().as_millisecond() - began)
    };
    assert_eq!(ends(&bench.find(&headers).await.unwrap()), (1_800_000, 43_200_000));
    for _ in 0..24 {
        bench.clock.advance(1_790);
        bench.find(&headers).await.unwrap();
    }
    let late = bench.find(&headers).await.unwrap();
    assert_eq!(ends(&late), (43_200_000, 43_200_000), "idling cannot outlast the absolute limit");
}
