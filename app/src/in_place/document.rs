//! The page on the screen and the page that came: what of the one becomes the other.

use super::{
    KEPT, SAID, Standing, UNREACHABLE,
    asked::Why,
    fetched::Fetched,
    morph::{Fields, morph},
};
use crate::{paths, words};
use leptos::{
    prelude::document,
    wasm_bindgen::{JsCast, JsValue},
    web_sys::{
        Document, Element, HtmlElement, HtmlTemplateElement, Node,
        js_sys::{Function, Reflect},
    },
};

/// A page that came, whichever it is.
pub(super) struct Page {
    came: Document,
    status: u16,
}

impl Page {
    /// What came, when it is a page.
    pub(super) fn of(fetched: &Fetched) -> Option<Self> {
        fetched.document.clone().map(|came| Self { came, status: fetched.status })
    }

    /// Whether it is of the version of the portal that is here; another has to be loaded.
    pub(super) fn is_of_here(&self) -> bool {
        version(&self.came) == version(&document())
    }

    /// Whether it is one of the server's small pages, which it has for trouble of its own.
    pub(super) fn is_trouble(&self) -> bool {
        !self.is_ok() && version(&self.came).is_none()
    }

    /// Says on the page that is there what this page says, with the step that it offers, or else to try `url` again.
    pub(super) fn tell(&self, url: &str) -> String {
        let said = unreachable(url);
        let Ok(Some(line)) = document().query_selector(&format!("main > .{KEPT}")) else { return said };
        let of = |selector: &str| text(&self.came, selector);
        let (title, body, reference) = (of("main h1"), of("main h1 ~ p"), of("main code"));
        if title.is_empty() {
            return said;
        }
        let reference = if reference.is_empty() { reference } else { format!(" Reference: {reference}") };
        let put = |selector: &str, text: &str| {
            if let Ok(Some(element)) = line.query_selector(selector) {
                element.set_text_content(Some(text));
            }
        };
        put("strong", &format!("{title}."));
        put(".quiet", &format!(" {body}{reference}"));
        let step =
            self.came.query_selector(&format!("main a:not([href=\"{}\"], [rel=help])", paths::BILLING)).ok().flatten();
        if let (Some(step), Ok(Some(link))) = (step, line.query_selector("a")) {
            let _ = link.set_attribute("href", &step.get_attribute("href").unwrap_or_default());
            link.set_text_content(step.text_content().as_deref());
        }
        format!("{title}. {body}")
    }

    /// Shows it in place of the page that is there, and says what there is to announce.
    pub(super) fn show(&self, why: Why) -> String {
        let mut kept = None;
        if why.is_again() {
            if self.is_lost() {
                return String::new();
            }
            kept = self.keep_figures(why);
            if self.is_passing() {
                return kept.unwrap_or_default();
            }
        }
        document().set_title(&self.came.title());
        let fields = match why {
            Why::Refresh | Why::Beat if self.is_framed() => Fields::Stay,
            Why::Typing => Fields::StayInFocus,
            Why::Refresh | Why::Beat | Why::Link | Why::Back | Why::File => Fields::Follow,
        };
        if let (Some(old), Some(new)) = (document().body(), self.came.body()) {
            morph(&old, &new, fields);
            hydrate_islands(&old);
        }
        match (why, kept) {
            (Why::Beat, _) => String::new(),
            (Why::Refresh, Some(kept)) => kept,
            (Why::Refresh, None) if self.is_ok() => words::REFRESHED.to_owned(),
            (_, _) => template(&self.came, "template[data-says]")
                .and_then(|says| says.get_attribute("data-says"))
                .or_else(|| (!self.is_ok()).then(|| sentence(&text(&document(), ".error-state :is(h1, h2)"))))
                .unwrap_or_default(),
        }
    }

    /// Whether it is a page of somebody who is signed in: any other has nothing in common with the page that is there.
    fn is_framed(&self) -> bool {
        matches!(self.came.query_selector("[data-role]"), Ok(Some(_)))
    }

    const fn is_ok(&self) -> bool {
        self.status < 400
    }

    /// Whether the page has come without any part, for trouble that will pass.
    fn is_passing(&self) -> bool {
        parts(&self.came).is_empty() && template(&self.came, "template[data-kept]").is_some()
    }

    /// A page that is there no more says so in its own words, where it brought some for that.
    fn is_lost(&self) -> bool {
        let words = (self.status == 404).then(|| template(&document(), "template[data-lost]")).flatten();
        let (Some(words), Ok(Some(main))) = (words, document().query_selector("main")) else { return false };
        main.set_text_content(None);
        main.append_child(&words.content()).is_ok()
    }

    /// Leaves the last good figures where there are no newer ones for a reason that will pass, under a line that says so
    /// when somebody had asked. Gives back that line.
    fn keep_figures(&self, why: Why) -> Option<String> {
        let mut said = None;
        let (old, new) = (parts(&document()), parts(&self.came));
        if new.is_empty() {
            let kept = template(&self.came, "template[data-kept]")?;
            let part = old.first().filter(|part| stands(part) == Some(Standing::Figures.key().into()))?;
            return (why == Why::Refresh).then(|| put_kept(part, &kept));
        }
        for (old, new) in old.iter().zip(&new) {
            let stands = (stands(old), stands(new));
            if stands != (Some(Standing::Figures.key().into()), Some(Standing::Passing.key().into())) {
                continue;
            }
            let kept = new
                .query_selector("template[data-kept]")
                .ok()
                .flatten()
                .and_then(|kept| kept.dyn_into::<HtmlTemplateElement>().ok());
            new.set_text_content(None);
            let _ = new.set_attribute("data-part", Standing::Figures.key());
            let mut child = old.first_child();
            while let Some(node) = child {
                child = node.next_sibling();
                let is_kept = node.dyn_ref::<Element>().is_some_and(|node| node.class_list().contains(KEPT));
                if let Some(copy) = node.clone_node_with_deep(true).ok().filter(|_| !is_kept || why == Why::Beat) {
                    let _ = new.append_child(&copy);
                }
            }
            if let Some(kept) = kept.filter(|_| why == Why::Refresh) {
                said = Some(put_kept(new, &kept));
            }
        }
        said
    }
}

/// Says on the page that the portal could not be reached, with a link that tries `url` again.
pub(super) fn unreachable(url: &str) -> String {
    let document = document();
    let (Some(notice), Ok(Some(main))) =
        (template(&document, &format!("template#{UNREACHABLE}")), document.query_selector("main"))
    else {
        return String::new();
    };
    let said = put_kept(&main, &notice);
    if let Ok(Some(again)) = main.query_selector(&format!(":scope > .{KEPT} a")) {
        let _ = again.set_attribute("href", url);
    }
    said
}

/// Puts the line of the template with this id above the page.
pub(super) fn put_line(id: &str) {
    if let (Some(line), Ok(Some(main))) =
        (template(&document(), &format!("template#{id}")), document().query_selector("main"))
    {
        put_kept(&main, &line);
    }
}

/// Takes the line above the page away.
pub(super) fn take_line_away() {
    if let Ok(Some(line)) = document().query_selector(&format!("main > .{KEPT}")) {
        line.remove();
    }
}

/// Which version of the portal a page is of: the script that takes it over.
fn version(of: &Document) -> Option<String> {
    of.query_selector("link[rel=modulepreload]").ok().flatten()?.get_attribute("href")
}

/// Puts the line of a template above everything in `part`, in place of the one before, and gives back what it says.
fn put_kept(part: &Element, template: &HtmlTemplateElement) -> String {
    if let Ok(Some(before)) = part.query_selector(&format!(":scope > .{KEPT}")) {
        before.remove();
    }
    let Ok(copy) = document().import_node_with_deep(&template.content(), true) else { return String::new() };
    let said = copy.first_child().and_then(|line| line.dyn_into::<Element>().ok());
    let said = said.and_then(|line| line.query_selector("p").ok().flatten()).and_then(|line| line.text_content());
    let _ = part.insert_before(&copy, part.first_child().as_ref());
    said.unwrap_or_default()
}

fn template(of: &Document, selector: &str) -> Option<HtmlTemplateElement> {
    of.query_selector(selector).ok().flatten()?.dyn_into().ok()
}

fn parts(of: &Document) -> Vec<Element> {
    let Ok(found) = of.query_selector_all("[data-part]") else { return Vec::new() };
    (0..found.length()).filter_map(|index| found.get(index).and_then(|node: Node| node.dyn_into().ok())).collect()
}

fn stands(part: &Element) -> Option<String> {
    part.get_attribute("data-part")
}

fn text(of: &Document, selector: &str) -> String {
    of.query_selector(selector).ok().flatten().and_then(|found| found.text_content()).unwrap_or_default()
}

fn sentence(title: &str) -> String {
    if title.is_empty() { String::new() } else { format!("{title}.") }
}

/// Which page is shown: its path, whatever the query.
pub(super) fn key() -> Option<String> {
    document().query_selector("main").ok().flatten()?.get_attribute("data-key")
}

/// Announces.
pub(super) fn say(text: &str) {
    if let Some(region) = document().get_element_by_id(SAID).filter(|_| !text.is_empty()) {
        region.set_text_content(Some(text));
    }
}

/// Moves focus to the page's heading, as a page load would begin reading there.
pub(super) fn focus_heading() {
    let heading =
        document().query_selector("h1").ok().flatten().and_then(|heading| heading.dyn_into::<HtmlElement>().ok());
    if let Some(heading) = heading {
        // Focus is a courtesy: where it cannot be moved the page is still right.
        let _ = heading.focus();
    }
}

/// Whether anything has the focus.
pub(super) fn has_focus() -> bool {
    document().active_element().is_some_and(|element| element.local_name() != "body")
}

/// Moves focus to what a page that was loaded would begin with: why a form is shown again.
pub(super) fn focus_told() {
    let told = document()
        .query_selector("main [autofocus]")
        .ok()
        .flatten()
        .and_then(|told| told.dyn_into::<HtmlElement>().ok());
    if let Some(told) = told {
        let _ = told.focus();
    }
}

/// Marks the page as about to change, or not.
pub(super) fn busy(busy: bool, refreshing: bool) {
    if let Ok(Some(main)) = document().query_selector("main") {
        let _ = if busy { main.set_attribute("aria-busy", "true") } else { main.remove_attribute("aria-busy") };
    }
    let Ok(links) = document().query_selector_all("a.refresh") else { return };
    for link in (0..links.length()).filter_map(|index| links.get(index)?.dyn_into::<Element>().ok()) {
        let _ = if busy && refreshing {
            link.set_attribute("data-pending", "true")
        } else {
            link.remove_attribute("data-pending")
        };
    }
}

/// Wakes the islands that came with the page: Leptos wakes only those of the first.
fn hydrate_islands(root: &Element) {
    let Ok(wake) = Reflect::get(&leptos::prelude::window(), &"__hydrateIsland".into()) else { return };
    let (Ok(wake), Ok(islands)) = (wake.dyn_into::<Function>(), root.query_selector_all("leptos-island")) else {
        return;
    };
    let awake = JsValue::from("awake");
    for island in (0..islands.length()).filter_map(|index| islands.get(index)?.dyn_into::<Element>().ok()) {
        if Reflect::has(&island, &awake).unwrap_or(true) {
            continue;
        }
        let _ = Reflect::set(&island, &awake, &JsValue::TRUE);
        if let Some(component) = island.get_attribute("data-component") {
            let _ = wake.call2(&JsValue::NULL, &island, &component.into());
        }
    }
}

/// Notes the islands of the first page as awake: Leptos has done it.
pub(super) fn note_islands() {
    let Ok(islands) = document().query_selector_all("leptos-island") else { return };
    for island in (0..islands.length()).filter_map(|index| islands.get(index)) {
        let _ = Reflect::set(&island, &"awake".into(), &JsValue::TRUE);
    }
}
