//! What is public about the key pair, as the setting holds it.

use std::collections::BTreeMap;

use hookdesk_core::time::UtcMillis;
use hookdesk_core::{Code, Fault};
use hookdesk_store::OWN_SECRETS;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::SETTING;

/// The whole of it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Kept {
    pub enabled: bool,
    pub present: Option<Pair>,
    pub previous: Option<Previous>,
}

/// A key pair.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Pair {
    /// The secret that holds the private half. Each pair has one of its own, so that it never has another's.
    pub secret: String,
    pub public_key: String,
    /// Milliseconds.
    pub created_at: i64,
}

/// The one before it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Previous {
    pub secret: String,
    pub public_key: String,
    #[serde(with = "millis")]
    pub until: UtcMillis,
}

impl Kept {
    /// From what is stored; what cannot be read counts as nothing.
    pub fn read(settings: &BTreeMap<String, Value>) -> Self {
        settings.get(SETTING).and_then(|kept| Self::deserialize(kept).ok()).unwrap_or_default()
    }

    pub fn to_value(&self) -> Result<Value, Fault> {
        serde_json::to_value(self).map_err(|error| {
            Fault::new(Code::Internal, "the signature's state could not be written").detail(error.to_string())
        })
    }

    /// All secrets it stands on.
    pub fn secrets(&self) -> impl Iterator<Item = &str> {
        let present = self.present.iter().map(|pair| pair.secret.as_str());
        present.chain(self.previous.iter().map(|previous| previous.secret.as_str()))
    }

    /// Secret and public half of the key in Adobe's header now.
    pub fn running(&self, now: UtcMillis) -> Option<(&str, &str)> {
        match self.previous.as_ref().filter(|previous| previous.until > now) {
            Some(previous) => Some((&previous.secret, &previous.public_key)),
            None => self.present.as_ref().map(|pair| (pair.secret.as_str(), pair.public_key.as_str())),
        }
    }
}

/// A name no pair had before.
pub(super) fn name() -> Result<String, Fault> {
    let mut bytes = [0; 8];
    getrandom::fill(&mut bytes).map_err(|error| {
        Fault::new(Code::Internal, "the system gives no randomness").detail(error.to_string())
    })?;
    Ok(format!("{OWN_SECRETS}signature.{:016x}", u64::from_be_bytes(bytes)))
}

mod millis {
    //! Times as whole milliseconds.

    use hookdesk_core::time::UtcMillis;
    use serde::{Deserialize, Deserializer, Serializer};

    pub fn serialize<S: Serializer>(at: &UtcMillis, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_i64(at.0)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<UtcMillis, D::Error> {
        i64::deserialize(from).map(UtcMillis)
    }
}
