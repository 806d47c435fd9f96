//! Faults, the key's state, settings and samples.

use hookdesk_core::Fault as DomainFault;
use hookdesk_engine as engine;
use hookdesk_engine::{SettingKind, SettingSpec};
use hookdesk_store as store;
use serde_json::Value;

use crate::wire::{Fault, HourlyPoint, KeyState, SamplePayload, SampleState, Setting};

impl From<DomainFault> for Fault {
    fn from(fault: DomainFault) -> Self {
        Self {
            code: fault.code.as_str().to_owned(),
            message: fault.message,
            next: fault.next,
            field: fault.field,
            detail: fault.detail,
        }
    }
}

impl From<Fault> for DomainFault {
    /// A code this version does not know is an internal one; its text stays.
    fn from(fault: Fault) -> Self {
        use hookdesk_core::Code;
        let code = Code::ALL.iter().copied().find(|code| code.as_str() == fault.code);
        Self {
            code: code.unwrap_or(Code::Internal),
            message: fault.message,
            next: fault.next,
            field: fault.field,
            detail: fault.detail,
        }
    }
}

impl From<&hookdesk_secrets::Vault> for KeyState {
    fn from(vault: &hookdesk_secrets::Vault) -> Self {
        use hookdesk_secrets::KeyState as Domain;
        let (state, open, os_available) = match vault.state() {
            Domain::Unset { os_available } => ("unset", false, os_available),
            Domain::OsKeyStore => ("os_key_store", true, true),
            Domain::Passphrase => ("passphrase", true, vault.os_available()),
            Domain::Locked { wrong } => {
                return Self {
                    state: "locked".to_owned(),
                    open: false,
                    os_available: false,
                    wrong_passphrase: wrong,
                };
            }
            Domain::OsKeyStoreAway => ("os_key_store_away", false, false),
        };
        Self { state: state.to_owned(), open, os_available, wrong_passphrase: false }
    }
}

impl Setting {
    /// With its value, where somebody set one.
    pub fn new(spec: &SettingSpec, value: Option<Value>) -> Self {
        let default = (spec.default)();
        let (kind, choices, bounds) = match spec.kind {
            SettingKind::Bool => ("bool", &[][..], None),
            SettingKind::Int { min, max } => ("int", &[][..], Some((min, max))),
            SettingKind::Choice(choices) => ("choice", choices, None),
            SettingKind::Retry => ("retry", &[][..], None),
            SettingKind::Names | SettingKind::Connection | SettingKind::TokenUrl | SettingKind::Scopes => {
                ("text", &[][..], None)
            }
            SettingKind::Object | SettingKind::Texts => ("object", &[][..], None),
        };
        Self {
            key: spec.key.to_owned(),
            value: value.unwrap_or_else(|| default.clone()),
            default,
            description: spec.description.to_owned(),
            kind: kind.to_owned(),
            choices: choices.iter().map(|&choice| choice.to_owned()).collect(),
            min: bounds.map(|(min, _)| min),
            max: bounds.map(|(_, max)| max),
        }
    }
}

impl From<store::HourlyPoint> for HourlyPoint {
    fn from(point: store::HourlyPoint) -> Self {
        Self { hour: point.hour.to_rfc3339(), delivered: point.delivered, failed: point.failed }
    }
}

impl From<engine::SampleState> for SampleState {
    fn from(state: engine::SampleState) -> Self {
        Self {
            running: state.running,
            receiver: state.receiver,
            received: state.received,
            subscription_ids: state.subscriptions.into_iter().map(|id| id.0).collect(),
        }
    }
}

impl From<&engine::SamplePayload> for SamplePayload {
    fn from(payload: &engine::SamplePayload) -> Self {
        Self {
            event_name: payload.event_name.to_owned(),
            title: payload.title.to_owned(),
            data: payload.data.to_owned(),
        }
    }
}
