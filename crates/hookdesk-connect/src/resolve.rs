//! Names to addresses, each name looked up once at a time.
//!
//! The system's resolver blocks a thread per lookup and cannot be cancelled. Where a name server is silent, a few
//! hundred messages for one recipient would otherwise hold every such thread and so delay all other recipients.

use std::collections::HashMap;
use std::io;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::watch;

use crate::failure::plain;
use crate::net::Net;

type Found = Result<Arc<[IpAddr]>, String>;
type Running = HashMap<String, watch::Receiver<Option<Found>>>;

/// Looks names up; what runs already is shared, nothing is kept afterwards.
#[derive(Clone)]
pub(crate) struct Resolver {
    net: Arc<dyn Net>,
    running: Arc<Mutex<Running>>,
}

impl Resolver {
    pub(crate) fn new(net: Arc<dyn Net>) -> Self {
        Self { net, running: Arc::default() }
    }

    /// The name's addresses in the system's order. Dropping the future leaves the lookup to those who wait with it.
    pub(crate) async fn lookup(&self, name: &str) -> Found {
        self.shared(name, || self.net.lookup(name.to_owned())).await
    }

    async fn shared<F>(&self, name: &str, begin: impl FnOnce() -> F) -> Found
    where
        F: Future<Output = io::Result<Vec<IpAddr>>> + Send + 'static,
    {
        let mut result = {
            let mut running = self.lock();
            match running.get(name) {
                Some(result) => result.clone(),
                None => {
                    let (done, result) = watch::channel(None);
                    running.insert(name.to_owned(), result.clone());
                    tokio::spawn(self.clone().finish(name.to_owned(), begin(), done));
                    result
                }
            }
        };
        let found = result.wait_for(Option::is_some).await.map(|found| found.clone());
        found.ok().flatten().unwrap_or_else(|| Err("the lookup was given up".to_owned()))
    }

    async fn finish(
        self,
        name: String,
        lookup: impl Future<Output = io::Result<Vec<IpAddr>>>,
        done: watch::Sender<Option<Found>>,
    ) {
        let found = lookup.await.map(Arc::from).map_err(|error| plain(&error));
        self.lock().remove(&name);
        // Nobody may be waiting any more.
        let _ = done.send(Some(found));
    }

    fn lock(&self) -> MutexGuard<'_, Running> {
        self.running.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use tokio::sync::Notify;

    use super::*;

    const HERE: IpAddr = IpAddr::V4(std::net::Ipv4Addr::LOCALHOST);

    #[tokio::test]
    async fn askers_of_one_name_share_a_lookup_and_outlive_each_other() {
        let (resolver, lookups, answer) = (
            Resolver::new(Arc::new(crate::net::SystemNet)),
            Arc::new(AtomicUsize::new(0)),
            Arc::new(Notify::new()),
        );
        let ask = || {
            let (resolver, lookups, answer) = (resolver.clone(), lookups.clone(), answer.clone());
            tokio::spawn(async move {
                let begin = || async move {
                    lookups.fetch_add(1, Ordering::SeqCst);
                    answer.notified().await;
                    Ok(vec![HERE])
                };
                resolver.shared("x.test", begin).await
            })
        };
        let first = ask();
        let others: Vec<_> = (0..100).map(|_| ask()).collect();
        while lookups.load(Ordering::SeqCst) == 0 {
            tokio::task::yield_now().await;
        }
        first.abort();
        let _ = first.await;
        answer.notify_one();
        for other in others {
            assert_eq!(*other.await.unwrap().unwrap(), [HERE]);
        }
        assert_eq!(lookups.load(Ordering::SeqCst), 1);

        // Nothing is kept: the next one asks again.
        answer.notify_one();
        ask().await.unwrap().unwrap();
        assert_eq!(lookups.load(Ordering::SeqCst), 2);
        assert!(resolver.lock().is_empty());
    }
}
