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

/// Whether one node can become the other.
fn alike(old: &Node, new: &Node) -> bool {
    let (Some(old), Some(new)) = (old.dyn_ref::<Element>(), new.dyn_ref::<Element>()) else {
        return old.node_type() == new.node_type();
    };
    let same = |name| old.get_attribute(name) == new.get_attribute(name);
    let names: &[&str] = if is_island(old) { &["data-component", "data-props"] } else { &["id", "data-key"] };
    old.local_name() == new.local_name() && names.iter().all(|name| same(name))
}

fn children(old: &Element, new: &Element, fields: Fields) {
    let mut at = old.first_child();
    let mut wanted = new.first_child();
    while let Some(node) = wanted {
        wanted = node.next_sibling();
        let found = std::iter::successors(at.clone(), Node::next_sibling).find(|child| alike(child, &node));
        match found {
            Some(child) if at.as_ref().is_some_and(|at| at.is_same_node(Some(&child))) => {
                at = child.next_sibling();
                become_like(&child, &node, fields);
            }
            Some(child) => {
                // Moving what stands between would move the focus: what is not wanted goes, up to what is.
                while let Some(between) = at.clone().filter(|at| !at.is_same_node(Some(&child))) {
                    at = between.next_sibling();
                    let _ = old.remove_child(&between);
                }
                at = child.next_sibling();
                become_like(&child, &node, fields);
            }
            None => {
                let Ok(copy) = copy(old, &node) else { continue };
                let _ = old.insert_before(&copy, at.as_ref());
            }
        }
    }
    while let Some(rest) = at {
        at = rest.next_sibling();
        let _ = old.remove_child(&rest);
    }
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
