//! The Usage panel before its figures, in the same places.

use crate::ui::{Bone, skeleton_card};
use leptos::prelude::*;

/// The period card and one row of projects.
pub(super) fn panel() -> AnyView {
    let project = || skeleton_card(&[Bone::Heading, Bone::Half, Bone::Meter, Bone::Line, Bone::Line, Bone::Line]);
    let period = [Bone::Heading, Bone::Figure, Bone::Meter, Bone::Line, Bone::Half, Bone::Line, Bone::Half];
    view! {
        <div class="usage">
            {skeleton_card(&period)} <div class="project-list">{project()} {project()} {project()}</div>
        </div>
    }
    .into_any()
}
