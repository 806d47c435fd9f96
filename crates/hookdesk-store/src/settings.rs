//! Settings: keys and JSON values; which keys exist and what they may hold is the engine's to say.

use std::collections::BTreeMap;

use hookdesk_core::Fault;

use crate::open::Store;

impl Store {
    /// All that were ever set.
    pub async fn settings(&self) -> Result<BTreeMap<String, serde_json::Value>, Fault> {
        todo!()
    }

    /// Sets one; `None` goes back to the default.
    pub async fn set_setting(&self, _key: String, _value: Option<serde_json::Value>) -> Result<(), Fault> {
        todo!()
    }
}
