//! The portal's process killed between the issuer's answer to a renewal and the store (acceptance CRASH-02): the refresh token
//! is spent and the new one lost, which costs one sign-in and nothing else.

use super::{
    browser::Browser,
    postgres_server::Postgres,
    program::{Program, until},
};
use reqwest::StatusCode;
use sandbox::{Config, Fault, FaultKind, Sandbox};
use sqlx::{Connection, PgConnection, SqliteConnection};
use std::time::Duration;
use tokio::time::sleep;

#[tokio::test(flavor = "multi_thread")]
async fn a_crash_between_the_issuers_answer_and_the_store_means_one_clean_sign_in_on_sqlite() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("portal.db");
    spent(&format!("sqlite://{}", file.display())).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_crash_between_the_issuers_answer_and_the_store_means_one_clean_sign_in_on_postgres() {
    if let Some(server) = Postgres::start().await {
        spent(&server.url()).await;
    }
}

/// Keeps everybody else from changing sessions while it lives.
enum Hold {
    Sqlite(SqliteConnection),
    Postgres(PgConnection),
}

impl Hold {
    async fn on(database: &str) -> Self {
        if database.starts_with("sqlite") {
            let mut connection = SqliteConnection::connect(database).await.unwrap();
            sqlx::query("BEGIN IMMEDIATE").execute(&mut connection).await.unwrap();
            Self::Sqlite(connection)
        } else {
            let mut connection = PgConnection::connect(database).await.unwrap();
            sqlx::raw_sql("BEGIN; LOCK TABLE sessions IN SHARE MODE").execute(&mut connection).await.unwrap();
            Self::Postgres(connection)
        }
    }

    async fn release(self) {
        match self {
            Self::Sqlite(connection) => connection.close().await.unwrap(),
            Self::Postgres(connection) => connection.close().await.unwrap(),
        }
    }
}

async fn spent(database: &str) {
    let sandbox = Sandbox::start(Config::default()).await.unwrap();
    let program = Program::new(&sandbox, database);
    let mut process = program.start().await;
    let person = Browser::new(format!("http://{}", program.address).parse().unwrap());
    person.sign_in("admin@harbour.test").await;
    assert_eq!(person.api("usage", "").await.0, StatusCode::OK);
    sandbox.expire_access_tokens();
    sandbox.clear_requests();
    let answered_after = Duration::from_millis(700);
    let delay = u64::try_from(answered_after.as_millis()).unwrap();
    sandbox.add_fault(Fault::new("/oidc/token", FaultKind::Delay).value(delay).times(1));
    let request = tokio::spawn({
        let person = person.clone();
        async move { person.try_send(person.call("usage", "")).await }
    });
    let grants = || sandbox.requests().iter().filter(|request| request.path.starts_with("/oidc/token")).count();
    until("the issuer is asked", async || grants() == 1).await;
    // The claim is written; the tokens that are on their way cannot be.
    let hold = Hold::on(database).await;
    sleep(3 * answered_after).await;
    assert!(!request.is_finished());
    process.kill();
    request.await.unwrap().unwrap_err();
    hold.release().await;

    let _process = program.start().await;
    let (status, answer) = person.api("usage", "").await;
    assert_eq!(status, StatusCode::UNAUTHORIZED, "a clean end, also of the claim of the dead: {answer}");
    assert_eq!(grants(), 2, "the spent token was tried once more");
    person.sign_in("admin@harbour.test").await;
    assert_eq!(person.api("usage", "").await.0, StatusCode::OK);
    sandbox.shutdown().await;
}
