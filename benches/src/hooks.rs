//! Hooks that are waited for: what a run costs beyond its slowest hooks.

use std::net::TcpListener;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result};
use hookdesk_content::definition::{Content, Field, Header, Webhook};
use hookdesk_store::{Store, WebhookChange};
use serde_json::json;
use tokio::task::LocalSet;

use crate::desk::Desk;
use crate::figure::{Report, Target};
use crate::http::{Caller, Wire};
use crate::queue;
use crate::scene::Scene;
use crate::stats::percentile;

const METHOD: &str = "observer.sales_quote_add_item";
const BATCHES: usize = 2;
/// How long the hooks of a batch take, in milliseconds.
const SLOW: [u64; 3] = [5, 10, 20];
const WARM_UP: usize = 50;
const SLOW_RUNS: usize = 600;
const QUICK_RUNS: usize = 6_000;

/// The figures.
pub async fn measure(scene: &mut Scene, report: &mut Report) -> Result<()> {
    let slow = runs(scene, SLOW, scene.volume(SLOW_RUNS)).await?;
    let over: Vec<f64> = slow.iter().map(|run| run.took - run.slowest).collect();
    let what = "run of 2 batches of 3 hooks (5, 10, 20 ms): over the slowest of each, p50";
    report.add("hooks.p50", what, "ms", &[percentile(&over, 0.5)], Target::Under(5.0));
    report.add("hooks.p99", "  p99", "ms", &[percentile(&over, 0.99)], Target::Under(20.0));
    let quick = runs(scene, [0; 3], scene.volume(QUICK_RUNS)).await?;
    let took: Vec<f64> = quick.iter().map(|run| run.took).collect();
    report.add(
        "hooks.quick.p50",
        "  the same with hooks that answer at once: whole, p50",
        "ms",
        &[percentile(&took, 0.5)],
        Target::None,
    );
    report.add("hooks.quick.p99", "  p99", "ms", &[percentile(&took, 0.99)], Target::None);
    Ok(())
}

/// One run, in milliseconds.
struct Run {
    /// From the call's first byte to its answer.
    took: f64,
    /// What the endpoints themselves took: the slowest of each batch.
    slowest: f64,
}

async fn runs(scene: &Scene, holds: [u64; 3], count: usize) -> Result<Vec<Run>> {
    let endpoints = Endpoints::start(holds)?;
    let dir = scene.folder()?;
    let store = queue::open_now(dir.path())?;
    store.set_setting("targets.private".to_owned(), Some(json!("allow"))).await?;
    save(&store, &endpoints).await?;
    store.close().await;
    let desk = Desk::start(dir.path()).await?;
    let path = format!("/v1/hooks/run/before/{METHOD}");
    let mut caller = Caller::connect(&desk.address, &path, &desk.token).await?;
    let mut runs = Vec::with_capacity(count);
    for n in 0..WARM_UP + count {
        let payload = payload(n);
        let began = Instant::now();
        let answer = caller.call(&payload, 200).await?;
        let took = began.elapsed().as_secs_f64() * 1e3;
        let is_done = answer.windows(18).any(|part| part == br#""result":"success""#);
        anyhow::ensure!(is_done, "not a success: {}", String::from_utf8_lossy(answer));
        let slowest = endpoints.slowest().context("a hook was not called")?;
        if n >= WARM_UP {
            runs.push(Run { took, slowest });
        }
    }
    desk.stop().await?;
    Ok(runs)
}

async fn save(store: &Store, endpoints: &Endpoints) -> Result<()> {
    let field = |name: &str, source: &str| Field {
        name: name.to_owned(),
        source: Some(source.to_owned()),
        converter: None,
        active: true,
    };
    // The seed's second example.
    let content = Content {
        fields: vec![
            field("product.name", "data.quote_item.name"),
            field("product.sku", "data.quote_item.sku"),
            field("product.price", "data.quote_item.price"),
            field("product.quantity", "data.quote_item.qty"),
        ],
        headers: vec![Header {
            name: "X-Area".to_owned(),
            value: "context_http_request.get_front_name".to_owned(),
            resolver: None,
            active: true,
        }],
        ..Content::default()
    };
    let hooks = endpoints.urls.iter().enumerate().map(|(n, url)| Webhook {
        method: METHOD.to_owned(),
        batch: format!("batch_{}", n / SLOW.len()),
        batch_order: (n / SLOW.len()) as i32,
        name: format!("hook_{n}"),
        url: url.clone(),
        timeout_ms: 5_000,
        content: content.clone(),
        ..Webhook::default()
    });
    store.change_webhooks(hooks.map(|hook| WebhookChange::Add(Box::new(hook))).collect()).await?;
    Ok(())
}

fn payload(n: usize) -> String {
    format!(
        r#"{{"eventName":"sales_quote_add_item","data":{{"quote_item":{{"qty_options":[],"product_type":"simple","real_product_type":"simple","item_id":{n},"sku":"24-MB{n:02}","qty":2.0000,"name":"Joust Duffle Bag {n}","price":34.0000,"quote_id":"{n}","product_option":{{"extension_attributes":{{}}}},"custom_attributes":[{{"attribute_code":"color","value":"Orange"}}]}}}}}}"#
    )
}

/// Six endpoints in a thread of their own, one listener each; they note how long they took themselves.
struct Endpoints {
    urls: Vec<String>,
    took: Arc<Mutex<Vec<(usize, f64)>>>,
}

impl Endpoints {
    fn start(holds: [u64; 3]) -> Result<Self> {
        let took = Arc::new(Mutex::new(Vec::new()));
        let mut urls = Vec::new();
        let mut listeners = Vec::new();
        for _ in 0..BATCHES * holds.len() {
            let listener = TcpListener::bind(("127.0.0.1", 0))?;
            listener.set_nonblocking(true)?;
            urls.push(format!("http://{}/hook", listener.local_addr()?));
            listeners.push(listener);
        }
        let noted = took.clone();
        // Ends with the program.
        thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
            LocalSet::new().block_on(&runtime, async move {
                for (n, listener) in listeners.into_iter().enumerate() {
                    let (hold, noted) = (Duration::from_millis(holds[n % holds.len()]), noted.clone());
                    let listener = tokio::net::TcpListener::from_std(listener)?;
                    tokio::task::spawn_local(async move {
                        while let Ok((stream, _)) = listener.accept().await {
                            tokio::task::spawn_local(serve(stream, n, hold, noted.clone()));
                        }
                    });
                }
                std::future::pending::<std::io::Result<()>>().await
            })
        });
        Ok(Self { urls, took })
    }

    /// What the slowest hooks of the batches took since the last question, in milliseconds; `None` where one is missing.
    fn slowest(&self) -> Option<f64> {
        let took = std::mem::take(&mut *self.took.lock().unwrap_or_else(PoisonError::into_inner));
        let of_batch = |batch: usize| took.iter().filter(move |(n, _)| n / SLOW.len() == batch);
        let whole = (0..BATCHES).all(|batch| of_batch(batch).count() == SLOW.len());
        let slowest = |batch| of_batch(batch).map(|(_, took)| *took).fold(0.0, f64::max);
        whole.then(|| (0..BATCHES).map(slowest).sum())
    }
}

async fn serve(
    stream: tokio::net::TcpStream,
    n: usize,
    hold: Duration,
    noted: Arc<Mutex<Vec<(usize, f64)>>>,
) -> Result<()> {
    const ANSWER: &[u8] = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 16\r\n\r\n{\"op\":\"success\"}";
    let mut wire = Wire::over(stream)?;
    while wire.read().await? {
        let began = Instant::now();
        if !hold.is_zero() {
            tokio::time::sleep(hold).await;
        }
        let took = began.elapsed().as_secs_f64() * 1e3;
        noted.lock().unwrap_or_else(PoisonError::into_inner).push((n, took));
        wire.write(ANSWER).await?;
    }
    Ok(())
}
