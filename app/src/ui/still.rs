//! A view drawn at once and in one piece. A page is made of many small views, each of which is asked whether it has to wait;
//! what waits for nothing need not be asked.

use leptos::{
    prelude::*,
    tachys::{html::InertElement, view::Position},
};

/// `view` as it is now. Only for what waits for nothing: what waits inside it would be left out.
pub fn still(view: impl RenderHtml) -> AnyView {
    written(view.to_html())
}

/// HTML that is written already.
pub(super) fn written(html: String) -> AnyView {
    InertElement::new(html).into_any()
}

/// Writes `view` at the end of `html`, inside an element that was opened there; as [`still`].
pub(super) fn write_still(html: &mut String, view: impl RenderHtml) {
    view.to_html_with_buf(html, &mut Position::FirstChild, true, false, Vec::new());
}
