//! Every example of the seed "Configure hook contents", word for word: the XML lines as they stand there, and the JSON
//! they must give. Each folder of tests/seed is one.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::fs;

use std::path::Path;

use hookdesk_content::build::Plan;
use hookdesk_content::context::{Layers, Request};
use hookdesk_content::convert::Aliases;
use hookdesk_content::definition::{Content, Field, Header, Verb};
use hookdesk_content::files;
use hookdesk_content::json::{self, Json};
use hookdesk_content::run::{Call, Prepared, Reply, Run, Step, answer};
use hookdesk_core::config::ContentWrap;

fn attribute(line: &str, name: &str) -> Option<String> {
    let rest = line.split_once(&format!("{name}="))?.1;
    let quote = rest.chars().next()?;
    rest[1..].split_once(quote).map(|(value, _)| value.to_owned())
}

fn content(xml: &str) -> Content {
    let mut content = Content::default();
    for line in xml.lines() {
        if line.starts_with("<field ") {
            content.fields.push(Field {
                name: attribute(line, "name").expect("a name"),
                source: attribute(line, "source"),
                converter: None,
                active: true,
            });
        } else if line.starts_with("<header ") {
            let value = line.split_once('>').and_then(|(_, rest)| rest.split_once("</")).expect("a value").0;
            let name = attribute(line, "name").expect("a name");
            content.headers.push(Header { name, value: value.to_owned(), resolver: None, active: true });
        }
    }
    content
}

fn file(folder: &Path, name: &str) -> Option<String> {
    fs::read_to_string(folder.join(name)).ok()
}

fn request(text: &str) -> Request {
    let json = json::read(text).unwrap();
    let text = |key: &str| json.get(key).and_then(Json::as_text).unwrap().to_owned();
    let headers = json.get("headers").and_then(Json::as_object).unwrap();
    let headers = headers.iter().map(|(name, value)| (name.to_owned(), value.as_text().unwrap().to_owned()));
    Request { method: text("method"), path: text("path"), query: Vec::new(), headers: headers.collect() }
}

#[test]
fn the_seeds_examples_give_what_they_say() {
    let mut folders: Vec<_> =
        fs::read_dir("tests/seed").unwrap().map(|entry| entry.unwrap().path()).collect();
    folders.sort();
    assert_eq!(folders.len(), 21);
    for folder in folders {
        let name = folder.display();
        let raw = file(&folder, "payload.json").unwrap_or_else(|| "{}".to_owned());
        let payload = json::read(&raw).unwrap();
        let context = file(&folder, "context.json");
        let context = context.as_deref().map(|text| json::read(text).unwrap());
        let request = file(&folder, "request.json").map(|text| request(&text));
        let world = Layers { event: context.as_ref(), request: request.as_ref(), ..Layers::default() };

        let plan = Plan::compile(&content(&file(&folder, "hook.xml").unwrap()), ContentWrap::Data);
        let plan = plan.unwrap_or_else(|faults| panic!("{name}: {faults:?}"));
        let built = plan.build(&payload, raw.as_bytes(), &world);
        assert!(built.fires, "{name}");
        if let Some(sent) = file(&folder, "sent.json") {
            let body = String::from_utf8(built.body.unwrap()).unwrap();
            assert_eq!(json::read(&body).unwrap(), json::read(&sent).unwrap(), "{name}: {body}");
        }
        if name.to_string().ends_with("custom_header") {
            let headers: Vec<_> =
                built.headers.iter().map(|(name, value)| (name.as_str(), value.reveal())).collect();
            assert_eq!(headers, [("X-Custom-Header", "from the caller".to_owned())]);
        }
        let absent = name.to_string().contains("without");
        assert_eq!(built.notes.is_empty(), !absent, "{name}: {:?}", built.notes);
    }
}

/// The seed's example of a converter, read as it stands there; the class is one that a setting stands in for.
#[test]
fn the_seeds_converter_converts_there_and_on_a_replace_of_its_own_source_back() {
    let xml = r#"<fields>
<field name='order.id' source='data.order.id' />
<field name='order.status' source='data.order.status' converter="Path/To/The/Converter/Class" />
</fields>"#;
    let file = format!(
        r#"<config><method name="observer.a" type="before"><hooks><batch name="b"><hook name="h" url="https://example.com">{xml}</hook></batch></hooks></method></config>"#
    );
    let webhook = files::read(&file).unwrap().webhooks.remove(0);
    let aliases = Aliases::from([("Path/To/The/Converter/Class".to_owned(), "map{new=1,done=2}".to_owned())]);
    let prepared = Prepared::compile(webhook.clone(), &aliases).unwrap();
    let raw = r#"{"data":{"order":{"id":7,"status":"new"}}}"#;
    let Step::Send(request) =
        prepared.ready(&json::read(raw).unwrap(), raw.as_bytes(), &Layers::default()).step
    else {
        panic!("not sent")
    };
    let body = String::from_utf8(request.body.unwrap()).unwrap();
    assert_eq!(body, r#"{"order":{"id":7,"status":1}}"#);
    let replaced = |op: &str, path: &str| {
        let operation = format!(r#"{{"op":"{op}","path":"{path}","value":2}}"#);
        let answer = answer(Verb::Post, "https://example.com", 200, operation.as_bytes()).unwrap();
        let mut run = Run::new([&webhook], json::read(raw).unwrap());
        let reply = Reply::Answered { answer, took: None, cached: false };
        run.merge(vec![Call { hook: 0, notes: Vec::new(), reply }], &|_, path, value| {
            prepared.back(path, value)
        });
        run.outcome().payload.to_string()
    };
    // Only a replace, and only where its path corresponds to the source of the field with the converter.
    assert_eq!(replaced("replace", "data/order/status"), r#"{"data":{"order":{"id":7,"status":"done"}}}"#);
    assert_eq!(replaced("replace", "data/order/id"), r#"{"data":{"order":{"id":2,"status":"new"}}}"#);
    assert_eq!(replaced("add", "data/order/status"), r#"{"data":{"order":{"id":7,"status":2}}}"#);
}
