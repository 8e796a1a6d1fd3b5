//! Renewal: one grant however many ask, in one process and across replicas, and what each answer of the issuer means.

use crate::{bench::Bench, on_both};
use app::backend::{Bearer, DomainError};
use futures::future::join_all;
use secrecy::ExposeSecret;
use server::{
    session::{RefreshError, Session, Tokens},
    store::Lease,
};
use std::{
    sync::{Arc, atomic::Ordering},
    time::Duration,
};

on_both! {
    a_good_token_is_used_as_it_is
    twenty_requests_with_a_token_that_ran_out_cause_one_grant
    forty_requests_over_two_replicas_cause_one_grant
    a_refused_token_is_renewed_once_for_all_who_were_refused
    a_claim_whose_holder_died_is_taken_over
    a_claim_lasts_as_long_as_its_holder_asks
    a_renewal_that_was_kept_without_a_word_is_the_one_that_counts
    two_hundred_renewals_in_a_row_never_reuse_a_refresh_token
    a_renewal_is_kept_although_the_request_that_wanted_it_has_left
}

async fn bearer(session: &Session) -> Result<String, DomainError> {
    session.credential().bearer().await.map(|bearer| bearer.expose_secret().to_owned())
}

async fn a_good_token_is_used_as_it_is(bench: Bench) {
    let headers = bench.sign_in().await;
    let session = bench.find(&headers).await.unwrap();
    bench.clock.advance(289);
    assert_eq!(bearer(&session).await.unwrap(), "access-0");
    assert_eq!(bench.issuer.grants(), 0);
    bench.clock.advance(1);
    assert_eq!(bearer(&session).await.unwrap(), "access-1", "ten seconds are too few to send it out with");
    assert_eq!(bearer(&session).await.unwrap(), "access-1");
    assert_eq!(bench.issuer.grants(), 1);
}

async fn twenty_requests_with_a_token_that_ran_out_cause_one_grant(bench: Bench) {
    let headers = bench.sign_in().await;
    bench.outlive_access_token();
    *bench.issuer.delay.lock().unwrap() = Duration::from_millis(50);
    let requests = (0..20).map(|_| {
        let (sessions, headers) = (Arc::clone(&bench.sessions), headers.clone());
        tokio::spawn(async move { bearer(&sessions.find(&headers).await.unwrap().unwrap()).await })
    });
    for answer in join_all(requests).await {
        assert_eq!(answer.unwrap().unwrap(), "access-1");
    }
    assert_eq!(bench.issuer.grants(), 1);
}

async fn forty_requests_over_two_replicas_cause_one_grant(bench: Bench) {
    let headers = bench.sign_in().await;
    bench.outlive_access_token();
    *bench.issuer.delay.lock().unwrap() = Duration::from_millis(50);
    let replicas = [Arc::clone(&bench.sessions), bench.replica()];
    let requests = (0..40).map(|number| {
        let (sessions, headers) = (Arc::clone(&replicas[number % 2]), headers.clone());
        tokio::spawn(async move { bearer(&sessions.find(&headers).await.unwrap().unwrap()).await })
    });
    for answer in join_all(requests).await {
        assert_eq!(answer.unwrap().unwrap(), "access-1");
    }
    assert_eq!(bench.issuer.grants(), 1);
}

async fn a_refused_token_is_renewed_once_for_all_who_were_refused(bench: Bench) {
    let headers = bench.sign_in().await;
    let mut sessions = Vec::new();
    for _ in 0..20 {
        sessions.push(bench.find(&headers).await.unwrap());
    }
    let refused = Bearer::from("access-0");
    let renewals = sessions.iter().map(|session| {
        let (credential, refused) = (session.credential(), refused.clone());
        async move { credential.renew(&refused).await.unwrap().expose_secret().to_owned() }
    });
    assert!(join_all(renewals).await.iter().all(|token| token == "access-1"));
    assert_eq!(bench.issuer.grants(), 1);
    let late = bench.find(&headers).await.unwrap().credential();
    assert_eq!(late.renew(&refused).await.unwrap().expose_secret(), "access-1", "a late one takes what is there");
    assert_eq!(late.renew(&Bearer::from("access-1")).await.unwrap().expose_secret(), "access-2");
    assert_eq!(bench.issuer.grants(), 2);
}

async fn a_claim_whose_holder_died_is_taken_over(bench: Bench) {
    let headers = bench.sign_in().await;
    let session = bench.find(&headers).await.unwrap();
    bench.outlive_access_token();
    let now = bench.clock.millis();
    let id_hash = stored_id(&headers);
    let dead = Lease { id_hash, seal_version: 1, owner: [9; 16], now, until: now + 20_000 };
    assert!(bench.database.sessions().lease(&dead).await.unwrap());
    let waiting = tokio::spawn(async move { bearer(&session).await });
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert!(!waiting.is_finished(), "while the claim runs, nobody else asks the issuer");
    assert_eq!(bench.issuer.grants(), 0);
    bench.clock.advance(21);
    assert_eq!(waiting.await.unwrap().unwrap(), "access-1");
}

async fn a_claim_lasts_as_long_as_its_holder_asks(bench: Bench) {
    let headers = bench.sign_in().await;
    let (session, other) = (bench.find(&headers).await.unwrap(), bench.replica());
    bench.outlive_access_token();
    *bench.issuer.delay.lock().unwrap() = Duration::from_millis(5_500);
    let holder = tokio::spawn(async move { bearer(&session).await });
    while bench.issuer.grants() == 0 {
        tokio::task::yield_now().await;
    }
    let elsewhere = other.find(&headers).await.unwrap().unwrap();
    let waiting = tokio::spawn(async move { bearer(&elsewhere).await });
    // Longer in all than a claim lasts by itself, and shorter each time.
    for _ in 0..2 {
        tokio::time::sleep(Duration::from_millis(2_500)).await;
        bench.clock.advance(7);
    }
    assert_eq!(holder.await.unwrap().unwrap(), "access-1");
    assert_eq!(waiting.await.unwrap().unwrap(), "access-1");
    assert_eq!(bench.issuer.grants(), 1);
}

async fn a_renewal_that_was_kept_without_a_word_is_the_one_that_counts(bench: Bench) {
    let headers = bench.sign_in().await;
    let session = bench.find(&headers).await.unwrap();
    bench.outlive_access_token();
    bench.store.unheard.store(1, Ordering::SeqCst);
    assert_eq!(bearer(&session).await.unwrap(), "access-1");
    assert!(bench.issuer.revoked.lock().unwrap().is_empty(), "what the session now holds");
    let next = bench.find(&headers).await.unwrap();
    assert_eq!(bearer(&next).await.unwrap(), "access-1");
}

fn stored_id(headers: &http::HeaderMap) -> [u8; 32] {
    use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
    let value = headers[http::header::COOKIE].to_str().unwrap().split_once('=').unwrap().1.to_owned();
    let id = BASE64_URL_SAFE_NO_PAD.decode(value).unwrap();
    ring::digest::digest(&ring::digest::SHA256, &id).as_ref().try_into().unwrap()
}

async fn two_hundred_renewals_in_a_row_never_reuse_a_refresh_token(bench: Bench) {
    let headers = bench.sign_in().await;
    let replicas = [Arc::clone(&bench.sessions), bench.replica()];
    // Every token has run out when it comes, so each request on each replica renews.
    *bench.issuer.access_until.lock().unwrap() = 0;
    bench.outlive_access_token();
    for round in 0..100 {
        bench.clock.advance(1);
        let both = replicas.iter().map(|sessions| {
            let (sessions, headers) = (Arc::clone(sessions), headers.clone());
            tokio::spawn(async move { bearer(&sessions.find(&headers).await.unwrap().unwrap()).await.map(drop) })
        });
        for answer in join_all(both).await {
            assert_eq!(answer.unwrap(), Ok(()), "round {round}");
        }
    }
    assert!(bench.issuer.grants() >= 100);
}

async fn a_renewal_is_kept_although_the_request_that_wanted_it_has_left(bench: Bench) {
    let headers = bench.sign_in().await;
    let session = bench.find(&headers).await.unwrap();
    bench.outlive_access_token();
    *bench.issuer.delay.lock().unwrap() = Duration::from_millis(100);
    let request = tokio::spawn(async move { bearer(&session).await });
    while bench.issuer.grants() == 0 {
        tokio::task::yield_now().await;
    }
    request.abort();
    assert!(request.await.unwrap_err().is_cancelled());
    let next = bench.find(&headers).await.unwrap();
    assert_eq!(bearer(&next).await.unwrap(), "access-1");
    assert_eq!(bench.issuer.grants(), 1, "the refresh token was not spent twice");
}

#[tokio::test]
async fn a_refused_refresh_token_ends_the_session() {
    for error in [RefreshError::InvalidGrant, RefreshError::Mismatch] {
        let bench = Bench::sqlite().await;
        let headers = bench.sign_in().await;
        let session = bench.find(&headers).await.unwrap();
        bench.outlive_access_token();
        bench.issuer.fail_with(error);
        assert_eq!(bearer(&session).await.unwrap_err(), DomainError::SignedOut);
        assert!(bench.find(&headers).await.is_none(), "{error}");
    }
}

#[tokio::test]
async fn an_issuer_in_trouble_signs_nobody_out() {
    for (error, told) in
        [(RefreshError::Unavailable, DomainError::Unavailable(None)), (RefreshError::TimedOut, DomainError::TimedOut)]
    {
        let bench = Bench::sqlite().await;
        let headers = bench.sign_in().await;
        let session = bench.find(&headers).await.unwrap();
        bench.issuer.fail_with(error);
        bench.clock.advance(295);
        assert_eq!(bearer(&session).await.unwrap(), "access-0", "the old token is used while it is good");
        assert_eq!(session.credential().renew(&Bearer::from("access-0")).await.unwrap_err(), told);
        bench.clock.advance(10);
        assert_eq!(bearer(&session).await.unwrap_err(), told);
        assert!(bench.find(&headers).await.is_some(), "the session waits");
        bench.issuer.fail_with(None);
        assert_eq!(bearer(&session).await.unwrap(), format!("access-{}", bench.issuer.grants()));
    }
}

#[tokio::test]
async fn when_the_issuer_hangs_all_who_wait_get_one_answer() {
    let bench = Bench::sqlite().await;
    let headers = bench.sign_in().await;
    bench.outlive_access_token();
    bench.issuer.fail_with(RefreshError::TimedOut);
    *bench.issuer.delay.lock().unwrap() = Duration::from_millis(100);
    let session = bench.find(&headers).await.unwrap();
    let answers = join_all((0..20).map(|_| bearer(&session))).await;
    assert!(answers.iter().all(|answer| *answer == Err(DomainError::TimedOut)));
    assert_eq!(bench.issuer.grants(), 1);
}

#[tokio::test]
async fn without_a_refresh_token_a_session_lasts_as_long_as_its_token() {
    let bench = Bench::sqlite().await;
    let tokens = Tokens { refresh: None, ..bench.tokens() };
    let headers = bench.sign_in_with(&http::HeaderMap::new(), &tokens).await;
    let session = bench.find(&headers).await.unwrap();
    bench.clock.advance(295);
    assert_eq!(bearer(&session).await.unwrap(), "access-0");
    bench.clock.advance(6);
    assert_eq!(bearer(&session).await.unwrap_err(), DomainError::SignedOut);
    assert!(bench.find(&headers).await.is_none());
    assert_eq!(bench.issuer.grants(), 0);
}
