//! What is kept of a session, and the operations on it. The store sees hashes and sealed bytes only.
//!
//! A row is inserted by [`SessionStore::insert`] alone; every other write is an `UPDATE` or `DELETE` of that row that
//! says whether it was still there. So a session that was ended cannot be written back (acceptance SESS-05).

use super::StoreError;
use async_trait::async_trait;

/// SHA-256 of a session id.
pub type IdHash = [u8; 32];
/// Keyed hash of issuer and subject.
pub type PersonKey = [u8; 32];
/// SHA-256 of a login's `state`.
pub type StateHash = [u8; 32];
/// Counts how often a row was sealed; moves with each renewal.
pub type SealVersion = i64;

/// A session as it is at sign-in. Times are unix milliseconds.
#[derive(Clone, Debug)]
pub struct NewSession {
    /// The hash of its id.
    pub id_hash: IdHash,
    /// Whose it is.
    pub person_key: PersonKey,
    /// Keyed hash of the issuer's `sid`, when it gave one.
    pub op_session: Option<[u8; 32]>,
    /// When it began.
    pub created_at: i64,
    /// When it ends, whatever happens.
    pub expires_at: i64,
    /// The tokens, sealed.
    pub sealed: Vec<u8>,
    /// Browser and system, coarsely; at most 40 characters.
    pub device: Option<String>,
}

/// A session as it was read. Times are unix milliseconds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredSession {
    /// The hash of its id.
    pub id_hash: IdHash,
    /// Whose it is.
    pub person_key: PersonKey,
    /// When it began.
    pub created_at: i64,
    /// When it was last used, give or take a minute.
    pub last_seen_at: i64,
    /// When it ends, whatever happens.
    pub expires_at: i64,
    /// The tokens, sealed.
    pub sealed: Vec<u8>,
    /// Which sealing this is.
    pub seal_version: SealVersion,
    /// Until when somebody renews it, when somebody does.
    pub lease_until: Option<i64>,
    /// Browser and system, coarsely.
    pub device: Option<String>,
}

/// A claim to renew one sealing of a session, for a time.
#[derive(Clone, Copy, Debug)]
pub struct Lease {
    /// The session.
    pub id_hash: IdHash,
    /// The sealing it is about.
    pub seal_version: SealVersion,
    /// Who claims; random.
    pub owner: [u8; 16],
    /// Now: an older claim that ended before this is void.
    pub now: i64,
    /// When the claim ends by itself.
    pub until: i64,
}

/// A new sealing.
#[derive(Clone, Debug)]
pub struct Renewed {
    /// The session.
    pub id_hash: IdHash,
    /// The sealing it takes the place of.
    pub replaces: SealVersion,
    /// The tokens, sealed.
    pub sealed: Vec<u8>,
}

/// Whose sessions end when the issuer says so; keys under every server key.
#[derive(Clone, Debug)]
pub enum Named {
    /// Those of one session at the issuer.
    OpSession(Vec<[u8; 32]>),
    /// All of a person.
    Person(Vec<PersonKey>),
}

/// Which sessions end together; keys under every server key.
#[derive(Clone, Debug)]
pub enum Whose {
    /// Every session there is.
    Everyone,
    /// All of a person.
    Person(Vec<PersonKey>),
    /// All of a person but one.
    OthersOf {
        /// The one that stays.
        keep: IdHash,
        /// The person.
        person: Vec<PersonKey>,
    },
}

impl Whose {
    /// The statement, and what it is run with: once for each key, and the id that stays.
    pub(super) fn statement(&self) -> (&'static str, Vec<Option<&PersonKey>>, Option<&IdHash>) {
        match self {
            Self::Everyone => ("DELETE FROM sessions", vec![None], None),
            Self::Person(person) => {
                ("DELETE FROM sessions WHERE person_key = $1", person.iter().map(Some).collect(), None)
            }
            Self::OthersOf { keep, person } => (
                "DELETE FROM sessions WHERE person_key = $1 AND id_hash <> $2",
                person.iter().map(Some).collect(),
                Some(keep),
            ),
        }
    }
}

/// Sessions and used login states.
#[async_trait]
pub trait SessionStore: Send + Sync {
    /// Keeps a new session and, in the same transaction, ends the one it takes the place of.
    ///
    /// # Errors
    /// [`StoreError`], also when the id exists already.
    async fn insert(&self, new: &NewSession, replaces: Option<&IdHash>) -> Result<(), StoreError>;

    /// The session, if it was not ended.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn find(&self, id: &IdHash) -> Result<Option<StoredSession>, StoreError>;

    /// Notes that the session was used at `seen_at`; never goes back in time.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn touch(&self, id: &IdHash, seen_at: i64) -> Result<(), StoreError>;

    /// Ends the session; whether it was there.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn delete(&self, id: &IdHash) -> Result<bool, StoreError>;

    /// Ends the session if this is still its sealing; whether it was.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn delete_sealing(&self, id: &IdHash, sealing: SealVersion) -> Result<bool, StoreError>;

    /// Claims the renewal; whether the claim holds: the row is there, still at that sealing, and nobody else's claim runs. The
    /// same owner's is prolonged.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn lease(&self, lease: &Lease) -> Result<bool, StoreError>;

    /// Gives a claim back before its end.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn release(&self, lease: &Lease) -> Result<(), StoreError>;

    /// Keeps a new sealing and ends any claim; whether the row was there and still at the sealing it replaces.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn reseal(&self, renewed: &Renewed) -> Result<bool, StoreError>;

    /// The sessions of a person, under any of their keys, that were not over at `now` nor unused since `idle_since`; the
    /// last used first, a hundred at most.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn of_person(
        &self,
        person: &[PersonKey],
        now: i64,
        idle_since: i64,
    ) -> Result<Vec<StoredSession>, StoreError>;

    /// Ends the session if it is this person's; whether it was.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn delete_of_person(&self, id: &IdHash, person: &[PersonKey]) -> Result<bool, StoreError>;

    /// Ends many sessions in one transaction; how many there were.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn end_many(&self, whose: &Whose) -> Result<u64, StoreError>;

    /// Ends what the issuer names, once: how many sessions, or none when `notice` was used before. One transaction, so
    /// that a notice is used up exactly when it has had its effect.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn end_for_issuer(
        &self,
        notice: &StateHash,
        notice_until: i64,
        named: &Named,
    ) -> Result<Option<u64>, StoreError>;

    /// Marks a login state as used until `expires_at`; false when it was used already, also by a parallel request.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn use_login_state(&self, state: &StateHash, expires_at: i64) -> Result<bool, StoreError>;

    /// Removes sessions that ended by `now` or were not used since `idle_since`, and login states past their time; how
    /// many sessions.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn purge(&self, now: i64, idle_since: i64) -> Result<u64, StoreError>;
}
