//! Wrapping the data key under a passphrase with Argon2id (RFC 9106).
