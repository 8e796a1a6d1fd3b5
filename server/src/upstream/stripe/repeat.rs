//! When a call that failed is made again, under the same idempotency key (acceptance STR-06). The line makes the repeats; the
//! key makes them safe, so to the line the call is as good as a read.

use super::StripeError;
use crate::outbound::{Again, Fault, Judged, TransportError};
use reqwest::header::{HeaderMap, RETRY_AFTER};
use std::time::Duration;

/// The longest wait that is passed on.
const WAIT_CAP: u32 = 300;
/// Stripe's own word on whether a repeat can help.
const SHOULD_RETRY: &str = "stripe-should-retry";

/// A call that failed.
pub(super) struct Failed {
    pub(super) error: StripeError,
    again: Again,
}

impl Failed {
    /// A failure that no repeat mends.
    pub(super) const fn for_good(error: StripeError) -> Self {
        Self { error, again: Again::No }
    }

    /// Stripe answered with this status.
    pub(super) fn of_status(status: u16, headers: &HeaderMap) -> Self {
        let wait = wait(headers);
        let error = match status {
            429 => StripeError::RateLimited(wait),
            409 | 500..=599 => StripeError::Status(status, wait),
            400..=499 => StripeError::Refused(status),
            _ => StripeError::Malformed,
        };
        let told = headers.get(SHOULD_RETRY).and_then(|value| value.to_str().ok());
        let helps = match (told, status) {
            (Some("true"), _) => true,
            (Some("false"), _) => false,
            // Without Stripe's word a 500 is one that it stored for the key, and would answer again.
            (_, 409 | 429 | 502 | 503 | 504) => true,
            _ => false,
        };
        let again = match wait {
            _ if !helps => Again::No,
            None => Again::Soon,
            Some(seconds) => Again::After(Duration::from_secs(seconds.into())),
        };
        Self { error, again }
    }
}

impl From<TransportError> for Failed {
    fn from(error: TransportError) -> Self {
        Self { error: StripeError::Transport(error), again: error.judge().1 }
    }
}

impl Judged for Failed {
    fn judge(&self) -> (Fault, Again) {
        let fault = match self.error {
            StripeError::Transport(transport) => transport.judge().0,
            StripeError::Status(500..=599, _) => Fault::Endpoint,
            StripeError::Status(..)
            | StripeError::RateLimited(_)
            | StripeError::Refused(_)
            | StripeError::Malformed
            | StripeError::Foreign
            | StripeError::BadLink
            | StripeError::BrokeDown => Fault::None,
        };
        (fault, self.again)
    }
}

/// Whole seconds only: the date form would need the other side's clock.
fn wait(headers: &HeaderMap) -> Option<u32> {
    let seconds = headers.get(RETRY_AFTER)?.to_str().ok()?.parse::<u64>().ok()?;
    u32::try_from(seconds.min(WAIT_CAP.into())).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn again(status: u16, headers: &[(&'static str, &'static str)]) -> Again {
        let headers = headers.iter().map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap())).collect();
        Failed::of_status(status, &headers).judge().1
    }

    #[test]
    fn only_what_a_repeat_can_mend_is_repeated() {
        for status in [409, 429, 502, 503, 504] {
            assert_eq!(again(status, &[]), Again::Soon, "{status}");
            assert_eq!(again(status, &[(SHOULD_RETRY, "false")]), Again::No, "{status}");
        }
        for status in [300, 307, 400, 401, 402, 403, 404, 500, 501] {
            assert_eq!(again(status, &[]), Again::No, "{status}");
        }
        assert_eq!(again(500, &[(SHOULD_RETRY, "true")]), Again::Soon);
        assert_eq!(again(429, &[("retry-after", "2")]), Again::After(Duration::from_secs(2)));
        assert_eq!(again(429, &[("retry-after", "soon")]), Again::Soon, "a wait that cannot be read is none");
    }

    #[test]
    fn only_trouble_of_stripes_own_counts_against_it() {
        let fault = |status| Failed::of_status(status, &HeaderMap::new()).judge().0;
        for status in [500, 502, 503, 504] {
            assert_eq!(fault(status), Fault::Endpoint, "{status}");
        }
        for status in [302, 400, 401, 403, 404, 409, 429] {
            assert_eq!(fault(status), Fault::None, "{status}");
        }
    }
}
