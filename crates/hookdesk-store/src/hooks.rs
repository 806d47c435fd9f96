//! Hook definitions.

use hookdesk_core::Fault;
use hookdesk_core::config::Hook;
use hookdesk_core::id::HookId;

use crate::open::Store;

impl Store {
    /// All, by name.
    pub async fn hooks(&self) -> Result<Vec<Hook>, Fault> {
        todo!()
    }

    /// Adds one (`id` 0) or replaces one; times are set here. Faults: `hook.exists`, `not_found`.
    pub async fn save_hook(&self, _hook: Hook) -> Result<Hook, Fault> {
        todo!()
    }

    /// Deletes one without live subscriptions, else `hook.in_use`.
    pub async fn delete_hook(&self, _id: HookId) -> Result<(), Fault> {
        todo!()
    }
}
