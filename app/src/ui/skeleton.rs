//! The place that figures will take, so that nothing moves when they arrive.

use leptos::prelude::*;

/// A grey bar in the place of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bone {
    /// A heading.
    Heading,
    /// A large figure.
    Figure,
    /// A meter.
    Meter,
    /// A line of text.
    Line,
    /// Half a line of text.
    Half,
}

impl Bone {
    const fn key(self) -> &'static str {
        match self {
            Self::Heading => "heading",
            Self::Figure => "figure",
            Self::Meter => "meter",
            Self::Line => "line",
            Self::Half => "half",
        }
    }
}

/// A card of bars. Says nothing to assistive technology: the busy region around it does.
#[must_use]
pub fn skeleton_card(bones: &[Bone]) -> AnyView {
    let bars = bones.iter().map(|bone| view! { <span class="bone" data-bone=bone.key()></span> }).collect_view();
    view! { <div class="card skeleton" aria-hidden="true">{bars}</div> }.into_any()
}
