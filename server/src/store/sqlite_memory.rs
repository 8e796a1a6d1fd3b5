//! The session rows that were read last. Right because nobody else writes: one process has the file, and all its writes go
//! over one connection, in order (`sqlite.rs`). Imports the rows only.
//!
//! A row is remembered when nothing was written while it was read, and forgotten when it is written. A write that its
//! caller gave up may still happen; nothing remembered is believed from then on until a later write is done, before which
//! it must have happened, if ever.

use super::{IdHash, StoredSession};
use quick_cache::unsync::Cache;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Rows remembered. Each holds sealed tokens of one or two KiB.
const ROWS: usize = 1_000;

struct State {
    rows: Cache<IdHash, StoredSession>,
    /// Writes that have begun and not ended.
    writing: usize,
    /// Writes that have begun.
    begun: u64,
    /// As many had begun when one was given up.
    doubt: Option<u64>,
}

pub(super) struct SessionMemory(Mutex<State>);

/// What is known of a row before it is read.
pub(super) enum Recalled {
    Known(Box<StoredSession>),
    /// It is to be read; this says later whether anything was written meanwhile.
    Unknown(u64),
}

impl SessionMemory {
    pub(super) fn new() -> Self {
        Self(Mutex::new(State { rows: Cache::new(ROWS), writing: 0, begun: 0, doubt: None }))
    }

    pub(super) fn recall(&self, id: &IdHash) -> Recalled {
        let state = self.state();
        let row = if state.doubt.is_none() { state.rows.get(id) } else { None };
        row.map_or(Recalled::Unknown(state.begun), |row| Recalled::Known(Box::new(row.clone())))
    }

    /// Remembers a row that was read since `recall` gave `since`.
    pub(super) fn keep(&self, row: &StoredSession, since: u64) {
        let mut state = self.state();
        if state.begun == since && state.writing == 0 && state.doubt.is_none() {
            state.rows.insert(row.id_hash, row.clone());
        }
    }

    /// Something is written of `one`, or of any.
    pub(super) fn write<'m>(&'m self, one: Option<&'m IdHash>) -> Write<'m> {
        let mut state = self.state();
        state.writing += 1;
        state.begun += 1;
        Write { memory: self, one, number: state.begun, is_done: false }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A write under way; given up when it is dropped before it is done.
pub(super) struct Write<'m> {
    memory: &'m SessionMemory,
    one: Option<&'m IdHash>,
    number: u64,
    is_done: bool,
}

impl Write<'_> {
    /// The database has answered, whatever it said.
    pub(super) fn done(mut self) {
        self.is_done = true;
    }
}

impl Drop for Write<'_> {
    fn drop(&mut self) {
        let mut state = self.memory.state();
        state.writing -= 1;
        match self.one {
            Some(id) => drop(state.rows.remove(id)),
            None => state.rows.clear(),
        }
        if !self.is_done {
            state.rows.clear();
            state.doubt = Some(state.begun);
        } else if state.doubt.is_some_and(|doubt| doubt < self.number) {
            state.doubt = None;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: IdHash = [1; 32];
    const OTHER: IdHash = [2; 32];

    fn row(seal_version: i64) -> StoredSession {
        StoredSession {
            id_hash: ID,
            person_key: [0; 32],
            created_at: 0,
            last_seen_at: 0,
            expires_at: 0,
            sealed: Vec::new(),
            seal_version,
            lease_until: None,
            device: None,
        }
    }

    fn known(memory: &SessionMemory) -> Option<i64> {
        match memory.recall(&ID) {
            Recalled::Known(row) => Some(row.seal_version),
            Recalled::Unknown(_) => None,
        }
    }

    fn since(memory: &SessionMemory) -> u64 {
        match memory.recall(&ID) {
            Recalled::Known(_) => panic!("it is known already"),
            Recalled::Unknown(since) => since,
        }
    }

    fn remembering() -> SessionMemory {
        let memory = SessionMemory::new();
        memory.keep(&row(1), since(&memory));
        assert_eq!(known(&memory), Some(1));
        memory
    }

    #[test]
    fn a_row_is_forgotten_when_it_is_written_and_another_is_not() {
        let memory = remembering();
        memory.write(Some(&OTHER)).done();
        assert_eq!(known(&memory), Some(1));
        memory.write(Some(&ID)).done();
        assert_eq!(known(&memory), None);
        let memory = remembering();
        memory.write(None).done();
        assert_eq!(known(&memory), None);
    }

    #[test]
    fn what_was_read_while_something_was_written_is_not_remembered() {
        let memory = SessionMemory::new();
        let before = since(&memory);
        let write = memory.write(Some(&ID));
        memory.keep(&row(1), before);
        assert_eq!(known(&memory), None, "it had begun before");
        let during = since(&memory);
        memory.keep(&row(1), during);
        assert_eq!(known(&memory), None, "it is not over");
        write.done();
        memory.keep(&row(1), before);
        assert_eq!(known(&memory), None, "it was read before");
        memory.keep(&row(2), since(&memory));
        assert_eq!(known(&memory), Some(2));
    }

    #[test]
    fn after_a_write_that_was_given_up_nothing_is_believed_until_a_later_one_is_done() {
        let memory = remembering();
        let earlier = memory.write(Some(&OTHER));
        drop(memory.write(Some(&OTHER)));
        assert_eq!(known(&memory), None);
        memory.keep(&row(1), since(&memory));
        assert_eq!(known(&memory), None, "it may still be changed");
        earlier.done();
        memory.keep(&row(1), since(&memory));
        assert_eq!(known(&memory), None, "an earlier one says nothing of it");
        memory.write(Some(&OTHER)).done();
        memory.keep(&row(2), since(&memory));
        assert_eq!(known(&memory), Some(2));
    }
}
