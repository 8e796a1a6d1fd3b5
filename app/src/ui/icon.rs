//! Every icon, as the one path of a 16 × 16 drawing. An icon is never the only sign of anything, so all are hidden from
//! assistive technology.

use leptos::prelude::*;

/// An icon.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Glyph {
    /// The billing area.
    Billing,
    /// The support area.
    Support,
    /// The audit log.
    AuditLog,
    /// The settings.
    Settings,
    /// Help.
    Help,
    /// As it should be.
    Check,
    /// Soon.
    Clock,
    /// Beyond.
    ArrowUp,
    /// Nothing yet.
    Dash,
    /// Not known.
    Question,
    /// Attention.
    Warning,
    /// News.
    Info,
    /// A discount.
    Tag,
    /// Read again.
    Refresh,
    /// Opens a menu.
    Chevron,
    /// Leaves.
    SignOut,
    /// Goes on.
    ArrowRight,
    /// Someone.
    Person,
    /// Kept closed.
    Lock,
    /// Called off.
    Cross,
    /// Takes a file away.
    Download,
    /// Shows what was hidden.
    Eye,
}

impl Glyph {
    const fn path(self) -> &'static str {
        match self {
            Self::Billing => {
                "M3.5 3.25h9a1.75 1.75 0 0 1 1.75 1.75v6a1.75 1.75 0 0 1-1.75 1.75h-9A1.75 1.75 0 0 1 1.75 11V5A1.75 1.75 0 0 1 3.5 3.25zM1.75 6.5h12.5M4.5 10h2"
            }
            Self::Support => "M2 3.5h12v8H7l-3 2.5v-2.5H2z",
            Self::AuditLog => "M3 3.5h10M3 8h10M3 12.5h6",
            Self::Settings => {
                "M5.8 8a2.2 2.2 0 1 0 4.4 0a2.2 2.2 0 1 0-4.4 0zM8 1.8v2M8 12.2v2M1.8 8h2M12.2 8h2M3.6 3.6 5 5M11 11l1.4 1.4M3.6 12.4 5 11M11 5l1.4-1.4"
            }
            Self::Help => {
                "M1.75 8a6.25 6.25 0 1 0 12.5 0a6.25 6.25 0 1 0-12.5 0zM6.4 6.2A1.7 1.7 0 1 1 8 8.4v.6M8 11.3h0"
            }
            Self::Check => "m3.5 8.5 3 3 6-7",
            Self::Clock => "M2 8a6 6 0 1 0 12 0a6 6 0 1 0-12 0zM8 4.8V8l2.2 1.6",
            Self::ArrowUp => "M8 13V3M4 7l4-4 4 4",
            Self::Dash => "M4 8h8",
            Self::Question => "M6.2 6A1.9 1.9 0 1 1 8 8.6v.9M8 12h0",
            Self::Warning => "M8 2.2 14.4 13.4H1.6zM8 6.5v3M8 11.6h0",
            Self::Info => "M1.75 8a6.25 6.25 0 1 0 12.5 0a6.25 6.25 0 1 0-12.5 0zM8 7.4v3.8M8 4.8h0",
            Self::Tag => "M8.5 2H14v5.5L7.5 14 2 8.5zM11 5h0",
            Self::Refresh => "M13.2 6.4A5.5 5.5 0 1 0 13.5 9M13.5 2.8v3.7H9.8",
            Self::Chevron => "m5 6.2 3-3 3 3M5 9.8l3 3 3-3",
            Self::SignOut => "M6.5 2.8h-3v10.4h3M10 5l3 3-3 3M6.5 8H13",
            Self::ArrowRight => "M3 8h10M9 4l4 4-4 4",
            Self::Person => {
                "M5.4 5.2a2.6 2.6 0 1 0 5.2 0a2.6 2.6 0 1 0-5.2 0zM2.8 13.4c.5-2.5 2.5-4 5.2-4s4.7 1.5 5.2 4"
            }
            Self::Cross => "M4.5 4.5l7 7M11.5 4.5l-7 7",
            Self::Download => "M8 2.5v7.5M4.8 7 8 10.2 11.2 7M3 13.2h10",
            Self::Eye => {
                "M1.5 8S4 3.6 8 3.6 14.5 8 14.5 8 12 12.4 8 12.4 1.5 8 1.5 8zM6.2 8a1.8 1.8 0 1 0 3.6 0a1.8 1.8 0 1 0-3.6 0z"
            }
            Self::Lock => {
                "M4 7.2h8a1 1 0 0 1 1 1v4.6a1 1 0 0 1-1 1H4a1 1 0 0 1-1-1V8.2a1 1 0 0 1 1-1zM5.2 7.2V5a2.8 2.8 0 0 1 5.6 0v2.2"
            }
        }
    }
}

/// Draws an icon in the colour of the text around it.
#[component]
pub fn Icon(
    /// Which.
    glyph: Glyph,
) -> impl IntoView {
    view! {
        <svg class="icon" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" focusable="false">
            <path d=glyph.path() />
        </svg>
    }
    .into_any()
}
