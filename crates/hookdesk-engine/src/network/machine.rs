//! What the machine itself says of its network: its interfaces and its default route.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::net::IpAddr;
use std::sync::Arc;

use hookdesk_connect::{Net, SystemNet};
use hookdesk_core::address::{AddressClass, classify};
use hookdesk_core::network::{Reach, View};
use url::{Host, Url};

/// Looks at the machine's network; another one stands in for it in tests.
pub trait Machine: Send + Sync + 'static {
    /// As it is now.
    fn view(&self) -> View;

    /// Where a recipient lies.
    fn reach(&self, url: &Url) -> Reach {
        reach(url)
    }

    /// Its names and sockets.
    fn net(&self) -> Arc<dyn Net> {
        Arc::new(SystemNet)
    }
}

/// This machine.
#[derive(Debug, Clone, Copy, Default)]
pub struct ThisMachine;

impl Machine for ThisMachine {
    fn view(&self) -> View {
        let mut addresses: Vec<IpAddr> = match if_addrs::get_if_addrs() {
            Ok(interfaces) => interfaces
                .iter()
                .filter(|interface| !interface.is_loopback() && !interface.is_link_local())
                .map(if_addrs::Interface::ip)
                .collect(),
            // Where it cannot be known, nothing is believed to be wrong.
            Err(_) => return View { local: true, internet: true, id: 0 },
        };
        addresses.sort();
        let routes = default_routes();
        let local = !addresses.is_empty();
        let mut id = DefaultHasher::new();
        (&addresses, &routes).hash(&mut id);
        View { local, internet: routes.map_or(local, |routes| !routes.is_empty()), id: id.finish() }
    }
}

/// The lines of the system's default routes; `None` where the system does not tell.
#[cfg(target_os = "linux")]
fn default_routes() -> Option<Vec<String>> {
    let v4 = std::fs::read_to_string("/proc/net/route").ok()?;
    // A machine without IPv6 has no such file.
    let v6 = std::fs::read_to_string("/proc/net/ipv6_route").unwrap_or_default();
    Some(routes::v4(&v4).chain(routes::v6(&v6)).map(str::to_owned).collect())
}

/// The lines of the system's default routes; `None` where the system does not tell.
#[cfg(not(target_os = "linux"))]
fn default_routes() -> Option<Vec<String>> {
    None
}

/// Linux's routing tables (`proc(5)`).
#[cfg(any(target_os = "linux", test))]
mod routes {
    const UP: u32 = 0x1;
    const REJECT: u32 = 0x0200;

    /// `Iface Destination Gateway Flags … Mask …`, in hexadecimal.
    pub fn v4(table: &str) -> impl Iterator<Item = &str> {
        table.lines().skip(1).filter(|line| {
            let columns: Vec<&str> = line.split_whitespace().collect();
            let [_, "00000000", _, flags, _, _, _, "00000000", ..] = columns[..] else { return false };
            is_usable(flags)
        })
    }

    /// `destination length source length gateway metric use ref flags device`.
    pub fn v6(table: &str) -> impl Iterator<Item = &str> {
        table.lines().filter(|line| {
            let columns: Vec<&str> = line.split_whitespace().collect();
            let [to, "00", _, _, _, _, _, _, flags, device] = columns[..] else { return false };
            to.bytes().all(|byte| byte == b'0') && device != "lo" && is_usable(flags)
        })
    }

    fn is_usable(flags: &str) -> bool {
        u32::from_str_radix(flags, 16).is_ok_and(|flags| flags & UP != 0 && flags & REJECT == 0)
    }
}

/// By what the URL's host is. A name is taken to lie beyond, unless it is one that only a local network knows.
fn reach(url: &Url) -> Reach {
    match url.host() {
        Some(Host::Ipv4(ip)) => of_address(ip.into()),
        Some(Host::Ipv6(ip)) => of_address(ip.to_canonical()),
        Some(Host::Domain(name)) => {
            let name = name.trim_end_matches('.');
            if name.eq_ignore_ascii_case("localhost") || name.ends_with(".localhost") {
                Reach::Loopback
            } else if !name.contains('.') || name.ends_with(".local") || name.ends_with(".lan") {
                Reach::Local
            } else {
                Reach::Internet
            }
        }
        None => Reach::Loopback,
    }
}

fn of_address(ip: IpAddr) -> Reach {
    match (ip.is_loopback(), classify(ip)) {
        (true, _) => Reach::Loopback,
        (false, AddressClass::NeedsConsent) => Reach::Local,
        (false, _) => Reach::Internet,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn default_routes_are_found_in_linuxs_tables() {
        let head = "Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT\n";
        let way_out = "eth0\t00000000\t010200C0\t0003\t0\t0\t0\t00000000\t0\t0\t0\n";
        let subnet = "eth0\t000200C0\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0\t0\t0\n";
        let down = "eth0\t00000000\t010200C0\t0002\t0\t0\t0\t00000000\t0\t0\t0\n";
        assert_eq!(routes::v4(&format!("{head}{way_out}{subnet}")).count(), 1);
        assert_eq!(routes::v4(&format!("{head}{subnet}{down}")).count(), 0);
        assert_eq!(routes::v4("").count(), 0);
        let none = "0".repeat(32);
        let line = |length: &str, flags: &str, device: &str| {
            format!(
                "{none} {length} {none} 00 fd000000000000000000000000000001 00000400 00000003 00000000 {flags} {device}\n"
            )
        };
        assert_eq!(routes::v6(&line("00", "00000003", "eth0")).count(), 1);
        assert_eq!(routes::v6(&line("00", "00200200", "lo")).count(), 0);
        assert_eq!(routes::v6(&line("40", "00000001", "eth0")).count(), 0);
    }

    #[test]
    fn hosts_lie_here_nearby_or_beyond() {
        for (url, want) in [
            ("http://127.0.0.1:80/", Reach::Loopback),
            ("http://[::1]/", Reach::Loopback),
            ("http://[::ffff:127.0.0.1]/", Reach::Loopback),
            ("http://localhost/", Reach::Loopback),
            ("http://shop.localhost/", Reach::Loopback),
            ("http://192.168.1.20/", Reach::Local),
            ("http://[fd00::1]/", Reach::Local),
            ("http://erp/", Reach::Local),
            ("http://erp.local/", Reach::Local),
            ("https://93.184.216.34/", Reach::Internet),
            ("https://shop.example.com/hook", Reach::Internet),
        ] {
            assert_eq!(reach(&Url::parse(url).expect(url)), want, "{url}");
        }
    }

    #[test]
    fn this_machine_can_be_looked_at() {
        let view = ThisMachine.view();
        assert_eq!(view, ThisMachine.view(), "nothing changes between two looks");
        assert!(view.local || !view.internet || cfg!(not(target_os = "linux")), "{view:?}");
    }
}
