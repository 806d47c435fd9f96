//! What a content costs an event on its way: the stream with a hook that maps and judges, beside one that does not.

use anyhow::Result;
use hookdesk_content::definition::{Content, Field, Header, Rule, Rules};

use crate::figure::{Report, Target};
use crate::scene::Scene;
use crate::stream;

const EVENTS: usize = 40_000;
const RUNS: usize = 3;

/// The figures.
pub async fn measure(scene: &mut Scene, report: &mut Report) -> Result<()> {
    let events = scene.volume(EVENTS);
    let (mut plain, mut with) = (Vec::new(), Vec::new());
    // In turn, so that a machine that changes its pace changes it for both.
    for _ in 0..RUNS {
        plain.push(stream::run(scene, events, None).await?);
        with.push(stream::run(scene, events, Some(content())).await?);
    }
    let rates = |runs: &[stream::Run]| runs.iter().map(|run| run.accepted).collect::<Vec<_>>();
    let cpu = |runs: &[stream::Run]| runs.iter().map(|run| run.cpu_us).collect::<Vec<_>>();
    let share: Vec<f64> =
        plain.iter().zip(&with).map(|(plain, with)| with.accepted / plain.accepted).collect();
    report.add(
        "content.plain",
        "stream from 32 callers, no content: accepted",
        "events/s",
        &rates(&plain),
        Target::None,
    );
    report.add(
        "content.accepted",
        "  with one rule, eight fields, two headers: accepted",
        "events/s",
        &rates(&with),
        Target::None,
    );
    report.add("content.share", "  its share of the one without", "", &share, Target::None);
    report.add(
        "content.cpu.plain",
        "  CPU of hookdesk per event, no content",
        "µs",
        &cpu(&plain),
        Target::None,
    );
    report.add(
        "content.cpu",
        "  with the content, building and sending included",
        "µs",
        &cpu(&with),
        Target::None,
    );
    Ok(())
}

/// One that every order of the stream fires.
fn content() -> Content {
    let fields = [
        ("order.id", "entity_id"),
        ("order.number", "increment_id"),
        ("order.total", "grand_total"),
        ("customer.email", "customer_email"),
        ("customer.city", "billing_address.city"),
        ("lines[].sku", "items[].sku"),
        ("lines[].quantity", "items[].qty_ordered"),
        ("area", "context_application_state.get_area_code"),
    ];
    let field = |(name, source): (&str, &str)| Field {
        name: name.to_owned(),
        source: Some(source.to_owned()),
        converter: None,
        active: true,
    };
    let header = |name: &str, value: &str| Header {
        name: name.to_owned(),
        value: value.to_owned(),
        resolver: None,
        active: true,
    };
    let rule = Rule {
        field: "grand_total".to_owned(),
        operator: "greaterThan".to_owned(),
        value: Some("1".to_owned()),
        active: true,
    };
    Content {
        fields: fields.into_iter().map(field).collect(),
        headers: vec![header("X-Order", "{{ increment_id }}"), header("X-Source", "shop")],
        rules: Rules { groups: vec![vec![rule]] },
        ..Content::default()
    }
}
