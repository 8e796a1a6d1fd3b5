//! What is kept of the audit trail, and the operations on it: append and read, nothing else. Who may read which tenant's rows
//! is decided before.

use super::StoreError;
use app::model::{
    audit::{AuditAbout, AuditEvent, AuditOutcome},
    client_id::ClientId,
    role::Role,
};
use async_trait::async_trait;
use std::net::IpAddr;

/// The first 16 bytes of SHA-256 over issuer, a zero byte, and subject.
pub type ActorHash = [u8; 16];

/// A row to append. Every text in it is a closed word, an id or an address of the network; none comes from a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewAuditRow {
    /// When, in unix milliseconds.
    pub at: i64,
    /// What.
    pub event: AuditEvent,
    /// How it ended.
    pub outcome: AuditOutcome,
    /// Whose log shows it.
    pub tenant: Option<ClientId>,
    /// By whom.
    pub actor: Option<AuditPerson>,
    /// About which thing.
    pub about: Option<AuditAbout>,
    /// The request.
    pub request_id: Option<String>,
    /// Where it came from.
    pub address: Option<IpAddr>,
}

/// A person in a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditPerson {
    /// Their hash, to find their rows by.
    pub hash: ActorHash,
    /// The issuer.
    pub issuer: String,
    /// Their id there.
    pub subject: String,
    /// Their role then, when it was known.
    pub role: Option<Role>,
}

/// A row as it was read. Words are text, since a newer portal may have written one that this one does not know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditRow {
    /// Where it stands.
    pub position: AuditPosition,
    /// What.
    pub event: String,
    /// How it ended.
    pub outcome: String,
    /// Whose log shows it.
    pub tenant: Option<String>,
    /// The person's hash.
    pub actor: Option<ActorHash>,
    /// The issuer.
    pub issuer: Option<String>,
    /// The person's id there.
    pub subject: Option<String>,
    /// Their role then.
    pub role: Option<String>,
    /// About which thing.
    pub about: Option<String>,
    /// The request.
    pub request_id: Option<String>,
    /// Where it came from.
    pub address: Option<String>,
}

/// Where a row stands: by time, then by order of writing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct AuditPosition {
    /// When, in unix milliseconds.
    pub at: i64,
    /// The row's number.
    pub id: i64,
}

impl AuditPosition {
    /// Newer than every row.
    pub const END: Self = Self { at: i64::MAX, id: i64::MAX };
}

/// Which rows of a tenant.
#[derive(Clone, Debug)]
pub struct AuditFilter {
    /// Whose.
    pub tenant: ClientId,
    /// Of these kinds.
    pub events: Vec<AuditEvent>,
    /// Of this outcome only.
    pub outcome: Option<AuditOutcome>,
    /// Of this person only.
    pub actor: Option<ActorHash>,
    /// Not before this, in unix milliseconds.
    pub from: i64,
    /// Before this, in unix milliseconds.
    pub until: i64,
    /// Older than this row.
    pub before: AuditPosition,
    /// At most so many.
    pub limit: u32,
}

/// How often, since when.
#[derive(Clone, Copy, Debug)]
pub struct AuditLimit {
    /// So many rows of the same person, event and outcome …
    pub most: u32,
    /// … newer than this, in unix milliseconds.
    pub since: i64,
}

/// What became of a row that was limited.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Appended {
    /// It is kept.
    Kept,
    /// There were too many; the first that counts is of this time, in unix milliseconds.
    TooMany(i64),
}

/// Where a person belonged when they last signed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditHome {
    /// The tenant.
    pub tenant: Option<ClientId>,
    /// The role.
    pub role: Option<Role>,
}

/// The audit trail of one database.
#[async_trait]
pub trait AuditStore: Send + Sync {
    /// Appends `row`; returns once it is on the disk.
    ///
    /// # Errors
    /// [`StoreError`]: it is not known to be kept.
    async fn append(&self, row: &NewAuditRow) -> Result<(), StoreError>;

    /// Appends `row` unless that would be more than `limit`, as one step: however many try at once, on however many
    /// replicas, no more than `limit.most` are kept.
    ///
    /// # Errors
    /// [`StoreError`]: it is not known to be kept.
    async fn append_within(&self, row: &NewAuditRow, limit: AuditLimit) -> Result<Appended, StoreError>;

    /// The rows that `filter` lets through, newest first.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn read(&self, filter: &AuditFilter) -> Result<Vec<AuditRow>, StoreError>;

    /// Where the person belonged when they last signed in; none when they never did.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn home_of(&self, actor: &ActorHash) -> Result<Option<AuditHome>, StoreError>;
}
