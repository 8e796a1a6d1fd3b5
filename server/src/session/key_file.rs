//! The server key for SQLite without a setting: a file beside the database, made on the first start.

use super::{
    keyring::{KEY_BYTES, Keyring, KeyringError},
    random::{self, Random},
};
use secrecy::SecretString;
use std::{
    fs::{self, File, OpenOptions},
    io::{ErrorKind, Write},
    os::unix::fs::{OpenOptionsExt, PermissionsExt},
    path::{Path, PathBuf},
};

/// The keyring of `<database>.key`: read when it is there, else made with mode 0600. The file appears whole or not at
/// all, and two processes that start together end with the same key.
///
/// # Errors
/// [`KeyringError::File`] when it cannot be read, made or is open to others; [`KeyringError::Malformed`] for its content.
pub fn keyring_beside(database: &Path, random: &dyn Random) -> Result<Keyring, KeyringError> {
    let path = suffixed(database, ".key");
    match fs::read_to_string(&path) {
        Ok(text) => of_text(&path, text),
        Err(error) if error.kind() == ErrorKind::NotFound => {
            make(&path, random)?;
            of_text(&path, fs::read_to_string(&path).map_err(|_| KeyringError::File)?)
        }
        Err(_) => Err(KeyringError::File),
    }
}

fn of_text(path: &Path, text: String) -> Result<Keyring, KeyringError> {
    let mode = fs::metadata(path).map_err(|_| KeyringError::File)?.permissions().mode();
    if mode & 0o077 != 0 {
        tracing::error!("the session key file is readable by others; set its mode to 0600");
        return Err(KeyringError::File);
    }
    Keyring::from_setting(&SecretString::from(text.trim()))
}

fn make(path: &Path, random: &dyn Random) -> Result<(), KeyringError> {
    use base64::{Engine, prelude::BASE64_STANDARD};
    let key = random::bytes::<KEY_BYTES>(random).map_err(|_| KeyringError::File)?;
    let draft_name = random::bytes::<8>(random).map_err(|_| KeyringError::File)?;
    let draft = suffixed(path, &format!(".{:016x}", u64::from_be_bytes(draft_name)));
    let written = write_whole(&draft, &BASE64_STANDARD.encode(key)).and_then(|()| match fs::hard_link(&draft, path) {
        // A link never replaces a key that another process made in the meantime.
        Err(error) if error.kind() != ErrorKind::AlreadyExists => Err(error),
        Ok(()) | Err(_) => Ok(()),
    });
    let removed = fs::remove_file(&draft);
    written.and(removed).and_then(|()| sync_folder(path)).map_err(|_| KeyringError::File)
}

fn write_whole(path: &Path, text: &str) -> std::io::Result<()> {
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()
}

fn sync_folder(path: &Path) -> std::io::Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    File::open(folder)?.sync_all()
}

fn suffixed(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::session::{SystemRandom, keyring::Purpose};

    #[test]
    fn the_key_outlives_a_restart_and_is_for_its_owner_only() {
        let folder = tempfile::tempdir().unwrap();
        let database = folder.path().join("portal.db");
        let random = SystemRandom::default();
        let first = keyring_beside(&database, &random).unwrap();
        let sealed = first.seal(Purpose::Login, b"", b"", b"x".to_vec(), &random).unwrap();
        let second = keyring_beside(&database, &random).unwrap();
        assert!(second.open(Purpose::Login, b"", b"", &sealed).is_some());
        let key = folder.path().join("portal.db.key");
        assert_eq!(fs::metadata(&key).unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "no draft is left behind");
        fs::set_permissions(&key, fs::Permissions::from_mode(0o644)).unwrap();
        assert_eq!(keyring_beside(&database, &random).unwrap_err(), KeyringError::File);
    }
}
