//! What a click or a form asks for, when it asks for a page of the portal that can be turned to in place.

use super::{DOWNLOAD, FORM, LIVE, REFRESH};
use leptos::{
    prelude::{document, window},
    wasm_bindgen::JsCast,
    web_sys::{
        Element, Event, FormData, HtmlAnchorElement, HtmlFormElement, HtmlInputElement, HtmlOptionElement,
        HtmlTextAreaElement, MouseEvent, SubmitEvent, Url, UrlSearchParams,
    },
};

/// Why a page is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Why {
    /// A link or a form.
    Link,
    /// A form that sends itself while one types in it.
    Typing,
    /// Back and Forward.
    Back,
    /// "Refresh".
    Refresh,
    /// The beat of an open page: nobody has asked.
    Beat,
    /// A link or a form to a file.
    File,
}

impl Why {
    /// Whether it reads the page that is there already, so that what was opened and typed stays.
    pub(super) const fn is_again(self) -> bool {
        matches!(self, Self::Refresh | Self::Beat)
    }
}

/// A page that is asked for.
pub(super) struct Asked {
    pub(super) url: String,
    pub(super) why: Why,
    /// A form to send there; else it is only read.
    pub(super) form: Option<UrlSearchParams>,
}

/// The link that a pointer or key event is on.
pub(super) fn link(event: &Event) -> Option<HtmlAnchorElement> {
    event.target()?.dyn_into::<Element>().ok()?.closest("a[href]").ok()??.dyn_into().ok()
}

/// What a click asks for; nothing where the browser should do what it does.
pub(super) fn click(event: &MouseEvent) -> Option<Asked> {
    let held = event.ctrl_key() || event.meta_key() || event.shift_key() || event.alt_key();
    if event.default_prevented() || event.button() != 0 || held {
        return None;
    }
    let link = link(event)?;
    let why = match link.get_attribute("data-in-place").as_deref() {
        Some(REFRESH) => Why::Refresh,
        Some(DOWNLOAD) => Why::File,
        _ => Why::Link,
    };
    leads_here(&link).then(|| Asked { url: link.href(), why, form: None })
}

/// Whether a link leads to a page of the portal.
pub(super) fn leads_here(link: &HtmlAnchorElement) -> bool {
    let leaves = link.rel().split_whitespace().any(|word| word == "external") || link.has_attribute("download");
    let to_a_place_on_the_page = link.get_attribute("href").is_some_and(|href| href.starts_with('#'));
    !leaves && !to_a_place_on_the_page && link.target().is_empty() && is_ours(&link.href())
}

/// What a form asks for when it is sent.
pub(super) fn submit(event: &SubmitEvent) -> Option<Asked> {
    if event.default_prevented() {
        return None;
    }
    let form = event.target()?.dyn_into::<HtmlFormElement>().ok()?;
    let why = match form.get_attribute("data-in-place")?.as_str() {
        LIVE => Why::Typing,
        FORM => Why::Link,
        DOWNLOAD => Why::File,
        _ => return None,
    };
    let fields = parameters(&FormData::new_with_form(&form).ok()?)?;
    let pressed = event.submitter();
    let pressed =
        pressed.as_ref().and_then(|button| Some((button.get_attribute("name")?, button.get_attribute("value")?)));
    if let Some((name, value)) = pressed {
        fields.append(&name, &value);
    }
    let url = Url::new_with_base(&form.get_attribute("action").unwrap_or_default(), &window().location().href().ok()?)
        .ok()?;
    if !is_ours(&url.href()) {
        return None;
    }
    if form.method() == "post" {
        return Some(Asked { url: url.href(), why, form: Some(fields) });
    }
    let query: String = fields.to_string().into();
    url.set_search(&query);
    Some(Asked { url: url.href(), why, form: None })
}

/// The form of the page in which something was typed that is not sent yet, as it would be sent if nobody did.
pub(super) fn typed() -> Option<Asked> {
    let forms = document().query_selector_all(&format!("form[method=post][data-in-place={FORM}]")).ok()?;
    let mut forms = (0..forms.length()).filter_map(|index| forms.get(index)?.dyn_into::<HtmlFormElement>().ok());
    let form = forms.find(|form| form.has_attribute("data-typed") || is_changed(form))?;
    let fields = parameters(&FormData::new_with_form(&form).ok()?)?;
    let action = form.get_attribute("action").unwrap_or_default();
    let url = Url::new_with_base(&action, &window().location().href().ok()?).ok()?;
    Some(Asked { url: url.href(), why: Why::Beat, form: Some(fields) })
}

/// Whether a person has changed a field of it.
fn is_changed(form: &HtmlFormElement) -> bool {
    let Ok(fields) = form.query_selector_all("input, textarea, option") else { return false };
    (0..fields.length()).filter_map(|index| fields.get(index)).any(|field| {
        if let Some(input) = field.dyn_ref::<HtmlInputElement>() {
            input.value() != input.default_value() || input.checked() != input.default_checked()
        } else if let Some(area) = field.dyn_ref::<HtmlTextAreaElement>() {
            area.default_value().is_ok_and(|standing| standing != area.value())
        } else {
            field.dyn_ref::<HtmlOptionElement>().is_some_and(|option| option.selected() != option.default_selected())
        }
    })
}

/// The fields that say something; a form of files is not sent in place.
fn parameters(form: &FormData) -> Option<UrlSearchParams> {
    let parameters = UrlSearchParams::new().ok()?;
    for entry in form.entries() {
        let entry: leptos::web_sys::js_sys::Array = entry.ok()?.unchecked_into();
        let (name, value) = (entry.get(0).as_string()?, entry.get(1).as_string()?);
        parameters.append(&name, &value);
    }
    Some(parameters)
}

fn is_ours(url: &str) -> bool {
    let Ok(here) = window().location().origin() else { return false };
    Url::new(url).is_ok_and(|url| url.origin() == here)
}
