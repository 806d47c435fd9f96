//! One proof at a time for a running application, to be started, watched and stopped.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use hookdesk_core::Fault;
use hookdesk_core::time::{Clock as _, SystemClock};
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use crate::report::Report;
use crate::rounds::{Options, Progress, prove};

/// Where the last report is kept, in the data directory.
const FILE: &str = "last-proof.json";

/// Whether a proof runs, and how the last one ended.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Phase {
    /// None was asked for since the start.
    #[default]
    Idle,
    /// It runs.
    Running,
    /// It ended; the report says how.
    Done,
    /// A person stopped it.
    Stopped,
    /// It could not be run.
    Failed,
}

/// A proof, as far as it is.
#[derive(Debug, Clone, Default)]
pub struct ProofState {
    /// Where it stands.
    pub phase: Phase,
    /// How far it is.
    pub progress: Progress,
    /// Kills wanted.
    pub wanted: u32,
    /// When it began, RFC 3339.
    pub started_at: Option<String>,
    /// The last finished one's report, of an earlier run of the application too.
    pub report: Option<Report>,
    /// Why it failed.
    pub fault: Option<Fault>,
}

/// The application's prover; cheap to clone.
#[derive(Clone)]
pub struct Prover {
    inner: Arc<Inner>,
}

struct Inner {
    file: PathBuf,
    state: Mutex<ProofState>,
    changed: watch::Sender<()>,
    stop: Mutex<CancellationToken>,
}

impl Prover {
    /// Knows the last report kept in the data directory.
    pub fn new(data_dir: &Path) -> Self {
        let file = data_dir.join(FILE);
        let report = std::fs::read(&file).ok().and_then(|text| serde_json::from_slice(&text).ok());
        let state = Mutex::new(ProofState { report, ..ProofState::default() });
        let inner = Inner { file, state, changed: watch::Sender::new(()), stop: Mutex::default() };
        Self { inner: Arc::new(inner) }
    }

    /// How it stands.
    pub fn state(&self) -> ProofState {
        self.inner.lock().clone()
    }

    /// Tells of every change.
    pub fn watch(&self) -> watch::Receiver<()> {
        self.inner.changed.subscribe()
    }

    /// Begins one, unless one runs.
    pub fn start(&self, kills: u32) -> Result<ProofState, Fault> {
        let program = std::env::current_exe()
            .map_err(|e| crate::child::failed("this program does not know where it lies", e))?;
        let mut state = self.inner.lock();
        if state.phase == Phase::Running {
            return Ok(state.clone());
        }
        *state = ProofState {
            phase: Phase::Running,
            wanted: kills,
            started_at: Some(SystemClock.now().to_rfc3339()),
            report: state.report.take(),
            ..ProofState::default()
        };
        let begun = state.clone();
        drop(state);
        let stop = CancellationToken::new();
        *self.inner.stop.lock().unwrap_or_else(PoisonError::into_inner) = stop.clone();
        // On the disk whose promise is in question.
        let place = self.inner.file.parent().map(Path::to_owned);
        let options = Options { program, kills, seed: None, place };
        tokio::spawn(self.inner.clone().run(options, stop));
        self.inner.changed.send_replace(());
        Ok(begun)
    }

    /// Ends the one that runs: its child is killed, its folder removed.
    pub fn stop(&self) {
        self.inner.stop.lock().unwrap_or_else(PoisonError::into_inner).cancel();
    }

    /// Ends the one that runs and waits until nothing is left of it, so that the application can leave.
    pub async fn end(&self) {
        let mut changed = self.watch();
        self.stop();
        while self.state().phase == Phase::Running && changed.changed().await.is_ok() {}
    }
}

impl Inner {
    fn lock(&self) -> MutexGuard<'_, ProofState> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn run(self: Arc<Self>, options: Options, stop: CancellationToken) {
        let (progress, mut told) = watch::channel(Progress::default());
        let proof = prove(options, progress, stop);
        let mut proof = std::pin::pin!(proof);
        let ended = loop {
            tokio::select! {
                ended = &mut proof => break ended,
                Ok(()) = told.changed() => {
                    self.lock().progress = *told.borrow_and_update();
                    self.changed.send_replace(());
                }
            }
        };
        match ended {
            Ok(report) => {
                self.keep(&report);
                let mut state = self.lock();
                state.phase = Phase::Done;
                state.report = Some(report);
            }
            Err(fault) if fault.code == hookdesk_core::Code::ProofStopped => {
                self.lock().phase = Phase::Stopped;
            }
            Err(fault) => {
                let mut state = self.lock();
                state.phase = Phase::Failed;
                state.fault = Some(fault);
            }
        }
        self.changed.send_replace(());
    }

    fn keep(&self, report: &Report) {
        let text = serde_json::to_vec_pretty(report).unwrap_or_default();
        if let Err(error) = std::fs::write(&self.file, text) {
            tracing::warn!(%error, "the proof's report could not be kept");
        }
    }
}
