//! A request's body is read whole before anything works for it: at most 64 KiB, within a few seconds (acceptance INP-01,
//! DOS-01). So its limit holds for every handler, also for those of the framework, and has one answer.

use super::{Asker, LayerConfig, chain::Next};
use app::{backend::PostedForm, error::ErrorKind};
use axum::{
    body::Body,
    extract::Request,
    http::{HeaderMap, StatusCode, header::CONTENT_TYPE},
    response::Response,
};
use http_body::Body as _;
use http_body_util::{BodyExt as _, LengthLimitError, Limited};
use std::sync::Arc;
use tokio::time::timeout;

pub(super) async fn collect(config: Arc<LayerConfig>, request: Request, next: Next) -> Response {
    if request.body().is_end_stream() {
        return next.run(request).await;
    }
    let asker = Asker::of(&request);
    let (mut parts, body) = request.into_parts();
    let too_large = |length: u64| usize::try_from(length).map_or(true, |length| length > config.body_bytes);
    if too_large(body.size_hint().lower()) {
        return asker.refuse(ErrorKind::TooLarge);
    }
    match timeout(config.body_time, Limited::new(body, config.body_bytes).collect()).await {
        Ok(Ok(whole)) => {
            let whole = whole.to_bytes();
            if let Some(form) = form(&parts.headers, &whole) {
                parts.extensions.insert(form);
            }
            next.run(Request::from_parts(parts, Body::from(whole))).await
        }
        Ok(Err(error)) if error.is::<LengthLimitError>() => asker.refuse(ErrorKind::TooLarge),
        Ok(Err(_)) => asker.refuse(ErrorKind::BadRequest),
        Err(_) => asker.refuse_as(StatusCode::REQUEST_TIMEOUT, ErrorKind::BadRequest),
    }
}

/// The body, where it is a form: pages that a form leads to are made with it.
fn form(headers: &HeaderMap, body: &[u8]) -> Option<PostedForm> {
    let kind = headers.get(CONTENT_TYPE)?.to_str().ok()?;
    let is_form = kind.split(';').next()?.trim().eq_ignore_ascii_case("application/x-www-form-urlencoded");
    std::str::from_utf8(body).ok().filter(|_| is_form).map(|text| PostedForm(text.into()))
}
