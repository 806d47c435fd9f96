//! Where a command runs: in a running engine through its API, or right here on the file.

use std::path::Path;
use std::sync::Arc;

use bytes::Bytes;
use hookdesk_api::accept::{Answers, Form, accept};
use hookdesk_api::dispatch_json;
use hookdesk_core::event::EventSource;
use hookdesk_core::time::SystemClock;
use hookdesk_core::{Code, Fault};
use hookdesk_engine::{Engine, EngineOptions, Role};
use hookdesk_secrets::Secret;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::fail;
use crate::remote::Remote;

/// A way to run commands.
pub enum Session {
    /// The file, opened by this process.
    Here(Engine),
    /// The engine that runs on it.
    There(Remote),
}

impl Session {
    /// Goes through the engine where one runs on the data directory, and opens the file where none does.
    pub async fn open(data_dir: &Path) -> Result<Self, Fault> {
        if let Some(remote) = running(data_dir)? {
            return Ok(Self::There(remote));
        }
        match Engine::open(options(data_dir, Role::Visit)).await {
            Ok(engine) => Ok(Self::Here(engine)),
            // One has started in between.
            Err(fault) if fault.code == Code::EngineLocked => match running(data_dir)? {
                Some(remote) => Ok(Self::There(remote)),
                None => Err(fault),
            },
            Err(fault) => Err(fault),
        }
    }

    /// Runs one command of the list.
    pub async fn call<T: DeserializeOwned>(
        &mut self,
        name: &str,
        request: &impl Serialize,
    ) -> Result<T, Fault> {
        let request = serde_json::to_vec(request)
            .map_err(|error| fail::internal("the request could not be written", &error))?;
        let answer = match self {
            Self::Here(engine) => Bytes::from(dispatch_json(engine, name, &request).await?),
            Self::There(remote) => {
                let headers = [("content-type", "application/json")];
                remote.post(&format!("/rpc/{name}"), &headers, request.into()).await?.into_body()
            }
        };
        serde_json::from_slice(&answer)
            .map_err(|error| fail::internal("the answer could not be read", &error))
    }

    /// Hands events in, as they are written; gives the answer's JSON and how many ids were known already.
    pub async fn accept(
        &mut self,
        events: Bytes,
        form: Form,
        source: EventSource,
    ) -> Result<(String, u64), Fault> {
        match self {
            Self::Here(engine) => Ok(match accept(engine, &events, form, source).await? {
                Answers::One { text, repeated } => (text, u64::from(repeated)),
                Answers::Many { text, repeated } => (text, repeated as u64),
            }),
            Self::There(remote) => {
                let media = match form {
                    Form::Lines => "application/x-ndjson",
                    Form::Detect => "application/json",
                };
                let headers = [("x-hookdesk-source", source.as_str()), ("content-type", media)];
                let answer = remote.post("/v1/events", &headers, events).await?;
                let repeated = match answer.headers().get("x-hookdesk-repeated") {
                    Some(count) => count.to_str().ok().and_then(|count| count.parse().ok()).unwrap_or(0),
                    None => u64::from(answer.status() == http::StatusCode::OK),
                };
                Ok((String::from_utf8_lossy(answer.body()).into_owned(), repeated))
            }
        }
    }

    /// Leaves; a file opened here is closed in order.
    pub async fn close(self) {
        if let Self::Here(engine) = self {
            engine.shutdown().await;
        }
    }
}

/// How this process opens the data directory.
pub fn options(data_dir: &Path, role: Role) -> EngineOptions {
    let passphrase = std::env::var("HOOKDESK_PASSPHRASE").ok().filter(|text| !text.is_empty());
    EngineOptions {
        data_dir: data_dir.to_owned(),
        passphrase: passphrase.map(Secret::new),
        role,
        clock: Arc::new(SystemClock),
    }
}

/// The engine that runs on a data directory.
pub fn running(data_dir: &Path) -> Result<Option<Remote>, Fault> {
    match Engine::running(data_dir)? {
        Some(note) => Ok(Some(Remote::new(note.listening, token(data_dir)?))),
        None => Ok(None),
    }
}

/// The token of the engine that runs on a data directory.
pub fn token(data_dir: &Path) -> Result<Secret<String>, Fault> {
    let path = Engine::token_file(data_dir);
    match std::fs::read_to_string(&path).map(Secret::new) {
        Ok(text) => Ok(Secret::new(text.expose().trim().to_owned())),
        Err(error) => Err(Fault::new(Code::AuthMissing, format!("{} could not be read", path.display()))
            .detail(error.to_string())
            .next("Run the command as the user Hookdesk runs as.")),
    }
}
