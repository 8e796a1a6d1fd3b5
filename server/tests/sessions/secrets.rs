//! What a stolen database is worth, and the rotation of server keys.

use crate::{bench::Bench, on_both};
use base64::{
    Engine,
    prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD},
};
use http::header::COOKIE;
use server::store::Database;
use sqlx::Row;

on_both! {
    a_stolen_database_gives_no_session_and_no_token
    a_row_that_was_moved_or_damaged_is_nobody
    old_and_new_server_keys_both_open_and_a_removed_one_means_signing_in_again
}

/// Everything in the tables, as text and bytes.
async fn dump(database: &Database) -> Vec<u8> {
    let mut out = Vec::new();
    match database {
        Database::Sqlite(database) => {
            for row in sqlx::query("SELECT * FROM sessions").fetch_all(database.readers()).await.unwrap() {
                for column in 0..row.len() {
                    let bytes = row.try_get_unchecked::<Option<Vec<u8>>, _>(column).unwrap();
                    out.extend(bytes.unwrap_or_default());
                }
            }
            // The files too: nothing may have been written and overwritten.
            for entry in std::fs::read_dir(database.file().parent().unwrap()).unwrap() {
                out.extend(std::fs::read(entry.unwrap().path()).unwrap());
            }
        }
        Database::Postgres(database) => {
            let rows = sqlx::query("SELECT sessions::text AS line, sealed FROM sessions").fetch_all(database.pool());
            for row in rows.await.unwrap() {
                out.extend(row.get::<String, _>("line").into_bytes());
                out.extend(row.get::<Vec<u8>, _>("sealed"));
            }
        }
    }
    out
}

fn holds(dump: &[u8], secret: &[u8]) -> bool {
    let forms = [secret.to_vec(), BASE64_STANDARD.encode(secret).into_bytes(), hex(secret).into_bytes()];
    forms.iter().any(|form| dump.windows(form.len()).any(|window| window == form))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

async fn a_stolen_database_gives_no_session_and_no_token(bench: Bench) {
    let headers = bench.sign_in().await;
    let session = bench.find(&headers).await.unwrap();
    bench.outlive_access_token();
    session.credential().bearer().await.unwrap();
    let dump = dump(&bench.database).await;
    assert!(holds(&dump, &hash_of(&headers[COOKIE])), "the scanner finds what is there");
    let cookie = headers[COOKIE].to_str().unwrap().split_once('=').unwrap().1;
    let id = BASE64_URL_SAFE_NO_PAD.decode(cookie).unwrap();
    let tokens = ["access-0", "access-1", "refresh-0", "refresh-1", "canary-id-token", "person-1", "issuer.example"];
    for secret in [cookie.as_bytes(), &id, &[1; 32]].into_iter().chain(tokens.map(str::as_bytes)) {
        assert!(!holds(&dump, secret), "{}", String::from_utf8_lossy(secret));
    }
}

fn hash_of(cookie: &http::HeaderValue) -> Vec<u8> {
    let value = cookie.to_str().unwrap().split_once('=').unwrap().1;
    let id = BASE64_URL_SAFE_NO_PAD.decode(value).unwrap();
    ring::digest::digest(&ring::digest::SHA256, &id).as_ref().to_vec()
}

async fn a_row_that_was_moved_or_damaged_is_nobody(bench: Bench) {
    let (mine, other) = (bench.sign_in().await, bench.sign_in().await);
    let swap = "UPDATE sessions SET sealed = (SELECT sealed FROM sessions WHERE id_hash = $2) WHERE id_hash = $1";
    let (to, from) = (hash_of(&mine[COOKIE]), hash_of(&other[COOKIE]));
    match &bench.database {
        Database::Sqlite(database) => {
            sqlx::query(swap).bind(to).bind(from).execute(database.writer()).await.map(drop).unwrap();
        }
        Database::Postgres(database) => {
            sqlx::query(swap).bind(to).bind(from).execute(database.pool()).await.map(drop).unwrap();
        }
    }
    assert!(bench.find(&mine).await.is_none(), "another person's tokens do not open");
    assert!(bench.find(&other).await.is_some());
}

async fn old_and_new_server_keys_both_open_and_a_removed_one_means_signing_in_again(bench: Bench) {
    let (old, new) = ([1; 32], [2; 32]);
    let kept = bench.sign_in().await;
    let renewed = bench.sign_in().await;
    let both = bench.replica_with(&[new, old]);
    assert!(both.find(&kept).await.unwrap().is_some());
    bench.outlive_access_token();
    both.find(&renewed).await.unwrap().unwrap().credential().bearer().await.unwrap();
    let only_new = bench.replica_with(&[new]);
    assert!(only_new.find(&renewed).await.unwrap().is_some(), "renewing seals under the new key");
    assert!(only_new.find(&kept).await.unwrap().is_none());
    assert!(bench.sign_in_with(&kept, &bench.tokens()).await.contains_key(COOKIE), "signing in again works");
}
