//! A row of bars over time. Places and heights are SVG attributes, since the content security policy allows no inline style; what
//! the bars say is in a table beside them. The drawing is stretched to the room there is and keeps its height, so that a place
//! is a whole number and the same on every screen.

use super::still::{still, written};
use crate::model::figure::Decimal;
use html_escape::encode_text;
use leptos::prelude::*;
use rust_decimal::{RoundingStrategy::MidpointAwayFromZero, prelude::ToPrimitive as _};
use std::fmt::{self, Write as _};

/// A place, and the bar in it: the rest is the gap to the next one.
const PLACE: usize = 4;
const BAR: usize = 3;
/// The height of the chart in pixels, and of the line across a bar.
const HEIGHT: u32 = 96;
const MARK: u32 = 2;
/// Heights are told to so many parts of a pixel; the whole of it in them.
const PARTS: u32 = 10;
const FULL: u32 = HEIGHT * PARTS;

/// One bar.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bar {
    /// What it says when it is pointed at: "3 Nov 2026: 41 minutes".
    pub says: String,
    /// How high it is.
    pub value: Decimal,
    /// A line across it, as of an allowance.
    pub mark: Option<Decimal>,
    /// Whether it still grows.
    pub open: bool,
}

/// Bars from left to right; `None` leaves a place empty.
#[component]
pub fn Bars(
    /// What is drawn: "Minutes".
    caption: &'static str,
    /// All of it in a sentence, for those who do not see it.
    label: String,
    /// The bars.
    bars: Vec<Option<Bar>>,
    /// What stands below the first place.
    first: String,
    /// What stands below the last one.
    last: String,
    /// The number that the highest bar reaches, written out.
    top: String,
) -> impl IntoView {
    let highest = bars.iter().flatten().flat_map(|bar| [Some(bar.value), bar.mark]).flatten().max().unwrap_or_default();
    let view_box = format!("0 0 {} {HEIGHT}", PLACE * bars.len());
    let mut drawn = String::new();
    for (place, bar) in bars.into_iter().enumerate() {
        let (x, Some(bar)) = (PLACE * place, bar) else { continue };
        let height = share(bar.value, highest);
        let (top, tall, says) = (Pixels(FULL - height), Pixels(height), encode_text(&bar.says));
        let open = if bar.open { " data-open=\"true\"" } else { "" };
        // Writing to a string does not fail.
        let _ = write!(
            drawn,
            "<rect class=\"bars-bar\"{open} x=\"{x}\" y=\"{top}\" width=\"{BAR}\" height=\"{tall}\"><title>{says}</title></rect>"
        );
        if let Some(mark) = bar.mark {
            let y = Pixels(FULL - share(mark, highest));
            let _ = write!(
                drawn,
                "<rect class=\"bars-mark\" x=\"{x}\" y=\"{y}\" width=\"{BAR}\" height=\"{MARK}\"></rect>"
            );
        }
    }
    still(view! {
        <figure class="bars">
            <figcaption>
                {caption} <span class="quiet">{format!("up to {top}")}</span>
            </figcaption>
            <svg
                class="bars-chart"
                viewBox=view_box
                preserveAspectRatio="none"
                width="100%"
                height=HEIGHT.to_string()
                role="img"
                aria-label=label
            >
                {written(drawn)}
            </svg>
            <div class="bars-axis" aria-hidden="true">
                <span>{first}</span>
                <span>{last}</span>
            </div>
        </figure>
    })
}

/// `part` of `whole` as a height, in parts of a pixel.
fn share(part: Decimal, whole: Decimal) -> u32 {
    let share = part.checked_mul(FULL.into()).and_then(|part| part.checked_div(whole)).unwrap_or_default();
    let share = share.clamp(Decimal::ZERO, FULL.into());
    share.round_dp_with_strategy(0, MidpointAwayFromZero).to_u32().unwrap_or_default()
}

/// So many parts of a pixel, written as pixels.
struct Pixels(u32);

impl fmt::Display for Pixels {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.0 / PARTS, self.0 % PARTS) {
            (whole, 0) => write!(out, "{whole}"),
            (whole, rest) => write!(out, "{whole}.{rest}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_never_leave_the_chart() {
        assert_eq!((share(5.into(), 20.into()), share(0.into(), 0.into())), (240, 0));
        assert_eq!((share(30.into(), 20.into()), share((-3).into(), 20.into())), (960, 0));
        assert_eq!([Pixels(240), Pixels(957), Pixels(0)].map(|height| height.to_string()), ["24", "95.7", "0"]);
    }
}
