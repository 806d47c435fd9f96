//! Zithara, as its plugin meets it (connectors.md B): a token by GET with the credentials as headers, then sent
//! without `Bearer`.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use serde_json::{Value, json};

use crate::answer::Answer;
use crate::oddity::{Oddities, Oddity, not_found, plain};
use crate::receiver::Received;
use crate::service::{Hands, Service};

/// A Zithara on loopback.
pub struct Zithara {
    service: Service,
    inner: Arc<Inner>,
}

struct Inner {
    client_id: String,
    client_secret: String,
    hands: Hands,
    desk: Mutex<Desk>,
}

struct Desk {
    lifetime_s: u64,
    made: u64,
    /// Token, and when it ends.
    tokens: HashMap<String, u64>,
    oddities: Oddities,
}

impl Zithara {
    /// Starts one that knows one client.
    pub async fn start(client_id: &str, client_secret: &str) -> Self {
        let desk = Desk { lifetime_s: 3_600, made: 0, tokens: HashMap::new(), oddities: Oddities::default() };
        let inner = Arc::new(Inner {
            client_id: client_id.to_owned(),
            client_secret: client_secret.to_owned(),
            hands: Hands::new(),
            desk: Mutex::new(desk),
        });
        let rules = inner.clone();
        let service = Service::start(Arc::new(move |request: &Received| rules.answer(request))).await;
        Self { service, inner }
    }

    /// `http://127.0.0.1:PORT/v1`.
    pub fn base(&self) -> String {
        format!("{}/v1", self.service.base())
    }

    /// Everything received so far.
    pub fn received(&self) -> Vec<Received> {
        self.service.received()
    }

    /// How many tokens it has given out.
    pub fn tokens_made(&self) -> u64 {
        self.inner.desk().made
    }

    /// How long new tokens live.
    pub fn lifetime(&self, seconds: u64) {
        self.inner.desk().lifetime_s = seconds;
    }

    /// Sets its clock forward.
    pub fn advance(&self, by: Duration) {
        self.inner.hands.advance(by);
    }

    /// Withdraws every token.
    pub fn forget_tokens(&self) {
        self.inner.desk().tokens.clear();
    }

    /// What the next token request meets; several come in turn.
    pub fn odd(&self, oddity: Oddity) {
        self.inner.desk().oddities.plan.push_back(oddity);
    }

    /// What every token request meets from now on.
    pub fn always(&self, oddity: Option<Oddity>) {
        self.inner.desk().oddities.lasting = oddity;
    }
}

impl Inner {
    fn desk(&self) -> MutexGuard<'_, Desk> {
        self.desk.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn answer(&self, request: &Received) -> Answer {
        let path = request.target.split('?').next().unwrap_or_default();
        match (request.method.as_str(), path) {
            ("GET", "/v1/generate-access-token") => self.token(request),
            ("POST", "/v1/cart" | "/v1/customer" | "/v1/order") | ("PATCH", "/v1/order") => {
                self.api(request, path)
            }
            _ => not_found(),
        }
    }

    fn token(&self, request: &Received) -> Answer {
        let given = |name: &str| request.header(name).unwrap_or_default();
        if given("client_id") != self.client_id || given("client_secret") != self.client_secret {
            return refused(401, "Unauthorized", "Invalid client credentials");
        }
        let mut desk = self.desk();
        let odd = desk.oddities.next();
        if let Some(answer) = odd.as_ref().and_then(Oddity::instead) {
            return answer;
        }
        desk.made += 1;
        let token = format!("eyJhbGciOiJIUzI1NiJ9.zithara{:06}", desk.made);
        let token = odd.as_ref().map_or(token.clone(), |odd| odd.token(token));
        let lifetime = desk.lifetime_s;
        desk.tokens.insert(token.clone(), self.hands.now_ms() + lifetime * 1_000);
        plain(json!({ "access_token": token, "expires_in": lifetime }), odd.as_ref())
    }

    fn api(&self, request: &Received, path: &str) -> Answer {
        // Bare: `Bearer TOKEN` is another token, which nobody was given.
        let token = request.header("authorization").unwrap_or_default();
        let ends = self.desk().tokens.get(token).copied();
        if ends.is_none_or(|ends| self.hands.now_ms() >= ends) {
            return refused(401, "Unauthorized", "Invalid or expired token");
        }
        let Ok(body) = serde_json::from_slice::<Value>(&request.body) else {
            return refused(400, "Bad Request", "The body is not JSON");
        };
        if path == "/v1/customer" && !body["platform_customer_id"].is_string() {
            return refused(400, "Bad Request", "platform_customer_id must be a string");
        }
        Answer::body(
            200,
            "application/json",
            json!({ "status": 200, "message": "success", "data": {} }).to_string(),
        )
    }
}

fn refused(status: u16, error: &str, message: &str) -> Answer {
    let body = json!({ "status": status, "error": error, "message": message });
    Answer::body(status, "application/json", body.to_string())
}
