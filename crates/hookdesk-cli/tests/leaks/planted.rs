//! The secrets that are planted, and the search for them.

use std::collections::BTreeSet;
use std::path::Path;

use aho_corasick::AhoCorasick;
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE};

/// One secret.
pub struct Secret {
    pub what: &'static str,
    pub value: String,
    /// Whether it goes over the wire, in one form or another.
    sent: bool,
}

/// All of them. Each is like no other text, and has characters that a URL must escape.
pub struct Planted(Vec<Secret>);

impl Planted {
    /// What a provider gives.
    pub const ACCESS: &str = "Qz9access/token+Kw7vXjM2mP4s";
    pub const REFRESH: &str = "Qz9refresh/token+Rw8bYkN3nQ5t";
    /// No secret: a part of every payload.
    pub const CONTROL: &str = "Qz9control-of-the-search-Lr6d";

    pub fn new() -> Self {
        let made = |what, sent| {
            let word: String = str::chars(what).filter(char::is_ascii_alphanumeric).collect();
            Secret { what, value: format!("Qz9{word}/+Hx5tVg8wBn3"), sent }
        };
        let mut all: Vec<Secret> = [
            "basic password",
            "bearer token",
            "key in a header",
            "key in a query",
            "named, in a header",
            "OAuth 1.0a token",
            "OAuth 2.0 client secret",
            "token in a URL",
            "password in a URL",
        ]
        .into_iter()
        .map(|what| made(what, true))
        .collect();
        let unsent = [
            "passphrase",
            "OAuth 1.0a consumer secret",
            "OAuth 1.0a token secret",
            "signing key",
            "old signing key",
            "signing key of a connection",
            "old signing key of a connection",
            "refused with its request",
        ];
        all.extend(unsent.into_iter().map(|what| made(what, false)));
        for (what, value) in [("access token", Self::ACCESS), ("refresh token", Self::REFRESH)] {
            all.push(Secret { what, value: value.to_owned(), sent: what == "access token" });
        }
        Self(all)
    }

    pub fn value(&self, what: &str) -> &str {
        let found = self.0.iter().find(|secret| secret.what == what);
        &found.unwrap_or_else(|| panic!("no secret is called {what}")).value
    }

    /// As it stands in a URL.
    pub fn percent(&self, what: &str) -> String {
        url::form_urlencoded::byte_serialize(self.value(what).as_bytes()).collect()
    }

    pub fn sent(&self) -> impl Iterator<Item = &Secret> {
        self.0.iter().filter(|secret| secret.sent)
    }
}

/// What was found, and where.
pub struct Search {
    forms: Vec<(&'static str, String)>,
    all: AhoCorasick,
    pub found: BTreeSet<String>,
    /// How many places hold what is no secret.
    pub controls: usize,
}

impl Search {
    pub fn new(planted: &Planted) -> Self {
        let of = |secret: &Secret| -> Vec<_> {
            Self::forms(&secret.value).into_iter().map(|form| (secret.what, form)).collect()
        };
        let mut forms: Vec<_> = planted.0.iter().flat_map(of).collect();
        forms.push(("", Planted::CONTROL.to_owned()));
        let all = AhoCorasick::new(forms.iter().map(|(_, form)| form)).expect("a search");
        Self { forms, all, found: BTreeSet::new(), controls: 0 }
    }

    /// Plain, percent-encoded, hexadecimal, and Base64 wherever in its groups of three the secret begins.
    pub fn forms(secret: &str) -> BTreeSet<String> {
        let bytes = secret.as_bytes();
        let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        let mut forms = BTreeSet::from([
            secret.to_owned(),
            url::form_urlencoded::byte_serialize(bytes).collect(),
            // A path escapes less than a query does.
            secret.replace('+', "%2B"),
            secret.replace('/', "%2F"),
            secret.replace('/', "\\/"),
            hex.to_uppercase(),
            hex,
        ]);
        for before in 0..3 {
            let shifted = [&vec![b' '; before], bytes].concat();
            for engine in [STANDARD, URL_SAFE] {
                let text = engine.encode(&shifted);
                // The first and the last group depend on what stands around.
                forms.insert(text[4..text.len() - 4].to_owned());
            }
        }
        forms
    }

    pub fn bytes(&mut self, place: &str, bytes: &[u8]) {
        for hit in self.all.find_overlapping_iter(bytes) {
            match &self.forms[hit.pattern()] {
                ("", _) => self.controls += 1,
                (what, form) => {
                    self.found.insert(format!("{what} in {place}, as {form}"));
                }
            }
        }
    }

    /// Every file, names too.
    pub fn tree(&mut self, dir: &Path) {
        for entry in std::fs::read_dir(dir).expect("a directory").filter_map(Result::ok) {
            let path = entry.path();
            let place = path.display().to_string();
            self.bytes("a file's name", place.as_bytes());
            if path.is_dir() {
                self.tree(&path);
            } else if let Ok(bytes) = std::fs::read(&path) {
                self.bytes(&place, &bytes);
            }
        }
    }
}
