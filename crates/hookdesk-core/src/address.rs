//! Which addresses are an ordinary target, which need consent, and which are never one
//! (field-expectations.md 4d).

use std::net::IpAddr;

/// What an address is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AddressClass {
    /// Anyone's.
    Public,
    /// Loopback, private, link-local, shared, unique-local or otherwise special: needs consent.
    NeedsConsent,
    /// Cloud metadata, multicast, broadcast, unspecified: never.
    Never,
}

/// Classifies the address really dialled; IPv4-mapped, NAT64 and 6to4 forms are judged by the IPv4 inside.
pub fn classify(_ip: IpAddr) -> AddressClass {
    todo!()
}
