//! Consents over names that lead where the test says.
#![allow(clippy::unwrap_used)]

use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, Mutex};

use hookdesk_api::dispatch;
use hookdesk_connect::{Net, Waiting};
use hookdesk_core::Code;
use hookdesk_core::network::View;
use hookdesk_core::time::SystemClock;
use hookdesk_engine::{Engine, EngineOptions, Machine, Role};
use serde_json::{Value, json};
use tokio::net::TcpStream;

/// Every name leads here; nothing is ever dialled.
#[derive(Clone, Default)]
struct Names(Arc<Mutex<Vec<IpAddr>>>);

impl Names {
    fn lead(&self, to: &[&str]) {
        *self.0.lock().unwrap() = to.iter().map(|ip| ip.parse().unwrap()).collect();
    }
}

impl Machine for Names {
    fn view(&self) -> View {
        View { local: true, internet: true, id: 1 }
    }

    fn net(&self) -> Arc<dyn Net> {
        Arc::new(self.clone())
    }
}

impl Net for Names {
    fn lookup(&self, _: String) -> Waiting<'static, Vec<IpAddr>> {
        let found = self.0.lock().unwrap().clone();
        Box::pin(async move { Ok(found) })
    }

    fn connect(&self, _: SocketAddr) -> Waiting<'_, TcpStream> {
        Box::pin(async { Err(std::io::Error::other("nothing is dialled")) })
    }
}

async fn call(engine: &Engine, name: &str, request: Value) -> Value {
    serde_json::from_str(&dispatch(engine, name, request).await.unwrap()).unwrap()
}

#[tokio::test]
async fn what_was_shown_is_what_is_consented_to() {
    let dir = tempfile::tempdir().unwrap();
    let (data_dir, clock) = (dir.path().to_owned(), Arc::new(SystemClock));
    let options = EngineOptions { data_dir, passphrase: None, role: Role::Run, clock };
    let names = Names::default();
    let engine = Engine::open_on(options, Arc::new(names.clone())).await.unwrap();
    call(&engine, "hooks.save", json!({ "name": "a.b" })).await;
    names.lead(&["127.0.0.1", "::1"]);
    let to = json!({ "kind": "url", "url": "http://shop.localhost:9/" });
    let row = call(&engine, "subscriptions.save", json!({ "event_name": "a.b", "recipient": to })).await;
    assert_eq!(row["blocked"]["subnets"], json!(["127.0.0.0/8", "::1/128"]), "{row}");

    // Between the look and the click the name was turned.
    names.lead(&["192.168.1.20"]);
    let fault = dispatch(&engine, "subscriptions.consent", json!({ "id": 1 })).await.unwrap_err();
    assert!(fault.code == Code::AddressMoved && fault.message.contains("192.168.1.20"), "{fault:?}");
    let row = call(&engine, "subscriptions.get", json!({ "id": 1 })).await;
    assert_eq!((&row["consent"], &row["needs_consent"]), (&Value::Null, &json!(true)));
    let shown = json!(["127.0.0.0/8", "192.168.1.0/24", "::1/128"]);
    assert_eq!(row["blocked"]["subnets"], shown);

    // Now that it is shown, it is consented to.
    let row = call(&engine, "subscriptions.consent", json!({ "id": 1 })).await;
    assert_eq!((&row["consent"]["subnets"], &row["needs_consent"]), (&shown, &json!(false)));

    // A name that leads to public addresses only needs none, and that it did is remembered.
    names.lead(&["93.184.216.34"]);
    let row = call(&engine, "subscriptions.save", json!({ "id": 1, "allow_private": true })).await;
    assert_eq!((&row["consent"], &row["allow_private"]), (&Value::Null, &json!(false)));
    let stored = engine.store().subscriptions().await.unwrap().remove(0);
    assert!(stored.was_public("shop.localhost"));
    engine.shutdown().await;
}
