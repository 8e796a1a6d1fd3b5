//! Signing in, and the end of a session.

use super::{Next, Words, of_error};
use crate::error::ErrorKind;
use crate::model::sign_in_problem::SignInProblem;

/// The person's role is not one the portal knows.
pub const NO_ROLE: Words = Words {
    title: "Your account has no role in the portal",
    body: "You are signed in, but your account is not linked to an organisation and a role. Contact your \
           administrator, or write to help@aidial.com.au.",
    next: Next::Nothing,
};

/// Why a sign-in did not succeed: a line and what to do.
#[must_use]
pub const fn of_sign_in_problem(problem: SignInProblem) -> (&'static str, &'static str) {
    match problem {
        SignInProblem::Cancelled => ("Sign-in was cancelled.", "Enter your email to start again."),
        SignInProblem::Expired => {
            ("That sign-in took too long or was started in another browser.", "Enter your email to start again.")
        }
        SignInProblem::Refused => (
            "You could not be signed in.",
            "Try again; if it goes on, contact your administrator or write to help@aidial.com.au.",
        ),
        SignInProblem::Unavailable => {
            ("Sign-in is not available right now.", "Your account is not affected. Wait a moment and try again.")
        }
    }
}

/// Why a form was not carried out: what became of it, and what to do.
#[must_use]
pub const fn of_unsent(kind: ErrorKind) -> Words {
    if matches!(kind, ErrorKind::SignedOut) {
        return Words {
            title: "Your session has ended",
            body: "Nothing was sent or saved, and what you typed is still here. Sign in in a new tab, then come back to this \
                   one and send it again.",
            next: Next::Nothing,
        };
    }
    Words {
        title: of_error(kind).title,
        body: "Nothing was sent or saved, and what you typed is still here. Wait a moment, then send it again.",
        next: Next::Nothing,
    }
}

/// Why the session is about to end: nothing was done.
pub const IDLE_WARNING: &str = "Nothing was done here for a while, so you will be signed out soon. What you typed and did not \
                                send stays in this tab, and nothing of it is sent until you have signed in again.";

/// Why it is about to end whatever is done.
pub const SESSION_ENDS: &str = "A session has a longest time, and yours is nearly over. Save what you are working on, then sign \
                                in again.";

/// "Stay signed in" did not reach the portal.
pub const NOT_STAYED: &str = "The portal could not be reached. Try again.";

/// What is left of a session: "1 minute 45 seconds".
#[must_use]
pub fn time_left(seconds: u32) -> String {
    let counted = |count: u32, noun: &str| if count == 1 { format!("1 {noun}") } else { format!("{count} {noun}s") };
    match (seconds / 60, seconds % 60) {
        (0, seconds) => counted(seconds, "second"),
        (minutes, 0) => counted(minutes, "minute"),
        (minutes, seconds) => format!("{} {}", counted(minutes, "minute"), counted(seconds, "second")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_of_a_session_is_said_in_minutes_and_seconds() {
        assert_eq!(time_left(120), "2 minutes");
        assert_eq!(time_left(61), "1 minute 1 second");
        assert_eq!(time_left(0), "0 seconds");
    }
}
