//! Receivers that say back what they were sent: the secrets of a request are taken out of its answer before that is kept.

use std::collections::BTreeSet;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hookdesk_core::message::ResponseRecord;
use url::form_urlencoded;

use crate::exchange::{Outgoing, REDACTED};

/// Shorter ones would take half of an answer away.
const SHORTEST: usize = 4;

impl Outgoing {
    /// The answer without the request's secrets, as they stood in it, percent-encoded, decoded, and as JSON escapes them.
    pub fn redact_echo(&self, response: &mut ResponseRecord) {
        let secrets = self.secrets();
        if secrets.is_empty() {
            return;
        }
        for (_, value) in &mut response.headers {
            for secret in secrets.iter().filter(|secret| value.contains(*secret)).collect::<Vec<_>>() {
                *value = value.replace(secret, REDACTED);
            }
        }
        for secret in &secrets {
            replace(&mut response.body, secret.as_bytes());
        }
    }

    /// Every text in the request that must not be kept, the longest first.
    fn secrets(&self) -> Vec<String> {
        let mut texts = BTreeSet::new();
        for (_, value) in self.headers.iter().filter(|(name, _)| self.hides(name)) {
            of_header(value, &mut texts);
        }
        let shown = self.shown_url();
        let shown = shown.split_once('?').map(|(_, query)| query).unwrap_or_default();
        for (pair, shown) in self.url.query().unwrap_or_default().split('&').zip(shown.split('&')) {
            if pair != shown
                && let Some((_, value)) = pair.split_once('=')
            {
                texts.insert(value.to_owned());
                texts.extend(form_urlencoded::parse(pair.as_bytes()).map(|(_, value)| value.into_owned()));
            }
        }
        let forms = |text: String| {
            let percent: String = form_urlencoded::byte_serialize(text.as_bytes()).collect();
            [text.replace('/', "\\/"), percent, text]
        };
        let all: BTreeSet<String> =
            texts.into_iter().flat_map(forms).filter(|text| text.len() >= SHORTEST).collect();
        let mut all: Vec<String> = all.into_iter().collect();
        all.sort_by_key(|text| std::cmp::Reverse(text.len()));
        all
    }
}

/// The value, what follows a scheme's name, the password of a basic credential, and the quoted parts of OAuth 1.0a's.
fn of_header(value: &str, texts: &mut BTreeSet<String>) {
    texts.insert(value.to_owned());
    let Some((scheme, rest)) = value.split_once(' ') else { return };
    texts.insert(rest.to_owned());
    if scheme.eq_ignore_ascii_case("basic")
        && let Some(pair) = STANDARD.decode(rest).ok().and_then(|pair| String::from_utf8(pair).ok())
        && let Some((_, password)) = pair.split_once(':')
    {
        texts.insert(password.to_owned());
    }
    for part in rest.split(", ").filter_map(|part| part.split_once('=')) {
        let (name, quoted) = part;
        if matches!(name, "oauth_token" | "oauth_signature") {
            let text = quoted.trim_matches('"');
            texts.insert(text.to_owned());
            // The other values of the header say nothing.
            let pair = format!("a={}", text.replace('+', "%2B"));
            texts.extend(form_urlencoded::parse(pair.as_bytes()).map(|(_, value)| value.into_owned()));
        }
    }
}

fn replace(body: &mut Vec<u8>, secret: &[u8]) {
    let mut from = 0;
    while let Some(at) = find(&body[from..], secret) {
        let at = from + at;
        body.splice(at..at + secret.len(), REDACTED.bytes());
        from = at + REDACTED.len();
    }
}

fn find(text: &[u8], what: &[u8]) -> Option<usize> {
    text.windows(what.len()).position(|window| window == what)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use bytes::Bytes;
    use url::Url;

    use super::*;

    fn request(url: &str, headers: &[(&str, &str)], secret: &[&str]) -> Outgoing {
        Outgoing {
            method: http::Method::POST,
            url: Url::parse(url).unwrap(),
            headers: headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect(),
            secret_names: secret.iter().map(|name| (*name).to_owned()).collect(),
            body: Bytes::new(),
            timeout: Duration::from_secs(1),
            private: hookdesk_core::address::Private::Any,
        }
    }

    #[test]
    fn what_a_receiver_says_back_is_taken_out() {
        let basic = format!("Basic {}", STANDARD.encode("jo:pa/ss+1"));
        let one = r#"OAuth oauth_consumer_key="ck", oauth_token="to%2Fken", oauth_signature="si%3D""#;
        for (request, said, want) in [
            (
                request("https://x.test/", &[("authorization", "Bearer s3/cret")], &[]),
                "got Bearer s3/cret, s3/cret",
                "got [redacted], [redacted]",
            ),
            (
                request("https://x.test/", &[("authorization", "Bearer s3/cret")], &[]),
                r#"{"a":"s3\/cret","b":"s3%2Fcret"}"#,
                r#"{"a":"[redacted]","b":"[redacted]"}"#,
            ),
            (
                request("https://x.test/", &[("authorization", &basic)], &[]),
                "jo says pa/ss+1 and pa%2Fss%2B1",
                "jo says [redacted] and [redacted]",
            ),
            (
                request("https://x.test/", &[("authorization", one)], &[]),
                "ck, to%2Fken, to/ken, si=",
                "ck, [redacted], [redacted], si=",
            ),
            (
                request("https://x.test/", &[("x-plain", "k3y-k3y"), ("x-open", "open")], &["X-Plain"]),
                "open k3y-k3y",
                "open [redacted]",
            ),
            (
                request("https://x.test/?token=a%2Fb%2Bc&page=2000", &[], &[]),
                "/?token=a%2Fb%2Bc&page=2000: a/b+c",
                "/?token=[redacted]&page=2000: [redacted]",
            ),
            (request("https://x.test/?plain=a%2Fb%2Bc", &[], &["plain"]), "a/b+c", "[redacted]"),
            (request("https://x.test/", &[("x-token", "abc")], &[]), "abc", "abc"),
            (request("https://x.test/", &[("x-open", "open")], &[]), "open", "open"),
        ] {
            let mut response = ResponseRecord {
                headers: vec![("x-echo".to_owned(), said.to_owned())],
                body: said.as_bytes().to_vec(),
                truncated: false,
            };
            request.redact_echo(&mut response);
            assert_eq!(String::from_utf8_lossy(&response.body), want);
            assert_eq!(response.headers[0].1, want);
        }
    }
}
