//! What is read once and kept until a commit changes it.
//!
//! The writer counts up after such a commit, before it answers anybody. A value carries the count that stood before it
//! was read: whoever saved something and then asks never gets what stood there before.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};

use hookdesk_core::Fault;
use rusqlite::Connection;

use crate::changes::Area;
use crate::contents::HookContents;
use crate::effects::Effects;
use crate::open::Store;
use crate::webhooks::Webhooks;

/// All that is kept.
#[derive(Default)]
pub(crate) struct Kept {
    /// Which hooks have a content.
    pub contents: Memo<HookContents>,
    /// Hooks that are waited for.
    pub webhooks: Memo<Webhooks>,
    /// Commits that changed what a person has configured.
    configured: AtomicU64,
}

impl Kept {
    /// After a commit.
    pub fn follow(&self, effects: &Effects) {
        if effects.touches(Area::Hooks) {
            self.contents.outdate();
        }
        if effects.touches(Area::Webhooks) {
            self.webhooks.outdate();
        }
        if Area::CONFIGURATION.iter().any(|area| effects.touches(*area)) {
            self.configured.fetch_add(1, Ordering::SeqCst);
        }
    }
}

/// One value, as of a count of changes.
pub(crate) struct Memo<T> {
    changes: AtomicU64,
    value: RwLock<Option<(u64, Arc<T>)>>,
}

impl<T> Default for Memo<T> {
    fn default() -> Self {
        Self { changes: AtomicU64::new(0), value: RwLock::new(None) }
    }
}

impl<T> Memo<T> {
    fn outdate(&self) {
        self.changes.fetch_add(1, Ordering::SeqCst);
    }

    fn fresh(&self) -> Option<Arc<T>> {
        let now = self.changes.load(Ordering::SeqCst);
        let value = self.value.read().unwrap_or_else(PoisonError::into_inner);
        value.as_ref().filter(|(as_of, _)| *as_of == now).map(|(_, value)| value.clone())
    }

    fn keep(&self, as_of: u64, new: &Arc<T>) {
        let mut value = self.value.write().unwrap_or_else(PoisonError::into_inner);
        if value.as_ref().is_none_or(|(before, _)| *before <= as_of) {
            *value = Some((as_of, new.clone()));
        }
    }
}

impl Store {
    /// Counts the commits that changed the [configuration](Area::CONFIGURATION). Whoever reads this, then the
    /// configuration, and later finds the same count has what stands in the file.
    pub fn configured(&self) -> u64 {
        self.all_kept().configured.load(Ordering::SeqCst)
    }

    /// The value as of the last commit; read again where that changed it.
    pub(crate) async fn kept<T: Send + Sync + 'static>(
        &self,
        memo: impl Fn(&Kept) -> &Memo<T>,
        read: impl FnOnce(&Connection) -> Result<T, Fault> + Send + 'static,
    ) -> Result<Arc<T>, Fault> {
        let memo = memo(self.all_kept());
        if let Some(value) = memo.fresh() {
            return Ok(value);
        }
        let as_of = memo.changes.load(Ordering::SeqCst);
        let value = Arc::new(self.read(read).await?);
        memo.keep(as_of, &value);
        Ok(value)
    }
}
