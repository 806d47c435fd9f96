//! Settings: which keys exist, what they mean and what they may hold.

use hookdesk_core::schedule::RetryPolicy;
use serde_json::Value;

/// What a setting holds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum SettingKind {
    /// true or false.
    Bool,
    /// A whole number within bounds.
    Int {
        /// Least.
        min: i64,
        /// Most.
        max: i64,
    },
    /// One of these words.
    Choice(&'static [&'static str]),
    /// A retry policy.
    Retry,
}

/// One setting.
pub struct SettingSpec {
    /// Its key.
    pub key: &'static str,
    /// What it does.
    pub description: &'static str,
    /// What it holds.
    pub kind: SettingKind,
    /// Its default.
    pub default: fn() -> Value,
}

/// Every setting there is. One list: the CLI, the window and the checks read it.
pub const SETTINGS: &[SettingSpec] = &[
    SettingSpec {
        key: "targets.private",
        description: "Messages to private and loopback addresses: ask for consent first, or allow them all.",
        kind: SettingKind::Choice(&["ask", "allow"]),
        default: || "ask".into(),
    },
    SettingSpec {
        key: "retry.default",
        description: "The retry policy of new subscriptions.",
        kind: SettingKind::Retry,
        default: || serde_json::json!({"kind": "standard"}),
    },
    SettingSpec {
        key: "send.timeout_ms",
        description: "Deadline over a whole exchange for new subscriptions, in milliseconds.",
        kind: SettingKind::Int { min: 1_000, max: 120_000 },
        default: || 30_000.into(),
    },
    SettingSpec {
        key: "send.concurrency",
        description: "Requests at once for each new subscription.",
        kind: SettingKind::Int { min: 1, max: 256 },
        default: || 64.into(),
    },
    SettingSpec {
        key: "send.max_in_flight",
        description: "Requests at once over all subscriptions.",
        kind: SettingKind::Int { min: 1, max: 1_024 },
        default: || 128.into(),
    },
    SettingSpec {
        key: "debug.enabled",
        description: "Dump every attempt of every subscription to a file in the debug folder.",
        kind: SettingKind::Bool,
        default: || false.into(),
    },
    SettingSpec {
        key: "debug.max_mib",
        description: "Size of the debug folder in MiB; the oldest dumps go first.",
        kind: SettingKind::Int { min: 1, max: 10_240 },
        default: || 200.into(),
    },
    SettingSpec {
        key: "debug.keep_days",
        description: "How many days dumps are kept.",
        kind: SettingKind::Int { min: 1, max: 3_650 },
        default: || 14.into(),
    },
    SettingSpec {
        key: "retention.days",
        description: "How many days delivered, discarded and skipped messages are kept; 0 keeps them for ever.",
        kind: SettingKind::Int { min: 0, max: 3_650 },
        default: || 90.into(),
    },
];

/// The settings as the engine uses them.
#[derive(Debug, Clone)]
pub struct Settings {
    /// `targets.private` is `allow`.
    pub private_allowed: bool,
    /// `retry.default`.
    pub retry_default: RetryPolicy,
    /// `send.timeout_ms`.
    pub timeout_ms: u64,
    /// `send.concurrency`.
    pub concurrency: u32,
    /// `send.max_in_flight`.
    pub max_in_flight: usize,
    /// `debug.enabled`.
    pub debug: bool,
    /// `debug.max_mib` in bytes.
    pub debug_max_bytes: u64,
    /// `debug.keep_days`.
    pub debug_keep_days: u32,
    /// `retention.days`; 0 is for ever.
    pub retention_days: u32,
}
