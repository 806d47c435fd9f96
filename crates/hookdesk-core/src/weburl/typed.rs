//! URLs as people type them: https unless they say otherwise, and what it means to say otherwise.

use std::borrow::Cow;
use std::net::IpAddr;

use url::{Host, Url};

use crate::address::{AddressClass, classify};

/// What was typed, with `https://` before it where it begins with a host and names no scheme. Anything else stays, for
/// [`super::check`] to judge.
pub fn typed(text: &str) -> Cow<'_, str> {
    let text = text.trim();
    if begins_with_host(text) { format!("https://{text}").into() } else { text.into() }
}

/// `shop.test/x`, `shop.test:8080`, `localhost`, `127.0.0.1`, `[::1]:80`; a single word is no host.
fn begins_with_host(text: &str) -> bool {
    let authority = text.split(['/', '?', '#']).next().unwrap_or_default();
    let (host, port) = match authority.rsplit_once(':') {
        Some((host, port)) if !port.ends_with(']') => (host, Some(port)),
        _ => (authority, None),
    };
    let is_port =
        |port: &str| !port.is_empty() && port.len() <= 5 && port.bytes().all(|b| b.is_ascii_digit());
    if port.is_some_and(|port| !is_port(port)) {
        return false;
    }
    if host.starts_with('[') {
        return host.ends_with(']');
    }
    let is_host =
        !host.is_empty() && host.chars().all(|c| c.is_alphanumeric() || matches!(c, '.' | '-' | '_'));
    is_host && (host.contains('.') || host.eq_ignore_ascii_case("localhost")) && !host.starts_with('.')
}

/// Whether what goes to this URL can be read on its way: no TLS, and it leaves the local network. A name that is known
/// only in local networks stays there; another name may, and only who knows where it leads can say so.
pub fn is_sent_in_clear(url: &Url) -> bool {
    if url.scheme() != "http" {
        return false;
    }
    let is_public = |ip: IpAddr| classify(ip) == AddressClass::Public;
    match url.host() {
        Some(Host::Ipv4(ip)) => is_public(ip.into()),
        Some(Host::Ipv6(ip)) => is_public(ip.into()),
        Some(Host::Domain(name)) => !is_local_name(name),
        None => false,
    }
}

/// `localhost` (RFC 6761), mDNS (RFC 6762), `home.arpa` (RFC 8375), `internal` (ICANN 2024), what routers use, and names
/// without a dot.
fn is_local_name(name: &str) -> bool {
    let name = name.trim_end_matches('.').to_ascii_lowercase();
    let below = |domain: &str| name.strip_suffix(domain).is_some_and(|front| front.ends_with('.'));
    !name.contains('.') || ["localhost", "local", "lan", "home.arpa", "internal"].into_iter().any(below)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::weburl::check;

    #[test]
    fn what_names_no_scheme_is_https() {
        for (text, want) in [
            ("shop.test", "https://shop.test/"),
            (" shop.test/hook?a=b ", "https://shop.test/hook?a=b"),
            ("shop.test:8443", "https://shop.test:8443/"),
            ("shop.test?x=http://y", "https://shop.test/?x=http://y"),
            ("bücher.example/ü", "https://xn--bcher-kva.example/%C3%BC"),
            ("localhost:8080/x", "https://localhost:8080/x"),
            ("192.168.1.20/x", "https://192.168.1.20/x"),
            ("[::1]:9/x", "https://[::1]:9/x"),
            ("[::1]", "https://[::1]/"),
            ("http://shop.test", "http://shop.test/"),
            ("HTTPS://shop.test", "https://shop.test/"),
        ] {
            let got = check("url", &typed(text)).unwrap_or_else(|fault| panic!("{text}: {fault}"));
            assert_eq!(got.url.as_str(), want, "{text}");
        }
    }

    #[test]
    fn nothing_else_becomes_an_address() {
        for text in [
            "",
            "shop",
            "/path",
            "//shop.test",
            "ftp://shop.test",
            "file:///etc/passwd",
            "javascript:alert(1)",
            "mailto:jane@shop.test",
            "data:,x",
            "jane:hunter2@a",
            "jane:hunter2@shop.test",
            "jane@shop.test",
            "http:shop.test",
            "http:/shop.test",
            ".shop.test",
            "shop.test:x",
            "shop.test:",
            "a b.test",
            "[::1",
            "http:\\\\shop.test",
            "?x",
            "{{ data.url }}",
        ] {
            assert_eq!(typed(text), text.trim(), "{text}");
        }
    }

    #[test]
    fn only_plain_http_that_leaves_the_local_network_is_sent_in_clear() {
        for (url, want) in [
            ("http://shop.test/", true),
            ("http://93.184.216.34/", true),
            ("http://[2606:4700::1111]/", true),
            ("https://shop.test/", false),
            ("https://93.184.216.34/", false),
            ("http://127.0.0.1:9/", false),
            ("http://[::1]/", false),
            ("http://192.168.1.20/", false),
            ("http://[fd00::20]/", false),
            ("http://localhost/", false),
            ("http://shop.localhost/", false),
            ("http://erp/", false),
            ("http://erp.local./", false),
            ("http://erp.lan/", false),
            ("http://nas.home.arpa/", false),
            ("http://notlocal.example/", true),
            ("http://mylocal.xlocal/", true),
        ] {
            assert_eq!(is_sent_in_clear(&Url::parse(url).expect(url)), want, "{url}");
        }
    }
}
