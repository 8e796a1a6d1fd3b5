//! How much of an allowance is used. Widths are SVG attributes, since the content security policy allows no inline style.

use super::Tone;
use leptos::prelude::*;

/// A share in whole percent; may pass 100.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Share(pub i64);

impl Share {
    /// Near the allowance from here on.
    const NEAR: i64 = 80;

    /// How the share is coloured.
    #[must_use]
    pub const fn tone(self) -> Tone {
        if self.0 > 100 {
            Tone::Bad
        } else if self.0 >= Self::NEAR {
            Tone::Warn
        } else {
            Tone::Good
        }
    }

    /// The bar's length in percent of its track.
    fn bar(self) -> i64 {
        self.0.clamp(0, 100)
    }

    /// Where the allowance ends on a bar that has passed it, in percent of the track.
    fn allowance(self) -> Option<i64> {
        (self.0 > 100).then(|| 10_000_i64.checked_div(self.0).unwrap_or_default())
    }
}

/// A bar with a name and a value in words.
#[component]
pub fn Meter(
    /// What it measures.
    #[prop(into)]
    name: String,
    /// How much of it.
    share: Share,
    /// How it is coloured.
    tone: Tone,
    /// The value in words, as "558 of 600 minutes, 93%".
    #[prop(into)]
    text: String,
) -> impl IntoView {
    let mark = share.allowance().map(|at| {
        view! { <rect class="meter-mark" x=format!("{at}%") width="2" height="100%" /> }
    });
    view! {
        <svg
            class="meter"
            data-tone=tone.key()
            height="8"
            role="meter"
            aria-label=name
            aria-valuemin="0"
            aria-valuemax="100"
            aria-valuenow=share.bar().to_string()
            aria-valuetext=text
        >
            <rect class="meter-bar" width=format!("{}%", share.bar()) height="100%" />
            {mark}
        </svg>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bar_never_leaves_its_track_and_marks_the_allowance_it_passed() {
        assert_eq!((Share(106).bar(), Share(106).allowance()), (100, Some(94)));
        assert_eq!((Share(54).bar(), Share(54).allowance()), (54, None));
        assert_eq!((Share(-3).bar(), Share(i64::MAX).allowance()), (0, Some(0)));
    }

    #[test]
    fn the_tone_follows_the_share() {
        assert_eq!(
            [79, 80, 100, 101].map(|percent| Share(percent).tone()),
            [Tone::Good, Tone::Warn, Tone::Warn, Tone::Bad]
        );
    }
}
