//! Query parameters and path segments, checked as the contract has them. May import `pairs`.

use std::convert::Infallible;

use axum::{
    extract::{FromRequestParts, Path},
    http::request::Parts,
};
use jiff::civil::Date;

use crate::{aidial_api::error::ApiError, pairs::Pairs};

const DEFAULT_PAGE_SIZE: u64 = 20;
const MAX_PAGE_SIZE: u64 = 100;

pub(crate) struct Params(Pairs);

impl<S: Sync> FromRequestParts<S> for Params {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        Ok(Self(Pairs::parse(parts.uri.query().unwrap_or_default().as_bytes())))
    }
}

/// A page asked for: which, and how long pages are.
#[derive(Clone, Copy)]
pub(crate) struct Paging {
    pub(crate) page: u64,
    pub(crate) size: u64,
}

impl Paging {
    /// The items of the page, and whether there are more after it.
    pub(crate) fn cut<T>(self, items: impl Iterator<Item = T>) -> (Vec<T>, bool) {
        let before = usize::try_from((self.page - 1).saturating_mul(self.size)).unwrap_or(usize::MAX);
        let size = usize::try_from(self.size).unwrap_or(usize::MAX);
        let mut rest = items.skip(before);
        let cut: Vec<T> = rest.by_ref().take(size).collect();
        (cut, rest.next().is_some())
    }
}

impl Params {
    pub(crate) fn one(&self, name: &str) -> Result<Option<&str>, ApiError> {
        self.0.one(name).map_err(|_| ApiError::invalid_field(name, "stands more than once"))
    }

    pub(crate) fn text(&self, name: &str, max: usize) -> Result<Option<&str>, ApiError> {
        match self.one(name)? {
            Some(value) if value.chars().count() > max => Err(ApiError::invalid_field(name, "too long")),
            value => Ok(value),
        }
    }

    pub(crate) fn date(&self, name: &str) -> Result<Option<Date>, ApiError> {
        let Some(value) = self.one(name)? else { return Ok(None) };
        // RFC 3339 full-date alone: the parser would also take other ISO 8601 forms.
        let shaped = value.len() == 10
            && value
                .bytes()
                .enumerate()
                .all(|(at, byte)| if matches!(at, 4 | 7) { byte == b'-' } else { byte.is_ascii_digit() });
        match value.parse() {
            Ok(date) if shaped => Ok(Some(date)),
            // A well-formed year 0000 is outside what the calendar can hold, and no period of anybody.
            _ => Err(ApiError::invalid_field(name, "not a date")),
        }
    }

    /// A whole number of at least 1; more digits than fit read as the largest that fits.
    fn count(&self, name: &str, default: u64) -> Result<u64, ApiError> {
        let Some(value) = self.one(name)? else { return Ok(default) };
        let digits = !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit());
        let number = if digits { value.parse().unwrap_or(u64::MAX) } else { 0 };
        if number >= 1 { Ok(number) } else { Err(ApiError::invalid_field(name, "not a whole number from 1")) }
    }

    pub(crate) fn paging(&self) -> Result<Paging, ApiError> {
        let page = self.count("page", 1)?;
        let size = self.count("page_size", DEFAULT_PAGE_SIZE)?;
        if size > MAX_PAGE_SIZE {
            return Err(ApiError::invalid_field("page_size", "more than 100"));
        }
        Ok(Paging { page, size })
    }
}

/// The one segment of the path that names something. What cannot be decoded names nothing.
pub(crate) struct Segment(pub(crate) String);

impl<S: Send + Sync> FromRequestParts<S> for Segment {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Self::Rejection> {
        Path::<String>::from_request_parts(parts, state)
            .await
            .map(|Path(segment)| Self(segment))
            .map_err(|_| ApiError::not_found())
    }
}
