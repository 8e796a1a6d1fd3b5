//! The manner of a part. Never the only sign of a state: a word and an icon always stand beside it.

/// How a badge, notice or meter is coloured.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tone {
    /// Nothing to remark.
    #[default]
    Neutral,
    /// News, without urgency.
    Info,
    /// As it should be.
    Good,
    /// Worth a look.
    Warn,
    /// Needs someone.
    Bad,
}

impl Tone {
    /// The value of `data-tone` that the stylesheets read.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Neutral => "neutral",
            Self::Info => "info",
            Self::Good => "good",
            Self::Warn => "warn",
            Self::Bad => "bad",
        }
    }
}
