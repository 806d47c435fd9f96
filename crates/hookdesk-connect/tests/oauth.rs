//! Requests signed with OAuth 1.0a and requests that carry an OAuth 2.0 token, as they arrive.
#![allow(clippy::unwrap_used)]

mod common;

use common::{NOW, answered, send};
use hookdesk_connect::Outgoing;
use hookdesk_connect::generic::{Keys, Parts, build, build_as};
use hookdesk_core::address::Private;
use hookdesk_core::config::{Auth, Connection, Method, PayloadBinding, Recipient, Signing, Subscription};
use hookdesk_core::id::{ConnectionId, HookId, MessageId, SubscriptionId};
use hookdesk_core::name::EventName;
use hookdesk_core::oauth::{OAuth2, Present, one};
use hookdesk_core::schedule::RetryPolicy;
use hookdesk_core::{Code, Fault};
use hookdesk_secrets::Secret;
use hookdesk_testkit::{Answer, Received, Receiver};
use url::Url;
use uuid::Uuid;

const SECRETS: &[u8] = br#"{"consumer_secret":"cs","token_secret":"ats"}"#;

fn subscription(path: &str) -> Subscription {
    Subscription {
        id: SubscriptionId(1),
        label: String::new(),
        hook_id: HookId(1),
        event_name: EventName::parse("sales.order.created").unwrap(),
        recipient: Recipient::Connection { id: ConnectionId(1), path: path.to_owned() },
        method: Method::Put,
        enabled: true,
        metadata: String::new(),
        binding: PayloadBinding::Snapshot,
        retry: RetryPolicy::Standard,
        timeout_ms: 15_000,
        concurrency: 4,
        rate: None,
        signing: Signing::None,
        headers: Vec::new(),
        consent: None,
        needs_consent: false,
        blocked: None,
        public_host: None,
        debug: false,
        has_secret: false,
        created_at: NOW,
        updated_at: NOW,
    }
}

fn connection(base_url: &str, auth: Auth) -> Connection {
    Connection {
        id: ConnectionId(1),
        name: "Shop".to_owned(),
        base_url: base_url.to_owned(),
        auth,
        signing: Signing::None,
        headers: Vec::new(),
        paused: false,
        unauthorized: false,
        tls: Default::default(),
        has_client_key: false,
        has_auth_secret: true,
        has_signing_secret: false,
        created_at: NOW,
        updated_at: NOW,
    }
}

fn magento(signature_url_http: bool, clock_offset_s: i32) -> Auth {
    Auth::OAuth1 { consumer_key: "ck".to_owned(), token: "at".to_owned(), signature_url_http, clock_offset_s }
}

fn keys(auth: &[u8]) -> Keys {
    Keys { auth: Some(Secret::new(auth.to_vec())), ..Keys::default() }
}

fn parts<'a>(body: &'a [u8], content_type: &'a str) -> Parts<'a> {
    Parts {
        id: MessageId(Uuid::from_u128(7)),
        event_name: "sales.order.created",
        number: 1,
        at: NOW,
        body,
        content_type: Some(content_type),
        headers: &[],
    }
}

/// What stands behind a name of the `Authorization` header.
fn part(header: &str, name: &str) -> String {
    let found = header
        .split(',')
        .find_map(|part| part.trim_start_matches("OAuth ").strip_prefix(&format!("{name}=")));
    found.unwrap().trim_matches('"').to_owned()
}

/// The header as it should be, made anew from what arrived.
fn expected(got: &Received, receiver: &Receiver, form: Option<&[u8]>, as_http: bool) -> String {
    let header = got.header("authorization").unwrap();
    let secrets = one::Secrets::read(SECRETS).unwrap();
    let signer = one::Signer { consumer_key: "ck", token: "at", secrets: &secrets, realm: None, as_http };
    let request = one::Request {
        method: &got.method,
        url: &Url::parse(&format!("http://{}{}", receiver.address(), got.target)).unwrap(),
        form,
        nonce: &part(header, "oauth_nonce"),
        timestamp: part(header, "oauth_timestamp").parse().unwrap(),
    };
    one::authorization(signer, request).unwrap()
}

async fn arrived(request: &Outgoing, receiver: &Receiver, number: usize) -> Received {
    assert_eq!(answered(&send(request).await), 200);
    receiver.wait_for(number).await.pop().unwrap()
}

#[tokio::test]
async fn a_signed_request_arrives_as_it_was_signed() {
    let receiver = Receiver::start(Vec::new(), Answer::status(200)).await;
    let base = format!("http://{}/rest/V1", receiver.address());
    let connection = connection(&base, magento(false, 0));
    let to = subscription("orders?searchCriteria[filters][0][value]=2026-01-20+10:00:00&flag&x=a=b%20c");
    let made =
        |body, kind| build(&to, Some(&connection), &keys(SECRETS), parts(body, kind), Private::Any).unwrap();
    let first = made(b"{}", "application/json");
    let got = arrived(&first, &receiver, 1).await;
    assert_eq!(
        got.target,
        "/rest/V1/orders?searchCriteria%5Bfilters%5D%5B0%5D%5Bvalue%5D=2026-01-20%2010%3A00%3A00&flag=&x=a%3Db%20c"
    );
    assert_eq!(got.header("authorization").unwrap(), expected(&got, &receiver, None, false));
    assert_eq!(part(got.header("authorization").unwrap(), "oauth_timestamp"), NOW.unix_seconds().to_string());

    // A form is signed with its fields, as RFC 5849 wants; JSON is not.
    let form = made(b"a=b+c&d", "application/x-www-form-urlencoded; charset=utf-8");
    let got = arrived(&form, &receiver, 2).await;
    assert_eq!(got.header("authorization").unwrap(), expected(&got, &receiver, Some(b"a=b+c&d"), false));

    // Every attempt has a nonce of its own, even of the same message at the same time.
    let nonce = |request: &Outgoing| {
        let header = request.headers.iter().find(|(name, _)| name == "authorization").unwrap();
        part(&header.1, "oauth_nonce")
    };
    assert_ne!(nonce(&first), nonce(&made(b"{}", "application/json")));
    // What is kept of it shows neither signature nor key.
    let kept = format!("{:?}", first.record());
    assert!(
        kept.contains("[redacted]") && !kept.contains("oauth_signature") && !kept.contains("\"ck\""),
        "{kept}"
    );
}

#[tokio::test]
async fn another_method_another_scheme_and_another_clock_are_signed_as_they_are() {
    let receiver = Receiver::start(Vec::new(), Answer::status(200)).await;
    let base = format!("http://{}", receiver.address());
    let to = subscription("orders");
    let behind = connection(&base, magento(true, -90));
    let get =
        build_as(http::Method::GET, &to, Some(&behind), &keys(SECRETS), parts(b"", "x/y"), Private::Any)
            .unwrap();
    let got = arrived(&get, &receiver, 1).await;
    assert_eq!(got.method, "GET");
    let header = got.header("authorization").unwrap();
    assert_eq!(header, expected(&got, &receiver, None, true));
    assert_eq!(part(header, "oauth_timestamp"), (NOW.unix_seconds() - 90).to_string());
    // Over TLS the signature is made as if it were not there.
    let nonce = |base: &str, http| {
        let connection = connection(base, magento(http, 0));
        let made = build(&to, Some(&connection), &keys(SECRETS), parts(b"", "x/y"), Private::Any).unwrap();
        let header = made.headers.iter().find(|(name, _)| name == "authorization").unwrap().1.clone();
        let secrets = one::Secrets::read(SECRETS).unwrap();
        let signer =
            one::Signer { consumer_key: "ck", token: "at", secrets: &secrets, realm: None, as_http: false };
        let url = Url::parse("http://shop.test/orders").unwrap();
        let again = one::Request {
            method: "PUT",
            url: &url,
            form: None,
            nonce: &part(&header, "oauth_nonce"),
            timestamp: NOW.unix_seconds(),
        };
        header == one::authorization(signer, again).unwrap()
    };
    assert!(nonce("https://shop.test", true));
    assert!(!nonce("https://shop.test", false));
}

fn two(send: Present) -> Auth {
    Auth::OAuth2(Box::new(OAuth2 { send, ..OAuth2::default() }))
}

fn with_token(token: &[u8]) -> Keys {
    Keys { token: Some(Secret::new(token.to_vec())), ..keys(b"client-secret") }
}

#[tokio::test]
async fn a_token_goes_where_it_belongs() {
    let receiver = Receiver::start(Vec::new(), Answer::status(200)).await;
    let base = format!("http://{}", receiver.address());
    let named =
        |name: &str, prefix: &str| Present::Header { name: name.to_owned(), prefix: prefix.to_owned() };
    let cases = [
        (Present::Bearer, "authorization", "Bearer t0k=en"),
        (Present::Bare, "authorization", "t0k=en"),
        (named("X-Shop", "Token "), "x-shop", "Token t0k=en"),
    ];
    for (number, (send, name, value)) in cases.into_iter().enumerate() {
        let connection = connection(&base, two(send));
        let made = build(
            &subscription("x"),
            Some(&connection),
            &with_token(b"t0k=en"),
            parts(b"{}", "x/y"),
            Private::Any,
        );
        let made = made.unwrap();
        let got = arrived(&made, &receiver, number + 1).await;
        assert_eq!(got.header(name), Some(value));
        let everything = format!("{got:?}");
        assert!(!everything.contains("client-secret"), "the client's secret stays here");
        assert!(!format!("{:?}", made.record()).contains("t0k"), "{:?}", made.record());
    }
    let query = connection(&base, two(Present::Query { name: "who".to_owned() }));
    let made = build(
        &subscription("x?who=else&a=b"),
        Some(&query),
        &with_token(b"t0k=en"),
        parts(b"", "x/y"),
        Private::Any,
    );
    let made = made.unwrap();
    assert_eq!(arrived(&made, &receiver, 4).await.target, "/x?a=b&who=t0k%3Den");
    assert!(made.record().url.ends_with("/x?a=b&who=[redacted]"));
}

#[test]
fn what_cannot_be_sent_is_a_fault_without_the_secret() {
    let fault = |auth: Auth, keys: &Keys| -> Fault {
        let connection = connection("https://shop.test", auth);
        match build(&subscription(""), Some(&connection), keys, parts(b"", "x/y"), Private::No) {
            Ok(_) => unreachable!("it was built"),
            Err(fault) => fault,
        }
    };
    let none = fault(two(Present::Bearer), &keys(b"client-secret"));
    assert_eq!((none.code, none.field.as_deref()), (Code::AuthTokenMissing, Some("auth")));
    for (auth, keys, field) in [
        (two(Present::Bearer), with_token(b"geheim\r\nx: y"), "auth.secret"),
        (two(Present::Bare), with_token(b"geheim\xff"), "auth.secret"),
        (
            two(Present::Header { name: "Content-Length".to_owned(), prefix: String::new() }),
            with_token(b"geheim"),
            "auth.send.name",
        ),
        (magento(false, 0), keys(b"geheim"), "auth_secret"),
        (magento(false, 0), keys(b""), "auth.secret"),
        (magento(false, 0), Keys::default(), "auth.secret"),
    ] {
        let fault = fault(auth, &keys);
        assert_eq!(fault.field.as_deref(), Some(field), "{fault:?}");
        assert!(!format!("{fault:?}").contains("geheim"), "{fault:?}");
    }
}
