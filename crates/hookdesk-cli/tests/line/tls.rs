//! `connections add|set|certificate`: a connection's own TLS, from files.

use std::path::Path;

use hookdesk_testkit::{Answer, Authority, Flaw, TlsServer};
use serde_json::json;

use crate::desk::Desk;

fn write(dir: &Path, name: &str, text: &str) -> String {
    let path = dir.join(name);
    std::fs::write(&path, text).expect("written");
    path.to_str().expect("a path").to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_connections_tls_is_set_from_files_and_its_server_looked_at() {
    let (ours, theirs) = (Authority::new("Our Own CA"), Authority::new("Clients' CA"));
    let (keypair, client) = (ours.issue(Flaw::None), theirs.issue(Flaw::None));
    let server = TlsServer::start(&keypair, Some(&theirs), |_| Answer::status(200)).await;
    let files = tempfile::tempdir().expect("a directory");
    let ca = write(files.path(), "ca.pem", &ours.pem());
    let certificate = write(files.path(), "client.pem", &client.pem());
    let key = write(files.path(), "client.key", &client.key_pem());
    let (base, pin) = (server.base(), keypair.pin());
    for desk in Desk::both() {
        let id =
            desk.ok(&["connections", "add", "--name", "erp", "--url", &base, "--ca", &ca, "--pin", &pin]);
        let shown = desk.ok(&["connections", "certificate", "erp", "--allow-private"]);
        for part in ["state     good, ", "pin fits  yes", "certificate 0", "issuer      CN=Our Own CA", &pin]
        {
            assert!(shown.contains(part), "{part}: {shown}");
        }
        let test = ["connections", "test", &id, "--allow-private"];
        assert!(desk.run(&test).out.contains("the server asks for a client certificate"));
        let swapped =
            desk.run(&["connections", "set", "erp", "--client-cert", &key, "--client-key", &certificate]);
        assert_ne!(swapped.code, 0);
        assert!(
            swapped.err.contains("tls.client_certificate") && swapped.err.contains("private key"),
            "{}",
            swapped.err
        );
        let set = ["connections", "set", "erp", "--client-cert", &certificate, "--client-key", &key];
        let saved = desk.json(&set);
        assert_eq!((&saved["has_client_key"], &saved["tls"]["pins"]), (&json!(true), &json!([pin])));
        assert!(desk.ok(&test).starts_with("Answered 200"));
        // The settings move to another machine, the key does not.
        let exported = desk.ok(&["config", "export"]);
        assert!(exported.contains("BEGIN CERTIFICATE") && !exported.contains("PRIVATE KEY"));
        let file = write(files.path(), "config.json", &exported);
        let other = Desk::new();
        other.ok(&["config", "import", &file]);
        let moved = other.json(&["connections", "list"]);
        assert_eq!((&moved[0]["paused"], &moved[0]["has_client_key"]), (&json!(true), &json!(false)));
        assert_eq!(moved[0]["tls"], saved["tls"]);
        let bare = desk.json(&[
            "connections",
            "set",
            &id,
            "--without",
            "client",
            "--without",
            "pins",
            "--without",
            "ca",
        ]);
        assert_eq!((&bare["has_client_key"], &bare["tls"]["extra_ca"]), (&json!(false), &json!("")));
        let refused = desk.json(&["connections", "certificate", &id, "--allow-private"]);
        assert_eq!((&refused["state"], &refused["pinned"]), (&json!("refused"), &json!(null)));
        assert_eq!(desk.run(&["connections", "certificate", "nobody"]).code, 1);
    }
}
