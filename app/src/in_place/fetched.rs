//! One page over the wire.

use crate::api::{ASKED, SCRIPT_HEADER};
use gloo_net::http::{Request, Response};
use leptos::{
    wasm_bindgen::JsCast,
    web_sys::{self, AbortSignal, Blob, Document, DomParser, RequestInit, SupportedType, UrlSearchParams},
};
use wasm_bindgen_futures::JsFuture;

/// A page as it came.
#[derive(Clone)]
pub(super) struct Fetched {
    /// Where it came from, after redirects.
    pub(super) url: String,
    /// Its HTTP status.
    pub(super) status: u16,
    /// It, read already, so that showing it is all that a click still costs; none for anything but HTML, which the browser
    /// has to open by itself.
    pub(super) document: Option<Document>,
}

/// Nothing came, or it was called off.
#[derive(Clone, Copy, Debug)]
pub(super) struct Unreachable;

/// Reads a page. `mark` says whether somebody has asked for it ([`ASKED`](crate::api::ASKED)) or the page by itself
/// ([`BEAT`](crate::api::BEAT)).
pub(super) async fn get(url: &str, mark: &str, signal: Option<&AbortSignal>) -> Result<Fetched, Unreachable> {
    let how = RequestInit::new();
    how.set_signal(signal);
    fetched(send(url, &how, mark).await?).await
}

/// Sends a form and reads the page it leads to; one that the page sends by itself is not carried out, and that page shows it.
pub(super) async fn post(url: &str, mark: &str, form: &UrlSearchParams) -> Result<Fetched, Unreachable> {
    let how = RequestInit::new();
    how.set_method("POST");
    how.set_body(form);
    fetched(send(url, &how, mark).await?).await
}

/// A file over the wire.
pub(super) enum File {
    /// All of it, and what it is to be called.
    Whole { name: String, content: Blob },
    /// The page that says why there is none.
    Refused(Fetched),
}

/// Reads a file, by `POST` where there is a form.
pub(super) async fn file(url: &str, form: Option<&UrlSearchParams>, signal: &AbortSignal) -> Result<File, Unreachable> {
    let how = RequestInit::new();
    how.set_signal(Some(signal));
    if let Some(form) = form {
        how.set_method("POST");
        how.set_body(form);
    }
    let response = send(url, &how, ASKED).await?;
    let name = response.headers().get("content-disposition").and_then(|text| file_name(&text));
    match name.filter(|_| response.ok()) {
        Some(name) => {
            let blob = web_sys::Response::from(response).blob().map_err(|_| Unreachable)?;
            // A transfer that breaks off is no file.
            let content = JsFuture::from(blob).await.map_err(|_| Unreachable)?;
            Ok(File::Whole { name, content: content.dyn_into().map_err(|_| Unreachable)? })
        }
        None => Ok(File::Refused(fetched(response).await?)),
    }
}

/// `invoice-1.pdf` of `attachment; filename="invoice-1.pdf"`.
fn file_name(disposition: &str) -> Option<String> {
    let (_, name) = disposition.split_once("filename=")?;
    Some(name.split(';').next()?.trim().trim_matches('"').to_owned())
}

async fn send(url: &str, how: &RequestInit, mark: &str) -> Result<Response, Unreachable> {
    // Made by hand: the library's own builder writes the address anew, with an "&" at its end.
    let request = web_sys::Request::new_with_str_and_init(url, how).map_err(|_| Unreachable)?;
    let headers = request.headers();
    let marked = headers.set("accept", "text/html").and_then(|()| headers.set(SCRIPT_HEADER, mark));
    marked.map_err(|_| Unreachable)?;
    Request::from(request).send().await.map_err(|_| Unreachable)
}

async fn fetched(response: Response) -> Result<Fetched, Unreachable> {
    let is_html = response.headers().get("content-type").is_some_and(|kind| kind.starts_with("text/html"));
    let document = if is_html { parsed(&response.text().await.map_err(|_| Unreachable)?) } else { None };
    Ok(Fetched { url: response.url(), status: response.status(), document })
}

fn parsed(html: &str) -> Option<Document> {
    DomParser::new().ok()?.parse_from_string(html, SupportedType::TextHtml).ok()
}
