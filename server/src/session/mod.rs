//! Sessions: the cookie, the sealed row behind it, its limits, and the renewal of its token.
//! May import `store`, `clock` and `app`'s ports; knows the issuer only as [`TokenIssuer`].
//!
//! Activity is any request that carries the cookie to a handler that looks at the session, reading included; it is noted
//! at most once a minute, so the idle limit is exact to that minute. What an open page asks by itself ([`Sessions::peek`]) is
//! no activity: nobody may be there.

mod cookies;
mod credential;
mod device;
mod events;
mod found;
#[cfg(test)]
pub(crate) mod fuzzing;
mod id;
mod issuer;
mod key_file;
mod keyring;
mod own;
mod policy;
mod random;
mod renewal;
mod sessions;
mod single_flight;
mod tokens;

pub(crate) use cookies::is_loopback;
pub use cookies::{CookieNames, UnsafeBaseUrl, cookies_named, cookies_starting_with};
pub use events::SignInFailure;
pub(crate) use events::{sign_in_failed, sign_in_ok};
pub use found::Session;
pub use id::SessionKey;
pub(crate) use id::sha256;
pub use issuer::{RefreshError, TokenIssuer};
pub use key_file::keyring_beside;
pub(crate) use keyring::Purpose;
pub use keyring::{Keyring, KeyringError};
pub use own::{LogoutNotice, OwnSession};
pub use policy::SessionPolicy;
pub use random::{Random, RandomError, SharedRandom, SystemRandom};
pub(crate) use random::{bytes as random_bytes, text as random_text};
pub use sessions::{Begun, Sessions};
pub(crate) use single_flight::SingleFlight;
pub use tokens::Tokens;
