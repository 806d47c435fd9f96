//! The system's key store (Secret Service on Linux).
