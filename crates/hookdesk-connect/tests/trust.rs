//! What a connection adds to TLS: its own authority, pins, a client certificate; and how each refusal reads.
#![allow(clippy::unwrap_used)]

mod common;

use common::{NOW, answered, failed, post};
use hookdesk_connect::{Exchange, HttpClient, Identity, Pins, Policy, certificates};
use hookdesk_core::certificate::Certificate;
use hookdesk_core::message::FailureTruth::NotSent;
use hookdesk_core::message::TransportClass;
use hookdesk_secrets::Secret;
use hookdesk_testkit::{Answer, Authority, Flaw, Keypair, TlsServer};

async fn serve(keypair: &Keypair) -> TlsServer {
    TlsServer::start(keypair, None, |_| Answer::status(200)).await
}

fn trusting(pem: &str) -> Policy {
    Policy { roots: certificates(pem.as_bytes()).unwrap(), ..Policy::default() }
}

async fn send(client: &HttpClient, server: &TlsServer) -> Exchange {
    client.send(&post(&format!("{}/", server.base()), "{}"), NOW).await
}

fn refusal(exchange: &Exchange) -> &str {
    assert_eq!(failed(exchange), (TransportClass::Tls, NotSent, None));
    exchange.error.as_deref().unwrap()
}

#[tokio::test]
async fn each_refusal_says_what_is_wrong_and_what_to_do() {
    let ours = Authority::new("Our Own CA");
    for (flaw, want) in [
        (Flaw::Expired, "the server's certificate ended on 2021-01-01; it must be renewed there"),
        (Flaw::NotYet, "the server's certificate is good only from 2090-01-01; check this machine's clock"),
        (
            Flaw::OtherHost,
            "the server's certificate is for shop.test, not localhost; use a name it is for, or have it made anew",
        ),
        (
            Flaw::SelfSigned,
            "the server's certificate is signed by itself; add it to the connection's extra CA if it is yours",
        ),
        (
            Flaw::SelfSignedAuthority,
            "the server's certificate is an authority's own; add it to the connection's extra CA if it is yours",
        ),
    ] {
        let keypair = ours.issue(flaw);
        let server = serve(&keypair).await;
        let exchange = send(&HttpClient::with(trusting(&ours.pem())), &server).await;
        assert_eq!(refusal(&exchange), want);
        // What was refused was seen.
        let seen = exchange.handshake.unwrap();
        assert_eq!(seen.refused.as_deref(), Some(want));
        assert_eq!(seen.certificates()[0].pin, keypair.pin());
        assert_eq!((seen.host.as_str(), seen.port), ("localhost", server.address().port()));
        assert!(server.received().is_empty());
    }
    let stranger = serve(&Authority::new("Strange CA").issue(Flaw::None)).await;
    let exchange = send(&HttpClient::with(trusting(&ours.pem())), &stranger).await;
    assert_eq!(
        refusal(&exchange),
        "the server's certificate is signed by an authority this system does not trust (CN=Strange CA); add that to the \
         connection's extra CA if it is yours"
    );
}

#[tokio::test]
async fn a_certificate_that_is_listed_itself_is_trusted_for_its_name_and_time_only() {
    let ours = Authority::new("Our Own CA");
    for flaw in [Flaw::SelfSigned, Flaw::SelfSignedAuthority, Flaw::None] {
        let keypair = ours.issue(flaw);
        let server = serve(&keypair).await;
        let client = HttpClient::with(trusting(&keypair.pem()));
        assert_eq!(answered(&send(&client, &server).await), 200, "{flaw:?}");
    }
    for (flaw, want) in [(Flaw::Expired, "ended on 2021-01-01"), (Flaw::OtherHost, "not localhost")] {
        let keypair = ours.issue(flaw);
        let exchange = send(&HttpClient::with(trusting(&keypair.pem())), &serve(&keypair).await).await;
        assert!(refusal(&exchange).contains(want), "{exchange:?}");
    }
    // It signs for nobody else.
    let listed = ours.issue(Flaw::None);
    let other = ours.issue(Flaw::None);
    let exchange = send(&HttpClient::with(trusting(&listed.pem())), &serve(&other).await).await;
    assert!(refusal(&exchange).contains("does not trust"));
}

#[tokio::test]
async fn pins_hold_for_their_host_and_several_let_a_server_change_its_key() {
    let ours = Authority::new("Our Own CA");
    let (now, next, strange) = (ours.issue(Flaw::None), ours.issue(Flaw::None), ours.issue(Flaw::None));
    let server = serve(&now).await;
    let pinned = |host: &str, keys: &[&Keypair]| {
        let keys = keys.iter().map(|keypair| keypair.pin()).collect();
        let pins = Some(Pins { host: host.to_owned(), keys });
        HttpClient::with(Policy { pins, ..trusting(&ours.pem()) })
    };
    let both = pinned("localhost", &[&now, &next]);
    assert_eq!(answered(&send(&both, &server).await), 200);
    both.close_all();
    // The same key in a new certificate, then another key that was announced.
    for shown in [ours.renew(&now, Flaw::None), next.clone()] {
        server.show(&shown);
        assert_eq!(answered(&send(&both, &server).await), 200);
        both.close_all();
    }
    server.show(&strange);
    let exchange = send(&both, &server).await;
    let want = format!(
        "the server's key {} is none of the connection's pins; add it if the server has a new key, otherwise somebody may \
         be in between",
        strange.pin()
    );
    assert_eq!(refusal(&exchange), want);
    assert_eq!(exchange.handshake.unwrap().refused, Some(want));
    // Another host may have any key; but no pin makes a stranger trusted.
    assert_eq!(answered(&send(&pinned("shop.test", &[&now]), &server).await), 200);
    let lone = Authority::new("Strange CA").issue(Flaw::None);
    let exchange = send(&pinned("localhost", &[&lone]), &serve(&lone).await).await;
    assert!(refusal(&exchange).contains("does not trust"));
}

#[tokio::test]
async fn a_server_that_asks_is_shown_the_client_certificate() {
    let (ours, theirs) = (Authority::new("Our Own CA"), Authority::new("Clients' CA"));
    let keypair = ours.issue(Flaw::None);
    let server = TlsServer::start(&keypair, Some(&theirs), |_| Answer::status(200)).await;
    let showing = |keypair: &Keypair| {
        let identity = Identity::read(&keypair.pem(), &Secret::new(keypair.key_pem().into_bytes())).unwrap();
        HttpClient::with(Policy { identity: Some(identity), ..trusting(&ours.pem()) })
    };
    let client = showing(&theirs.issue(Flaw::None));
    assert_eq!(answered(&send(&client, &server).await), 200);
    assert_eq!(answered(&send(&client, &server).await), 200);
    assert_eq!((server.handshakes(), server.with_client()), (1, 1));
    // One that does not ask is shown none.
    let open = serve(&keypair).await;
    assert_eq!(answered(&send(&client, &open).await), 200);
    assert_eq!((open.handshakes(), open.with_client()), (1, 0));

    let without = send(&HttpClient::with(trusting(&ours.pem())), &server).await;
    assert_eq!(failed(&without).0, TransportClass::Tls);
    assert_eq!(
        without.error.as_deref(),
        Some("the server asks for a client certificate; give the connection one, with its key")
    );
    let wrong = send(&showing(&ours.issue(Flaw::None)), &server).await;
    assert_eq!(failed(&wrong).0, TransportClass::Tls);
    assert!(
        wrong
            .error
            .as_deref()
            .unwrap()
            .starts_with("the server refused the connection's client certificate (")
    );
    assert_eq!(server.received().len(), 2);
}

#[tokio::test]
async fn a_look_sends_nothing_and_shows_the_refused_too() {
    let ours = Authority::new("Our Own CA");
    let server = serve(&ours.issue(Flaw::None)).await;
    let request = post(&format!("{}/", server.base()), "{}");
    let good = HttpClient::with(trusting(&ours.pem())).look(&request).await.unwrap().unwrap();
    assert_eq!(good.refused, None);
    let shown: Vec<Certificate> = good.certificates();
    assert_eq!(shown[0].names, ["localhost", "127.0.0.1"]);
    assert_eq!(shown[0].issuer, "CN=Our Own CA");
    let refused = HttpClient::with(Policy::default()).look(&request).await.unwrap().unwrap();
    assert!(refused.refused.as_deref().unwrap().contains("does not trust"));
    assert!(server.received().is_empty());
    let plain = post("http://127.0.0.1:9/", "");
    assert!(HttpClient::with(Policy::default()).look(&plain).await.is_err());
}

#[test]
fn a_key_must_be_the_certificates_own_and_open() {
    let ours = Authority::new("Our Own CA");
    let (one, other) = (ours.issue(Flaw::None), ours.issue(Flaw::None));
    let read = |chain: &str, key: &str| {
        let fault = Identity::read(chain, &Secret::new(key.as_bytes().to_vec())).unwrap_err();
        (fault.field.unwrap_or_default(), fault.message)
    };
    let key = |why: &str| ("client_key".to_owned(), why.to_owned());
    assert_eq!(read(&one.pem(), &other.key_pem()), key("the key does not belong to the certificate"));
    assert_eq!(read(&one.pem(), &one.pem()), key("there is no private key in it"));
    assert_eq!(read(&one.pem(), "hello"), key("there is no private key in it"));
    let sealed = one.key_pem().replace("PRIVATE KEY", "ENCRYPTED PRIVATE KEY");
    assert_eq!(read(&one.pem(), &sealed), key("the key is under a passphrase of its own"));
    assert_eq!(read("", &one.key_pem()).0, "tls.client_certificate");
    let made = Identity::read(&one.pem(), &Secret::new(one.key_pem().into_bytes())).unwrap();
    assert_eq!(format!("{made:?}"), "Identity([redacted])");
}
