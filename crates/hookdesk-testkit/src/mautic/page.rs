//! The page where a person agrees.

use std::collections::HashMap;

use url::{Url, form_urlencoded};

use super::{Code, Desk, MauticClient, pairs};
use crate::answer::Answer;

/// Half a minute from agreeing to exchanging.
const CODE_LIFE_MS: u64 = 30_000;

impl Desk {
    /// The page with its two buttons.
    pub(super) fn show_page(&mut self, query: &str) -> Answer {
        if let Err(answer) = self.asked(&pairs(query.as_bytes())) {
            return answer;
        }
        let page = "<!DOCTYPE html><html><head><title>Mautic</title></head><body>\
                    <h1>Would you like to grant this application access?</h1><form method=\"post\">\
                    <button name=\"accepted\" value=\"1\">Accept</button>\
                    <button name=\"rejected\" value=\"1\">Deny</button></form></body></html>";
        Answer::body(200, "text/html; charset=UTF-8", page)
    }

    /// What a button does: back to the redirect's address, with a code or with the refusal.
    pub(super) fn agree(&mut self, query: &str, form: &[u8], now: u64) -> Answer {
        let asked = pairs(query.as_bytes());
        let client = match self.asked(&asked) {
            Ok(client) => client,
            Err(answer) => return answer,
        };
        let redirect_uri = asked.get("redirect_uri").cloned().unwrap_or_default();
        let state = asked.get("state").map(String::as_str).unwrap_or_default();
        if !pairs(form).contains_key("accepted") {
            let why = "The user denied access to your application";
            return back(
                &redirect_uri,
                &[("error", "access_denied"), ("error_description", why), ("state", state)],
            );
        }
        let code = self.fresh("code");
        let ends_ms = now + CODE_LIFE_MS;
        let redirect = redirect_uri.clone();
        self.codes.insert(code.clone(), Code { client: client.id, redirect_uri, ends_ms });
        back(&redirect, &[("state", state), ("code", &code)])
    }

    /// Whether the page may be shown at all.
    fn asked(&mut self, asked: &HashMap<String, String>) -> Result<MauticClient, Answer> {
        let given = |name: &str| asked.get(name).map(String::as_str).unwrap_or_default();
        let known = self.clients.iter().find(|client| client.id == given("client_id")).cloned();
        let Some(client) = known else { return Err(self.refuse("invalid_client", "Unknown client")) };
        let redirect_uri = given("redirect_uri");
        if !fits(redirect_uri, &client.redirect_uri) {
            let why = "The redirect URI provided does not match registered URI(s).";
            return Err(self.refuse("redirect_uri_mismatch", why));
        }
        if given("response_type") != "code" {
            let error = [("error", "unsupported_response_type"), ("state", given("state"))];
            return Err(back(redirect_uri, &error));
        }
        Ok(client)
    }
}

/// Mautic's rule: the registered address is the beginning of the one sent, in any case of letters, and host and port
/// are equal.
fn fits(sent: &str, registered: &str) -> bool {
    let place = |text: &str| {
        let url = Url::parse(text).ok()?;
        Some((url.host_str()?.to_owned(), url.port_or_known_default()))
    };
    let begins = sent.to_lowercase().starts_with(&registered.to_lowercase());
    !registered.is_empty() && begins && place(sent).is_some() && place(sent) == place(registered)
}

fn back(redirect_uri: &str, pairs: &[(&str, &str)]) -> Answer {
    let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish();
    let mark = if redirect_uri.contains('?') { '&' } else { '?' };
    Answer::Reply {
        status: 302,
        headers: vec![("location".to_owned(), format!("{redirect_uri}{mark}{query}"))],
        body: Vec::new(),
    }
}
