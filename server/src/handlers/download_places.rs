//! How many downloads run at once: a few for each person, so that nobody takes all of them, and a fixed number in all, which
//! bounds memory and connections. Per replica. May import the caller's name and the settings.

use crate::settings::DownloadSettings;
use app::backend::Caller;
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

/// Why there is no place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Full {
    /// The person has all of theirs in use.
    ForPerson,
    /// All are in use.
    ForAll,
}

#[derive(Default)]
struct Taken {
    all: usize,
    /// Only people with a download under way, so it never outgrows the limit.
    by_person: HashMap<[u8; 32], usize>,
}

/// The places.
#[derive(Clone)]
pub struct DownloadPlaces {
    limits: DownloadSettings,
    taken: Arc<Mutex<Taken>>,
}

impl DownloadPlaces {
    /// As many places as `limits` says, all free.
    #[must_use]
    pub fn new(limits: DownloadSettings) -> Self {
        Self { limits, taken: Arc::default() }
    }

    /// A place for the caller, free again when it is dropped.
    ///
    /// # Errors
    /// [`Full`].
    pub fn take(&self, caller: Caller) -> Result<Place, Full> {
        let mut taken = lock(&self.taken);
        let own = taken.by_person.get(&caller.person).copied().unwrap_or(0);
        if own >= self.limits.person {
            return Err(Full::ForPerson);
        }
        if taken.all >= self.limits.all {
            return Err(Full::ForAll);
        }
        taken.all += 1;
        taken.by_person.insert(caller.person, own + 1);
        Ok(Place { person: caller.person, taken: Arc::clone(&self.taken) })
    }
}

/// A download's place.
pub struct Place {
    person: [u8; 32],
    taken: Arc<Mutex<Taken>>,
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut taken = lock(&self.taken);
        taken.all = taken.all.saturating_sub(1);
        match taken.by_person.get_mut(&self.person) {
            Some(own) if *own > 1 => *own -= 1,
            Some(_) => drop(taken.by_person.remove(&self.person)),
            None => {}
        }
    }
}

fn lock(taken: &Mutex<Taken>) -> MutexGuard<'_, Taken> {
    taken.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn caller(person: u8, session: u8) -> Caller {
        Caller { person: [person; 32], session: [session; 32] }
    }

    #[test]
    fn a_person_has_a_few_places_whatever_the_session_and_all_people_so_many() {
        let places = DownloadPlaces::new(DownloadSettings { person: 2, all: 3 });
        let first = places.take(caller(1, 1)).unwrap();
        let second = places.take(caller(1, 2)).unwrap();
        assert_eq!(places.take(caller(1, 3)).err(), Some(Full::ForPerson));
        let third = places.take(caller(2, 1)).unwrap();
        assert_eq!(places.take(caller(3, 1)).err(), Some(Full::ForAll));
        drop(first);
        drop(places.take(caller(1, 1)).unwrap());
        drop((second, third));
        let taken = lock(&places.taken);
        assert_eq!((taken.all, taken.by_person.len()), (0, 0), "nobody is remembered");
    }
}
