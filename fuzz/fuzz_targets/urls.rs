//! URL policy: what is allowed is plain, stays below its base, and shows no secret.
#![no_main]

use hookdesk_core::address::{AddressClass, classify};
use hookdesk_core::{Code, headers, weburl};
use libfuzzer_sys::fuzz_target;
use url::Host;

// A URL, and after a line break a path, which also serves as a header's name.
fuzz_target!(|input: &str| {
    let (text, path) = input.split_once('\n').unwrap_or((input, ""));
    match weburl::check("url", text) {
        Ok(checked) => {
            let url = &checked.url;
            assert!(matches!(url.scheme(), "http" | "https"));
            assert!(url.username().is_empty() && url.password().is_none() && url.fragment().is_none());
            assert!(url.host_str().is_some_and(|host| !host.is_empty()));
            // What was checked once is found the same by whoever reads it next.
            let again = weburl::check("url", url.as_str()).expect("a checked URL is a good URL");
            assert_eq!(&again.url, url);
            assert!(!weburl::redact(url).contains('#'));
            // Every spelling of an address means the same address to us and to the dialler.
            match url.host() {
                Some(Host::Ipv4(ip)) => {
                    let mapped = classify(ip.to_ipv6_mapped().into());
                    assert_eq!(classify(ip.into()), mapped);
                    assert!(!ip.is_loopback() || mapped != AddressClass::Public);
                }
                Some(Host::Ipv6(ip)) => {
                    assert!(!ip.is_loopback() || classify(ip.into()) != AddressClass::Public);
                }
                _ => {}
            }
            joined(url.as_str(), path);
        }
        Err(fault) => {
            assert_eq!((fault.code, fault.field.as_deref()), (Code::UrlInvalid, Some("url")));
        }
    }
    joined("https://shop.test/base/api", path);
    let pair = (path.to_owned(), text.to_owned());
    if headers::validate("headers", std::slice::from_ref(&pair)).is_ok() {
        assert!(!pair.1.bytes().any(|byte| matches!(byte, b'\r' | b'\n' | 0)));
        http_token(&pair.0);
    }
});

fn joined(base: &str, path: &str) {
    let Ok(url) = weburl::join(base, path) else { return };
    let base = weburl::check("base_url", base).expect("join checks its base").url;
    assert_eq!(url.origin(), base.origin(), "the path left its host");
    let below = base.path().trim_end_matches('/');
    let inside = url.path().strip_prefix(below).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    assert!(inside, "{} is not below {}", url.path(), base.path());
}

fn http_token(name: &str) {
    assert!(
        !name.is_empty()
            && name.bytes().all(|b| b.is_ascii_graphic() && !b":\"(),/;<=>?@[\\]{}".contains(&b))
    );
}
