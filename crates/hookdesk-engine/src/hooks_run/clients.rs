//! One HTTP client for each way of checking certificates.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::SystemTime;

use hookdesk_connect::{HttpClient, Policy, certificates};
use hookdesk_content::definition::Webhook;
use hookdesk_content::run::MAX_ANSWER;

/// Most clients kept; beyond that their connections are simply made anew.
const MOST: usize = 32;
/// Largest certificate file read, in bytes.
const MAX_FILE: u64 = 1024 * 1024;

/// Whom a hook trusts. A certificate file that changes makes another client.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Trust {
    System,
    Anybody,
    File { path: String, length: u64, changed: Option<SystemTime> },
}

/// The clients.
#[derive(Default)]
pub(super) struct Clients {
    made: Mutex<HashMap<Trust, HttpClient>>,
}

impl Clients {
    /// The client for a hook; otherwise why there is none.
    pub async fn of(&self, hook: &Webhook) -> Result<HttpClient, String> {
        let trust = trust(hook).await?;
        if let Some(client) = self.lock().get(&trust) {
            return Ok(client.clone());
        }
        let mut policy = Policy { keep: MAX_ANSWER, ..Policy::default() };
        match &trust {
            Trust::System => {}
            Trust::Anybody => policy.verify = false,
            Trust::File { path, .. } => {
                let file =
                    tokio::fs::read(path).await.map_err(|error| unreadable(path, &error.to_string()))?;
                policy.roots = certificates(&file).map_err(|why| unreadable(path, &why))?;
            }
        }
        let mut made = self.lock();
        if made.len() >= MOST {
            made.clear();
        }
        Ok(made.entry(trust).or_insert_with(|| HttpClient::with(policy)).clone())
    }

    /// Closes idle connections.
    pub fn close_idle(&self) {
        self.lock().values().for_each(HttpClient::close_idle);
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<Trust, HttpClient>> {
        self.made.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The file is ignored where nothing is checked, as in the shop.
async fn trust(hook: &Webhook) -> Result<Trust, String> {
    match hook.ssl_certificate_path.as_deref().filter(|path| !path.is_empty()) {
        _ if !hook.ssl_verification => Ok(Trust::Anybody),
        None => Ok(Trust::System),
        Some(path) => {
            let about =
                tokio::fs::metadata(path).await.map_err(|error| unreadable(path, &error.to_string()))?;
            if !about.is_file() || about.len() > MAX_FILE {
                return Err(unreadable(path, "it is no file of at most 1 MiB"));
            }
            Ok(Trust::File { path: path.to_owned(), length: about.len(), changed: about.modified().ok() })
        }
    }
}

fn unreadable(path: &str, why: &str) -> String {
    format!("the certificate file {path} cannot be used: {why}")
}
