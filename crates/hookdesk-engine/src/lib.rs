//! What runs: the sender's closed loop, leases, limits, recovery, dumps, retention and the built-in sample receiver.
//!
//! The engine owns the data directory (one engine per directory), the store, the vault and the HTTP client. Hosts reach
//! everything through [`Engine`].

mod carrier;
mod clients;
mod config;
mod consent;
mod contents;
mod dumps;
mod engine;
mod files;
mod hooks_run;
mod learning;
mod lock;
mod loopback;
mod network;
mod note;
mod panics;
mod place;
mod samples;
mod sender;
mod settings;
mod shop;
mod signature;
mod tokens;
mod upkeep;

pub use contents::Preview;
pub use dumps::{DumpFile, Dumps};
pub use engine::{Engine, EngineOptions, HookTry, Role};
pub use hookdesk_prove::{Phase as ProofPhase, ProofState, Report as ProofReport};
pub use hooks_run::{HookRun, HookRunEnd, Trace, TracedAnswer};
pub use network::{Machine, ThisMachine};
pub use note::RunningNote;
pub use panics::keep_data_out_of_panics;
pub use place::default_data_dir;
pub use samples::{SamplePayload, SampleState, Samples};
pub use settings::{SETTINGS, SettingKind, SettingSpec, Settings};
pub use signature::{MAX_OVERLAP_HOURS, Signature, SignatureDesk};
pub use tokens::{Authorization, AuthorizationPhase};
