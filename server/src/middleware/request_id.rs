//! Every request gets an id of the portal's making; one that comes with the request is never believed, as it would end up
//! in logs and pages.

use super::chain::Next;
use app::error::IncidentId;
use axum::{
    extract::Request,
    http::{HeaderName, HeaderValue},
    response::Response,
};
use ring::rand::{SecureRandom as _, SystemRandom};

/// The header of the answer.
const HEADER: HeaderName = HeaderName::from_static("x-request-id");

/// Digits without look-alikes, so that an id can be read out on the telephone.
const DIGITS: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

/// The request's id, in its extensions; pages show it as the incident id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestId(pub IncidentId);

impl RequestId {
    /// A new id: 128 random bits in 26 letters and digits. None if the system has no randomness to give.
    #[must_use]
    pub fn fresh() -> Option<Self> {
        let mut bytes = [0_u8; 16];
        SystemRandom::new().fill(&mut bytes).ok()?;
        let mut rest = u128::from_be_bytes(bytes);
        let text: String = std::iter::repeat_with(|| {
            let digit = DIGITS.get((rest % 32) as usize).copied().unwrap_or(b'0');
            rest /= 32;
            char::from(digit)
        })
        .take(26)
        .collect();
        IncidentId::parse(&text).map(Self)
    }
}

pub(super) async fn number(mut request: Request, next: Next) -> Response {
    let Some(id) = RequestId::fresh() else { return next.run(request).await };
    let value = HeaderValue::from_str(id.0.as_str());
    request.headers_mut().remove(HEADER);
    request.extensions_mut().insert(id);
    let mut response = next.run(request).await;
    if let Ok(value) = value {
        response.headers_mut().insert(HEADER, value);
    }
    response
}
