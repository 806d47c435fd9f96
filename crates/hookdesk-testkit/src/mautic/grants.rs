//! The token endpoint.

use std::collections::HashMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use super::{Desk, MauticClient, Refresh, pairs};
use crate::answer::Answer;
use crate::oddity::{Oddity, plain};
use crate::receiver::Received;

impl Desk {
    pub(super) fn token(&mut self, request: &Received, query: &str, now: u64) -> Answer {
        self.counts.token_requests += 1;
        let odd = self.oddities.next();
        if let Some(answer) = odd.as_ref().and_then(Oddity::instead) {
            return answer;
        }
        // POST reads the body, GET the query; JSON is taken too.
        let input = match (request.method.as_str(), request.header("content-type")) {
            ("POST", Some(kind)) if kind.starts_with("application/json") => from_json(&request.body),
            ("POST", _) => pairs(&request.body),
            _ => pairs(query.as_bytes()),
        };
        let given = |name: &str| input.get(name).filter(|value| !value.is_empty()).cloned();
        let Some(grant) = given("grant_type") else {
            return self.refuse("invalid_request", "Invalid grant_type parameter or parameter missing");
        };
        let basic = request.header("authorization").and_then(|text| text.strip_prefix("Basic "));
        let (id, secret) = match basic.and_then(user_and_password) {
            Some(pair) => pair,
            None => match given("client_id") {
                Some(id) => (id, given("client_secret").unwrap_or_default()),
                None => {
                    return self.refuse("invalid_client", "Client id was not found in the headers or body");
                }
            },
        };
        let known = self.clients.iter().find(|client| client.id == id && client.secret == secret).cloned();
        let Some(client) = known else {
            return self.refuse("invalid_client", "The client credentials are invalid");
        };
        match grant.as_str() {
            "authorization_code" => self.by_code(&client, given("code"), given("redirect_uri"), now, odd),
            "refresh_token" => self.by_refresh(&client, given("refresh_token"), now, odd),
            "client_credentials" if client.by_admin => self.give(&client, false, now, odd),
            "client_credentials" => {
                self.refuse("unauthorized_client", "The grant type is unauthorized for this client_id")
            }
            _ => self.refuse("invalid_request", "Invalid grant_type parameter or parameter missing"),
        }
    }

    fn by_code(
        &mut self,
        client: &MauticClient,
        code: Option<String>,
        redirect_uri: Option<String>,
        now: u64,
        odd: Option<Oddity>,
    ) -> Answer {
        let Some(code) = code else {
            return self.refuse("invalid_request", "Missing parameter. \"code\" is required");
        };
        let Some(redirect_uri) = redirect_uri else {
            return self.refuse("invalid_request", "The redirect URI parameter is required.");
        };
        match self.codes.get(&code) {
            Some(known) if known.client == client.id => {
                if known.redirect_uri != redirect_uri {
                    let why = "The redirect URI is missing or do not match";
                    return self.refuse("redirect_uri_mismatch", why);
                }
                if now >= known.ends_ms {
                    return self.refuse("invalid_grant", "The authorization code has expired");
                }
            }
            _ => return self.refuse("invalid_grant", "Code doesn't exist or is invalid for the client"),
        }
        // One use.
        self.codes.remove(&code);
        self.give(client, true, now, odd)
    }

    fn by_refresh(
        &mut self,
        client: &MauticClient,
        token: Option<String>,
        now: u64,
        odd: Option<Oddity>,
    ) -> Answer {
        let Some(token) = token else {
            return self.refuse("invalid_request", "No \"refresh_token\" parameter found");
        };
        match self.refresh.get(&token) {
            Some(known) if known.client == client.id => {
                if now >= known.ends_ms {
                    return self.refuse("invalid_grant", "Refresh token has expired");
                }
            }
            _ => return self.refuse("invalid_grant", "Invalid refresh token"),
        }
        // Rotation: the one used is deleted.
        self.refresh.remove(&token);
        self.counts.refreshed += 1;
        self.give(client, true, now, odd)
    }

    fn give(&mut self, client: &MauticClient, with_refresh: bool, now: u64, odd: Option<Oddity>) -> Answer {
        let access = self.fresh("access");
        let access = odd.as_ref().map_or(access.clone(), |odd| odd.token(access));
        self.access.insert(access.clone(), now + self.access_s * 1_000);
        let mut answer = json!({
            "access_token": access, "expires_in": self.access_s, "token_type": "bearer", "scope": null,
        });
        if with_refresh {
            let refresh = self.fresh("refresh");
            let ends_ms = now + self.refresh_s * 1_000;
            self.refresh.insert(refresh.clone(), Refresh { client: client.id.clone(), ends_ms });
            answer["refresh_token"] = refresh.into();
        }
        plain(answer, odd.as_ref())
    }
}

fn from_json(body: &[u8]) -> HashMap<String, String> {
    let Ok(Value::Object(fields)) = serde_json::from_slice(body) else { return HashMap::new() };
    fields.into_iter().filter_map(|(name, value)| Some((name, value.as_str()?.to_owned()))).collect()
}

/// As PHP reads them: nothing is form-decoded.
fn user_and_password(text: &str) -> Option<(String, String)> {
    let decoded = String::from_utf8(STANDARD.decode(text.trim()).ok()?).ok()?;
    let (user, password) = decoded.split_once(':')?;
    Some((user.to_owned(), password.to_owned()))
}
