//! What `crate::fuzzing` throws at cursors.

use super::cursor;
use crate::{
    session::{Keyring, SystemRandom},
    store::AuditPosition,
};
use app::model::client_id::ClientId;
use std::sync::LazyLock;

static KEYRING: LazyLock<Option<Keyring>> = LazyLock::new(|| Keyring::new(&[[7; 32]]).ok());

/// Opens the text as a cursor of the tenant that its first line names, and one that was made for it.
///
/// # Panics
/// When a cursor opens that was not made here, or one does not that was.
pub(crate) fn cursor(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let (tenant, text) = text.split_once('\n').unwrap_or(("harbour", &text));
    let (Some(keyring), Some(tenant)) = (&*KEYRING, ClientId::parse(tenant)) else { return };
    assert!(cursor::open(keyring, &tenant, text).is_none(), "nobody can make one up");
    let position = AuditPosition { at: i64::try_from(text.len()).unwrap_or(i64::MAX), id: i64::MIN };
    let sealed = cursor::seal(keyring, &SystemRandom::new(), &tenant, position).unwrap_or_default();
    assert_eq!(cursor::open(keyring, &tenant, &sealed), Some(position));
}
