//! The fold from answers to what a part of the screen shows. Pure; imports the model and the error.

use crate::{error::PortalError, model::panel::Panel};

/// What a part of the screen shows. There is no "zero by default": figures exist only in `Figures`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ViewState<T> {
    /// The first answer is on its way.
    Loading,
    /// Billing is not set up.
    NotConfigured,
    /// The provider's configuration needs attention.
    ConfigurationError,
    /// No figures, and why.
    Failed(PortalError),
    /// Figures; `problem` says why the newest try to refresh them failed.
    Figures {
        /// The last good figures.
        value: T,
        /// The failed refresh, if it failed.
        problem: Option<PortalError>,
    },
}

impl<T> ViewState<T> {
    /// The state after `answer`: a failed refresh keeps the last good figures, anything else replaces what was shown.
    #[must_use]
    pub fn after(self, answer: Result<Panel<T>, PortalError>) -> Self {
        match (answer, self) {
            (Ok(Panel::NotConfigured), _) => Self::NotConfigured,
            (Ok(Panel::ConfigurationError), _) => Self::ConfigurationError,
            (Ok(Panel::Ready(value)), _) => Self::Figures { value, problem: None },
            (Err(error), Self::Figures { value, .. }) if error.kind.keeps_figures() => {
                Self::Figures { value, problem: Some(error) }
            }
            (Err(error), _) => Self::Failed(error),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::ErrorKind;

    fn failed(kind: ErrorKind) -> Result<Panel<u8>, PortalError> {
        Err(PortalError::local(kind))
    }

    #[test]
    fn a_failed_refresh_keeps_the_last_good_figures_and_says_so() {
        let shown = ViewState::Loading.after(Ok(Panel::Ready(1))).after(failed(ErrorKind::TimedOut));
        let problem = Some(PortalError::local(ErrorKind::TimedOut));
        assert_eq!(shown, ViewState::Figures { value: 1, problem });
        assert_eq!(shown.after(Ok(Panel::Ready(2))), ViewState::Figures { value: 2, problem: None });
    }

    #[test]
    fn losing_access_takes_the_figures_away() {
        for kind in [ErrorKind::SignedOut, ErrorKind::NotFound, ErrorKind::NoBillingAccess, ErrorKind::AccessSuspended]
        {
            let shown = ViewState::Loading.after(Ok(Panel::Ready(1))).after(failed(kind));
            assert_eq!(shown, ViewState::Failed(PortalError::local(kind)));
        }
    }

    #[test]
    fn without_figures_a_failure_is_a_failure_and_never_a_zero() {
        let shown = ViewState::<u8>::Loading.after(failed(ErrorKind::Unavailable));
        assert_eq!(shown, ViewState::Failed(PortalError::local(ErrorKind::Unavailable)));
    }
}
