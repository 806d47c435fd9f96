//! Opening, starting and stopping.

mod authorization;
mod trying;

pub use trying::HookTry;

use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicUsize;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use hookdesk_connect::generic::Keys;
use hookdesk_connect::{Exchange, HttpClient, Outgoing, Policy};
use hookdesk_content::context::Request;
use hookdesk_content::definition::Content;
use hookdesk_core::config::{Connection, ContentWrap, SecretSlot, Subscription};
use hookdesk_core::event::NewEvent;
use hookdesk_core::message::HoldReason;
use hookdesk_core::network::NetworkState;
use hookdesk_core::time::{Clock, UtcMillis};
use hookdesk_core::{Code, Fault};
use hookdesk_prove::Prover;
use hookdesk_secrets::{Secret, Vault};
use hookdesk_store::{Accepted, MessageStory, OpenOptions, Store};
use tokio::runtime::Handle;
use tokio::sync::{mpsc, watch};
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;
use url::Url;

use crate::carrier::Carrier;
use crate::config::{Config, open_keys, slots};
use crate::consent::provider;
use crate::contents::{Contents, Preview};
use crate::dumps::{DumpWriter, Dumps, Limits};
use crate::files;
use crate::hooks_run::{HookDesk, HookRun, HookRunEnd};
use crate::learning::Learning;
use crate::lock::DirLock;
use crate::network::{Machine, NetworkWatch, ThisMachine};
use crate::note::{self, RunningNote};
use crate::samples::Samples;
use crate::sender::{Desk, Recorder, Sender};
use crate::settings::{SettingKind, SettingSpec, Settings};
use crate::signature::SignatureDesk;
use crate::tokens::Tokens;
use crate::upkeep::Upkeep;

/// Connections for reading; the grids', the counts' and the overview's questions run side by side.
const READERS: usize = 3;

/// What the opener wants to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Run: recover what a stopped engine left, and send.
    Run,
    /// Visit: a command that opens the file itself, changes something and leaves; recovers nothing, sends nothing.
    Visit,
}

/// How to open.
pub struct EngineOptions {
    /// Where the data is; made where it does not exist (mode 700).
    pub data_dir: PathBuf,
    /// From `HOOKDESK_PASSPHRASE`.
    pub passphrase: Option<Secret<String>>,
    /// To run or to visit.
    pub role: Role,
    /// Where "now" comes from.
    pub clock: Arc<dyn Clock>,
}

/// The engine; cheap to clone.
#[derive(Clone)]
pub struct Engine {
    inner: Arc<Inner>,
}

struct Inner {
    data_dir: PathBuf,
    clock: Arc<dyn Clock>,
    store: Store,
    vault: Arc<Vault>,
    carrier: Arc<Carrier>,
    config: Arc<Config>,
    contents: Arc<Contents>,
    hooks: Arc<HookDesk>,
    tokens: Arc<Tokens>,
    dumps: Dumps,
    samples: Samples,
    signature: Arc<SignatureDesk>,
    prover: Prover,
    network: Arc<NetworkWatch>,
    working: Mutex<Option<Working>>,
    lock: Mutex<Option<DirLock>>,
}

/// The tasks of a started engine.
struct Working {
    stop: CancellationToken,
    sender: JoinHandle<()>,
    others: Vec<JoinHandle<()>>,
    dump_writer: DumpWriter,
}

impl Engine {
    /// Opens over this machine's own network; see [`Engine::open_on`].
    pub async fn open(options: EngineOptions) -> Result<Self, Fault> {
        Self::open_on(options, Arc::new(ThisMachine)).await
    }

    /// Takes the data directory's lock (`engine.locked` where another engine holds it; a visitor is waited for up to
    /// 5 s), opens the store and the vault, and with `Role::Run` recovers. Sends nothing yet.
    pub async fn open_on(options: EngineOptions, machine: Arc<dyn Machine>) -> Result<Self, Fault> {
        let EngineOptions { data_dir, passphrase, role, clock } = options;
        let (dir, time) = (data_dir.clone(), clock.clone());
        let opened = tokio::task::spawn_blocking(move || {
            files::make_private_dir(&dir).map_err(|e| {
                files::fault(format!("the data directory {} cannot be made", dir.display()), &e)
            })?;
            let lock = DirLock::take(&dir, role)?;
            let store_options = OpenOptions { clock: time, readers: READERS, full_check: false };
            let (store, opened) = Store::open(&dir, store_options)?;
            if let Some(backup) = opened.backup {
                tracing::info!(from = opened.from_version, backup = %backup.display(), "the data file was brought up to date");
            }
            let vault = Vault::open(&dir, passphrase)?;
            Ok((lock, store, vault))
        });
        let (lock, store, vault) = opened.await.unwrap_or_else(|e| {
            Err(Fault::new(Code::Internal, "opening ended before its time").detail(e.to_string()))
        })?;
        let client = HttpClient::with(Policy { net: machine.net(), ..Policy::default() });
        if role == Role::Run {
            let recovered = store.recover().await?;
            if recovered.unknown > 0 {
                tracing::warn!(
                    n = recovered.unknown,
                    "messages were being sent when Hookdesk stopped; they are due again"
                );
            }
        }
        let vault = Arc::new(vault);
        let config = Config::read(store.clone(), vault.clone(), clock.clone(), machine.clone()).await?;
        let config = Arc::new(config);
        let network = NetworkWatch::new(machine, clock.clone(), config.clone());
        let dumps = Dumps::new(&data_dir);
        let carrier = Carrier::new(store.clone(), config.clone(), clock.clone(), client.clone());
        let carrier = Arc::new(carrier);
        let tokens = Tokens::new(store.clone(), vault.clone(), carrier.clone(), clock.clone());
        let (contents_of, out) = (config.clone(), carrier.clone());
        let contents = Contents::new(store.clone(), contents_of, tokens.clone(), out, clock.clone());
        let contents = Arc::new(contents);
        let hooks = Arc::new(HookDesk::new(store.clone(), config.clone(), contents.clone(), clock.clone()));
        let samples = Samples::open(store.clone(), contents.clone(), dumps.clone(), clock.clone()).await?;
        let signature = SignatureDesk::new(store.clone(), vault.clone(), config.clone(), clock.clone());
        let signature = Arc::new(signature);
        let prover = Prover::new(&data_dir);
        let (working, lock) = (Mutex::new(None), Mutex::new(Some(lock)));
        let inner = Inner {
            data_dir,
            clock,
            store,
            vault,
            carrier,
            config,
            contents,
            hooks,
            tokens,
            dumps,
            samples,
            signature,
            prover,
            network,
            working,
            lock,
        };
        Ok(Self { inner: Arc::new(inner) })
    }

    /// Starts sender, search indexing, retention and dump pruning.
    pub async fn start(&self) -> Result<(), Fault> {
        let inner = &self.inner;
        if self.is_sending() {
            return Ok(());
        }
        // Sample data is no reason for real deliveries to wait.
        if let Err(fault) = inner.samples.resume().await {
            tracing::warn!(%fault, "the sample receiver did not come back");
        }
        if let Err(fault) = inner.signature.forget_old().await {
            tracing::warn!(%fault, "the signature's old key could not be forgotten");
        }
        self.credentials_available().await?;
        let mut working = inner.working();
        if working.is_none() {
            *working = Some(inner.start());
        }
        Ok(())
    }

    /// Stops claiming, lets running attempts end (each bounded by its own deadline, all by 30 s), gives unstarted leases
    /// back, closes the store, removes the running note.
    pub async fn shutdown(&self) {
        let inner = &self.inner;
        inner.prover.end().await;
        inner.tokens.stop();
        let working = inner.working().take();
        if let Some(working) = working {
            working.stop.cancel();
            if working.sender.await.is_err() {
                tracing::error!("the sender ended before its time");
            }
            working.dump_writer.flush().await;
            for task in working.others {
                task.abort();
                // An aborted task has nothing to say.
                let _ = task.await;
            }
        }
        inner.samples.halt();
        inner.store.close().await;
        if let Some(lock) = inner.lock.lock().unwrap_or_else(PoisonError::into_inner).take() {
            RunningNote::remove(&inner.data_dir);
            drop(lock);
        }
    }

    /// Whether the sender runs.
    pub fn is_sending(&self) -> bool {
        self.inner.working().as_ref().is_some_and(|working| !working.sender.is_finished())
    }

    /// Writes the running note.
    pub fn announce(&self, note: &RunningNote) -> Result<(), Fault> {
        note.write(&self.inner.data_dir)
    }

    /// Reads the running note of a data directory whose lock is held; `None` where nothing runs there.
    pub fn running(data_dir: &Path) -> Result<Option<RunningNote>, Fault> {
        RunningNote::read(data_dir)
    }

    /// The bearer token of the loopback API, from `<data dir>/token` (mode 600), made on first use: 32 random bytes in hex.
    pub fn token(&self) -> Result<Secret<String>, Fault> {
        note::token(&self.inner.data_dir)
    }

    /// The token file's path in a data directory.
    pub fn token_file(data_dir: &Path) -> PathBuf {
        note::token_file(data_dir)
    }

    /// The data directory.
    pub fn data_dir(&self) -> &Path {
        &self.inner.data_dir
    }

    /// The clock.
    pub fn clock(&self) -> &Arc<dyn Clock> {
        &self.inner.clock
    }

    /// The store.
    pub fn store(&self) -> &Store {
        &self.inner.store
    }

    /// The vault.
    pub fn vault(&self) -> &Vault {
        &self.inner.vault
    }

    /// Sends one request of a connection, over the connection's own TLS. Faults: `secret.locked` and the like, for the key
    /// of its client certificate.
    pub async fn exchange(
        &self,
        connection: &Connection,
        request: &Outgoing,
        at: UtcMillis,
    ) -> Result<Exchange, Fault> {
        self.inner.carrier.send(connection, request, at, None).await
    }

    /// Where a URL's host leads now, by the same look-up that sending uses. The error is in words.
    pub async fn lookup(&self, url: &Url) -> Result<Vec<IpAddr>, String> {
        self.inner.carrier.common().lookup(url).await
    }

    /// Where a connection's access tokens come from: without them nothing is sent. Nothing where it needs none, or where
    /// that cannot be told now.
    pub async fn provider(&self, connection: Option<&Connection>) -> Vec<IpAddr> {
        provider(self.inner.carrier.common(), connection).await
    }

    /// The settings as they are now.
    pub fn settings(&self) -> Arc<Settings> {
        self.inner.config.now().settings.clone()
    }

    /// Checks and stores one setting (`null`: back to the default); `input.invalid` names field `value`, an unknown key
    /// names field `key`. `targets.private` becoming `allow` releases what waited for consent.
    pub async fn set_setting(&self, key: &str, value: serde_json::Value) -> Result<(), Fault> {
        let spec = SettingSpec::find(key)?;
        let value = (!value.is_null()).then_some(value);
        if let Some(value) = &value {
            spec.check(value)?;
            if spec.kind == SettingKind::Connection {
                self.check_connection(value.as_str().unwrap_or_default()).await?;
            }
        }
        let before = self.settings().private_allowed;
        self.inner.store.set_setting(key.to_owned(), value).await?;
        let now = self.inner.config.refresh().await?;
        if now.settings.private_allowed && !before {
            for subscription in now.targets.keys() {
                self.inner.store.release_held(*subscription, HoldReason::Consent).await?;
            }
        }
        Ok(())
    }

    /// Refuses a name that no connection has; an empty one is none.
    async fn check_connection(&self, name: &str) -> Result<(), Fault> {
        let connections = self.inner.store.connections().await?;
        if name.is_empty() || connections.iter().any(|connection| connection.name == name) {
            return Ok(());
        }
        let shown: String = name.chars().take(80).collect();
        Err(Fault::invalid("value", format!("there is no connection \"{shown}\""))
            .next("Use the name of a connection, as Connections shows it."))
    }

    /// Debug dumps.
    pub fn dumps(&self) -> &Dumps {
        &self.inner.dumps
    }

    /// Runs the hooks of a method that its caller waits for. Faults are the caller's: `json.malformed`,
    /// `input.invalid`.
    pub async fn run_hooks<'p>(&self, run: HookRun<'p>) -> Result<HookRunEnd<'p>, Fault> {
        self.inner.hooks.run(run).await
    }

    /// Sample data.
    pub fn samples(&self) -> &Samples {
        &self.inner.samples
    }

    /// The digital signature of hooks that are waited for.
    pub fn signature(&self) -> &SignatureDesk {
        &self.inner.signature
    }

    /// The proof that this installation loses nothing.
    pub fn prover(&self) -> &Prover {
        &self.inner.prover
    }

    /// What is believed of this machine's network, and since when.
    pub fn network(&self) -> (NetworkState, UtcMillis) {
        self.inner.network.state()
    }

    /// Tells when that changes.
    pub fn watch_network(&self) -> watch::Receiver<NetworkState> {
        self.inner.network.watch()
    }

    /// The opened secrets a subscription and its connection need; held in memory only while a request is built.
    /// Faults: `secret.locked`, `secret.no_key`, `secret.unreadable`.
    pub async fn keys(
        &self,
        subscription: &Subscription,
        connection: Option<&Connection>,
    ) -> Result<Keys, Fault> {
        let stored = self.inner.store.sealed_secrets().await?;
        let of_slot = |slot| stored.iter().find(|secret| secret.slot == slot).cloned();
        let sealed: Vec<_> = slots(subscription, connection).into_iter().filter_map(of_slot).collect();
        open_keys(&self.inner.vault, &sealed)
    }

    /// Stores, routes and queues events; see [`Store::accept`]. Those of hooks with a content are judged by it first.
    /// `bringer` makes the facts of the HTTP request that brought them, where a content asks for it.
    pub async fn accept(
        &self,
        events: Vec<NewEvent>,
        bringer: Option<&(dyn Fn() -> Request + Sync)>,
    ) -> Result<Vec<Accepted>, Fault> {
        self.inner.contents.accept(events, bringer).await
    }

    /// Routes a stored event again, as it would be today. Returns the number of new messages.
    pub async fn replay(&self, event_id: &str) -> Result<usize, Fault> {
        self.inner.contents.replay(event_id).await
    }

    /// The body a message's next attempt would send.
    pub async fn body_of(&self, story: &MessageStory) -> Result<Vec<u8>, Fault> {
        self.inner.contents.body_of(story).await
    }

    /// What a content would make of a payload (JSON) in a context (JSON); nothing is sent or kept.
    pub fn preview(
        &self,
        content: &Content,
        wrap: ContentWrap,
        payload: &str,
        context: Option<&str>,
    ) -> Result<Preview, Fault> {
        self.inner.contents.preview(content, wrap, payload, context)
    }

    /// All that is wrong with a content; fields are named from its root.
    pub fn check_content(&self, content: &Content, wrap: ContentWrap) -> Vec<Fault> {
        self.inner.contents.check(content, wrap)
    }

    /// Seals a named secret and stores it. Faults: `secret.no_key`, `secret.locked`.
    pub async fn save_secret(&self, name: &str, value: Secret<Vec<u8>>) -> Result<(), Fault> {
        let vault = self.inner.vault.clone();
        let seal = Box::new(move |id| vault.seal(SecretSlot::Named(id), &value));
        self.inner.store.save_named_secret(name.to_owned(), seal).await?;
        self.credentials_available().await
    }

    /// Forgets a named secret; `false` where there was none.
    pub async fn forget_secret(&self, name: &str) -> Result<bool, Fault> {
        let gone = self.inner.store.delete_named_secret(name.to_owned()).await?;
        self.inner.config.refresh().await?;
        Ok(gone)
    }

    /// Where the key of the secrets is lost: forgets every sealed secret and token, then the key; another may be chosen
    /// afterwards. Messages that need a secret are held until it is entered again; none is rejected. `input.invalid`
    /// where the key is not lost.
    pub async fn begin_anew(&self) -> Result<(), Fault> {
        let (inner, runtime) = (self.inner.clone(), Handle::current());
        let forget = move || inner.vault.begin_anew(|| runtime.block_on(inner.store.forget_secrets()));
        tokio::task::spawn_blocking(forget).await.map_err(|error| {
            Fault::new(Code::Internal, "the secrets could not be given up").detail(error.to_string())
        })??;
        self.inner.config.refresh().await.map(drop)
    }

    /// After the vault was unlocked: releases what waited for a credential.
    pub async fn credentials_available(&self) -> Result<(), Fault> {
        let now = self.inner.config.refresh().await?;
        for (id, target) in &now.targets {
            let any = target.has_secrets() || !now.secrets.is_empty();
            let any = any && !target.lacks_secret;
            if any && target.opens(&self.inner.vault) && now.named_secrets_open(&self.inner.vault) {
                self.inner.store.release_held(*id, HoldReason::Credential).await?;
            }
        }
        Ok(())
    }
}

impl Inner {
    fn working(&self) -> MutexGuard<'_, Option<Working>> {
        self.working.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn start(&self) -> Working {
        let stop = CancellationToken::new();
        let load = Arc::new(AtomicUsize::new(0));
        let (config, clock) = (self.config.clone(), self.clock.clone());
        let (dump_writer, dumping) = DumpWriter::start(self.dumps.clone(), move || {
            let settings = config.now().settings.clone();
            Limits::new(settings.debug_max_bytes, settings.debug_keep_days, clock.now())
        });
        let (told, listen) = mpsc::unbounded_channel();
        let desk = Desk {
            store: self.store.clone(),
            carrier: self.carrier.clone(),
            config: self.config.clone(),
            clock: self.clock.clone(),
            network: self.network.clone(),
            contents: self.contents.clone(),
            tokens: self.tokens.clone(),
            recorder: Recorder::new(self.store.clone(), told.clone()),
            dumps: dump_writer.clone(),
        };
        let sender = Sender::new(Arc::new(desk), (told, listen), load.clone());
        let upkeep = Upkeep {
            store: self.store.clone(),
            client: self.carrier.common().clone(),
            hooks: self.hooks.clone(),
            signature: self.signature.clone(),
            config: self.config.clone(),
            clock: self.clock.clone(),
            dumps: self.dumps.clone(),
            load: load.clone(),
        };
        let learning = Learning::new(self.store.clone(), load);
        let config = self.config.clone();
        let following = stop.clone();
        let others = vec![
            tokio::spawn(async move { config.follow(following).await }),
            tokio::spawn(upkeep.run(stop.clone())),
            tokio::spawn(learning.run(stop.clone())),
            tokio::spawn(self.tokens.clone().run(self.config.clone(), stop.clone())),
            tokio::spawn(self.network.clone().run(
                self.store.clone(),
                self.carrier.common().clone(),
                stop.clone(),
            )),
            dumping,
        ];
        Working { sender: tokio::spawn(sender.run(stop.clone())), stop, others, dump_writer }
    }
}
