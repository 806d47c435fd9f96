//! `key.json`: which way the data key is kept and, under a passphrase, the wrapped key. Owner-only, replaced whole.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};

use hookdesk_core::{Code, Fault};
use serde::{Deserialize, Serialize};

use crate::passphrase::Wrapped;
use crate::sealed::{KeyId, hex};

const NAME: &str = "key.json";
const VERSION: u32 = 1;
/// A real one has some 400 bytes.
const MAX_SIZE: u64 = 16 * 1024;

/// How the data key is kept.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub(crate) enum Kept {
    /// In the system's key store, under this id.
    Os(InOsStore),
    /// Here, wrapped under a passphrase.
    Passphrase(Wrapped),
}

/// Which entry of the system's key store.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct InOsStore {
    #[serde(with = "hex_id")]
    pub(crate) key_id: KeyId,
}

#[derive(Serialize)]
struct Written<'a> {
    version: u32,
    key: &'a Kept,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Read {
    version: u32,
    key: Kept,
}

/// The key file of one data directory.
#[derive(Debug)]
pub(crate) struct KeyFile {
    path: PathBuf,
}

impl KeyFile {
    pub(crate) fn in_dir(dir: &Path) -> Self {
        Self { path: dir.join(NAME) }
    }

    /// What it says; `None` where there is none.
    pub(crate) fn read(&self) -> Result<Option<Kept>, Fault> {
        let mut text = Vec::new();
        match File::open(&self.path).and_then(|file| file.take(MAX_SIZE + 1).read_to_end(&mut text)) {
            Ok(_) => {}
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(self.unreadable(error.to_string())),
        }
        #[derive(Deserialize)]
        struct Version {
            version: u32,
        }
        match serde_json::from_slice::<Version>(&text) {
            Ok(Version { version: VERSION }) => {}
            Ok(Version { version }) => {
                return Err(Fault::new(
                    Code::StoreNewer,
                    format!("{} has version {version}; this Hookdesk knows {VERSION}", self.path.display()),
                ));
            }
            Err(error) => return Err(self.unreadable(error.to_string())),
        }
        let read: Read = serde_json::from_slice(&text).map_err(|error| self.unreadable(error.to_string()))?;
        debug_assert_eq!(read.version, VERSION);
        match read.key {
            Kept::Passphrase(wrapped) if !wrapped.is_sane() => {
                Err(self.unreadable("its Argon2id cost is out of bounds"))
            }
            kept => Ok(Some(kept)),
        }
    }

    /// Replaces it: at any moment, a crash included, the old or the new one stands there whole.
    pub(crate) fn write(&self, kept: &Kept) -> Result<(), Fault> {
        let mut text = serde_json::to_vec_pretty(&Written { version: VERSION, key: kept }).map_err(|e| {
            Fault::new(Code::Internal, "the key file cannot be written").detail(e.to_string())
        })?;
        text.push(b'\n');
        self.replace(&text).map_err(|error| self.unwritable(&error))
    }

    /// Renames it to `key-<id>.json`; one that is not there has gone already.
    pub(crate) fn set_aside(&self, id: KeyId) -> Result<(), Fault> {
        let aside = self.path.with_file_name(format!("key-{}.json", hex(&id)));
        match fs::rename(&self.path, aside).and_then(|()| self.sync_dir()) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(self.unwritable(&error)),
            _ => Ok(()),
        }
    }

    fn replace(&self, text: &[u8]) -> io::Result<()> {
        let new = self.path.with_extension("json.new");
        // One left by a crash may have any mode.
        match fs::remove_file(&new) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.open(&new)?;
        file.write_all(text)?;
        file.sync_all()?;
        hookdesk_crash::point("key.file.before_rename");
        fs::rename(&new, &self.path)?;
        self.sync_dir()
    }

    /// A rename itself must reach the disk; Windows cannot sync a directory and does not need to.
    fn sync_dir(&self) -> io::Result<()> {
        #[cfg(unix)]
        if let Some(dir) = self.path.parent() {
            File::open(dir)?.sync_all()?;
        }
        Ok(())
    }

    fn unwritable(&self, error: &io::Error) -> Fault {
        let code = match error.kind() {
            io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => Code::StoreReadOnly,
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Code::StoreFull,
            _ => Code::StoreFailed,
        };
        Fault::new(code, format!("{} cannot be written", self.path.display())).detail(error.to_string())
    }

    fn unreadable(&self, detail: impl Into<String>) -> Fault {
        Fault::new(Code::SecretUnreadable, format!("the key file {} cannot be read", self.path.display()))
            .next("Put back the file from a backup; or delete it, choose a key again and enter every credential anew.")
            .detail(detail)
    }
}

/// Fixed-length bytes as base64.
pub(crate) mod base64_bytes {
    use base64::Engine as _;
    use base64::engine::general_purpose::STANDARD;
    use serde::{Deserialize as _, Deserializer, Serializer, de::Error as _};

    pub(crate) fn serialize<S: Serializer, const N: usize>(
        bytes: &[u8; N],
        out: S,
    ) -> Result<S::Ok, S::Error> {
        out.serialize_str(&STANDARD.encode(bytes))
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>, const N: usize>(
        from: D,
    ) -> Result<[u8; N], D::Error> {
        let text = String::deserialize(from)?;
        STANDARD
            .decode(text)
            .ok()
            .and_then(|bytes| bytes.try_into().ok())
            .ok_or_else(|| D::Error::custom(format!("not the base64 of {N} bytes")))
    }
}

/// A key's id as hexadecimal.
pub(crate) mod hex_id {
    use serde::{Deserialize as _, Deserializer, Serializer, de::Error as _};

    use crate::sealed::{KeyId, hex};

    pub(crate) fn serialize<S: Serializer>(id: &KeyId, out: S) -> Result<S::Ok, S::Error> {
        out.serialize_str(&hex(id))
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<KeyId, D::Error> {
        let text = String::deserialize(from)?;
        let digits = text.len() == 16 && text.bytes().all(|b| b.is_ascii_hexdigit());
        digits
            .then(|| u64::from_str_radix(&text, 16).ok())
            .flatten()
            .map(u64::to_be_bytes)
            .ok_or_else(|| D::Error::custom("not a key id of 16 hexadecimal digits"))
    }
}
