//! Requests signed with OAuth 1.0a, to a Magento that checks them in its own way.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod common;

use common::{answered, send};
use hookdesk_connect::generic::{Keys, Parts, build_as};
use hookdesk_connect::{Exchange, Outgoing};
use hookdesk_core::address::Private;
use hookdesk_core::config::{Auth, Connection, Method, PayloadBinding, Recipient, Signing, Subscription};
use hookdesk_core::id::{ConnectionId, HookId, MessageId, SubscriptionId};
use hookdesk_core::name::EventName;
use hookdesk_core::oauth::{life, told};
use hookdesk_core::schedule::RetryPolicy;
use hookdesk_core::time::{Clock as _, SystemClock, UtcMillis};
use hookdesk_secrets::Secret;
use hookdesk_testkit::Magento;
use uuid::Uuid;

fn subscription(path: &str) -> Subscription {
    let at = UtcMillis(0);
    Subscription {
        id: SubscriptionId(1),
        label: String::new(),
        hook_id: HookId(1),
        event_name: EventName::parse("a.b").unwrap(),
        recipient: Recipient::Connection { id: ConnectionId(1), path: path.to_owned() },
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
        created_at: at,
        updated_at: at,
    }
}

fn connection(magento: &Magento, auth: Auth) -> Connection {
    Connection {
        id: ConnectionId(1),
        name: "Shop".to_owned(),
        base_url: format!("{}/rest/all/V1", magento.base()),
        auth,
        signing: Signing::None,
        headers: Vec::new(),
        paused: false,
        unauthorized: false,
        tls: Default::default(),
        has_client_key: false,
        has_auth_secret: true,
        has_signing_secret: false,
        created_at: UtcMillis(0),
        updated_at: UtcMillis(0),
    }
}

fn signing(magento: &Magento, clock_offset_s: i32) -> Auth {
    let integration = magento.integration();
    Auth::OAuth1 {
        consumer_key: integration.consumer_key,
        token: integration.token,
        signature_url_http: false,
        clock_offset_s,
    }
}

struct Sent<'a> {
    method: http::Method,
    path: &'a str,
    body: &'a [u8],
    content_type: &'a str,
}

const LIST: Sent<'static> = Sent {
    method: http::Method::GET,
    path: "orders?searchCriteria",
    body: b"",
    content_type: "application/json",
};

fn made(magento: &Magento, auth: Auth, secret: &str, sent: Sent<'_>) -> (Outgoing, UtcMillis) {
    let at = SystemClock.now();
    let parts = Parts {
        id: MessageId(Uuid::from_u128(7)),
        event_name: "a.b",
        number: 1,
        at,
        body: sent.body,
        content_type: Some(sent.content_type),
        headers: &[],
    };
    let keys = Keys { auth: Some(Secret::new(secret.as_bytes().to_vec())), ..Keys::default() };
    let connection = connection(magento, auth);
    let made = build_as(sent.method, &subscription(sent.path), Some(&connection), &keys, parts, Private::Any);
    (made.unwrap(), at)
}

async fn signed(magento: &Magento, sent: Sent<'_>) -> u16 {
    let (request, _) = made(magento, signing(magento, 0), &magento.integration().secret(), sent);
    answered(&send(&request).await)
}

/// What a person is told of the answer.
fn words(auth: &Auth, exchange: &Exchange, sent: UtcMillis) -> (String, String) {
    let response = exchange.response.as_ref().unwrap();
    let date = response.headers.iter().find(|(name, _)| name.eq_ignore_ascii_case("date")).unwrap();
    let took = i64::try_from(exchange.timings.total_us / 1_000).unwrap();
    let skew_ms = life::skew_ms(&date.1, sent, sent.plus(took));
    let refusal =
        told::Refusal { status: answered(exchange), www_authenticate: None, body: &response.body, skew_ms };
    told::in_words(auth, refusal).expect("a known answer")
}

#[tokio::test]
async fn magento_takes_every_query_as_it_is_signed() {
    let magento = Magento::start().await;
    for path in [
        "orders",
        "orders?searchCriteria",
        "orders?searchCriteria=",
        "orders?searchCriteria[filter_groups][0][filters][0][value]=2026-01-20 10:00:00&searchCriteria[pageSize]=50",
        "orders?searchCriteria%5Bfilter%5D=2026-01-20+10:00:00",
        "orders?fields=items[sku,name],total_count",
        "products/24-MB01%2Fx?a=b=c&d=%25&e=%2B&f=~'()*!&g=\"<>",
        "customers/search?name=Zoë Müller – 東京&like=%25a%25",
        "orders?b=2&a=2&a=1&aa=0&A=3",
        "orders?a&&b",
        "a b/ü?x=y",
    ] {
        let sent = Sent { path, ..LIST };
        assert_eq!(signed(&magento, sent).await, 200, "{path}");
    }
    for (body, content_type) in [
        (&br#"{"entity":{"a":"b=c&d"}}"#[..], "application/json"),
        (b"a=b+c&d=%26&e=", "application/x-www-form-urlencoded"),
        (b"", "application/json"),
    ] {
        for method in [http::Method::POST, http::Method::PUT, http::Method::DELETE] {
            let sent = Sent { method, path: "orders?x=y", body, content_type };
            assert_eq!(signed(&magento, sent).await, 200, "{content_type}");
        }
    }
}

#[tokio::test]
async fn a_request_sent_twice_is_refused_and_a_new_attempt_is_not() {
    let magento = Magento::start().await;
    let secret = magento.integration().secret();
    let auth = signing(&magento, 0);
    let (request, at) = made(&magento, auth.clone(), &secret, LIST);
    assert_eq!(answered(&send(&request).await), 200);
    let again = send(&request).await;
    assert_eq!(answered(&again), 401);
    assert!(words(&auth, &again, at).0.contains("nonce_used"));
    let (next, _) = made(&magento, auth, &secret, LIST);
    assert_eq!(answered(&send(&next).await), 200);
}

#[tokio::test]
async fn each_refusal_is_told_for_what_it_is() {
    let magento = Magento::start().await;
    let known = magento.integration();
    let auth = signing(&magento, 0);
    let told = async |auth: &Auth, secret: &str| {
        let (request, at) = made(&magento, auth.clone(), secret, LIST);
        let exchange = send(&request).await;
        assert!(answered(&exchange) >= 400);
        words(auth, &exchange, at)
    };
    let other = |consumer_key: &str, token: &str| Auth::OAuth1 {
        consumer_key: consumer_key.to_owned(),
        token: token.to_owned(),
        signature_url_http: false,
        clock_offset_s: 0,
    };
    let wrong = known.secret().replace("ts3", "ts4");
    assert!(told(&auth, &wrong).await.0.contains("signature_invalid"));
    let stranger = "z".repeat(32);
    assert!(told(&other(&stranger, &known.token), &known.secret()).await.0.contains("consumer_key_rejected"));
    assert!(told(&other("short", &known.token), &known.secret()).await.0.contains("consumer_key_rejected"));
    assert!(told(&other(&known.consumer_key, &stranger), &known.secret()).await.0.contains("token_rejected"));
    magento.allow(false);
    assert!(told(&auth, &known.secret()).await.1.contains("System > Integrations"));
    magento.allow(true);
    // Its token as Bearer: the same sentence, and another cause.
    let (what, next) = told(&Auth::Bearer, &known.token).await;
    assert!(what.contains("Bearer") && next.contains("standalone Bearer tokens"), "{what} {next}");
    magento.allow_bearer(true);
    let (bearer, _) = made(&magento, Auth::Bearer, &known.token, LIST);
    assert_eq!(answered(&send(&bearer).await), 200);
    magento.revoke();
    assert!(told(&auth, &known.secret()).await.0.contains("token_revoked"));
}

#[tokio::test]
async fn a_clock_that_is_off_is_measured_and_made_up_for() {
    let magento = Magento::start().await;
    let secret = magento.integration().secret();
    // The shop's clock is behind by more than it forgives.
    magento.clock_ahead(-1_200);
    let auth = signing(&magento, 0);
    let (request, at) = made(&magento, auth.clone(), &secret, LIST);
    let exchange = send(&request).await;
    assert_eq!(answered(&exchange), 401);
    let (what, next) = words(&auth, &exchange, at);
    assert!(what.contains("timestamp_refused") && what.contains("ahead of"), "{what}");
    let offset = next.split("offset of ").nth(1).and_then(|rest| rest.split(' ').next()).unwrap();
    let offset: i32 = offset.parse().unwrap();
    assert!((-1_205..=-1_195).contains(&offset), "{offset}");
    let (again, _) = made(&magento, signing(&magento, offset), &secret, LIST);
    assert_eq!(answered(&send(&again).await), 200);
}
