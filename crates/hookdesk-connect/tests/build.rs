//! How requests of kind generic are built, and that what is built is what arrives.
#![allow(clippy::unwrap_used)]

mod common;

use common::{NOW, answered, send};
use hookdesk_connect::generic::{Keys, Parts, build};
use hookdesk_connect::{Outgoing, curl};
use hookdesk_core::Code;
use hookdesk_core::address::Private;
use hookdesk_core::config::{
    Auth, Connection, Encoding, Method, PayloadBinding, Recipient, Signing, Subscription,
};
use hookdesk_core::id::{ConnectionId, HookId, MessageId, SubscriptionId};
use hookdesk_core::name::EventName;
use hookdesk_core::schedule::RetryPolicy;
use hookdesk_core::sign::verify_standard;
use hookdesk_secrets::Secret;
use hookdesk_testkit::{Answer, Receiver};
use uuid::Uuid;

/// The body and signature of connectors.md section F, vector 2.
const BODY: &str = r#"{"data":{"id":7,"email":"zo\u00eb@example.com","url":"https:\/\/shop.test\/a"}}"#;
const ALIGENT: &str = "1229c895aeed15dc7f7cc0cd4d706eb7d841a375a7c34781c25cc1343d6815af";
const STANDARD_KEY: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const STANDARD_OLD_KEY: &str = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD";

fn subscription(recipient: Recipient) -> Subscription {
    Subscription {
        id: SubscriptionId(1),
        label: String::new(),
        hook_id: HookId(1),
        event_name: EventName::parse("sales.order.created").unwrap(),
        recipient,
        method: Method::Post,
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

fn to(url: &str) -> Subscription {
    subscription(Recipient::Url { url: url.to_owned() })
}

fn below(path: &str) -> Subscription {
    subscription(Recipient::Connection { id: ConnectionId(1), path: path.to_owned() })
}

fn connection(base_url: &str, auth: Auth) -> Connection {
    Connection {
        id: ConnectionId(1),
        name: "ERP".to_owned(),
        base_url: base_url.to_owned(),
        auth,
        signing: Signing::None,
        headers: Vec::new(),
        paused: false,
        has_auth_secret: true,
        has_signing_secret: false,
        unauthorized: false,
        tls: Default::default(),
        has_client_key: false,
        created_at: NOW,
        updated_at: NOW,
    }
}

fn keys(signing: &[&str], auth: Option<&str>) -> Keys {
    let secret = |text: &str| Secret::new(text.as_bytes().to_vec());
    Keys { signing: signing.iter().map(|k| secret(k)).collect(), auth: auth.map(secret), token: None }
}

fn parts() -> Parts<'static> {
    Parts {
        id: MessageId(Uuid::from_u128(7)),
        event_name: "sales.order.created",
        number: 3,
        at: NOW,
        body: BODY.as_bytes(),
        content_type: Some("application/json"),
        headers: &[],
    }
}

fn header<'a>(request: &'a Outgoing, name: &str) -> Option<&'a str> {
    request.headers.iter().find(|(n, _)| n.eq_ignore_ascii_case(name)).map(|(_, v)| v.as_str())
}

fn pair(name: &str, value: &str) -> (String, String) {
    (name.to_owned(), value.to_owned())
}

#[track_caller]
fn fault(
    subscription: &Subscription,
    connection: Option<&Connection>,
    keys: &Keys,
) -> (Code, Option<String>) {
    match build(subscription, connection, keys, parts(), Private::No) {
        Ok(_) => unreachable!("it was built"),
        Err(fault) => {
            assert!(!format!("{fault:?}").contains("s3cret"), "{fault:?}");
            (fault.code, fault.field)
        }
    }
}

#[test]
fn headers_stand_in_their_order() {
    let mut connection = connection("https://erp.test/api/", Auth::Bearer);
    connection.headers = vec![pair("X-Shop", "1"), pair("X-Store", "de")];
    connection.signing = Signing::Aligent;
    let mut subscription = below("orders?full=1");
    subscription.headers = vec![pair("x-store", "fr"), pair("X-Own", "2")];
    subscription.method = Method::Patch;

    let request = build(
        &subscription,
        Some(&connection),
        &keys(&["fv38u07Wdh"], Some("s3cret")),
        parts(),
        Private::Any,
    )
    .unwrap();
    assert_eq!(request.url.as_str(), "https://erp.test/api/orders?full=1");
    assert_eq!(request.method, http::Method::PATCH);
    assert_eq!(request.timeout.as_millis(), 15_000);
    assert_eq!(request.private, Private::Any);
    let want = [
        ("content-type", "application/json"),
        ("user-agent", concat!("Hookdesk/", env!("CARGO_PKG_VERSION"))),
        ("x-hookdesk-event", "sales.order.created"),
        ("x-hookdesk-delivery", "msg_00000000000000000000000000000007"),
        ("x-hookdesk-attempt", "3"),
        ("x-hookdesk-timestamp", "1795219200"),
        ("X-Shop", "1"),
        ("X-Store", "fr"),
        ("X-Own", "2"),
        ("authorization", "Bearer s3cret"),
        ("x-magento-signature", ALIGENT),
    ];
    assert_eq!(request.headers, want.map(|(n, v)| pair(n, v)));

    let record = format!("{:?}", request.record());
    assert!(!record.contains("s3cret") && !record.contains(ALIGENT), "{record}");
}

#[test]
fn each_kind_of_auth_has_its_place() {
    let made = |auth: Auth, secret: &str| {
        build(
            &below("/x?a=b"),
            Some(&connection("https://erp.test", auth)),
            &keys(&[], Some(secret)),
            parts(),
            Private::No,
        )
        .unwrap()
    };
    // RFC 7617 section 2.1's example, in UTF-8.
    let basic = made(Auth::Basic { username: "test".to_owned() }, "123£");
    assert_eq!(header(&basic, "authorization"), Some("Basic dGVzdDoxMjPCow=="));

    let named = made(Auth::ApiKeyHeader { name: "X-Shop-Pass-Phrase".to_owned() }, "k3y");
    assert_eq!(header(&named, "x-shop-pass-phrase"), Some("k3y"));
    // Redacted for where it came from, whatever its name.
    let plain = made(Auth::ApiKeyHeader { name: "X-Shop".to_owned() }, "k3y");
    assert!(plain.record().headers.contains(&pair("X-Shop", "[redacted]")));

    let query = made(Auth::ApiKeyQuery { name: "who am i".to_owned() }, "k3y&x=ö");
    assert_eq!(query.url.as_str(), "https://erp.test/x?a=b&who+am+i=k3y%26x%3D%C3%B6");
    assert_eq!(query.record().url, "https://erp.test/x?a=b&who+am+i=[redacted]");
    let clash = made(Auth::ApiKeyQuery { name: "a".to_owned() }, "k3y");
    assert_eq!(clash.url.query(), Some("a=k3y"));
}

#[test]
fn nothing_replaces_auth_and_signature() {
    let signing =
        Signing::Hmac { header: "X-Check".to_owned(), encoding: Encoding::Hex, prefix: "sha256=".to_owned() };
    let mut connection = connection("https://erp.test", Auth::Bearer);
    connection.headers = vec![pair("Content-Type", "text/plain"), pair("Authorization", "mine")];
    let mut subscription = below("");
    subscription.headers = vec![pair("x-check", "mine")];
    subscription.signing = signing;
    connection.signing = Signing::Aligent;
    let request =
        build(&subscription, Some(&connection), &keys(&["fv38u07Wdh"], Some("t")), parts(), Private::No)
            .unwrap();
    assert_eq!(header(&request, "authorization"), Some("Bearer t"));
    assert_eq!(header(&request, "x-check"), Some(format!("sha256={ALIGENT}").as_str()));
    assert_eq!(header(&request, "content-type"), Some("text/plain"));
    // The subscription's own signing instead of the connection's, not beside it.
    assert_eq!(header(&request, "x-magento-signature"), None);
    let names: Vec<String> = request.headers.iter().map(|(n, _)| n.to_ascii_lowercase()).collect();
    assert_eq!(names.iter().collect::<std::collections::HashSet<_>>().len(), names.len());
    assert!(request.record().headers.contains(&pair("x-check", "[redacted]")));
}

#[test]
fn what_is_misconfigured_is_named() {
    let none = keys(&[], None);
    let invalid = |field: &str| (Code::InputInvalid, Some(field.to_owned()));
    let base = |auth| connection("https://erp.test", auth);

    assert_eq!(fault(&to("ftp://x/"), None, &none).0, Code::UrlInvalid);
    assert_eq!(
        fault(&to("https://u:s3cret@x.test/"), None, &none),
        (Code::UrlInvalid, Some("recipient.url".to_owned()))
    );
    assert_eq!(fault(&below("x"), None, &none).0, Code::NotFound);
    assert_eq!(fault(&below("../x"), Some(&base(Auth::None)), &none).0, Code::UrlInvalid);

    let mut subscription = to("https://x.test/");
    subscription.headers = vec![pair("x", "a\r\nb: c")];
    assert_eq!(fault(&subscription, None, &none), (Code::HeaderInvalid, Some("headers[0].value".to_owned())));
    subscription.headers = vec![pair("Host", "evil")];
    assert_eq!(fault(&subscription, None, &none), (Code::HeaderInvalid, Some("headers[0].name".to_owned())));
    let mut with_headers = base(Auth::None);
    with_headers.headers = vec![pair("x-hookdesk-event", "x")];
    assert_eq!(
        fault(&below(""), Some(&with_headers), &none),
        (Code::HeaderInvalid, Some("connection.headers[0].name".to_owned()))
    );

    assert_eq!(fault(&below(""), Some(&base(Auth::Bearer)), &none), invalid("auth.secret"));
    assert_eq!(fault(&below(""), Some(&base(Auth::Bearer)), &keys(&[], Some(""))), invalid("auth.secret"));
    let broken = keys(&[], Some("s3cret\r\nx: y"));
    assert_eq!(fault(&below(""), Some(&base(Auth::Bearer)), &broken).0, Code::HeaderInvalid);
    let not_text = Keys { auth: Some(Secret::new(vec![0xff])), ..Keys::default() };
    assert_eq!(fault(&below(""), Some(&base(Auth::Bearer)), &not_text), invalid("auth.secret"));
    let colon = Auth::Basic { username: "a:b".to_owned() };
    assert_eq!(fault(&below(""), Some(&base(colon)), &keys(&[], Some("x"))), invalid("auth.username"));
    let framing = Auth::ApiKeyHeader { name: "Content-Length".to_owned() };
    assert_eq!(
        fault(&below(""), Some(&base(framing)), &keys(&[], Some("x"))).1.as_deref(),
        Some("auth.name")
    );

    let mut signed = to("https://x.test/");
    for signing in [Signing::Aligent, Signing::Standard] {
        signed.signing = signing;
        assert_eq!(fault(&signed, None, &none), (Code::SigningKeyInvalid, Some("signing".to_owned())));
    }
    assert_eq!(fault(&signed, None, &keys(&["s3cret"], None)).0, Code::SigningKeyInvalid);
    signed.signing =
        Signing::Hmac { header: "te".to_owned(), encoding: Encoding::Hex, prefix: String::new() };
    assert_eq!(fault(&signed, None, &keys(&["k"], None)).1.as_deref(), Some("signing.header"));
}

#[tokio::test]
async fn the_bytes_signed_are_the_bytes_received() {
    let receiver = Receiver::start(Vec::new(), Answer::status(200)).await;
    let mut subscription = to(&receiver.url());
    subscription.signing = Signing::Aligent;
    let aligent = build(&subscription, None, &keys(&["fv38u07Wdh"], None), parts(), Private::Any).unwrap();
    assert_eq!(answered(&send(&aligent).await), 200);

    subscription.signing = Signing::Standard;
    let both = keys(&[STANDARD_KEY, STANDARD_OLD_KEY], None);
    let standard = build(&subscription, None, &both, parts(), Private::Any).unwrap();
    assert_eq!(answered(&send(&standard).await), 200);

    let received = receiver.received();
    assert_eq!(received[0].header("x-magento-signature"), Some(ALIGENT));
    assert_eq!(received[0].body, BODY.as_bytes());
    let got = |name| received[1].header(name).unwrap();
    for key in [STANDARD_KEY, STANDARD_OLD_KEY] {
        assert!(verify_standard(
            key.as_bytes(),
            got("webhook-id"),
            got("webhook-timestamp"),
            got("webhook-signature"),
            &received[1].body,
            NOW
        ));
    }
    assert_eq!(got("webhook-id"), got("x-hookdesk-delivery"));
    // The id and the time may be read in the record, the signature may not.
    let record = standard.record();
    assert!(record.headers.contains(&pair("webhook-id", got("webhook-id"))));
    assert!(record.headers.contains(&pair("webhook-signature", "[redacted]")));
    assert!(curl::command(&record, BODY.as_bytes()).contains("-H 'webhook-signature: [redacted]'"));
}
