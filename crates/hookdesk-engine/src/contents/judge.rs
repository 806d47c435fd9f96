//! Accepting: each event is judged by its hook's content before its transaction, on the caller's own time.

use hookdesk_content::context::shop::About;
use hookdesk_content::context::{Request, Uses};
use hookdesk_content::rules::Verdict;
use hookdesk_core::Fault;
use hookdesk_core::event::NewEvent;
use hookdesk_store::{Accepted, ContentVersion, Judged, Taken};
use tokio::time::Instant;

use super::{Contents, Known, known};
use crate::shop::LONGEST as LONGEST_ASKED;

/// Longest reason kept with a message, in characters.
const LONGEST: usize = 300;

/// Makes the facts of the HTTP request that brought events, where somebody asks for them.
pub(crate) type Bringer<'a> = Option<&'a (dyn Fn() -> Request + Sync)>;

/// One event, as far as judging goes.
struct Subject<'a> {
    name: &'a str,
    data: &'a str,
    context: Option<&'a str>,
    request: Option<Vec<u8>>,
    /// Its position; that of a new one is past all others.
    seq: i64,
    /// When the shop is not waited for any longer.
    until: Instant,
}

impl Contents {
    /// Stores, routes and queues events; see [`hookdesk_store::Store::accept`]. Where no hook has a content, this adds
    /// nothing to it.
    pub async fn accept(
        &self,
        mut events: Vec<NewEvent>,
        bringer: Bringer<'_>,
    ) -> Result<Vec<Accepted>, Fault> {
        // All of them together: their caller waits.
        let until = Instant::now() + LONGEST_ASKED;
        loop {
            let contents = self.store.hook_contents().await?;
            let mut judged = Vec::new();
            if !contents.is_empty() {
                for event in &events {
                    judged.push(match contents.by_name(event.name.as_str()) {
                        None => None,
                        Some(version) => Some(self.judge_new(version, event, bringer, until).await?),
                    });
                }
            }
            match self.store.accept_judged(events, judged).await? {
                Taken::Stored(accepted) => return Ok(accepted),
                // A hook was saved in between, and whoever saved it was told so: judged by what they saved.
                Taken::Stale(again) => events = again,
            }
        }
    }

    /// Routes a stored event again, as it would be today. Returns the number of new messages.
    pub async fn replay(&self, id: &str) -> Result<usize, Fault> {
        let story = self.store.event(id).await?;
        let (name, seq) = (story.event.name.as_str(), story.event.seq);
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        let (data, context) = (text(&story.data), story.context.as_deref().map(text));
        let until = Instant::now() + LONGEST_ASKED;
        loop {
            let contents = self.store.hook_contents().await?;
            let judged = match contents.by_name(name) {
                None => None,
                Some(version) => {
                    let (context, request) = (context.as_deref(), story.request.clone());
                    let judged = self
                        .judge(version, Subject { name, data: &data, context, request, seq, until })
                        .await?;
                    Some(Judged { request: None, ..judged })
                }
            };
            if let Some(messages) = self.store.replay_judged(seq, judged).await? {
                return Ok(messages);
            }
        }
    }

    async fn judge_new(
        &self,
        version: &ContentVersion,
        event: &NewEvent,
        bringer: Bringer<'_>,
        until: Instant,
    ) -> Result<Judged, Fault> {
        let asks = self.compile(version).asks_request;
        let request = bringer.filter(|_| asks).and_then(|bringer| known::kept(bringer()));
        let context = event.context.as_ref().map(|context| context.get());
        let (name, data) = (event.name.as_str(), event.data.get());
        self.judge(version, Subject { name, data, context, request, seq: i64::MAX, until }).await
    }

    async fn judge(&self, version: &ContentVersion, subject: Subject<'_>) -> Result<Judged, Fault> {
        let compiled = self.compile(version);
        let Subject { name, data, context, request, seq, until } = subject;
        let mut judged = Judged { content: version.id, skip: None, request };
        // What cannot be compiled or read is not lost: it is queued, and its build says why it cannot be sent.
        let Some(plan) = compiled.plan.as_ref().ok().filter(|_| compiled.has_rules) else {
            return Ok(judged);
        };
        let Some(payload) = known::read(data.as_bytes()) else { return Ok(judged) };
        let previous = match compiled.asks_previous {
            true => self.store.previous_data(name, seq).await?,
            false => None,
        };
        let mut known = Known::new(self.surroundings())
            .with_context(context.map(str::as_bytes))
            .with_request(judged.request.as_deref());
        known.previous = previous.as_deref().and_then(known::read);
        // A rule must not fail only because the shop is asked no sooner than at sending.
        let needs = known.ask(|world| plan.needs(Uses::RULES, None, world));
        if !needs.is_empty() {
            let about = About::event(name, &payload, known.event.as_ref());
            known.shop = self.shop.tell(&needs, &about, until).await;
        }
        judged.skip = known.ask(|world| match plan.fires(&payload, world) {
            true => None,
            false => Some(reason(&plan.build(&payload, data.as_bytes(), world).why)),
        });
        Ok(judged)
    }
}

/// Why a hook does not fire: the first rule of each group that does not hold.
fn reason(groups: &[Vec<Verdict>]) -> String {
    let failed: Vec<&str> = groups
        .iter()
        .filter_map(|group| group.iter().find(|verdict| !verdict.holds))
        .map(|verdict| verdict.why.as_str())
        .collect();
    let text = match failed.as_slice() {
        [one] => format!("its rule does not hold: {one}"),
        all => format!("none of its groups of rules holds: {}", all.join("; ")),
    };
    text.chars().take(LONGEST).collect()
}
