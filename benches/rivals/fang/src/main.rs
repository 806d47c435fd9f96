//! fang doing the benchmark's job: takes bodies (one a line on its input) as tasks, POSTs each to the URL, takes it out.
//! `rival-fang DIR URL`; prints one line of JSON.

use std::error::Error;
use std::io::BufRead as _;
use std::path::PathBuf;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use fang::asynk::async_queue::{AsyncQueue, AsyncQueueable};
use fang::asynk::async_worker_pool::AsyncWorkerPool;
use fang::serde::{Deserialize, Serialize};
use fang::{AsyncRunnable, FangError, async_trait, typetag};
use sqlx::sqlite::{SqliteConnectOptions, SqlitePool};

/// Requests at once, as Hookdesk's subscription has them.
const AT_ONCE: u32 = 64;
/// Its table; the crate's own migration, which it runs with another SQLite library only.
const TABLE: &str = include_str!("table.sql");

struct Post {
    client: reqwest::Client,
    url: String,
    done: AtomicUsize,
}

static POST: OnceLock<Post> = OnceLock::new();

#[derive(Serialize, Deserialize)]
#[serde(crate = "fang::serde")]
struct Task {
    body: String,
}

#[typetag::serde]
#[async_trait]
impl AsyncRunnable for Task {
    async fn run(&self, _queue: &dyn AsyncQueueable) -> Result<(), FangError> {
        let post = POST.get().ok_or_else(|| FangError { description: "not ready".to_owned() })?;
        let answer = post.client.post(&post.url).body(self.body.clone()).send().await;
        let failed = |e: reqwest::Error| FangError { description: e.to_string() };
        answer.and_then(reqwest::Response::error_for_status).map_err(failed)?;
        post.done.fetch_add(1, Ordering::Relaxed);
        Ok(())
    }
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let mut args = std::env::args().skip(1);
    let (dir, url) = (args.next().ok_or("no folder")?, args.next().ok_or("no URL")?);
    let bodies: Vec<String> = std::io::stdin().lock().lines().collect::<Result<_, _>>()?;
    let jobs = bodies.len();
    let file = PathBuf::from(dir).join("fang.db");
    let pool = SqlitePool::connect_with(SqliteConnectOptions::new().filename(&file).create_if_missing(true)).await?;
    sqlx::raw_sql(TABLE).execute(&pool).await?;
    let mut queue = AsyncQueue::builder().uri(format!("sqlite://{}", file.display())).max_pool_size(4_u32).build();
    queue.connect().await?;
    let began = Instant::now();
    for body in bodies {
        queue.insert_task(&Task { body }).await?;
    }
    let enqueued = began.elapsed();
    let post = Post { client: reqwest::Client::new(), url, done: AtomicUsize::new(0) };
    POST.set(post).map_err(|_| "set twice")?;
    let began = Instant::now();
    let mut workers: AsyncWorkerPool<AsyncQueue> =
        AsyncWorkerPool::builder().number_of_workers(AT_ONCE).queue(queue.clone()).build();
    workers.start().await;
    loop {
        let (left,): (i64,) = sqlx::query_as("SELECT count(*) FROM fang_tasks").fetch_one(&pool).await?;
        if left == 0 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let drained = began.elapsed();
    let journal: (String,) = sqlx::query_as("PRAGMA journal_mode").fetch_one(&pool).await?;
    println!(
        "{}",
        serde_json::json!({
            "jobs": jobs, "done": POST.get().map_or(0, |post| post.done.load(Ordering::Relaxed)),
            "enqueue_s": enqueued.as_secs_f64(), "drain_s": drained.as_secs_f64(),
            "settings": format!("journal {}, SQLite's defaults", journal.0),
        })
    );
    Ok(())
}
