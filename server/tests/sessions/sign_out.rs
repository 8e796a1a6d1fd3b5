//! A session that was ended stays ended, whatever was under way, here and on the other replica.

use crate::{bench::Bench, on_both};
use app::backend::DomainError;
use std::{sync::Arc, time::Duration};

on_both! {
    a_session_ended_on_one_replica_is_refused_on_the_other_at_once
    no_renewal_under_way_brings_a_session_back_in_two_hundred_rounds
    no_renewal_under_way_outlives_the_end_that_another_session_or_an_operator_made
}

async fn a_session_ended_on_one_replica_is_refused_on_the_other_at_once(bench: Bench) {
    let headers = bench.sign_in().await;
    let (other, session) = (bench.replica(), bench.find(&headers).await.unwrap());
    assert!(other.find(&headers).await.unwrap().is_some());
    assert!(bench.sessions.end(&session).await.unwrap());
    assert!(other.find(&headers).await.unwrap().is_none());
    assert!(!bench.sessions.end(&session).await.unwrap(), "twice is fine");
}

async fn no_renewal_under_way_brings_a_session_back_in_two_hundred_rounds(bench: Bench) {
    for round in 0..200_u64 {
        let tokens = server::session::Tokens { refresh: Some(format!("refresh-of-{round}")), ..bench.tokens() };
        let headers = bench.sign_in_with(&http::HeaderMap::new(), &tokens).await;
        let session = bench.find(&headers).await.unwrap();
        let credential = session.credential();
        // From before the request to after its answer, a little further each round.
        *bench.issuer.delay.lock().unwrap() = Duration::from_millis(2);
        let renewal = tokio::spawn(async move { credential.renew(&"access-0".into()).await });
        let pause = Duration::from_micros(round * 40);
        let sessions = Arc::clone(&bench.sessions);
        let end = tokio::spawn(async move {
            tokio::time::sleep(pause).await;
            sessions.end(&session).await.unwrap()
        });
        assert!(end.await.unwrap(), "round {round}: there was a session to end");
        match renewal.await.unwrap() {
            Ok(_) | Err(DomainError::SignedOut) => {}
            Err(error) => panic!("round {round}: {error}"),
        }
        assert!(bench.find(&headers).await.is_none(), "round {round}: it came back");
    }
}

async fn no_renewal_under_way_outlives_the_end_that_another_session_or_an_operator_made(bench: Bench) {
    let me = bench.sign_in().await;
    for round in 0..200_u64 {
        let tokens = server::session::Tokens { refresh: Some(format!("refresh-of-{round}")), ..bench.tokens() };
        let headers = bench.sign_in_with(&http::HeaderMap::new(), &tokens).await;
        let mine = bench.find(&me).await;
        let credential = bench.find(&headers).await.unwrap().credential();
        *bench.issuer.delay.lock().unwrap() = Duration::from_millis(2);
        let renewal = tokio::spawn(async move { credential.renew(&"access-0".into()).await });
        let pause = Duration::from_micros(round * 40);
        let (sessions, issuer) = (bench.replica(), bench.tokens().issuer);
        let end = tokio::spawn(async move {
            tokio::time::sleep(pause).await;
            match (round % 4, mine) {
                // Everybody's, with the one that asks: the rounds after this are the operator's.
                (3, _) if round >= 100 => sessions.end_everyone(&issuer).await.unwrap(),
                (_, Some(mine)) if round < 100 => sessions.end_others(&mine).await.unwrap(),
                _ => sessions.end_person(&issuer, "person-1").await.unwrap(),
            }
        });
        assert!(end.await.unwrap() > 0, "round {round}: there was a session to end");
        match renewal.await.unwrap() {
            Ok(_) | Err(DomainError::SignedOut) => {}
            Err(error) => panic!("round {round}: {error}"),
        }
        assert!(bench.find(&headers).await.is_none(), "round {round}: it came back");
    }
}

#[tokio::test]
async fn tokens_renewed_during_a_sign_out_are_revoked() {
    let bench = Bench::sqlite().await;
    let headers = bench.sign_in().await;
    let session = bench.find(&headers).await.unwrap();
    let credential = session.credential();
    *bench.issuer.delay.lock().unwrap() = Duration::from_millis(100);
    let renewal = tokio::spawn(async move { credential.renew(&"access-0".into()).await });
    while bench.issuer.grants() == 0 {
        tokio::task::yield_now().await;
    }
    bench.sessions.end(&session).await.unwrap();
    assert_eq!(renewal.await.unwrap().unwrap_err(), DomainError::SignedOut);
    assert_eq!(*bench.issuer.revoked.lock().unwrap(), ["refresh-1"]);
}
