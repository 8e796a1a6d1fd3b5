//! The HTML document around the app. What is the same for every response is drawn once: leptos reads the names of the
//! hashed files from disk whenever it draws them. Whatever the document emits as script carries the response's nonce; there
//! is no inline style.

use crate::app::App;
use leptos::{nonce::use_nonce, prelude::*, tachys::html::InertElement};
use leptos_meta::{HashedStylesheet, MetaTags};
use std::sync::Arc;

/// The typeface, fetched with the stylesheet so that it is there for the first paint.
const FONT: &str = "/fonts/inter-latin-variable.woff2";

/// Where leptos begins the script that starts the wasm, as long as no nonce is known.
const SCRIPT: &str = "<script type=\"module\"";

/// The document of one build. Cheap to clone.
#[derive(Clone)]
pub struct Document {
    options: LeptosOptions,
    /// The head up to the nonce of its script, and from there on.
    head: Arc<(String, String)>,
}

impl Document {
    /// The document of the build that `options` describe.
    #[must_use]
    pub fn new(options: LeptosOptions) -> Self {
        let head = Owner::new().with(|| head(options.clone()));
        let (before, after) = match head.split_once(SCRIPT) {
            Some((before, after)) => (format!("{before}{SCRIPT}"), after.to_owned()),
            None => (head, String::new()),
        };
        Self { options, head: Arc::new((before, after)) }
    }

    /// The document for the request that is being answered.
    #[must_use]
    pub fn draw(&self) -> impl IntoView + use<> {
        // Only islands are hydrated; nothing else is to be written down for the browser.
        if let Some(shared) = Owner::current_shared_context() {
            shared.set_is_hydrating(false);
        }
        let nonce = use_nonce().map(|nonce| format!(" nonce=\"{nonce}\"")).unwrap_or_default();
        let (before, after) = &*self.head;
        let head = InertElement::new([before, &nonce, after].map(String::as_str).concat());
        view! {
            <!DOCTYPE html>
            <html lang="en-AU">
                <head>
                    {head} <AutoReload options=self.options.clone() /> <MetaTags />
                </head>
                <body>
                    <App />
                </body>
            </html>
        }
    }
}

/// What is in every head.
fn head(options: LeptosOptions) -> String {
    let head = view! {
        <head>
            <meta charset="utf-8" />
            <meta name="viewport" content="width=device-width, initial-scale=1" />
            <meta name="color-scheme" content="light dark" />
            <meta name="theme-color" media="(prefers-color-scheme: light)" content="#fbfbfa" />
            <meta name="theme-color" media="(prefers-color-scheme: dark)" content="#0f1113" />
            <meta name="robots" content="noindex" />
            <link rel="icon" href="/favicon.svg" type="image/svg+xml" />
            <link rel="preload" href=FONT r#as="font" r#type="font/woff2" crossorigin="anonymous" />
            <HashedStylesheet options=options.clone() id="portal" />
            <HydrationScripts options islands=true />
        </head>
    }
    .to_html();
    head.trim_start_matches("<head>").trim_end_matches("</head>").to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_one_script_of_the_head_is_where_the_nonce_goes() {
        let document = Document::new(LeptosOptions::builder().output_name("portal").build());
        let (before, after) = &*document.head;
        assert_eq!(before.matches("<script").count(), 1);
        assert!(before.ends_with(SCRIPT) && !after.contains("<script") && after.contains("hydrateIslands"));
    }
}
