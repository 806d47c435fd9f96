//! Access tokens of Adobe's Developer Console (spec "Adobe webhooks", 6.2), by client credentials. In memory only: a
//! restart forgets them.
//!
//! One request at a time for each client; who waited for one that failed does not ask again, and has its reason.

use std::collections::HashMap;
use std::future::Future;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use hookdesk_core::oauth::life::{Life, Stand};
use hookdesk_core::oauth::{AnswerForm, Asked, OAuth2, TokenAnswer, TokenRequest, TokenSet};
use hookdesk_core::time::UtcMillis;
use hookdesk_secrets::Secret;
use sha2::{Digest, Sha256};
use tokio::time::Instant;

/// Most clients remembered.
const MOST: usize = 1_000;

/// Whose token, and where from.
pub(super) struct Client {
    pub token_url: String,
    pub scope: String,
    pub id: String,
    pub secret: Secret<String>,
}

/// What a token endpoint answered, or why it did not.
pub(super) type Answered = Result<Reply, String>;

/// An answer.
pub(super) struct Reply {
    pub status: u16,
    pub content_type: Option<String>,
    pub body: Vec<u8>,
    pub truncated: bool,
}

/// The tokens.
#[derive(Default)]
pub(super) struct Tokens {
    kept: Mutex<HashMap<[u8; 32], Arc<Slot>>>,
}

/// One client's.
#[derive(Default)]
struct Slot {
    token: Mutex<Option<Token>>,
    /// Held by who asks; the last failure, and when it was.
    asking: tokio::sync::Mutex<Option<(Instant, String)>>,
}

#[derive(Clone)]
struct Token {
    access: Arc<Secret<String>>,
    life: Life,
}

impl Tokens {
    /// A client's token: the one that is kept while it is good, otherwise a new one, which `ask` fetches. The reason
    /// why there is none holds no secret.
    pub async fn get<F: Future<Output = Answered>>(
        &self,
        client: &Client,
        now: UtcMillis,
        ask: impl FnOnce(TokenRequest) -> F,
    ) -> Result<Arc<Secret<String>>, String> {
        let slot = self.slot(client);
        let came = Instant::now();
        if let Some((token, Stand::Fresh)) = slot.stand(now) {
            return Ok(token);
        }
        let mut failed = slot.asking.lock().await;
        match slot.stand(now) {
            Some((token, Stand::Fresh)) => return Ok(token),
            Some((token, Stand::RenewSoon)) if failed_since(&failed, came).is_some() => return Ok(token),
            _ => {}
        }
        if let Some(why) = failed_since(&failed, came) {
            return Err(why);
        }
        match fetch(client, ask).await {
            Ok(set) => {
                let life = Life { since: now, lifetime_s: set.lifetime_s };
                let token = Token { access: Arc::new(Secret::new(set.access)), life };
                *slot.lock() = Some(token.clone());
                *failed = None;
                Ok(token.access)
            }
            Err(why) => {
                *failed = Some((Instant::now(), why.clone()));
                match slot.stand(now) {
                    // It is good still.
                    Some((token, Stand::RenewSoon)) => Ok(token),
                    _ => Err(why),
                }
            }
        }
    }

    /// Forgets a token that was refused, where it is still the one that is kept.
    pub fn forget(&self, client: &Client, token: &Secret<String>) {
        let slot = self.slot(client);
        slot.lock().take_if(|kept| kept.access.expose() == token.expose());
    }

    /// Another secret is another client: what it was given before is not used for it.
    fn slot(&self, client: &Client) -> Arc<Slot> {
        let mut hash = Sha256::new();
        for part in [&client.token_url, &client.scope, &client.id, client.secret.expose()] {
            hash.update((part.len() as u64).to_be_bytes());
            hash.update(part);
        }
        let key = hash.finalize().into();
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() >= MOST && !kept.contains_key(&key) {
            // Forgetting costs a request for each that is still in use.
            kept.clear();
        }
        kept.entry(key).or_default().clone()
    }
}

impl Slot {
    fn stand(&self, now: UtcMillis) -> Option<(Arc<Secret<String>>, Stand)> {
        let token = self.lock();
        let token = token.as_ref()?;
        match token.life.stand(now, 0.0) {
            Stand::Expired => None,
            stand => Some((token.access.clone(), stand)),
        }
    }

    fn lock(&self) -> MutexGuard<'_, Option<Token>> {
        self.token.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn failed_since(failed: &Option<(Instant, String)>, came: Instant) -> Option<String> {
    failed.as_ref().filter(|(at, _)| *at >= came).map(|(_, why)| why.clone())
}

async fn fetch<F: Future<Output = Answered>>(
    client: &Client,
    ask: impl FnOnce(TokenRequest) -> F,
) -> Result<TokenSet, String> {
    let settings = settings(&client.token_url, &client.scope, &client.id);
    let secret = client.secret.expose();
    let request = TokenRequest::token(&settings, Some(secret), Asked::Client)
        .map_err(|fault| format!("{}. {}", fault.message, fault.next))?;
    let reply = ask(request).await?;
    let content_type = reply.content_type.as_deref();
    let (status, truncated) = (reply.status, reply.truncated);
    let answer = TokenAnswer { status, content_type, body: &reply.body, truncated };
    TokenSet::read(&AnswerForm::default(), answer, &[secret]).map_err(|refusal| {
        let (what, next) = refusal.in_words();
        format!("{what} {next}")
    })
}

/// Adobe's way: a form, the scopes joined by commas.
pub(crate) fn settings(token_url: &str, scope: &str, client_id: &str) -> OAuth2 {
    let params = if scope.is_empty() { Vec::new() } else { vec![("scope".to_owned(), scope.to_owned())] };
    OAuth2 { token_url: token_url.to_owned(), client_id: client_id.to_owned(), params, ..OAuth2::default() }
}

#[cfg(test)]
#[path = "tokens_tests.rs"]
mod tests;
