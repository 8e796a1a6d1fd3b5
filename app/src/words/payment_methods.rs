//! Payment methods and the way to Stripe.

/// What the billing portal is for.
pub const PORTAL_IS_FOR: &str =
    "Use the Stripe billing portal for payment-profile and invoice actions configured for your tenant.";

/// What comes before it.
pub const PORTAL_ASKS_FIRST: &str =
    "It opens in a new tab. You are asked to confirm first; nothing is created at Stripe before that.";

/// Billing says nothing of a card.
pub const NO_CARD_KNOWN: &str = "Billing does not say which card is on file. Stripe's billing portal shows it.";

/// Where card details are.
pub const CARDS_ARE_STRIPES: &str = "Card details are kept by Stripe. The portal never sees a full card number.";

/// The question before the hand-over.
pub const CONFIRM_PORTAL: &str = "Open the Stripe billing portal?";

/// Its answer.
pub const TO_STRIPE: &str = "Continue to Stripe";

/// While Stripe makes the session.
pub const ASKING_STRIPE: &str = "Opening the Stripe billing portal.";

/// See [`ASKING_STRIPE`], after a while.
pub const STRIPE_SLOW: &str = "Stripe is taking longer than usual. Nothing has gone wrong yet; please wait.";

/// Once it is open.
pub const PORTAL_OPENED: &str = "The billing portal is open in a new tab. This page is read again when you come back.";

/// The browser let no tab open.
pub const TAB_BLOCKED: &str = "Your browser did not let a new tab open. The billing portal is ready behind this link:";
