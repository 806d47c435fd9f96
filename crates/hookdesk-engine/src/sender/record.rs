//! Writing an outcome: kept and tried again until the store takes it, so that none is ever lost silently.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use hookdesk_core::{Code, Fault};
use hookdesk_store::{Recorded, Store};
use tokio::sync::mpsc::UnboundedSender;

use super::Told;

const FIRST_PAUSE: Duration = Duration::from_millis(100);
const LONGEST_PAUSE: Duration = Duration::from_secs(5);

/// Writes outcomes, and counts those the store has refused so far: while there are any, nothing new is claimed.
pub(crate) struct Recorder {
    store: Store,
    troubled: AtomicUsize,
    told: UnboundedSender<Told>,
}

impl Recorder {
    pub fn new(store: Store, told: UnboundedSender<Told>) -> Self {
        Self { store, troubled: AtomicUsize::new(0), told }
    }

    /// Whether outcomes wait because the store fails.
    pub fn in_trouble(&self) -> bool {
        self.troubled.load(Ordering::Acquire) > 0
    }

    /// Writes it; returns when it is written, when its lease turns out to be lost, or when the store has closed (the
    /// next start then finds the message leased, and marks it *unknown*). One that the store refuses for a reason of its
    /// own is written without its dump.
    pub async fn write(&self, outcome: Recorded) {
        let mut outcome = Arc::new(outcome);
        let mut whole = true;
        let mut trouble = None;
        let mut pause = FIRST_PAUSE;
        loop {
            match self.store.record(outcome.clone()).await {
                Ok(true) => return,
                Ok(false) => {
                    return tracing::warn!(seq = outcome.seq, "the lease was lost before its outcome");
                }
                Err(fault) if fault.code == Code::EngineStopping => {
                    return tracing::warn!(
                        seq = outcome.seq,
                        "the store closed before this outcome was written"
                    );
                }
                // The file takes others and never this one: better its outcome alone than sending stopped for ever.
                Err(fault) if fault.code == Code::Internal && whole => {
                    tracing::error!(
                        seq = outcome.seq,
                        detail = fault.detail.as_deref(),
                        "an outcome was refused; it is kept without its request and answer"
                    );
                    outcome = Arc::new(outcome.without_exchange(&fault));
                    whole = false;
                }
                Err(fault) => {
                    trouble.get_or_insert_with(|| Trouble::begin(self, &fault));
                    tokio::time::sleep(pause).await;
                    pause = (pause * 2).min(LONGEST_PAUSE);
                }
            }
        }
    }
}

/// One outcome that could not be written yet. Told to the log and to the loop when the first begins and the last ends.
struct Trouble<'a>(&'a Recorder);

impl<'a> Trouble<'a> {
    fn begin(recorder: &'a Recorder, fault: &Fault) -> Self {
        if recorder.troubled.fetch_add(1, Ordering::AcqRel) == 0 {
            tracing::error!(code = %fault.code, detail = fault.detail.as_deref(), "outcomes cannot be written; sending stops until they are");
            let _ = recorder.told.send(Told::Trouble);
        }
        Self(recorder)
    }
}

impl Drop for Trouble<'_> {
    fn drop(&mut self) {
        if self.0.troubled.fetch_sub(1, Ordering::AcqRel) == 1 {
            tracing::info!("outcomes are being written again");
            let _ = self.0.told.send(Told::Trouble);
        }
    }
}
