//! Which addresses are an ordinary target, which need consent, and which are never one
//! (field-expectations.md 4d).

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn class(text: &str) -> AddressClass {
        classify(text.parse().expect(text))
    }

    #[test]
    fn ordinary_addresses_are_public() {
        for ip in [
            "1.1.1.1",
            "8.8.8.8",
            "93.184.216.34",
            "9.255.255.255",
            "11.0.0.0",
            "100.63.255.255",
            "100.128.0.0",
            "126.255.255.255",
            "128.0.0.0",
            "169.253.255.255",
            "169.255.0.0",
            "172.15.255.255",
            "172.32.0.0",
            "192.0.1.0",
            "192.0.3.0",
            "192.167.255.255",
            "192.169.0.0",
            "198.17.255.255",
            "198.20.0.0",
            "223.255.255.255",
            "2606:4700:4700::1111",
            "2a00:1450::1",
            "2001:200::1",
            "2001:4860:4860::8888",
            "::ffff:8.8.8.8",
            "64:ff9b::8.8.8.8",
            "2002:808:808::1",
            "3ffe::1",
        ] {
            assert_eq!(class(ip), Public, "{ip}");
        }
    }

    #[test]
    fn special_addresses_need_consent() {
        for ip in [
            "127.0.0.1",
            "127.255.255.255",
            "10.0.0.1",
            "10.255.255.255",
            "172.16.0.1",
            "172.31.255.255",
            "192.168.0.10",
            "100.64.0.1",
            "100.127.255.255",
            "169.254.1.1",
            "192.0.0.1",
            "192.0.2.1",
            "192.88.99.1",
            "198.18.0.1",
            "198.19.255.255",
            "198.51.100.1",
            "203.0.113.1",
            "240.0.0.1",
            "255.255.255.254",
            "::1",
            "fe80::1",
            "febf::1",
            "fec0::1",
            "fc00::1",
            "fdff::1",
            "2001:db8::1",
            "3fff::1",
            "3fff:fff::1",
            "100::1",
            "5f00::1",
            "2001::1",
            "2001:20::1",
            "64:ff9b:1::1.1.1.1",
            "::ffff:127.0.0.1",
            "::ffff:192.168.1.1",
            "64:ff9b::10.0.0.1",
            "2002:7f00:1::",
            "2002:a00:1::5",
            "::127.0.0.1",
            "::8.8.8.8",
            "2a00::5efe:8.8.8.8",
            "2a00::200:5efe:10.0.0.1",
            "fe80::5efe:192.168.0.1",
            "::ffff:0:8.8.8.8",
            "4000::1",
        ] {
            assert_eq!(class(ip), NeedsConsent, "{ip}");
        }
    }

    #[test]
    fn some_addresses_are_never_a_target_in_any_disguise() {
        for ip in [
            "0.0.0.0",
            "0.1.2.3",
            "224.0.0.1",
            "239.255.255.255",
            "255.255.255.255",
            "169.254.169.254",
            "169.254.170.2",
            "100.100.100.200",
            "168.63.129.16",
            "::",
            "ff02::1",
            "fd00:ec2::254",
            "fd20:ce::254",
            "::ffff:169.254.169.254",
            "::ffff:0.0.0.0",
            "64:ff9b::169.254.169.254",
            "2002:a9fe:a9fe::1",
            "64:ff9b:1::169.254.169.254",
            "::169.254.169.254",
            "2a00::5efe:169.254.169.254",
            "::ffff:224.0.0.1",
        ] {
            assert_eq!(class(ip), Never, "{ip}");
        }
    }

    proptest! {
        #[test]
        fn a_disguise_is_never_laxer_than_the_address_inside(bits in any::<u32>()) {
            let inside = Ipv4Addr::from(bits);
            let plain = classify(inside.into());
            let [hi, lo] = [(bits >> 16) as u16, bits as u16];
            for form in [[0, 0, 0, 0, 0, 0xffff, hi, lo], [0x64, 0xff9b, 0, 0, 0, 0, hi, lo],
                [0x2002, hi, lo, 1, 2, 3, 4, 5]]
            {
                prop_assert_eq!(classify(Ipv6Addr::from(form).into()), plain);
            }
            for form in [[0x64, 0xff9b, 1, 7, 0, 0, hi, lo], [0x2a00, 1, 2, 3, 0, 0x5efe, hi, lo]] {
                prop_assert!(classify(Ipv6Addr::from(form).into()) >= plain);
            }
        }

        #[test]
        fn the_standard_library_agrees_on_private_and_loopback(bits in any::<u32>()) {
            let ip = Ipv4Addr::from(bits);
            if ip.is_private() || ip.is_loopback() || ip.is_link_local() || ip.is_documentation() {
                prop_assert!(classify(ip.into()) >= NeedsConsent);
            }
        }
    }
}
