//! apalis-sqlite doing the benchmark's job: takes bodies (one a line on its input) as jobs, POSTs each to the URL, marks
//! it done. `rival-apalis DIR URL`; prints one line of JSON.

use std::error::Error;
use std::io::BufRead as _;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use apalis::prelude::*;
use apalis_sqlite::{Config, SqliteStorage};
use sqlx::sqlite::{SqliteConnectOptions, SqlitePool};

/// Requests at once, as Hookdesk's subscription has them.
const AT_ONCE: usize = 64;
/// Jobs in one call.
const BATCH: usize = 500;

struct Post {
    client: reqwest::Client,
    url: String,
    done: AtomicUsize,
}

async fn post(body: String, context: Data<Arc<Post>>) -> Result<(), BoxDynError> {
    context.client.post(&context.url).body(body).send().await?.error_for_status()?;
    context.done.fetch_add(1, Ordering::Relaxed);
    Ok(())
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let mut args = std::env::args().skip(1);
    let (dir, url) = (args.next().ok_or("no folder")?, args.next().ok_or("no URL")?);
    let bodies: Vec<String> = std::io::stdin().lock().lines().collect::<Result<_, _>>()?;
    let jobs = bodies.len();
    let file = PathBuf::from(dir).join("apalis.db");
    let pool = SqlitePool::connect_with(SqliteConnectOptions::new().filename(&file).create_if_missing(true)).await?;
    SqliteStorage::setup(&pool).await?;
    let config = Config::default().queue("post").batch_size(AT_ONCE);
    let mut backend: SqliteStorage<String> = SqliteStorage::new(&pool).with_config(config);
    let began = Instant::now();
    let mut bodies = bodies.into_iter().peekable();
    while bodies.peek().is_some() {
        let batch: Vec<_> = bodies.by_ref().take(BATCH).map(|body| TaskBuilder::new(body).build()).collect();
        backend.push_all(&mut futures::stream::iter(batch)).await?;
    }
    let enqueued = began.elapsed();
    let context = Arc::new(Post { client: reqwest::Client::new(), url, done: AtomicUsize::new(0) });
    let began = Instant::now();
    let worker = WorkerBuilder::new("post").backend(backend).concurrency(AT_ONCE).data(Arc::clone(&context)).build(post);
    let running = tokio::spawn(worker.run());
    loop {
        let (left,): (i64,) =
            sqlx::query_as("SELECT count(*) FROM Jobs WHERE status <> 'Done'").fetch_one(&pool).await?;
        if left == 0 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let drained = began.elapsed();
    running.abort();
    println!(
        "{}",
        serde_json::json!({
            "jobs": jobs, "done": context.done.load(Ordering::Relaxed), "enqueue_s": enqueued.as_secs_f64(),
            "drain_s": drained.as_secs_f64(), "settings": "journal wal, synchronous off (its own)",
        })
    );
    Ok(())
}
