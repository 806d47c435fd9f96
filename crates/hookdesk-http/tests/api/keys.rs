//! The key of the secrets: chosen, changed, lost.

use hookdesk_core::Code;
use serde_json::json;

use crate::host::Host;

const FIRST: &str = "correct horse battery";

#[tokio::test]
async fn a_change_of_passphrase_asks_for_the_present_one() {
    let host = Host::with_secrets().await;
    for wrong in [json!({}), json!({ "current": null }), json!({ "current": "" }), json!({ "current": "x" })]
    {
        let mut request = json!({ "passphrase": "the second passphrase" });
        request.as_object_mut().expect("an object").extend(wrong.as_object().expect("an object").clone());
        let refused = host.refused("security.use_passphrase", request).await;
        assert_eq!(refused, ("secret.wrong_passphrase".to_owned(), "current".to_owned()), "{wrong}");
    }
    let request = json!({ "passphrase": "the second passphrase", "current": FIRST });
    let state = host.call("security.use_passphrase", request).await;
    assert_eq!((&state["state"], &state["wrong_passphrase"]), (&json!("passphrase"), &json!(false)));
    let refused = host.refused("security.unlock", json!({ "passphrase": FIRST })).await;
    assert_eq!(refused, ("secret.wrong_passphrase".to_owned(), "passphrase".to_owned()));
    host.call("security.unlock", json!({ "passphrase": "the second passphrase" })).await;
}

#[tokio::test]
async fn what_is_lost_is_named_and_given_up_only_on_the_words() {
    let host = Host::with_secrets().await;
    host.call("hooks.save", json!({ "name": "a.b" })).await;
    let nothing = json!({
        "connections": [], "subscriptions": [], "named": [], "signature_keys": 0, "tokens": 0,
    });
    host.call(
        "connections.save",
        json!({ "name": "CRM", "base_url": "https://crm.example/", "auth": { "kind": "bearer" }, "auth_secret": "t" }),
    )
    .await;
    host.call("connections.save", json!({ "name": "Open", "base_url": "https://open.example/" })).await;
    for (label, url) in [("ERP", "https://erp.example/"), ("", "https://x.example/?token=abc")] {
        let recipient = json!({ "kind": "url", "url": url });
        let request =
            json!({ "event_name": "a.b", "label": label, "recipient": recipient, "secret": "signing-key" });
        host.call("subscriptions.save", request).await;
    }
    host.call("secrets.save", json!({ "name": "shop", "value": "v" })).await;
    host.call("signature.set", json!({ "enabled": true })).await;
    assert_eq!(host.call("security.what_is_lost", json!({})).await, nothing, "the key is here");
    let refused = host.refused("security.begin_anew", json!({ "confirm": "lose my secrets" })).await;
    assert_eq!(refused.0, Code::InputInvalid.as_str(), "nothing is lost");

    let host = host.again(Some("no longer known")).await;
    let info = host.call("system.info", json!({})).await;
    assert_eq!(
        (&info["key"]["state"], &info["key"]["wrong_passphrase"]),
        (&json!("locked"), &json!(true)),
        "{info}"
    );
    let notice = host.call("overview.get", json!({})).await["notices"][0].clone();
    assert!(notice["text"].as_str().is_some_and(|text| text.contains("is wrong")), "{notice}");
    let check = host.call("system.check", json!({})).await.to_string();
    assert!(check.contains("(HOOKDESK_PASSPHRASE) is wrong"), "{check}");
    let lost = json!({
        "connections": ["CRM"], "subscriptions": ["ERP", "https://x.example/?token=[redacted]"],
        "named": ["shop"], "signature_keys": 1, "tokens": 0,
    });
    assert_eq!(host.call("security.what_is_lost", json!({})).await, lost);
    for wrong in ["", "yes", "Lose My Secrets"] {
        let refused = host.refused("security.begin_anew", json!({ "confirm": wrong })).await;
        assert_eq!(refused, (Code::InputInvalid.as_str().to_owned(), "confirm".to_owned()));
    }
    assert_eq!(host.call("security.what_is_lost", json!({})).await, lost, "nothing was forgotten");

    let state = host.call("security.begin_anew", json!({ "confirm": "lose my secrets" })).await;
    assert_eq!((&state["state"], &state["open"]), (&json!("unset"), &json!(false)));
    host.call("security.use_passphrase", json!({ "passphrase": "a new passphrase" })).await;
    // What has to be entered or made again still says so.
    let left = host.call("security.what_is_lost", json!({})).await;
    assert_eq!((&left["named"], &left["signature_keys"]), (&json!(["shop"]), &json!(1)));
    let row = &host.call("connections.list", json!({})).await[0];
    assert_eq!((&row["name"], &row["has_auth_secret"]), (&json!("CRM"), &json!(false)));
    host.call("secrets.save", json!({ "name": "shop", "value": "v2" })).await;
    host.call("signature.regenerate", json!({ "overlap_hours": 1 })).await;
    assert_eq!(host.call("security.what_is_lost", json!({})).await, nothing);
}
