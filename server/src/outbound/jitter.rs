//! Pauses before a repeat: capped exponential with full jitter, so that callers that failed together do not come back
//! together. Source: "Exponential Backoff and Jitter", AWS Architecture Blog. Imports the server's randomness.

use crate::session::Random;
use std::time::Duration;

/// A random part of `most`. Without randomness, all of it.
pub(super) fn part_of(most: Duration, random: &dyn Random) -> Duration {
    let mut bytes = [0; 4];
    match random.fill(&mut bytes) {
        Ok(()) => most.mul_f64(f64::from(u32::from_le_bytes(bytes)) / f64::from(u32::MAX)),
        Err(_) => most,
    }
}

/// The pause before repeat number `repeat` (from 0): a random part of `base` doubled so often, at most `cap`.
pub(super) fn pause(base: Duration, cap: Duration, repeat: u32, random: &dyn Random) -> Duration {
    part_of(base.saturating_mul(2_u32.saturating_pow(repeat)).min(cap), random)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::session::{RandomError, SystemRandom};
    use std::collections::HashSet;

    struct Fixed(Option<u8>);

    impl Random for Fixed {
        fn fill(&self, out: &mut [u8]) -> Result<(), RandomError> {
            out.fill(self.0.ok_or(RandomError)?);
            Ok(())
        }
    }

    #[test]
    fn pauses_grow_from_nothing_to_their_cap_and_differ() {
        let ms = Duration::from_millis;
        let at = |repeat, byte| pause(ms(100), ms(1_000), repeat, &Fixed(byte));
        assert_eq!([0, 1, 2, 40].map(|repeat| at(repeat, Some(0xff))), [ms(100), ms(200), ms(400), ms(1_000)]);
        assert_eq!(at(3, Some(0)), Duration::ZERO);
        assert_eq!(at(1, None), ms(200), "no randomness is no reason not to wait");
        let random = SystemRandom::new();
        let drawn: HashSet<_> = (0..100).map(|_| pause(ms(100), ms(1_000), 0, &random)).collect();
        assert!(drawn.len() > 90 && drawn.iter().all(|pause| *pause <= ms(100)));
    }
}
