//! Where a reader goes on: a row's position, sealed for one tenant. It tells nothing of other tenants' rows, and one of another
//! tenant is as good as garbage (acceptance TEN-09).

use crate::{
    session::{Keyring, Purpose, Random},
    store::AuditPosition,
};
use app::{backend::DomainError, model::client_id::ClientId};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};

/// The cursor of `position`.
pub(super) fn seal(
    keyring: &Keyring,
    random: &dyn Random,
    tenant: &ClientId,
    position: AuditPosition,
) -> Result<String, DomainError> {
    let plain = [position.at.to_be_bytes(), position.id.to_be_bytes()].concat();
    let sealed = keyring.seal(Purpose::AuditCursor, b"", tenant.as_str().as_bytes(), plain, random)?;
    Ok(BASE64_URL_SAFE_NO_PAD.encode(sealed))
}

/// The position of `cursor`; none when it was not made for `tenant`.
pub(super) fn open(keyring: &Keyring, tenant: &ClientId, cursor: &str) -> Option<AuditPosition> {
    let sealed = BASE64_URL_SAFE_NO_PAD.decode(cursor).ok()?;
    let plain = keyring.open(Purpose::AuditCursor, b"", tenant.as_str().as_bytes(), &sealed)?;
    let (at, id) = plain.split_first_chunk::<8>()?;
    Some(AuditPosition { at: i64::from_be_bytes(*at), id: i64::from_be_bytes(id.try_into().ok()?) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::session::SystemRandom;
    use proptest::prelude::*;

    fn tenant(id: &str) -> ClientId {
        ClientId::parse(id).unwrap()
    }

    proptest! {
        #[test]
        fn a_cursor_opens_for_its_tenant_only(at: i64, id: i64, garbage in "\\PC{0,100}") {
            let keyring = Keyring::new(&[[1; 32]]).unwrap();
            let position = AuditPosition { at, id };
            let cursor = seal(&keyring, &SystemRandom::new(), &tenant("harbour"), position).unwrap();
            prop_assert_eq!(open(&keyring, &tenant("harbour"), &cursor), Some(position));
            prop_assert_eq!(open(&keyring, &tenant("orchard"), &cursor), None);
            prop_assert_eq!(open(&keyring, &tenant("harbour"), &garbage), None);
            prop_assert!(cursor.len() <= 200);
        }
    }
}
