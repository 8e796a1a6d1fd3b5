//! Why no portal session came of a call to Stripe, for the log, and what that means to the portal.

use crate::outbound::TransportError;
use app::backend::DomainError;

/// Seconds to wait when too many calls are under way.
const CROWDED_WAIT: u32 = 2;

/// Everything a call can end in but a link. Holds no address, key, id or text of Stripe's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StripeError {
    /// Transport trouble.
    #[error("{0}")]
    Transport(TransportError),
    /// 429, with the seconds to wait when they were given.
    #[error("rate limited")]
    RateLimited(Option<u32>),
    /// 409 or 5xx, with the seconds to wait when they were given.
    #[error("status {0}")]
    Status(u16, Option<u32>),
    /// Stripe does not take the request: the key, the customer or the configuration is not right.
    #[error("refused with status {0}")]
    Refused(u16),
    /// An answer that is not Stripe's JSON, or a redirect.
    #[error("answer not understood")]
    Malformed,
    /// A session of another customer, or of the other mode than the key's.
    #[error("another session than was asked for")]
    Foreign,
    /// A link to somewhere that is not on the allow-list.
    #[error("link to a host that is not allowed")]
    BadLink,
    /// No call was made: it broke down here.
    #[error("broke down")]
    BrokeDown,
}

impl From<StripeError> for DomainError {
    /// The one place where a failure at Stripe is logged.
    fn from(error: StripeError) -> Self {
        let meaning = match error {
            StripeError::Transport(TransportError::Timeout) => Self::StripeTimedOut,
            StripeError::Transport(TransportError::Crowded) => Self::StripeUnavailable(Some(CROWDED_WAIT)),
            StripeError::Transport(TransportError::CutOff(wait)) => Self::StripeUnavailable(Some(wait)),
            StripeError::Transport(TransportError::Connect | TransportError::Insecure | TransportError::Broken) => {
                Self::StripeUnavailable(None)
            }
            StripeError::RateLimited(wait) => Self::RateLimited(wait),
            StripeError::Status(_, wait) => Self::StripeUnavailable(wait),
            StripeError::Refused(_) => Self::StripeRefused,
            StripeError::Malformed
            | StripeError::Foreign
            | StripeError::BadLink
            | StripeError::Transport(TransportError::TooLarge) => Self::StripeBadLink,
            StripeError::BrokeDown => Self::Internal,
        };
        if matches!(error, StripeError::Foreign | StripeError::BadLink) {
            tracing::error!(target: "security", event = "stripe_answer_refused", cause = %error, "an answer of Stripe's was refused");
        } else {
            tracing::warn!(upstream = "stripe", cause = %error, meaning = %meaning, "upstream call failed");
        }
        meaning
    }
}
