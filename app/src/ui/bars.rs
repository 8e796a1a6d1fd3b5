//! A row of bars over time. Places and heights are SVG attributes, since the content security policy allows no inline style; what
//! the bars say is in a table beside them.

use crate::model::figure::Decimal;
use leptos::prelude::*;
use rust_decimal::RoundingStrategy::MidpointAwayFromZero;

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
    let count = bars.len();
    let drawn = bars
        .into_iter()
        .enumerate()
        .filter_map(|(place, bar)| Some((place, bar?)))
        .map(|(place, bar)| {
            let (x, width) = (percent(place, count, 0), percent(1, count, 1));
            let height = share(bar.value, highest);
            let mark = bar.mark.map(|mark| {
                let y = format!("{}%", Decimal::ONE_HUNDRED - share(mark, highest));
                view! { <rect class="bars-mark" x=x.clone() y=y width=width.clone() height="2" /> }
            });
            view! {
                <rect
                    class="bars-bar"
                    data-open=bar.open.then_some("true")
                    x=x.clone()
                    y=format!("{}%", Decimal::ONE_HUNDRED - height)
                    width=width.clone()
                    height=format!("{height}%")
                >
                    <title>{bar.says}</title>
                </rect>
                {mark}
            }
        })
        .collect_view();
    view! {
        <figure class="bars">
            <figcaption>
                {caption} <span class="quiet">{format!("up to {top}")}</span>
            </figcaption>
            <svg class="bars-chart" width="100%" height="96" role="img" aria-label=label>
                {drawn}
            </svg>
            <div class="bars-axis" aria-hidden="true">
                <span>{first}</span>
                <span>{last}</span>
            </div>
        </figure>
    }
    .into_any()
}

/// `part` of `whole` in percent, as a height.
fn share(part: Decimal, whole: Decimal) -> Decimal {
    let share = part.checked_mul(Decimal::ONE_HUNDRED).and_then(|part| part.checked_div(whole)).unwrap_or_default();
    rounded(share.clamp(Decimal::ZERO, Decimal::ONE_HUNDRED))
}

/// `places` of `count`, less a gap of so many quarters of a place, in percent.
fn percent(places: usize, count: usize, gap_quarters: usize) -> String {
    let quarters = Decimal::from(places.saturating_mul(4).saturating_sub(gap_quarters));
    let whole = Decimal::from(count.saturating_mul(4));
    format!("{}%", rounded(quarters.saturating_mul(Decimal::ONE_HUNDRED).checked_div(whole).unwrap_or_default()))
}

fn rounded(percent: Decimal) -> Decimal {
    percent.round_dp_with_strategy(2, MidpointAwayFromZero).normalize()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_fill_their_places_and_never_leave_the_chart() {
        assert_eq!(
            (percent(0, 4, 0), percent(3, 4, 0), percent(1, 4, 1)),
            ("0%".into(), "75%".into(), "18.75%".into())
        );
        assert_eq!((share(5.into(), 20.into()), share(0.into(), 0.into())), (25.into(), Decimal::ZERO));
        assert_eq!((share(30.into(), 20.into()), share((-3).into(), 20.into())), (Decimal::ONE_HUNDRED, Decimal::ZERO));
    }
}
