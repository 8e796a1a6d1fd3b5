//! What the program's own log has of what matters, and that nobody else writes in it (acceptance LOG-03, LOG-04, LOG-06).

use super::program::{Program, until};
use reqwest::{Method, StatusCode, header::USER_AGENT};
use sandbox::{Config, Running, Sandbox};
use serde_json::{Value, json};
use std::{
    fs::OpenOptions,
    io::Read,
    path::{Path, PathBuf},
    process::Command,
    time::{Duration, Instant},
};

const ADMIN: &str = "admin@harbour.test";
const NAMES: &str = "\u{1b}[31m\r\n{\"event\":\"forged\"}\u{9b}\"}{\u{2028}";

struct Place {
    _folder: tempfile::TempDir,
    sandbox: Running,
    database: String,
    log: PathBuf,
}

impl Place {
    async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let database = format!("sqlite://{}/portal.db", folder.path().display());
        let log = folder.path().join("log");
        Self { sandbox: Sandbox::start(Config::default()).await.unwrap(), database, log, _folder: folder }
    }

    fn program(&self) -> Program {
        Program::new(&self.sandbox, &self.database).logging_to(self.log.clone())
    }
}

/// Every line of a log. Each has to be JSON, whoever had a hand in it.
fn lines(log: &Path) -> Vec<Value> {
    let text = std::fs::read_to_string(log).unwrap();
    let whole = text.rsplit_once('\n').map_or("", |(whole, _)| whole);
    whole.lines().map(|line| serde_json::from_str(line).unwrap_or_else(|_| panic!("no JSON: {line}"))).collect()
}

/// The first line with this event and, if any, this outcome, once it is written.
async fn event(log: &Path, name: &str, outcome: Option<&str>) -> Value {
    let mut found = None;
    until(&format!("{name} {outcome:?} is in the log"), async || {
        found = lines(log).into_iter().find(|line| {
            line["target"] == "security"
                && line["event"] == name
                && outcome.is_none_or(|outcome| line["outcome"] == outcome)
        });
        found.is_some()
    })
    .await;
    found.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_event_that_matters_is_in_the_log_with_its_time_its_request_and_whose_it_is() {
    let place = Place::new().await;
    let program = place.program().with(&[("RATE_DOWNLOADS", "1"), ("RATE_REVEALS", "1")]);
    let _process = program.start().await;
    let (admin, staff, stranger) = (program.browser(), program.browser(), program.browser());
    admin.sign_in(ADMIN).await;
    staff.sign_in("staff@harbour.test").await;
    stranger.page("/auth/callback?state=nobody&code=nothing").await;
    let mut cross_site = admin.request(Method::POST, "/api/usage").header("x-portal", "1").build().unwrap();
    cross_site.headers_mut().insert("sec-fetch-site", "cross-site".parse().unwrap());
    assert_eq!(admin.client().execute(cross_site).await.unwrap().status(), StatusCode::FORBIDDEN);
    assert_eq!(staff.api("usage", "").await.0, StatusCode::FORBIDDEN);
    for _ in 0..2 {
        admin.page("/billing/invoices.csv?status=all").await;
    }
    let (_, card) = admin.api("recipients", "").await;
    let id = card["Masked"][0]["recipients"][0]["id"].as_str().unwrap().to_owned();
    for _ in 0..2 {
        admin.api("reveal-recipient", &format!("group=invoices_and_receipts&recipient_id={id}")).await;
    }
    assert_eq!(admin.post_form("/auth/sign-out", "").await.status(), StatusCode::SEE_OTHER);
    // A refresh token that was used behind the portal's back is refused, and the session is over.
    place.sandbox.revoke_sessions(None).await.unwrap();
    place.sandbox.expire_access_tokens();
    assert_eq!(staff.api("tickets", "").await.0, StatusCode::UNAUTHORIZED);

    let (whose, whole) = (["iss", "sub"], ["session", "iss", "sub"]);
    for (name, outcome, fields) in [
        ("sign_in_ok", None, &whole[..]),
        ("session_created", None, &whole),
        ("sign_in_failed", None, &["reason"]),
        ("csrf_refused", None, &["reason"]),
        ("access_denied", Some("denied"), &whose),
        ("rate_limited", None, &["limit"]),
        ("csv_export", Some("done"), &whose),
        ("recipient_reveal", Some("begun"), &whose),
        ("recipient_reveal", Some("done"), &whose),
        ("session_ended", None, &whole),
        ("token_refused", None, &whole),
    ] {
        let line = event(&place.log, name, outcome).await;
        assert!(line["timestamp"].as_str().unwrap().ends_with('Z'), "{name}: UTC");
        assert_eq!(line["span"]["request_id"].as_str().map(str::len), Some(26), "{name}: {line}");
        for field in fields {
            assert!(line[field].as_str().is_some_and(|text| !text.is_empty()), "{name} {field}: {line}");
        }
        let text = line.to_string();
        assert!(
            !text.contains('@') && !text.contains(&admin.cookies().get("portal").cloned().unwrap_or("none".into())),
            "{text}"
        );
    }
    place.sandbox.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_a_path_an_agent_or_a_claim_says_a_line_stays_one_line() {
    let place = Place::new().await;
    let program = place.program().with(&[("LOG", "trace")]);
    let _process = program.start().await;
    let claims = json!({"sub": NAMES, "sid": NAMES, "name": NAMES, "email": NAMES});
    place.sandbox.tamper_id_tokens(serde_json::from_value(json!({"claims": claims})).unwrap());
    let person = program.browser();
    person.sign_in_as(ADMIN, "agent \"}{\"event\":\"forged\"}\t").await;
    person.page("/billing/%0d%0a%7b%22event%22:%22forged%22%7d").await;
    person.send(person.request(Method::GET, "/billing/usage").header(USER_AGENT, "x\"\t{\"event\":\"forged\"}")).await;
    event(&place.log, "sign_in_ok", None).await;
    let (lines, raw) = (lines(&place.log), std::fs::read(&place.log).unwrap());
    assert!(lines.iter().any(|line| line["level"] == "TRACE"), "at the most talkative level");
    assert!(lines.iter().all(|line| line["event"] != "forged"));
    assert!(!raw.contains(&0x1b) && !raw.contains(&b'\r'), "nothing that a terminal would obey");
    place.sandbox.shutdown().await;
}

/// What a pipe holds before whoever writes to it has to wait.
const PIPE: usize = 65_536;

#[tokio::test(flavor = "multi_thread")]
async fn a_log_that_nobody_reads_stalls_nobody() {
    let place = Place::new().await;
    assert!(Command::new("mkfifo").arg(&place.log).status().unwrap().success());
    // Held open and not read: what is written to it waits once it is full.
    let mut unread = OpenOptions::new().read(true).write(true).open(&place.log).unwrap();
    let program = place.program().with(&[("LOG", "trace")]);
    let _process = program.start().await;
    let person = program.browser();
    person.sign_in(ADMIN).await;
    for number in 0..150 {
        let begun = Instant::now();
        assert_eq!(person.api("usage", "").await.0, StatusCode::OK, "{number}");
        assert!(begun.elapsed() < Duration::from_secs(5), "{number} took {:?}", begun.elapsed());
    }
    let mut full = vec![0; PIPE];
    unread.read_exact(&mut full).unwrap();
    assert!(full.starts_with(b"{\"timestamp\""), "the log was full");
    // What must not go unrecorded is not in the log but in the trail, which still works.
    let (_, log) = person.api("audit-log", "query[preset]=everything").await;
    assert!(log.to_string().contains("sign_in"), "{log}");
    place.sandbox.shutdown().await;
}
