//! Throws what a corpus becomes by small changes at whatever reads text of others (acceptance INP-06): a few thousand changes in
//! an ordinary test run, and for FUZZ_SECONDS seconds where that is set. May import everything that reads.

use app::{
    model::{client_id::ClientId, date::Date, invoice::InvoiceId, once_key::OnceKey},
    paths::{ReturnPath, encode, query_value, sign_in_returning_to},
};
use std::{
    fs,
    path::Path,
    time::{Duration, Instant},
};
use url::{Position, Url};

use crate::{
    audit::fuzzing::cursor,
    oidc::fuzzing::{claims, issuer, passes},
    session::fuzzing::cookie,
    upstream::aidial_api::fuzzing::{amounts, answers},
};

fn home() -> Url {
    Url::parse("https://portal.example/sign-in").unwrap()
}

/// An id that is taken is one plain segment of an address.
fn one_segment(id: &str) {
    let there = home().join(&format!("/v1/{id}/pdf")).unwrap();
    assert_eq!(there.path_segments().unwrap().collect::<Vec<_>>(), ["v1", id, "pdf"]);
    assert!(there.query().is_none() && there.fragment().is_none());
}

/// Ids and addresses that browsers send.
fn addresses(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    if let Some(path) = ReturnPath::parse(text) {
        let there = home().join(path.as_str()).unwrap();
        assert_eq!(there.origin(), home().origin());
        assert_eq!(&there[Position::BeforePath..], text);
    }
    if let Some(client) = ClientId::parse(text) {
        one_segment(client.as_str());
    }
    if let Some(invoice) = InvoiceId::parse(text) {
        one_segment(invoice.as_str());
        let plain = |byte: u8| byte.is_ascii_graphic() && !b"\"\\/%;".contains(&byte);
        assert!(invoice.file_name().bytes().all(plain));
    }
    if let Some(key) = OnceKey::parse(text) {
        assert_eq!(key.to_string(), text);
    }
    if let Some(day) = Date::parse(text) {
        assert_eq!(Date::parse(&day.to_string()), Some(day));
    }
    assert_eq!(home().join(&sign_in_returning_to(text)).unwrap().path(), "/sign-in");
    assert_eq!(query_value(&format!("a={}", encode(text)), "a").as_deref(), Some(text));
    let _ = query_value(text, "a");
}

/// Cases of an ordinary run.
const CASES: u64 = 4_000;
/// What the formats are made of, and what their readers stumble over.
const WORDS: [&str; 40] = [
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    "\"",
    "\\",
    "\\u0000",
    "\\ud800",
    "null",
    "true",
    "0",
    "-0",
    "-1",
    "1e400",
    "1e-400",
    "NaN",
    "9223372036854775808",
    "0.1",
    "99999999999999999999.99",
    "2026-02-30",
    "0000-00-00",
    "9999-12-31T23:59:60Z",
    "AUD",
    "XXX",
    "//",
    "/\\",
    "..",
    "%2f",
    "%00",
    "\t",
    "\r\n",
    "\u{2028}",
    "\u{202e}",
    "__Host-portal=",
    ";",
    "=",
    "@",
    "portal",
];

/// Numbers that are the same in each run, but for FUZZ_SECONDS.
struct Chance(u64);

impl Chance {
    fn below(&mut self, most: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % u64::try_from(most.max(1)).unwrap()).unwrap()
    }

    fn range(&mut self, length: usize) -> std::ops::Range<usize> {
        let (one, other) = (self.below(length + 1), self.below(length + 1));
        one.min(other)..one.max(other)
    }

    fn change(&mut self, text: &mut Vec<u8>, corpus: &[Vec<u8>]) {
        let range = self.range(text.len());
        match self.below(6) {
            0 if !text.is_empty() => {
                let at = self.below(text.len());
                text[at] ^= 1 << self.below(8);
            }
            1 => drop(text.drain(range)),
            2 => {
                let part = text[range.clone()].to_vec();
                text.splice(range.start..range.start, part);
            }
            3 => {
                let other = &corpus[self.below(corpus.len())];
                let part = other[self.range(other.len())].to_vec();
                text.splice(range, part);
            }
            _ => {
                let word = WORDS[self.below(WORDS.len())].bytes();
                let end = if self.below(2) == 0 { range.start } else { range.end };
                text.splice(range.start..end, word);
            }
        }
        text.truncate(8_192);
    }
}

/// Says which input it was that broke something.
struct Input(Vec<u8>);

impl Drop for Input {
    fn drop(&mut self) {
        if std::thread::panicking() {
            println!("broken by {:?}", String::from_utf8_lossy(&self.0));
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "a run is as long as it is asked to be")]
fn throw(target: &str, check: fn(&[u8])) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus").join(target);
    let mut files: Vec<_> = fs::read_dir(folder).unwrap().map(|file| file.unwrap().path()).collect();
    files.sort();
    let corpus: Vec<_> = files.into_iter().map(|file| fs::read(file).unwrap()).collect();
    for text in &corpus {
        check(text);
    }
    let seconds = std::env::var("FUZZ_SECONDS").ok().map(|text| Duration::from_secs(text.parse().unwrap()));
    let begun = Instant::now();
    let seed = seconds.map_or(1, |_| u64::try_from(jiff::Timestamp::now().as_nanosecond() & 0xffff_ffff).unwrap() | 1);
    let (mut chance, mut cases) = (Chance(0x9e37_79b9_7f4a_7c15 ^ seed), 0_u64);
    while seconds.map_or(cases < CASES, |seconds| begun.elapsed() < seconds) {
        let mut text = corpus[chance.below(corpus.len())].clone();
        for _ in 0..=chance.below(6) {
            chance.change(&mut text, &corpus);
        }
        let input = Input(text);
        check(&input.0);
        cases += 1;
    }
    println!("{target}: {cases} cases from {} texts, none broke anything", corpus.len());
}

#[test]
fn no_id_address_or_key_leads_elsewhere_or_breaks_its_reader() {
    throw("addresses", addresses);
}

#[test]
fn no_cookie_breaks_its_reader() {
    throw("cookie", cookie);
}

#[test]
fn no_cursor_breaks_its_reader_or_is_made_up() {
    throw("cursor", cursor);
}

#[test]
fn claims_as_they_should_be_pass_the_check_that_no_others_do() {
    let corpus = |name: &str| fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus/claims").join(name)).unwrap();
    assert!(passes(&corpus("good")));
    assert!(!passes(&corpus("none")));
}

#[test]
fn no_claims_break_their_check_or_pass_it_wrongly() {
    throw("claims", claims);
}

#[test]
fn no_word_of_the_issuer_breaks_its_reader() {
    throw("issuer", issuer);
}

#[test]
fn no_amount_breaks_its_reader_or_its_writers() {
    throw("amounts", amounts);
}

#[test]
fn no_answer_of_aidial_api_breaks_its_reader() {
    throw("answers", answers);
}
