//! Which addresses are an ordinary target, which need consent, and which are never one
//! (field-expectations.md 4d).

mod private;
#[cfg(test)]
mod tests;

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

pub use private::{Private, Subnets};

/// What an address is; the later, the stricter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum AddressClass {
    /// Anyone's.
    Public,
    /// Loopback, private, link-local, shared, unique-local or otherwise special: needs consent.
    NeedsConsent,
    /// Cloud metadata, multicast, broadcast, unspecified: never.
    Never,
}

use AddressClass::{NeedsConsent, Never, Public};

/// Where clouds hand out machine credentials: AWS, GCP and Azure; AWS containers (ECS, EKS); Alibaba; Oracle;
/// Azure's host channel.
const METADATA_V4: [Ipv4Addr; 6] = [
    Ipv4Addr::new(169, 254, 169, 254),
    Ipv4Addr::new(169, 254, 170, 2),
    Ipv4Addr::new(169, 254, 170, 23),
    Ipv4Addr::new(100, 100, 100, 200),
    Ipv4Addr::new(192, 0, 0, 192),
    Ipv4Addr::new(168, 63, 129, 16),
];

/// The same over IPv6: AWS, AWS EKS, GCP.
const METADATA_V6: [Ipv6Addr; 3] = [
    Ipv6Addr::new(0xfd00, 0xec2, 0, 0, 0, 0, 0, 0x254),
    Ipv6Addr::new(0xfd00, 0xec2, 0, 0, 0, 0, 0, 0x23),
    Ipv6Addr::new(0xfd20, 0xce, 0, 0, 0, 0, 0, 0x254),
];

/// IANA's special-purpose IPv4 blocks that are neither public nor refused outright: network and prefix length.
const SPECIAL_V4: [(Ipv4Addr, u32); 14] = [
    (Ipv4Addr::new(10, 0, 0, 0), 8),
    (Ipv4Addr::new(100, 64, 0, 0), 10),
    (Ipv4Addr::new(127, 0, 0, 0), 8),
    (Ipv4Addr::new(169, 254, 0, 0), 16),
    (Ipv4Addr::new(172, 16, 0, 0), 12),
    (Ipv4Addr::new(192, 0, 0, 0), 24),
    (Ipv4Addr::new(192, 0, 2, 0), 24),
    (Ipv4Addr::new(192, 31, 196, 0), 24),
    (Ipv4Addr::new(192, 88, 99, 0), 24),
    (Ipv4Addr::new(192, 168, 0, 0), 16),
    (Ipv4Addr::new(198, 18, 0, 0), 15),
    (Ipv4Addr::new(198, 51, 100, 0), 24),
    (Ipv4Addr::new(203, 0, 113, 0), 24),
    (Ipv4Addr::new(240, 0, 0, 0), 4),
];

/// The same inside 2000::/3: protocol assignments with Teredo and ORCHID, and the two documentation blocks.
const SPECIAL_V6: [(Ipv6Addr, u32); 3] = [
    (Ipv6Addr::new(0x2001, 0, 0, 0, 0, 0, 0, 0), 23),
    (Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 0), 32),
    (Ipv6Addr::new(0x3fff, 0, 0, 0, 0, 0, 0, 0), 20),
];

/// Classifies the address really dialled; IPv4-mapped, NAT64 and 6to4 forms are judged by the IPv4 inside.
pub fn classify(ip: IpAddr) -> AddressClass {
    match ip {
        IpAddr::V4(v4) => classify_v4(v4),
        IpAddr::V6(v6) => classify_v6(v6),
    }
}

fn classify_v4(ip: Ipv4Addr) -> AddressClass {
    let this_network = ip.octets()[0] == 0;
    if this_network || ip.is_multicast() || ip.is_broadcast() || METADATA_V4.contains(&ip) {
        Never
    } else if SPECIAL_V4.iter().any(|(net, len)| u32::from(ip) >> (32 - len) == u32::from(*net) >> (32 - len))
    {
        NeedsConsent
    } else {
        Public
    }
}

fn classify_v6(ip: Ipv6Addr) -> AddressClass {
    let s = ip.segments();
    if ip.is_unspecified() || ip.is_multicast() || METADATA_V6.contains(&ip) {
        return Never;
    }
    if ip.is_loopback() {
        return NeedsConsent;
    }
    match s {
        [0, 0, 0, 0, 0, 0xffff, hi, lo] | [0x64, 0xff9b, 0, 0, 0, 0, hi, lo] => classify_v4(v4(hi, lo)),
        [0x2002, hi, lo, ..] => classify_v4(v4(hi, lo)),
        // Forms nobody sends to by intent; they may still not carry a refused address past the check: IPv4-compatible,
        // local NAT64 and ISATAP.
        [0, 0, 0, 0, 0, 0, hi, lo] | [0x64, 0xff9b, 1, .., hi, lo] | [.., 0 | 0x200, 0x5efe, hi, lo] => {
            classify_v4(v4(hi, lo)).max(NeedsConsent)
        }
        _ if is_global_unicast(ip) => Public,
        _ => NeedsConsent,
    }
}

/// 2000::/3 is all the public IPv6 there is.
fn is_global_unicast(ip: Ipv6Addr) -> bool {
    let bits = u128::from(ip);
    bits >> 125 == 1
        && !SPECIAL_V6.iter().any(|(net, len)| bits >> (128 - len) == u128::from(*net) >> (128 - len))
}

fn v4(hi: u16, lo: u16) -> Ipv4Addr {
    Ipv4Addr::from(u32::from(hi) << 16 | u32::from(lo))
}
