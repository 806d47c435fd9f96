//! The rounds: start, let it work for a moment, and take it down in one of several ways.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use hookdesk_core::address::Private;
use hookdesk_core::time::{Clock as _, SystemClock};
use hookdesk_core::{Code, Fault};
use serde::Deserialize;
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;

use crate::books;
use crate::check::judge;
use crate::child::{Address, Child, failed};
use crate::driver::Driver;
use crate::ledger::{Answer, Ledger};
use crate::report::{Report, Rounds};
use crate::scene;

/// Longest life of a child after it is ready.
const LONGEST_MS: u64 = 200;
/// Longest wait for the queue to drain at the end.
const DRAIN: Duration = Duration::from_secs(300);

/// What to do.
#[derive(Debug, Clone)]
pub struct Options {
    /// The program that understands `serve`.
    pub program: PathBuf,
    /// How many times a child is killed; orderly ends and pauses come between.
    pub kills: u32,
    /// For every choice; `None`: a new one.
    pub seed: Option<u64>,
    /// Where the temporary folder is made, so that the disk is the one in question; `None`: the system's place.
    pub place: Option<PathBuf>,
}

/// How far it is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Progress {
    /// Kills done.
    pub kills: u32,
    /// Events accepted.
    pub accepted: u64,
    /// Requests taken.
    pub delivered: u64,
}

/// How a round ends.
#[derive(Debug, Clone, Copy)]
enum End {
    /// SIGKILL while it works.
    Kill,
    /// SIGKILL before it is ready: recovery itself is interrupted.
    KillEarly,
    /// SIGTERM.
    Term,
    /// SIGSTOP, a pause, SIGCONT, and SIGKILL a moment later.
    Freeze,
}

/// Runs a proof in a temporary folder. It is removed afterwards, and kept as evidence where the promise did not hold or
/// the proof broke off; then the report or the fault names it. `stop` ends it early with `proof.stopped`. Faults:
/// `proof.failed` where the proof itself could not be run (that it was not passed is in the report), and the store's.
pub async fn prove(
    options: Options,
    progress: watch::Sender<Progress>,
    stop: CancellationToken,
) -> Result<Report, Fault> {
    let place = options.place.clone().unwrap_or_else(std::env::temp_dir);
    let folder = tempfile::Builder::new()
        .prefix("hookdesk-proof-")
        .tempdir_in(place)
        .map_err(|e| failed("no temporary folder could be made", e))?;
    let ended = tokio::select! {
        report = run(options, progress, folder.path()) => report,
        // Dropping the run kills its child.
        () = stop.cancelled() => Err(Fault::new(Code::ProofStopped, "the proof was stopped")),
    };
    match ended {
        Ok(report) if !report.passed => Ok(report.with_evidence(&folder.keep())),
        Err(fault) if fault.code != Code::ProofStopped => {
            let kept = folder.keep();
            Err(fault.next(format!("Look at what it left in {}, and try again.", kept.display())))
        }
        ended => {
            remove(folder).await;
            ended
        }
    }
}

/// A child that was killed a moment ago may still be making files.
async fn remove(folder: tempfile::TempDir) {
    let path = folder.keep();
    for _ in 0..100 {
        match std::fs::remove_dir_all(&path) {
            Ok(()) => return,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return,
            Err(_) => tokio::time::sleep(Duration::from_millis(20)).await,
        }
    }
    tracing::warn!(folder = %path.display(), "a proof's folder could not be removed");
}

async fn run(options: Options, progress: watch::Sender<Progress>, folder: &Path) -> Result<Report, Fault> {
    let began = Instant::now();
    let seed = options.seed.unwrap_or_else(|| fastrand::u64(..));
    let dir = folder.join("data");
    let ledger =
        Ledger::start(&folder.join("ledger"), move |message, attempt| weather(seed, message, attempt))
            .await
            .map_err(|e| failed("the receiver could not be started", e))?;
    scene::set(&dir, &ledger.url()).await?;
    let driver = Driver::new(seed, &folder.join("accepted"))
        .map_err(|e| failed("the list of accepted events could not be made", e))?;
    let (address, addresses) = watch::channel(None);
    // Aborted with the run.
    let mut driving = JoinSet::new();
    driver.drive(&mut driving, &addresses);

    let log = folder.join("engine.log");
    let mut stage = Stage { options, dir, log, address, progress, driver, ledger };
    let rounds = stage.rounds(seed).await?;
    stage.drain(&mut driving).await?;
    let books = books::gather(&stage.dir, &stage.driver, &stage.ledger).await?;
    let verdict = judge(&books);
    let ended = SystemClock.now().to_rfc3339();
    Ok(Report::new(seed, began.elapsed(), ended, &rounds, &verdict))
}

/// Everything a round works with.
struct Stage {
    options: Options,
    dir: PathBuf,
    log: PathBuf,
    address: watch::Sender<Option<Address>>,
    progress: watch::Sender<Progress>,
    driver: Arc<Driver>,
    ledger: Ledger,
}

impl Stage {
    async fn rounds(&mut self, seed: u64) -> Result<Rounds, Fault> {
        let mut random = fastrand::Rng::with_seed(seed);
        let mut rounds = Rounds::default();
        while rounds.kills < self.options.kills {
            let end = match random.u8(0..20) {
                0 | 1 => End::KillEarly,
                // Windows has neither signal: there every round ends with TerminateProcess.
                2 | 3 if cfg!(unix) => End::Term,
                4 | 5 if cfg!(unix) => End::Freeze,
                _ => End::Kill,
            };
            let life = Duration::from_millis(random.u64(0..=LONGEST_MS));
            self.round(end, life, &mut rounds).await?;
            self.tell(rounds.kills);
        }
        Ok(rounds)
    }

    fn start(&self) -> Result<Child, Fault> {
        Child::start(&self.options.program, &self.dir, &self.log)
    }

    fn tell(&self, kills: u32) {
        let (accepted, delivered) = (self.driver.count(), self.ledger.delivered());
        self.progress.send_replace(Progress { kills, accepted, delivered });
    }

    async fn round(&self, end: End, life: Duration, rounds: &mut Rounds) -> Result<(), Fault> {
        let mut child = self.start()?;
        if let End::KillEarly = end {
            tokio::time::sleep(life / 5).await;
            rounds.kills += 1;
            return child.kill().await;
        }
        let (address, took) = child.ready().await?;
        rounds.recoveries.push(took);
        self.address.send_replace(Some(address));
        tokio::time::sleep(life).await;
        if let End::Freeze = end {
            child.freeze()?;
            tokio::time::sleep(life).await;
            child.thaw()?;
            tokio::time::sleep(life / 4).await;
            rounds.pauses += 1;
        }
        let down = match end {
            End::Term => {
                rounds.terms += 1;
                child.end().await
            }
            End::Kill | End::KillEarly | End::Freeze => {
                rounds.kills += 1;
                child.kill().await
            }
        };
        self.address.send_replace(None);
        down
    }

    /// A last child, calm weather, no new events: everything must come to its end.
    async fn drain(&self, driving: &mut JoinSet<()>) -> Result<(), Fault> {
        self.ledger.calm();
        self.driver.enough();
        let mut child = self.start()?;
        let (address, _) = child.ready().await?;
        self.address.send_replace(Some(address.clone()));
        let answered = async { while driving.join_next().await.is_some() {} };
        if timeout(DRAIN, answered).await.is_err() {
            return Err(failed("calls are still open", "the last engine does not answer them"));
        }
        let client = hookdesk_connect::HttpClient::trusting(Vec::new());
        let deadline = Instant::now() + DRAIN;
        loop {
            let waiting = waiting(&client, &address).await?;
            if waiting == 0 {
                break;
            }
            if Instant::now() > deadline {
                return Err(failed("the queue did not drain", format!("{waiting} messages still wait")));
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        self.tell(self.options.kills);
        child.end().await
    }
}

/// Messages that the child will still send by itself.
async fn waiting(client: &hookdesk_connect::HttpClient, address: &Address) -> Result<u64, Fault> {
    let url = format!("http://{}/v1/counts", address.host);
    let request = hookdesk_connect::Outgoing {
        method: http::Method::GET,
        url: url::Url::parse(&url).map_err(|e| failed("the engine's address", e))?,
        headers: vec![("authorization".to_owned(), format!("Bearer {}", address.token))],
        secret_names: Vec::new(),
        body: bytes::Bytes::new(),
        timeout: Duration::from_secs(30),
        private: Private::Any,
    };
    let exchange = client.send(&request, SystemClock.now()).await;
    let body = exchange.response.map(|response| response.body).unwrap_or_default();
    let counts: Waiting =
        serde_json::from_slice(&body).map_err(|e| failed("the engine does not tell its counts", e))?;
    Ok(counts.queued + counts.sending + counts.retrying)
}

/// The part of the engine's counts that says whether it has more to do.
#[derive(Deserialize)]
struct Waiting {
    queued: u64,
    sending: u64,
    retrying: u64,
}

/// Four in five are taken at once; the rest meets what receivers do in life.
fn weather(seed: u64, message: &str, attempt: u32) -> Answer {
    let mut mixed = seed ^ u64::from(attempt);
    for byte in message.bytes() {
        mixed = mixed.wrapping_mul(0x0100_0000_01b3) ^ u64::from(byte);
    }
    match fastrand::Rng::with_seed(mixed).u8(0..100) {
        0..80 => Answer::Status(200),
        80..88 => Answer::Status(500),
        88..92 => Answer::Status(429),
        92..96 => Answer::Close,
        _ => Answer::Slow(Duration::from_millis(30)),
    }
}
