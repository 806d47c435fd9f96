//! effectum doing the benchmark's job: takes bodies (one a line on its input) as durable jobs, POSTs each to the URL,
//! marks it done. `rival-effectum DIR URL`; prints one line of JSON.

use std::error::Error;
use std::io::BufRead as _;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use effectum::{Job, JobRunner, Queue, RunningJob, Worker};

/// Requests at once, as Hookdesk's subscription has them.
const AT_ONCE: u16 = 64;
/// Jobs in one call.
const BATCH: usize = 500;

#[derive(Debug)]
struct Post {
    client: reqwest::Client,
    url: String,
    done: AtomicUsize,
}

async fn post(job: RunningJob, context: Arc<Post>) -> Result<(), String> {
    let answer = context.client.post(&context.url).body(job.payload.clone()).send().await;
    answer.and_then(reqwest::Response::error_for_status).map_err(|e| e.to_string())?;
    context.done.fetch_add(1, Ordering::Relaxed);
    Ok(())
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let mut args = std::env::args().skip(1);
    let (dir, url) = (args.next().ok_or("no folder")?, args.next().ok_or("no URL")?);
    let bodies: Vec<Vec<u8>> = std::io::stdin().lock().split(b'\n').collect::<Result<_, _>>()?;
    let jobs = bodies.len();
    let file = PathBuf::from(dir).join("effectum.db");
    let queue = Queue::new(&file).await?;
    let began = Instant::now();
    let mut batch = Vec::with_capacity(BATCH);
    for body in bodies {
        batch.push(Job::builder("post").payload(body).build());
        if batch.len() == BATCH {
            queue.add_jobs(std::mem::take(&mut batch)).await?;
        }
    }
    if !batch.is_empty() {
        queue.add_jobs(batch).await?;
    }
    let enqueued = began.elapsed();
    let context = Arc::new(Post { client: reqwest::Client::new(), url, done: AtomicUsize::new(0) });
    let began = Instant::now();
    let runner = JobRunner::builder("post", post).build();
    let worker = Worker::builder(&queue, context.clone())
        .min_concurrency(AT_ONCE / 2)
        .max_concurrency(AT_ONCE)
        .jobs([runner])
        .build()
        .await?;
    while queue.num_active_jobs().await?.pending + queue.num_active_jobs().await?.running > 0 {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let drained = began.elapsed();
    worker.unregister(Some(Duration::from_secs(10))).await?;
    queue.close(Duration::from_secs(10)).await?;
    let journal: String = rusqlite::Connection::open(&file)?
        .pragma_query_value(None, "journal_mode", |row| row.get(0))?;
    println!(
        "{}",
        serde_json::json!({
            "jobs": jobs, "done": context.done.load(Ordering::Relaxed), "enqueue_s": enqueued.as_secs_f64(),
            "drain_s": drained.as_secs_f64(), "settings": format!("journal {journal}, synchronous normal (its own)"),
        })
    );
    Ok(())
}
