//! Why a sign-in did not succeed, as the sign-in page may know it. A closed set: nothing the issuer said reaches a page.

/// A failed sign-in, carried as `?problem=<key>`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SignInProblem {
    /// The person turned back at the issuer.
    Cancelled,
    /// The attempt is too old, or was started in another browser.
    Expired,
    /// The portal does not accept what came back.
    Refused,
    /// The issuer or the portal's own store cannot be used now. The page that shows it answers 503.
    Unavailable,
}

impl SignInProblem {
    /// The query parameter that carries a key.
    pub const FIELD: &'static str = "problem";
    /// Every problem.
    pub const ALL: [Self; 4] = [Self::Cancelled, Self::Expired, Self::Refused, Self::Unavailable];

    /// The key in the address.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Cancelled => "cancelled",
            Self::Expired => "expired",
            Self::Refused => "refused",
            Self::Unavailable => "unavailable",
        }
    }

    /// The problem with this key; none for anything else.
    #[must_use]
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|problem| problem.key() == key)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_problem_survives_the_address_and_nothing_else_is_one() {
        for problem in SignInProblem::ALL {
            assert_eq!(SignInProblem::from_key(problem.key()), Some(problem));
        }
        for other in ["", "Cancelled", "<script>", "refused "] {
            assert_eq!(SignInProblem::from_key(other), None, "{other}");
        }
    }
}
