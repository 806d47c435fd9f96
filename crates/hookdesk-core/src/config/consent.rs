//! Consent to private addresses, and what sending stops at without it.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use serde::{Deserialize, Serialize};

use crate::address::Subnets;
use crate::time::UtcMillis;

/// A person's consent that messages of one subscription go to a host at private addresses.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Consent {
    /// The host as the recipient's URL has it; empty: whatever host the recipient has.
    pub host: String,
    /// What it covers. None: it is still open, given when nobody could tell where the host leads; the first connection
    /// decides, once and before anything is dialled.
    pub subnets: Subnets,
    /// When it was given.
    pub at: UtcMillis,
}

impl Consent {
    /// Consent to these addresses of a host; open where there are none.
    pub fn to(host: &str, addresses: &[IpAddr], at: UtcMillis) -> Self {
        Self { host: host.to_ascii_lowercase(), subnets: Subnets::around(addresses), at }
    }

    /// Consent to loopback addresses, whatever the host: for receivers that Hookdesk itself runs.
    pub fn to_this_machine(at: UtcMillis) -> Self {
        Self::to("", &[Ipv4Addr::LOCALHOST.into(), Ipv6Addr::LOCALHOST.into()], at)
    }

    /// Whether the first connection decides what it covers.
    pub fn is_open(&self) -> bool {
        self.subnets.is_empty()
    }

    /// Whether it was given for this host.
    pub fn is_for(&self, host: &str) -> bool {
        self.host.is_empty() || self.host.eq_ignore_ascii_case(host)
    }
}

/// The addresses that sending stopped at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Blocked {
    /// The host as the recipient's URL has it.
    pub host: String,
    /// Where it leads, as far as a consent would help.
    pub addresses: Vec<IpAddr>,
    /// The name led to a public address before.
    pub was_public: bool,
}

impl Blocked {
    /// What a consent would cover.
    pub fn subnets(&self) -> Subnets {
        Subnets::around(&self.addresses)
    }

    /// One or two sentences: which addresses, what was consented to before, what changed.
    pub fn text(&self, consent: Option<&Consent>) -> String {
        let addresses: Vec<String> = self.addresses.iter().map(|ip| ip.to_canonical().to_string()).collect();
        let (host, addresses) = (&self.host, addresses.join(", "));
        let is_written_out = host.trim_matches(['[', ']']) == addresses;
        if self.was_public {
            return format!(
                "{host} led to a public address before and now leads to {addresses}. Somebody may have redirected the \
                 name. Consent only if you moved it yourself."
            );
        }
        match consent.filter(|consent| !consent.is_open()) {
            Some(consent) if consent.is_for(host) => format!(
                "{host} now leads to {addresses}. You consented to {}. Consent again if it really moved there.",
                consent.subnets
            ),
            Some(consent) => format!(
                "You consented to {} at {}, and messages now go to {host}{}. Consent again if that is right.",
                consent.host,
                consent.subnets,
                if is_written_out { String::new() } else { format!(" at {addresses}") },
            ),
            None if is_written_out => {
                format!("{addresses} is {}. Messages wait until you consent.", self.place())
            }
            None => {
                format!("{host} leads to {addresses}, {}. Messages wait until you consent.", self.place())
            }
        }
    }

    fn place(&self) -> &'static str {
        if self.addresses.iter().all(|ip| ip.to_canonical().is_loopback()) {
            "this machine itself"
        } else {
            "an address of a private network"
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_block_says_where_to_what_was_consented_and_what_changed() {
        let ips =
            |texts: &[&str]| texts.iter().map(|text| text.parse().expect(text)).collect::<Vec<IpAddr>>();
        let consent = |host: &str, to: &[&str]| Some(Consent::to(host, &ips(to), UtcMillis(0)));
        for (host, addresses, was_public, given, want) in [
            (
                "192.168.1.20",
                &["192.168.1.20"][..],
                false,
                None,
                "192.168.1.20 is an address of a private network. Messages wait until you consent.",
            ),
            ("[::1]", &["::1"], false, None, "::1 is this machine itself. Messages wait until you consent."),
            (
                "erp.local",
                &["192.168.1.20", "fd00::20"],
                false,
                None,
                "erp.local leads to 192.168.1.20, fd00::20, an address of a private network. Messages wait until you consent.",
            ),
            (
                "erp.local",
                &["192.168.1.20"],
                false,
                consent("erp.local", &[]),
                "erp.local leads to 192.168.1.20, an address of a private network. Messages wait until you consent.",
            ),
            (
                "erp.local",
                &["192.168.2.20"],
                false,
                consent("ERP.local", &["192.168.1.20"]),
                "erp.local now leads to 192.168.2.20. You consented to 192.168.1.0/24. Consent again if it really moved there.",
            ),
            (
                "10.0.0.5",
                &["10.0.0.5"],
                false,
                consent("erp.local", &["192.168.1.20"]),
                "You consented to erp.local at 192.168.1.0/24, and messages now go to 10.0.0.5. Consent again if that is right.",
            ),
            (
                "crm.local",
                &["10.0.0.5"],
                false,
                consent("erp.local", &["192.168.1.20"]),
                "You consented to erp.local at 192.168.1.0/24, and messages now go to crm.local at 10.0.0.5. Consent again if that is right.",
            ),
            (
                "hooks.example.com",
                &["192.168.1.20"],
                true,
                None,
                "hooks.example.com led to a public address before and now leads to 192.168.1.20. Somebody may have redirected the name. Consent only if you moved it yourself.",
            ),
        ] {
            let blocked = Blocked { host: host.to_owned(), addresses: ips(addresses), was_public };
            assert_eq!(blocked.text(given.as_ref()), want);
        }
    }

    #[test]
    fn a_consent_is_for_its_host_and_one_to_this_machine_for_any() {
        let at = UtcMillis(0);
        let erp = Consent::to("ERP.local", &[IpAddr::from([192, 168, 1, 20])], at);
        assert!(erp.is_for("erp.LOCAL") && !erp.is_for("erp.local.evil.test") && !erp.is_open());
        assert!(Consent::to("erp.local", &[IpAddr::from([93, 184, 216, 34])], at).is_open());
        let here = Consent::to_this_machine(at);
        assert!(here.is_for("127.0.0.1") && here.is_for("localhost"));
        assert_eq!(here.subnets.to_string(), "127.0.0.0/8 and ::1/128");
    }
}
