//! How Magento reads and checks a signed request: its own way of taking header, query and form apart, and the
//! signature made anew. Written after Magento, and of nothing that Hookdesk signs with.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

use super::Desk;
use crate::receiver::Received;

/// How far a timestamp may lie ahead, in seconds.
const TIME_DEVIATION: i64 = 600;

type Refused = (u16, String);

impl Desk {
    pub(super) fn signed(&mut self, request: &Received, header: &str) -> Result<(), Refused> {
        let (path, query) = request.target.split_once('?').unwrap_or((&request.target, ""));
        let own = protocol(header);
        let given = |name: &str| own.iter().find(|(n, _)| n == name).map(|(_, value)| value.as_str());
        let refused = |status, why: &str| Err((status, why.to_owned()));
        if given("oauth_version").is_some_and(|version| version != "1.0") {
            return refused(400, "The \"oauth_version\" Oauth version isn't supported.");
        }
        let names = ["consumer_key", "signature", "signature_method", "nonce", "timestamp", "token"];
        let mut found = [""; 6];
        for (slot, name) in found.iter_mut().zip(names) {
            match given(&format!("oauth_{name}")).filter(|value| !value.is_empty()) {
                Some(value) => *slot = value,
                None => return refused(400, &format!("\"oauth_{name}\" is required. Enter and try again.")),
            }
        }
        let [consumer_key, signature, method, nonce, timestamp, token] = found;
        if consumer_key.len() != 32 {
            return refused(401, "Consumer key is not the correct length");
        }
        if consumer_key != self.integration.consumer_key {
            return refused(401, "A consumer having the specified key does not exist");
        }
        let at = timestamp.parse::<i64>().unwrap_or(0);
        if at <= 0 || at > self.now() + TIME_DEVIATION {
            return refused(401, "The timestamp value in the oauth_timestamp parameter is incorrect.");
        }
        if !self.nonces.insert(nonce.to_owned()) {
            return refused(401, "The nonce is already being used by the consumer with ID 1.");
        }
        if token.len() != 32 {
            return refused(401, "Token is not the correct length");
        }
        if token != self.integration.token {
            return refused(401, "Specified token does not exist");
        }
        if self.revoked {
            return refused(401, "Access token has been revoked");
        }
        if method != "HMAC-SHA256" {
            return refused(400, &format!("Signature method {method} is not supported"));
        }
        let mut all: Vec<(String, String)> =
            own.iter().filter(|(n, _)| n != "oauth_signature").cloned().collect();
        all.extend(of_query(query));
        if request
            .header("content-type")
            .is_some_and(|kind| kind.starts_with("application/x-www-form-urlencoded"))
        {
            all.extend(of_query(&String::from_utf8_lossy(&request.body)));
        }
        let host = request.header("host").unwrap_or_default();
        let url = format!("http://{}{path}", host.strip_suffix(":80").unwrap_or(host));
        if self.made(&request.method, &url, all) != signature {
            return refused(401, "The signature is invalid. Verify and try again.");
        }
        Ok(())
    }

    fn made(&self, method: &str, url: &str, all: Vec<(String, String)>) -> String {
        let mut all: Vec<(String, String)> =
            all.into_iter().map(|(name, value)| (escaped(&name), escaped(&value))).collect();
        all.sort();
        let joined: Vec<String> = all.into_iter().map(|(name, value)| name + "=" + &value).collect();
        let base = [method.to_uppercase(), escaped(url), escaped(&joined.join("&"))].join("&");
        let key = escaped(&self.integration.consumer_secret) + "&" + &escaped(&self.integration.token_secret);
        let mut mac = Hmac::<Sha256>::new_from_slice(key.as_bytes()).expect("a key of any length");
        mac.update(base.as_bytes());
        STANDARD.encode(mac.finalize().into_bytes())
    }
}

/// `oauth_*` of the header: parted at commas, then at the first `=`, quotes cut off, `rawurldecode`.
fn protocol(header: &str) -> Vec<(String, String)> {
    let at = header.to_ascii_lowercase().find("oauth ").map_or(header.len(), |at| at + 6);
    header[at..]
        .split(',')
        .filter_map(|part| part.trim().split_once('='))
        .filter(|(name, _)| name.contains("oauth_"))
        .map(|(name, value)| (unescaped(name, false), unescaped(value.trim_matches('"'), false)))
        .collect()
}

/// The pairs with exactly one `=`, `urldecode`; every other pair is dropped.
fn of_query(query: &str) -> Vec<(String, String)> {
    query
        .split('&')
        .filter_map(|pair| pair.split_once('=').filter(|(_, value)| !value.contains('=')))
        .filter(|(name, _)| !name.contains("oauth_"))
        .map(|(name, value)| (unescaped(name, true), unescaped(value, true)))
        .collect()
}

/// PHP's `rawurlencode`.
fn escaped(text: &str) -> String {
    let plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.' | b'_' | b'~');
    text.bytes().map(|b| if plain(b) { char::from(b).to_string() } else { format!("%{b:02X}") }).collect()
}

/// PHP's `urldecode`, or `rawurldecode`, which leaves `+` alone.
fn unescaped(text: &str, plus: bool) -> String {
    let mut out = Vec::new();
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        let pair = text.get(at + 1..at + 3).filter(|pair| pair.bytes().all(|b| b.is_ascii_hexdigit()));
        match (bytes[at], pair.and_then(|pair| u8::from_str_radix(pair, 16).ok())) {
            (b'%', Some(byte)) => {
                out.push(byte);
                at += 2;
            }
            (b'+', _) if plus => out.push(b' '),
            (byte, _) => out.push(byte),
        }
        at += 1;
    }
    String::from_utf8_lossy(&out).into_owned()
}
