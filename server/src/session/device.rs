//! Browser and system, coarsely, so that a person can tell their sessions apart. Names of a closed list and no versions: it is
//! no fingerprint, decides nothing, and what the browser says beyond it is not kept.

use http::{HeaderMap, header::USER_AGENT};

/// By mark in the header; the first that fits. Most browsers also carry the marks of those they descend from.
const BROWSERS: [(&str, &str); 9] = [
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("FxiOS/", "Firefox"),
    ("Firefox/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("HeadlessChrome/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
];
const SYSTEMS: [(&str, &str); 7] = [
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("CrOS", "ChromeOS"),
    ("Windows", "Windows"),
    ("Mac OS X", "Mac"),
    ("Linux", "Linux"),
];

/// "Firefox on Windows", "Safari", "Linux", or nothing.
pub(super) fn of(headers: &HeaderMap) -> Option<String> {
    let agent = headers.get(USER_AGENT)?.to_str().ok()?;
    let named =
        |list: &[(&str, &'static str)]| list.iter().find(|(mark, _)| agent.contains(mark)).map(|(_, name)| *name);
    match (named(&BROWSERS), named(&SYSTEMS)) {
        (Some(browser), Some(system)) => Some(format!("{browser} on {system}")),
        (Some(name), None) | (None, Some(name)) => Some(name.to_owned()),
        (None, None) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_browser_is_told_by_its_own_mark_and_nothing_else_is_kept() {
        let read = |agent: &str| of(&HeaderMap::from_iter([(USER_AGENT, agent.parse().unwrap())]));
        let webkit = "AppleWebKit/605.1.15 (KHTML, like Gecko)";
        for (agent, device) in [
            ("Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:144.0) Gecko/20100101 Firefox/144.0", "Firefox on Windows"),
            (
                "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/142.0 Safari/537.36 Edg/142.0",
                "Edge on Windows",
            ),
            (
                "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 HeadlessChrome/142.0 Safari/537.36",
                "Chrome on Linux",
            ),
            (
                &format!("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) {webkit} Version/18.0 Safari/605.1"),
                "Safari on Mac",
            ),
            (
                &format!("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) {webkit} CriOS/142 Safari/604.1"),
                "Chrome on iPhone",
            ),
            ("curl/8 (Linux)", "Linux"),
        ] {
            assert_eq!(read(agent).as_deref(), Some(device), "{agent}");
        }
        for agent in ["", "curl/8.5.0", "<script>alert(1)</script>"] {
            assert_eq!(read(agent), None, "{agent}");
        }
        assert!(BROWSERS.iter().all(|(_, b)| SYSTEMS.iter().all(|(_, s)| b.len() + s.len() + 4 <= 40)));
    }
}
