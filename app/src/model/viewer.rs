//! Who is looking, as the pages may know it.

use super::role::Role;
use serde::{Deserialize, Serialize};

/// The signed-in person. Holds nothing that the person may not see.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Viewer {
    /// Address shown in the account menu.
    pub email: String,
    /// Name shown in the account menu.
    pub display_name: String,
    /// The role, from `aidial_api` only.
    pub role: Role,
    /// The client organisation or partner the person belongs to.
    pub organisation: String,
}

/// How the portal meets the person at this address.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Admission {
    /// Nobody is signed in, or the session has ended.
    SignedOut,
    /// A partner admin without the second factor: only the page that says so.
    MfaRequired {
        /// Where the issuer sets it up; `https`, or loopback `http` in development.
        setup_url: Option<String>,
    },
    /// The person or the tenant is suspended.
    Suspended,
    /// Signed in, but with no role this portal knows.
    NoRole,
    /// Signed in.
    Welcome(Viewer),
}
