//! The OpenID Connect client: discovery, the authorization code flow, ID-token checks, renewal, revocation, sign-out.
//! May import `session` (whose [`TokenIssuer`](crate::session::TokenIssuer) it implements), `outbound` and `clock`; the
//! checks of tokens themselves are `openidconnect`'s.

mod attempts;
mod config;
mod discovery;
#[cfg(test)]
pub(crate) mod fuzzing;
mod http;
mod id_token;
mod keys;
mod logout_token;
mod provider;
mod tokens;
mod types;

pub use attempts::{Attempt, AttemptError, LoginAttempts, Started};
pub use config::{ConfigError, OidcConfig};
pub use http::DEADLINES;
pub use logout_token::LogoutTokenError;
pub use provider::{CallbackError, IssuerDown, Provider};
