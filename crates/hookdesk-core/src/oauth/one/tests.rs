use hmac::Hmac;
use proptest::prelude::*;
use sha1::Sha1;

use super::*;

fn url(text: &str) -> Url {
    Url::parse(text).expect("a URL")
}

fn secrets(consumer: &str, token: &str) -> Secrets {
    Secrets { consumer_secret: consumer.to_owned(), token_secret: token.to_owned(), token: String::new() }
}

fn signer<'a>(consumer_key: &'a str, token: &'a str, secrets: &'a Secrets) -> Signer<'a> {
    Signer { consumer_key, token, secrets, realm: None, as_http: false }
}

/// What stands behind a name of the header, decoded.
fn part(header: &str, name: &str) -> Option<String> {
    let parts = header.strip_prefix("OAuth ").expect("the scheme");
    let found = parts.split(',').find_map(|part| part.strip_prefix(&format!("{name}=\"")))?;
    String::from_utf8(decode_bytes(found.strip_suffix('"').expect("quoted").as_bytes())).ok()
}

const FORM: &[u8] = b"c2&a3=2+q";

/// RFC 5849 section 3.4.1.1, with its own parameters (no version, HMAC-SHA1).
#[test]
fn the_base_string_is_rfc_5849s() {
    let secrets = secrets("j49sk3j29djd", "dh893hdasih9");
    let signer = signer("9djdj82h48djs9d2", "kkk9d7dh3k39sjv7", &secrets);
    let url = url("http://EXAMPLE.COM:80/request?b5=%3D%253D&a3=a&c%40=&a2=r%20b");
    let request =
        Request { method: "POST", url: &url, form: Some(FORM), nonce: "7d8f3e4a", timestamp: 137_131_201 };
    let own = protocol("HMAC-SHA1", false, signer, request.nonce, "137131201");
    assert_eq!(
        base(signer, request, &own),
        "POST&http%3A%2F%2Fexample.com%2Frequest&a2%3Dr%2520b%26a3%3D2%2520q%26a3%3Da%26b5%3D%253D%25253D%26c%25\
         40%3D%26c2%3D%26oauth_consumer_key%3D9djdj82h48djs9d2%26oauth_nonce%3D7d8f3e4a%26oauth_signature_method\
         %3DHMAC-SHA1%26oauth_timestamp%3D137131201%26oauth_token%3Dkkk9d7dh3k39sjv7"
    );
    // The signature that stands in the RFC is wrong (see its errata); this is the right one.
    let header = sign::<Hmac<Sha1>>("HMAC-SHA1", false, signer, request).expect("signed");
    assert_eq!(part(&header, "oauth_signature").as_deref(), Some("r6/TJjbCOr97/+UU0NsvSne7s5g="));
}

/// RFC 5849 section 1.2, the request for a photo.
#[test]
fn the_signature_is_rfc_5849s() {
    let secrets = secrets("kd94hf93k423kf44", "pfkkdhi9sl3r4s00");
    let mut signer = signer("dpf43f3p2l4k3l03", "nnch734d00sl2jdk", &secrets);
    signer.realm = Some("Photos");
    let url = url("http://photos.example.net/photos?file=vacation.jpg&size=original");
    let request = Request { method: "GET", url: &url, form: None, nonce: "chapoH", timestamp: 137_131_202 };
    assert_eq!(
        sign::<Hmac<Sha1>>("HMAC-SHA1", false, signer, request).as_deref(),
        Ok("OAuth realm=\"Photos\",oauth_consumer_key=\"dpf43f3p2l4k3l03\",oauth_nonce=\"chapoH\",\
            oauth_signature_method=\"HMAC-SHA1\",oauth_timestamp=\"137131202\",oauth_token=\"nnch734d00sl2jdk\",\
            oauth_signature=\"MdpQcU8iPSUjWoN%2FUDMsK2sui9I%3D\"")
    );
}

const MAGENTO: &str = "https://shop.test/rest/V1/orders?searchCriteria[filter_groups][0][filters][0][field]=updated_at\
                       &searchCriteria[filter_groups][0][filters][0][value]=2026-01-20%2010:00:00\
                       &searchCriteria[filter_groups][0][filters][0][condition_type]=gteq\
                       &searchCriteria[pageSize]=50&searchCriteria[currentPage]=1";

fn magento<'a>(url: &'a Url) -> Request<'a> {
    Request { method: "GET", url, form: None, nonce: "n0nce", timestamp: 1_768_903_200 }
}

/// connectors.md F, vector 3.
#[test]
fn the_signature_is_the_one_magento_expects() {
    let secrets = secrets("cs", "ats");
    let signer = signer("ck", "at", &secrets);
    let url = url(MAGENTO);
    assert_eq!(
        base_string(signer, magento(&url)),
        "GET&https%3A%2F%2Fshop.test%2Frest%2FV1%2Forders&oauth_consumer_key%3Dck%26oauth_nonce%3Dn0nce%26oauth_sign\
         ature_method%3DHMAC-SHA256%26oauth_timestamp%3D1768903200%26oauth_token%3Dat%26oauth_version%3D1.0%26searchC\
         riteria%255BcurrentPage%255D%3D1%26searchCriteria%255Bfilter_groups%255D%255B0%255D%255Bfilters%255D%255B0%2\
         55D%255Bcondition_type%255D%3Dgteq%26searchCriteria%255Bfilter_groups%255D%255B0%255D%255Bfilters%255D%255B0\
         %255D%255Bfield%255D%3Dupdated_at%26searchCriteria%255Bfilter_groups%255D%255B0%255D%255Bfilters%255D%255B0%\
         255D%255Bvalue%255D%3D2026-01-20%252010%253A00%253A00%26searchCriteria%255BpageSize%255D%3D50"
    );
    let header = authorization(signer, magento(&url)).expect("signed");
    assert_eq!(
        part(&header, "oauth_signature").as_deref(),
        Some("P/Y6ZcWfbtx5iaSY62S6+vd6MjuwRF6Y7wn72hHvlIQ=")
    );
    assert_eq!(part(&header, "oauth_version").as_deref(), Some("1.0"));
    assert_eq!(part(&header, "realm"), None);
}

/// However the query is spelt, the signature is the same, and what is sent is spelt in the one way all servers read.
#[test]
fn a_plain_query_means_the_same() {
    let secrets = secrets("cs", "ats");
    let signer = signer("ck", "at", &secrets);
    let plus = url(&MAGENTO.replace("%20", "+"));
    let mut plain = plus.clone();
    plain.set_query(Some(&plain_query(plus.query().expect("a query"))));
    assert!(plain.as_str().contains("value%5D=2026-01-20%2010%3A00%3A00&"), "{plain}");
    assert!(!plain.as_str().contains(['+', '[']));
    assert_eq!(base_string(signer, magento(&plain)), base_string(signer, magento(&url(MAGENTO))));
    for (query, want) in [
        ("", ""),
        ("a", "a="),
        ("a=b=c&&d=", "a=b%3Dc&d="),
        ("a=%zz&%c3%a4=%FF", "a=%25zz&%C3%A4=%FF"),
        ("a+b=%2B", "a%20b=%2B"),
    ] {
        assert_eq!(plain_query(query), want, "{query}");
    }
}

#[test]
fn everything_that_is_signed_changes_the_signature() {
    let own = secrets("cs", "ats");
    let signer = signer("ck", "at", &own);
    let at = url("https://shop.test/rest/V1/orders");
    let request = magento(&at);
    let of = |signer, request| {
        part(&authorization(signer, request).expect("signed"), "oauth_signature").expect("a signature")
    };
    let first = of(signer, request);
    assert_eq!(of(signer, Request { method: "get", ..request }), first);
    assert_eq!(of(Signer { realm: Some("x"), ..signer }, request), first);
    let (path, port) = (url("https://shop.test/rest/V1/order"), url("https://shop.test:8443/rest/V1/orders"));
    let (other_consumer, other_token) = (secrets("cs2", "ats"), secrets("cs", "ats2"));
    let moved = secrets("cs&a", "ts");
    let split = secrets("cs", "a&ts");
    for (what, signature) in [
        ("method", of(signer, Request { method: "POST", ..request })),
        ("path", of(signer, Request { url: &path, ..request })),
        ("port", of(signer, Request { url: &port, ..request })),
        ("nonce", of(signer, Request { nonce: "n0ncf", ..request })),
        ("time", of(signer, Request { timestamp: request.timestamp + 1, ..request })),
        ("form", of(signer, Request { form: Some(b"a=1"), ..request })),
        ("scheme", of(Signer { as_http: true, ..signer }, request)),
        ("consumer", of(Signer { consumer_key: "ck2", ..signer }, request)),
        ("token", of(Signer { token: "", ..signer }, request)),
        ("consumer secret", of(Signer { secrets: &other_consumer, ..signer }, request)),
        ("token secret", of(Signer { secrets: &other_token, ..signer }, request)),
    ] {
        assert_ne!(signature, first, "{what}");
    }
    let (moved, split) = (Signer { secrets: &moved, ..signer }, Signer { secrets: &split, ..signer });
    assert_ne!(of(moved, request), of(split, request), "the two secrets do not run into each other");
}

/// A shop behind a proxy that ends TLS sees http and its own port; the standard port is left out all the same.
#[test]
fn http_is_signed_when_asked() {
    let at = url("https://shop.test/rest/V1/orders");
    assert_eq!(target(&at, true), "http://shop.test/rest/V1/orders");
    assert_eq!(target(&at, false), "https://shop.test/rest/V1/orders");
    assert_eq!(target(&url("https://shop.test:443"), false), "https://shop.test/");
    assert_eq!(target(&url("http://[::1]:8080/a"), false), "http://[::1]:8080/a");
}

#[test]
fn the_two_secrets_are_read_and_never_shown() {
    let read = Secrets::read(br#"{"consumer_secret":"c","token_secret":""}"#).expect("reads");
    assert_eq!(read, secrets("c", ""));
    assert_eq!(format!("{read:?}"), "[redacted]");
    for bad in
        ["", "geheim", r#"{"consumer_secret":"geheim"}"#, r#"{"consumer_secret":"","token_secret":"geheim"}"#]
    {
        let fault = Secrets::read(bad.as_bytes()).expect_err("refused");
        assert_eq!(fault.field.as_deref(), Some("auth_secret"));
        assert!(!format!("{fault:?}").contains("geheim"), "{fault:?}");
    }
}

#[test]
fn a_realm_cannot_break_out_of_its_quotes() {
    let own = secrets("cs", "ats");
    let at = url("https://shop.test/");
    let with = |realm| authorization(Signer { realm: Some(realm), ..signer("ck", "at", &own) }, magento(&at));
    assert!(with("a\"b\\c").expect("signed").starts_with(r#"OAuth realm="a\"b\\c",oauth_consumer_key"#));
    assert!(with("a\r\nb").is_err());
}

proptest! {
    /// Any query, any keys: a header that can be sent, and a plain query that stays as it is.
    #[test]
    fn any_request_is_signed(query in ".{0,40}", key in ".{0,20}", token in ".{0,20}", nonce in ".{0,20}") {
        let mut at = url("https://shop.test/a");
        at.set_query(Some(&query));
        let plain = plain_query(at.query().unwrap_or_default());
        prop_assert_eq!(&plain_query(&plain), &plain);
        let mut sent = at.clone();
        sent.set_query(Some(&plain));
        prop_assert_eq!(sent.query(), Some(plain.as_str()));
        let own = secrets(&key, &token);
        let signer = signer(&key, &token, &own);
        let request = |url| Request { method: "GET", url, form: None, nonce: &nonce, timestamp: 1 };
        prop_assert_eq!(base_string(signer, request(&sent)), base_string(signer, request(&at)));
        let header = authorization(signer, request(&sent)).expect("signed");
        prop_assert!(header.bytes().all(|b| matches!(b, 0x20..=0x7e)));
        prop_assert_eq!(part(&header, "oauth_nonce"), Some(nonce));
    }
}
