//! Makes one tree of the page like another and keeps every node that can stay, and with it focus, scroll and selection.

use leptos::{
    wasm_bindgen::JsCast,
    web_sys::{Element, HtmlInputElement, HtmlOptionElement, HtmlTextAreaElement, Node},
};

/// What becomes of what a person has typed, ticked or opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fields {
    /// It stays: the same page is read again.
    Stay,
    /// It stays where the focus is: the page follows what is typed there.
    StayInFocus,
    /// It becomes what the new page says.
    Follow,
}

/// Makes `old` like `new`. Both are the same element, of the same document or not. What is inside an element marked
/// `data-own` is its own; an island with the same properties stays as it is.
pub fn morph(old: &Element, new: &Element, fields: Fields) {
    // Most of a page stays as it is, which the browser sees at once: each step through a tree from here costs a call.
    if old.is_equal_node(Some(new)) && (fields == Fields::Stay || !holds_fields(old)) {
        return;
    }
    let (before, after) = (old.get_attribute("value"), new.get_attribute("value"));
    attributes(old, new, fields);
    field(old, new, fields, before != after);
    if old.has_attribute("data-own") || is_island(old) {
        return;
    }
    children(old, new, fields);
}

/// Whether there is anything here that a person can have changed without the tree telling.
fn holds_fields(element: &Element) -> bool {
    const FIELDS: &str = "input, textarea, option";
    element.matches(FIELDS).unwrap_or(true) || !matches!(element.query_selector(FIELDS), Ok(None))
}

fn is_island(element: &Element) -> bool {
    element.local_name() == "leptos-island"
}

/// What one node has in common with another that it can become.
#[derive(PartialEq, Eq)]
enum Likeness {
    Element { name: String, marks: [Option<String>; 2] },
    Other(u16),
}

impl Likeness {
    fn of(node: &Node) -> Self {
        let Some(element) = node.dyn_ref::<Element>() else { return Self::Other(node.node_type()) };
        let marks = if is_island(element) { ["data-component", "data-props"] } else { ["id", "data-key"] };
        Self::Element { name: element.local_name(), marks: marks.map(|mark| element.get_attribute(mark)) }
    }
}

fn children(old: &Element, new: &Element, fields: Fields) {
    // Read once: a list of which nothing stays would otherwise be read again for each of its entries.
    let there: Vec<_> = siblings(old.first_child()).map(|node| (Likeness::of(&node), node)).collect();
    let mut rest = there.as_slice();
    for wanted in siblings(new.first_child()) {
        let like = Likeness::of(&wanted);
        let found = rest.iter().position(|(there, _)| *there == like);
        if let Some((between, [(_, child), after @ ..])) = found.and_then(|at| rest.split_at_checked(at)) {
            // Moving what stands between would move the focus: what is not wanted goes, up to what is.
            for (_, node) in between {
                let _ = old.remove_child(node);
            }
            rest = after;
            become_like(child, &wanted, fields);
        } else if let Ok(copy) = copy(old, &wanted) {
            let _ = old.insert_before(&copy, rest.first().map(|(_, node)| node));
        }
    }
    for (_, node) in rest {
        let _ = old.remove_child(node);
    }
}

fn siblings(first: Option<Node>) -> impl Iterator<Item = Node> {
    std::iter::successors(first, Node::next_sibling)
}

fn copy(of: &Element, node: &Node) -> Result<Node, leptos::wasm_bindgen::JsValue> {
    match of.owner_document() {
        Some(document) => document.import_node_with_deep(node, true),
        None => node.clone_node_with_deep(true),
    }
}

fn become_like(old: &Node, new: &Node, fields: Fields) {
    match (old.dyn_ref::<Element>(), new.dyn_ref::<Element>()) {
        (Some(old), Some(new)) => morph(old, new, fields),
        _ if old.node_value() != new.node_value() => old.set_node_value(new.node_value().as_deref()),
        _ => {}
    }
}

/// What a person opened themselves.
fn is_theirs(element: &Element, name: &str) -> bool {
    name == "open" && matches!(element.local_name().as_str(), "details" | "dialog")
}

fn attributes(old: &Element, new: &Element, fields: Fields) {
    let kept = |name: &str| fields == Fields::Stay && is_theirs(old, name);
    for name in old.get_attribute_names().iter().filter_map(|name| name.as_string()) {
        if !new.has_attribute(&name) && !kept(&name) {
            let _ = old.remove_attribute(&name);
        }
    }
    for name in new.get_attribute_names().iter().filter_map(|name| name.as_string()) {
        let value = new.get_attribute(&name);
        if old.get_attribute(&name) != value && !kept(&name) {
            let _ = old.set_attribute(&name, &value.unwrap_or_default());
        }
    }
}

/// The parts of a field that are no attributes once a person has touched it.
fn field(old: &Element, new: &Element, fields: Fields, other_value: bool) {
    let focused =
        || old.owner_document().and_then(|document| document.active_element()).is_some_and(|active| active == *old);
    if fields == Fields::Stay || (fields == Fields::StayInFocus && focused()) {
        return;
    }
    if let Some(input) = old.dyn_ref::<HtmlInputElement>() {
        if matches!(input.type_().as_str(), "checkbox" | "radio") {
            input.set_checked(new.has_attribute("checked"));
        } else if other_value || input.value() != input.default_value() {
            input.set_value(&new.get_attribute("value").unwrap_or_default());
        }
    } else if let Some(area) = old.dyn_ref::<HtmlTextAreaElement>() {
        area.set_value(&new.text_content().unwrap_or_default());
    } else if let Some(option) = old.dyn_ref::<HtmlOptionElement>() {
        option.set_selected(new.has_attribute("selected"));
    }
}
