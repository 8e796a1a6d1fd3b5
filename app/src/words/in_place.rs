//! What is said while a page changes in place.

use super::{Next, Words};

/// Said while a part is read again.
pub const REFRESHING: &str = "Refreshing.";

/// Said once it has been.
pub const REFRESHED: &str = "Up to date.";

/// Said while a file is on its way, once it is there, and once it was called off.
pub const DOWNLOADING: &str = "Downloading.";
/// See [`DOWNLOADING`].
pub const DOWNLOADED: &str = "Downloaded.";
/// See [`DOWNLOADING`].
pub const DOWNLOAD_CANCELLED: &str = "The download was cancelled.";

/// An answer of the portal did not come.
pub const UNREACHABLE: Words = Words {
    title: "The portal could not be reached",
    body: "Check your connection. What you see is as it was.",
    next: Next::Refresh,
};

/// Said when a refresh failed and what was shown stays.
pub const FIGURES_KEPT: &str = "The last good figures are still shown.";
