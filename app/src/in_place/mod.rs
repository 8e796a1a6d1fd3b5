//! The page turned in place: links and forms answered by fetching the address they lead to and changing what differs, so
//! that scroll, focus and what is typed stay. Without it the same links and forms load pages. Here is what both sides must
//! agree on: the marks that the server leaves in a page and the browser reads.
//! May import the paths, the words and, in the browser, `api::session`; no page and no part.

#[cfg(feature = "hydrate")]
mod ahead;
#[cfg(feature = "hydrate")]
mod asked;
#[cfg(feature = "hydrate")]
mod document;
#[cfg(feature = "hydrate")]
mod download;
#[cfg(feature = "hydrate")]
mod fetched;
#[cfg(feature = "hydrate")]
mod live;
#[cfg(feature = "hydrate")]
mod morph;
#[cfg(feature = "hydrate")]
mod pulse;
#[cfg(feature = "hydrate")]
mod turn;

#[cfg(feature = "hydrate")]
pub use {
    morph::{Fields, morph},
    turn::{again_quietly, start},
};

/// Looks at once whether the page may still be shown, as its beat does.
pub fn look_again() {
    #[cfg(feature = "hydrate")]
    pulse::beat();
}

/// The value of `data-in-place` on a link that reads its own page again.
pub const REFRESH: &str = "refresh";
/// The value of `data-in-place` on a form that is answered in place.
pub const FORM: &str = "form";
/// The value of `data-in-place` on a form that sends itself while one types.
pub const LIVE: &str = "live";
/// The value of `data-in-place` on a link or a form that leads to a file.
pub const DOWNLOAD: &str = "download";
/// The id of the template of the line that stands while a file is on its way, and the mark of the button that ends it.
pub const DOWNLOADING: &str = "downloading";
/// The id of the region that announces.
pub const SAID: &str = "said";
/// The id of the template of a notice that the portal could not be reached.
pub const UNREACHABLE: &str = "unreachable";
/// The class of the line above the last good figures which says why there are no newer ones.
pub const KEPT: &str = "kept";

/// How a part of a page stands, as its `data-part` says: whether figures may outlive a refresh that failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It shows figures.
    Figures,
    /// It has none because of trouble that will pass: the last good ones may stay, under a line that says so.
    Passing,
    /// It has none for a reason that takes the last ones away too.
    Other,
}

impl Standing {
    /// The mark.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Figures => "figures",
            Self::Passing => "passing",
            Self::Other => "other",
        }
    }
}
