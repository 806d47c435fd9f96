//! Names that say "my value is a secret": of headers and of query parameters (connectors.md section 0).

/// Words that give a secret away wherever they stand in a name without separators.
const TELLING: [&str; 9] =
    ["token", "secret", "password", "passwd", "signature", "apikey", "accesskey", "credential", "privatekey"];
/// Words that give one away only when they are a part of the name by themselves.
const PARTS: [&str; 5] = ["key", "pass", "pwd", "sig", "hmac"];

/// A name in lower case with every separator written as one `-`.
pub(crate) fn normalize(name: &str) -> String {
    name.chars().map(|c| if c.is_alphanumeric() { c.to_ascii_lowercase() } else { '-' }).collect()
}

/// Whether a normalized name is a secret's.
pub(crate) fn is_secret(normalized: &str) -> bool {
    let joined: String = normalized.split('-').collect();
    // `licensekey` and `consumerKey` too; a turkey shown as redacted does no harm.
    joined.ends_with("key")
        || TELLING.iter().any(|word| joined.contains(word))
        || normalized.split('-').any(|part| PARTS.contains(&part))
}
