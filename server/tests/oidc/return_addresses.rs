//! Where a sign-in ends, over the ways to write another site's address that redirectors were fooled by (acceptance AUTH-07):
//! every beginning with every host and every ending.

use crate::{browser::location, portal::World};
use app::paths::ReturnPath;
use url::Url;

/// What makes a host of what follows, or may be taken for it after somebody has mended it.
const BEGINNINGS: [&str; 42] = [
    "",
    "/",
    "//",
    "///",
    "////",
    "/////",
    "\\",
    "\\\\",
    "/\\",
    "/\\/",
    "\\/",
    "\\/\\/",
    "/\\/\\/",
    "//\\",
    "///\\;@",
    "/%09/",
    "//%09/",
    "/\t/",
    "/\n/",
    "/\r\n/",
    "\t//",
    " //",
    "/ /",
    "/%2f",
    "/%2f%2f",
    "/%2F%2e/",
    "/%5c",
    "//%5c",
    "/%5c%2f",
    "/.//",
    "/./\\",
    "/../\\",
    "/..//",
    "/<>//",
    "/http://",
    "/https:/%5c",
    "http://",
    "https:",
    "https:///",
    "HtTpS:/\\",
    "//;@",
    "\u{0}//",
];
/// Hosts of somebody else: beside a good name, in other alphabets, as numbers.
const HOSTS: [&str; 24] = [
    "evil.example",
    "evil.example:80",
    "portal.example@evil.example",
    "portal.example%40evil.example",
    "portal.example+&@evil.example#+@portal.example",
    "evil.example\\@portal.example",
    "evil.example\\tportal.example",
    "evil.example:80#@portal.example",
    "evil.example:80?@portal.example",
    "evil.example%23.portal.example",
    "evil.example%5c%5c.portal.example",
    "evil%00.example",
    "evil%E3%80%82example",
    "evil\u{3002}example",
    "\u{ff45}vil.example",
    "%65%76%69%6c%2e%65%78%61%6d%70%6c%65",
    "0xcb007107",
    "3405803783",
    "0313.0.0161.07",
    "[::ffff:203.0.113.7]",
    "https:///evil.example",
    "javascript:alert(1)",
    "javascript:alert(1);//",
    "data:text/html;base64,PHNjcmlwdD4=",
];
const ENDINGS: [&str; 9] = ["", "/", "//", "/%2e%2e", "/%2e%2e%2f", "/%2f%2e%2e", "/%2f..", "/..", "?x=/billing"];

/// Every one of them, and scripts by other names.
fn hostile() -> Vec<String> {
    let scripts = [
        "java\tscript:alert(1)",
        "\u{19}javascript:alert(1)",
        "Javas%26%2399;ript:alert(1)",
        "%6a%61vascript:alert(1)",
        "\";alert(0);//",
        "/x:1/:///%01javascript:alert(1)",
        "@evil.example",
        ".evil.example",
        "/billing@evil.example",
    ];
    let addresses = BEGINNINGS.iter().flat_map(|beginning| {
        HOSTS.iter().flat_map(move |host| ENDINGS.iter().map(move |ending| format!("{beginning}{host}{ending}")))
    });
    addresses.chain(scripts.map(str::to_owned)).collect()
}

#[tokio::test]
async fn however_another_sites_address_is_written_a_sign_in_ends_here() {
    let home = Url::parse("https://portal.example/sign-in").unwrap();
    let all = hostile();
    let mut tried = 0;
    let world = World::start().await;
    for (number, text) in all.iter().enumerate() {
        let taken = ReturnPath::parse(text);
        if let Some(path) = &taken {
            // What a browser makes of it is what is written, here.
            let there = home.join(path.as_str()).unwrap();
            assert_eq!(there.origin(), home.origin(), "{text:?}");
            assert_eq!(&there[url::Position::BeforePath..], path.as_str(), "{text:?}");
        }
        // Through the whole flow: some of those that are refused, and of those that are local addresses after all.
        if number % 97 == 0 || taken.is_some() && number % 5 == 0 {
            let mut browser = world.browser();
            let callback = browser.come_back("admin@harbour.test", text).await;
            let landed = location(&browser.get(&callback).await);
            assert_eq!(landed, taken.map_or_else(|| "/billing".to_owned(), |path| path.to_string()), "{text:?}");
            tried += 1;
        }
    }
    assert!(all.len() > 9_000 && tried > 90, "{} addresses, {tried} of them tried", all.len());
    assert!(ReturnPath::parse("/billing/invoices?status=open").is_some(), "and a local one is taken");
}
