//! The wasm entry: takes over the page that the server rendered. Nothing else lives here; the islands of `app` are exported by
//! their own macro.

use wasm_bindgen::prelude::wasm_bindgen;

/// Takes the page over.
#[wasm_bindgen]
pub fn hydrate() {
    console_error_panic_hook::set_once();
    leptos::mount::hydrate_islands();
    app::in_place::start();
}
