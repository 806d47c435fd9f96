//! What a hook's content costs: reading the JSON and building the body, on one core.

use std::fmt::Write as _;
use std::hint::black_box;
use std::time::Instant;

use anyhow::{Context as _, Result, anyhow, ensure};
use hookdesk_content::build::Plan;
use hookdesk_content::context::Layers;
use hookdesk_content::definition::{Content, Field};
use hookdesk_content::json;
use hookdesk_core::config::ContentWrap;

use crate::figure::{Report, Target};
use crate::scene::Scene;

/// The seed's first filtration: the quote as the shop knows it, and what is asked of it.
const QUOTE: &str = include_str!("../../crates/hookdesk-content/tests/seed/filtered_collection/context.json");
const QUOTE_SOURCE: &str = "context_checkout_session.get_quote.get_items[qty,price,product.name,product.customer_group_id,product.attributes.url_key]";
const QUOTES: usize = 300_000;
const ITEMS: usize = 1_000;
const ORDERS: usize = 50;
const RUNS: usize = 3;

/// The figures.
pub fn measure(scene: &mut Scene, report: &mut Report) -> Result<()> {
    let quotes = scene.volume(QUOTES);
    let quote = plan(&[("quote.id", "data.quote_id"), ("quote.items", QUOTE_SOURCE)])?;
    let payload = r#"{"eventName":"sales_quote_add_item","data":{"quote_id":"66"}}"#;
    ensure!(body(&quote, payload, QUOTE)?.ends_with(br#""attributes":{"url_key":"simple-product-3"}}}]}}"#));
    let rates = runs(|| {
        let start = Instant::now();
        for _ in 0..quotes {
            black_box(body(&quote, black_box(payload), black_box(QUOTE))?);
        }
        Ok(quotes as f64 / start.elapsed().as_secs_f64())
    })?;
    report.add(
        "mapping",
        "quote with context and filtration, JSON read and written",
        "builds/s",
        &rates,
        Target::AtLeast(100_000.0),
    );

    let fields = ["sku", "name", "qty_ordered", "price", "row_total", "product_option.color"];
    let fields: Vec<(String, String)> =
        fields.iter().map(|field| (format!("lines[].{field}"), format!("items[].{field}"))).collect();
    let mut all: Vec<(&str, &str)> =
        fields.iter().map(|(name, source)| (name.as_str(), source.as_str())).collect();
    all.push(("order", "increment_id"));
    let plan = plan(&all)?;
    for (items, target) in
        [(ITEMS, Target::Under(10.0)), (ITEMS * 10, Target::None), (ITEMS * 20, Target::None)]
    {
        let order = order(items)?;
        let body_len = body(&plan, &order, "{}")?.len();
        ensure!(body_len > items * 60, "the lines are missing");
        let times = runs(|| {
            let start = Instant::now();
            for _ in 0..scene.volume(ORDERS) {
                black_box(body(&plan, black_box(&order), "{}")?);
            }
            Ok(start.elapsed().as_secs_f64() * 1e3 / scene.volume(ORDERS) as f64)
        })?;
        let what = format!("order of {items} items, {:.1} MB, six items[] fields", order.len() as f64 / 1e6);
        report.add("mapping", &what, "ms", &times, target);
    }
    Ok(())
}

fn plan(fields: &[(&str, &str)]) -> Result<Plan> {
    let fields = fields.iter().map(|(name, source)| Field {
        name: (*name).to_owned(),
        source: Some((*source).to_owned()),
        converter: None,
        active: true,
    });
    let content = Content { fields: fields.collect(), ..Content::default() };
    Plan::compile(&content, ContentWrap::Data).map_err(|faults| anyhow!("{faults:?}"))
}

/// One build as a hook has it: payload and context are read, the body is written.
fn body(plan: &Plan, payload: &str, context: &str) -> Result<Vec<u8>> {
    let read = json::read(payload)?;
    let event = json::read(context)?;
    let world = Layers { event: Some(&event), ..Layers::default() };
    plan.build(&read, payload.as_bytes(), &world).body.context("no body")
}

fn runs(mut one: impl FnMut() -> Result<f64>) -> Result<Vec<f64>> {
    one()?;
    (0..RUNS).map(|_| one()).collect()
}

/// An order whose items are about 1 kB each, as the shop's API writes them.
fn order(items: usize) -> Result<String> {
    let mut text = r#"{"increment_id":"000000042","items":["#.to_owned();
    for n in 0..items {
        let comma = if n == 0 { "" } else { "," };
        write!(
            text,
            r#"{comma}{{"item_id":{n},"sku":"WS12-M-{n}","name":"Radiant Tee \u00e9 {n}","qty_ordered":2.0000,"price":"22.0000","row_total":44.0000,"product_option":{{"color":"Orange","size":"M"}}"#
        )?;
        for extra in 0..34 {
            write!(text, r#","extension_value_{extra}":"{}""#, n * extra)?;
        }
        text.push('}');
    }
    text.push_str("]}");
    Ok(text)
}
