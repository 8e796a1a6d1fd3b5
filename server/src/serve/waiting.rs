//! Connections that wait for their client: for a request's head or body, between two requests, or until a finished answer has
//! been taken. When there is no place for a new connection, the one that has waited longest is cut, unless that is not long at
//! all: the requests of a crowd that comes at once are on their way. So whoever opens connections and then does nothing, or
//! little, loses them first, and a client whose request comes at once gets its answer. A connection that has said everything
//! and is only kept until its client closes too is cut before any other. Imports tokio only.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};
use tokio::{sync::Notify, time::Instant};

/// Nobody is cut who has waited less: a request takes that long to come over a slow line.
const SPARED: Duration = Duration::from_millis(250);

/// What a connection waits for; in the order in which they are cut.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum For {
    /// The client's close.
    Close,
    /// A request, or an answer's being taken.
    Client,
}

type Turn = (For, u64);

#[derive(Default)]
struct Turns {
    next: u64,
    /// Since when, and how to say that it is cut; longest first.
    waiting: BTreeMap<Turn, (Instant, Arc<Notify>)>,
}

/// All connections of one listener.
#[derive(Clone, Default)]
pub(super) struct Waiting(Arc<Mutex<Turns>>);

impl Waiting {
    /// A new connection, which waits.
    pub(super) fn seat(&self) -> Arc<Seat> {
        let seat = Arc::new(Seat { all: self.clone(), cut: Arc::default(), turn: Mutex::default() });
        seat.wait(For::Client);
        seat
    }

    /// Cuts the connection that has waited longest; false when none has waited long at `now`.
    pub(super) fn cut_longest(&self, now: Instant) -> bool {
        let mut turns = self.turns();
        let long = turns
            .waiting
            .first_entry()
            .filter(|first| first.key().0 == For::Close || now.duration_since(first.get().0) >= SPARED);
        let Some((_, cut)) = long.map(|first| first.remove()) else { return false };
        cut.notify_one();
        true
    }

    fn turns(&self) -> MutexGuard<'_, Turns> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// One connection's seat; given up when it is dropped.
pub(super) struct Seat {
    all: Waiting,
    cut: Arc<Notify>,
    turn: Mutex<Option<Turn>>,
}

impl Seat {
    /// Done when the connection is to be cut. A request that came in the same moment is answered.
    pub(super) async fn cut(&self) {
        loop {
            self.cut.notified().await;
            if self.turn().is_some() {
                return;
            }
        }
    }

    /// A request is being worked on until what this gives is dropped.
    pub(super) fn work(self: &Arc<Self>) -> Working {
        self.leave();
        Working(Arc::clone(self))
    }

    /// The work cannot go on before the client sends more, until what this gives is dropped.
    pub(super) fn await_more(self: &Arc<Self>) -> AwaitingMore {
        AwaitingMore { seat: Arc::clone(self), turn: self.wait(For::Client) }
    }

    /// Everything has been said, and the client is to close.
    pub(super) fn close(&self) {
        self.wait(For::Close);
    }

    /// Waits at the end of those who wait for the same; the turn that this is. Whoever has said everything has nothing else to
    /// wait for.
    fn wait(&self, what: For) -> Option<Turn> {
        let mut turns = self.all.turns();
        let mut own = self.turn();
        if let Some(before) = *own {
            if before.0 < what {
                return None;
            }
            turns.waiting.remove(&before);
        }
        let turn = (what, turns.next);
        turns.next = turns.next.wrapping_add(1);
        turns.waiting.insert(turn, (Instant::now(), Arc::clone(&self.cut)));
        *own = Some(turn);
        Some(turn)
    }

    fn leave(&self) {
        self.leave_if(|_| true);
    }

    fn leave_if(&self, is_meant: impl FnOnce(Turn) -> bool) {
        let mut turns = self.all.turns();
        if let Some(turn) = self.turn().take_if(|turn| is_meant(*turn)) {
            turns.waiting.remove(&turn);
        }
    }

    fn turn(&self) -> MutexGuard<'_, Option<Turn>> {
        self.turn.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        self.leave();
    }
}

/// Work that waits for the rest of its request.
pub(super) struct AwaitingMore {
    seat: Arc<Seat>,
    turn: Option<Turn>,
}

impl Drop for AwaitingMore {
    fn drop(&mut self) {
        // The work may be over already, and the connection wait for something else.
        self.seat.leave_if(|turn| self.turn == Some(turn));
    }
}

/// A request that is being worked on.
pub(super) struct Working(Arc<Seat>);

impl Drop for Working {
    fn drop(&mut self) {
        self.0.wait(For::Client);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures::FutureExt as _;

    fn is_cut(seat: &Seat) -> bool {
        seat.cut().now_or_never().is_some()
    }

    #[test]
    fn who_has_waited_longest_is_cut_first_and_who_works_is_not() {
        let all = Waiting::default();
        let seats = [all.seat(), all.seat(), all.seat()];
        assert!(!all.cut_longest(Instant::now()), "they have only come");
        let later = Instant::now() + SPARED;
        let working = seats[0].work();
        assert!(all.cut_longest(later));
        assert_eq!(seats.each_ref().map(|seat| is_cut(seat)), [false, true, false]);
        drop(working);
        assert!(all.cut_longest(later));
        assert_eq!(seats.each_ref().map(|seat| is_cut(seat)), [false, false, true], "the first waits only since now");
        assert!(all.cut_longest(later + SPARED));
        drop(seats[0].work());
        assert!(is_cut(&seats[0]), "it waits again");
        assert!(all.cut_longest(later + 2 * SPARED));
        let _working = seats[0].work();
        assert!(!is_cut(&seats[0]), "its request came in time");
        assert!(!all.cut_longest(later + SPARED), "nobody is left");
    }

    #[test]
    fn who_sends_a_request_slowly_waits_like_the_others_and_works_once_it_is_whole() {
        let all = Waiting::default();
        let seat = all.seat();
        let working = seat.work();
        let more = seat.await_more();
        let later = Instant::now() + SPARED;
        drop(more);
        assert!(!all.cut_longest(later), "the request is whole");
        let more = seat.await_more();
        drop(working);
        drop(more);
        assert!(all.cut_longest(later + SPARED) && is_cut(&seat), "it waits for the next one");
    }

    #[test]
    fn who_has_been_told_everything_is_cut_before_anybody_else() {
        let all = Waiting::default();
        let seats = [all.seat(), all.seat()];
        let working = seats[1].work();
        seats[1].close();
        drop(working);
        let now = Instant::now();
        assert!(all.cut_longest(now));
        assert_eq!(seats.each_ref().map(|seat| is_cut(seat)), [false, true]);
        assert!(!all.cut_longest(now), "the other has only come");
    }

    #[test]
    fn a_connection_that_is_gone_is_forgotten_also_when_its_answer_outlives_it() {
        let all = Waiting::default();
        let seat = all.seat();
        let working = seat.work();
        drop(seat);
        drop(working);
        assert!(all.turns().waiting.is_empty());
    }
}
