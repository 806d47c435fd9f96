//! Which addresses that need consent may be dialled: a consent is to subnets, not to everything private.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::sync::Arc;

use ipnet::{IpNet, Ipv4Net, Ipv6Net};
use serde::{Deserialize, Serialize};

use super::{AddressClass, classify};

/// Private addresses a request may go to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Private {
    /// None.
    #[default]
    No,
    /// Those in these subnets.
    Within(Subnets),
    /// All.
    Any,
}

impl Private {
    /// All or none.
    pub fn any_if(allowed: bool) -> Self {
        if allowed { Self::Any } else { Self::No }
    }

    /// Whether this address may be dialled. Public ones always may, and some never: see [`AddressClass`].
    pub fn allows(&self, ip: IpAddr) -> bool {
        match (classify(ip), self) {
            (AddressClass::Public, _) | (AddressClass::NeedsConsent, Self::Any) => true,
            (AddressClass::NeedsConsent, Self::Within(subnets)) => subnets.contain(ip),
            (AddressClass::NeedsConsent, Self::No) | (AddressClass::Never, _) => false,
        }
    }

    /// What either of them allows.
    pub fn or(self, other: Self) -> Self {
        match (self, other) {
            (Self::Any, _) | (_, Self::Any) => Self::Any,
            (Self::No, other) | (other, Self::No) => other,
            (Self::Within(a), Self::Within(b)) => Self::Within(a.and(&b)),
        }
    }
}

/// Subnets in CIDR form (RFC 4632, RFC 4291), each once and in order.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Vec<IpNet>", into = "Vec<IpNet>")]
pub struct Subnets(Arc<[IpNet]>);

impl Subnets {
    /// What a consent to these addresses covers. Only those that need consent count.
    pub fn around(addresses: &[IpAddr]) -> Self {
        let needs = |ip: &&IpAddr| classify(**ip) == AddressClass::NeedsConsent;
        addresses.iter().filter(needs).map(|ip| around(*ip)).collect::<Vec<_>>().into()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether the address lies in one of them.
    pub fn contain(&self, ip: IpAddr) -> bool {
        let ip = ip.to_canonical();
        self.0.iter().any(|net| net.contains(&ip))
    }

    /// Each, as `192.168.1.0/24`.
    pub fn to_texts(&self) -> Vec<String> {
        self.0.iter().map(ToString::to_string).collect()
    }

    fn and(&self, other: &Self) -> Self {
        self.0.iter().chain(other.0.iter()).copied().collect::<Vec<_>>().into()
    }
}

impl fmt::Display for Subnets {
    /// `127.0.0.0/8 and ::1/128`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.to_texts().join(" and "))
    }
}

impl From<Vec<IpNet>> for Subnets {
    fn from(mut nets: Vec<IpNet>) -> Self {
        nets.sort();
        nets.dedup();
        Self(nets.into())
    }
}

impl From<Subnets> for Vec<IpNet> {
    fn from(subnets: Subnets) -> Self {
        subnets.0.to_vec()
    }
}

/// The subnet a consent to one address covers. A host keeps its subnet while its own address changes by DHCP; a
/// self-assigned address (RFC 3927) may lie anywhere in its /16; a prefix of IPv6 is 64 bits long. Forms of IPv6 that
/// carry another address, or that no network at home uses, stand for themselves alone.
fn around(ip: IpAddr) -> IpNet {
    let (ip, length) = match ip.to_canonical() {
        IpAddr::V4(v4) if v4.is_loopback() => (IpAddr::V4(Ipv4Addr::LOCALHOST), 8),
        IpAddr::V4(v4) if v4.is_link_local() => (v4.into(), 16),
        IpAddr::V4(v4) => (v4.into(), 24),
        IpAddr::V6(v6) if is_prefixed(v6) => (v6.into(), 64),
        IpAddr::V6(v6) => (v6.into(), 128),
    };
    // The lengths above fit their family.
    match ip {
        IpAddr::V4(v4) => Ipv4Net::new_assert(v4, length).trunc().into(),
        IpAddr::V6(v6) => Ipv6Net::new_assert(v6, length).trunc().into(),
    }
}

/// Unique-local and link-local, but for ISATAP's addresses (RFC 5214), which carry an IPv4 address.
fn is_prefixed(ip: Ipv6Addr) -> bool {
    let isatap = matches!(ip.segments(), [.., 0 | 0x200, 0x5efe, _, _]);
    (ip.is_unique_local() || ip.is_unicast_link_local()) && !isatap
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ips(texts: &[&str]) -> Vec<IpAddr> {
        texts.iter().map(|text| text.parse().expect(text)).collect()
    }

    #[test]
    fn a_consent_covers_the_subnet_of_the_address_and_no_more() {
        for (ip, covers, inside, outside) in [
            ("127.0.0.1", "127.0.0.0/8", "127.9.9.9", "128.0.0.1"),
            ("127.0.1.1", "127.0.0.0/8", "127.0.0.1", "10.0.0.1"),
            ("::1", "::1/128", "::1", "::2"),
            ("192.168.1.20", "192.168.1.0/24", "192.168.1.255", "192.168.2.20"),
            ("10.1.2.3", "10.1.2.0/24", "10.1.2.4", "10.1.3.3"),
            ("172.31.255.255", "172.31.255.0/24", "172.31.255.1", "172.31.254.255"),
            ("100.64.7.1", "100.64.7.0/24", "100.64.7.9", "100.64.8.1"),
            ("169.254.1.1", "169.254.0.0/16", "169.254.200.1", "192.168.1.1"),
            ("::ffff:192.168.1.20", "192.168.1.0/24", "192.168.1.1", "::ffff:192.168.2.1"),
            ("fd00:1:2:3::20", "fd00:1:2:3::/64", "fd00:1:2:3:9::", "fd00:1:2:4::20"),
            ("fe80::5", "fe80::/64", "fe80::6", "fe80:0:0:1::5"),
            ("fe80::5efe:192.168.0.1", "fe80::5efe:c0a8:1/128", "fe80::5efe:192.168.0.1", "fe80::5"),
            ("64:ff9b::10.0.0.1", "64:ff9b::a00:1/128", "64:ff9b::10.0.0.1", "64:ff9b::10.0.0.2"),
            ("2002:a00:1::5", "2002:a00:1::5/128", "2002:a00:1::5", "2002:a00:1::6"),
            ("2001:db8::1", "2001:db8::1/128", "2001:db8::1", "2001:db8::2"),
        ] {
            let subnets = Subnets::around(&ips(&[ip]));
            assert_eq!(subnets.to_texts(), [covers], "{ip}");
            for (other, within) in [(ip, true), (inside, true), (outside, false)] {
                assert_eq!(subnets.contain(other.parse().expect(other)), within, "{other} in {covers}");
            }
        }
    }

    #[test]
    fn public_and_refused_addresses_need_and_take_no_consent() {
        let subnets =
            Subnets::around(&ips(&["93.184.216.34", "169.254.169.254", "2606:4700::1111", "fd00:ec2::254"]));
        assert!(subnets.is_empty());
        let both = Subnets::around(&ips(&["::1", "127.0.0.1", "127.0.0.2"]));
        assert_eq!(both.to_string(), "127.0.0.0/8 and ::1/128");
        let stored = serde_json::to_string(&both).expect("JSON");
        assert_eq!(stored, r#"["127.0.0.0/8","::1/128"]"#);
        assert_eq!(serde_json::from_str::<Subnets>(&stored).expect("read"), both);
    }

    #[test]
    fn a_metadata_address_is_never_allowed_not_even_inside_a_consented_subnet() {
        let home = Private::Within(Subnets::around(&ips(&["192.168.1.20", "169.254.1.1"])));
        let office = Private::Within(Subnets::around(&ips(&["10.0.0.1"])));
        for (ip, no, at_home, either, any) in [
            ("93.184.216.34", true, true, true, true),
            ("192.168.1.99", false, true, true, true),
            ("10.0.0.7", false, false, true, true),
            ("10.0.1.7", false, false, false, true),
            ("127.0.0.1", false, false, false, true),
            ("169.254.7.7", false, true, true, true),
            ("169.254.169.254", false, false, false, false),
            ("::ffff:169.254.169.254", false, false, false, false),
            ("224.0.0.1", false, false, false, false),
        ] {
            let ip: IpAddr = ip.parse().expect(ip);
            let got = [
                Private::No.allows(ip),
                home.allows(ip),
                home.clone().or(office.clone()).allows(ip),
                home.clone().or(Private::Any).allows(ip),
            ];
            assert_eq!(got, [no, at_home, either, any], "{ip}");
        }
        assert_eq!(Private::No.or(home.clone()), home);
        assert_eq!(home.clone().or(Private::No), home);
        assert_eq!(Private::any_if(true).or(home), Private::Any);
        assert_eq!(Private::any_if(false), Private::No);
    }
}
