//! Accepting events: store, route and queue in one transaction.

use hookdesk_core::event::{EventRouting, EventSource, NewEvent};
use hookdesk_core::id::{ContentId, MessageId};
use hookdesk_core::message::{MessageState, Trigger};
use hookdesk_core::route::Start;
use hookdesk_core::{Code, Fault};
use rusqlite::OptionalExtension;
use serde::Serialize;
use uuid::Uuid;

use crate::open::Store;
use crate::routing::Route;
use crate::rows;
use crate::writer::{Job, Scope};

/// What the caller is told about one event.
#[derive(Debug, Clone)]
pub struct Accepted {
    /// The answer's JSON, `{"event_id":…,"messages":[{"id":…,"subscription_id":…,"state":…}]}`; for a repeated id,
    /// byte for byte what its first caller got.
    pub answer: String,
    /// Whether the id was known already.
    pub repeated: bool,
    /// Whether a known id came with other data than the first time.
    pub differs: bool,
    /// The event's position.
    pub event_seq: i64,
}

/// What was found out about one event, before its transaction, by those who know its hook's content.
#[derive(Debug, Clone)]
pub struct Judged {
    /// The version it was judged by.
    pub content: ContentId,
    /// Why the hook does not fire for it, as part of a sentence.
    pub skip: Option<String>,
    /// JSON of the HTTP request that brought it, where the content asks for it.
    pub request: Option<Vec<u8>>,
}

/// What became of a call.
#[derive(Debug)]
pub enum Taken {
    /// Stored; one answer for each event.
    Stored(Vec<Accepted>),
    /// Nothing was stored, because a hook's content is another by now: the events, to be judged again.
    Stale(Vec<NewEvent>),
}

impl Store {
    /// Stores the events, routes each to its hook's subscriptions and queues their messages, all in one transaction
    /// that is durable (`synchronous=FULL`) before this returns. All or none: on a fault nothing is stored.
    /// Unmatched events are kept. Answers come in the order of the events; an id twice in one call answers twice.
    ///
    /// For hooks that send the payload whole; one with a content needs [`Store::accept_judged`].
    pub async fn accept(&self, events: Vec<NewEvent>) -> Result<Vec<Accepted>, Fault> {
        match self.accept_judged(events, Vec::new()).await? {
            Taken::Stored(accepted) => Ok(accepted),
            Taken::Stale(_) => Err(unjudged()),
        }
    }

    /// The same with what was found out about each event, in their order; nothing at all where no hook concerned has a
    /// content.
    pub async fn accept_judged(
        &self,
        events: Vec<NewEvent>,
        judged: Vec<Option<Judged>>,
    ) -> Result<Taken, Fault> {
        self.ask(|reply| Job::Accept(events, judged, reply)).await
    }

    /// Routes a stored event again, as it would be today: new messages with trigger `replay`. Returns their number.
    pub async fn replay(&self, event_seq: i64) -> Result<usize, Fault> {
        self.replay_judged(event_seq, None).await?.ok_or_else(unjudged)
    }

    /// The same with what was found out about the event; `None`: its hook's content is another by now, judge again.
    pub async fn replay_judged(
        &self,
        event_seq: i64,
        judged: Option<Judged>,
    ) -> Result<Option<usize>, Fault> {
        self.write(move |scope| replay(scope, event_seq, judged.as_ref())).await
    }
}

/// Accepts inside the group's transaction. The only faults are the file's own, which undo the whole group: so the
/// call needs no savepoint to be all or none.
pub(crate) fn accept(
    scope: &mut Scope<'_>,
    events: Vec<NewEvent>,
    judged: Vec<Option<Judged>>,
) -> Result<Taken, Fault> {
    let judgement = |n: usize| judged.get(n).and_then(Option::as_ref);
    if is_stale(scope, &events, &judgement, judged.is_empty()).map_err(rows::fault)? {
        return Ok(Taken::Stale(events));
    }
    scope.effects.marks.add("accept");
    let each = events.iter().enumerate().map(|(n, event)| accept_one(scope, event, judgement(n)));
    each.collect::<rusqlite::Result<_>>().map(Taken::Stored).map_err(rows::fault)
}

/// Whether an event was judged by another version than its hook has now. Where no hook has one and nobody judged,
/// there is nothing to look at.
fn is_stale<'j>(
    scope: &mut Scope<'_>,
    events: &[NewEvent],
    judgement: &impl Fn(usize) -> Option<&'j Judged>,
    unjudged: bool,
) -> rusqlite::Result<bool> {
    let routing = scope.memory.routing(scope.conn)?;
    if unjudged && !routing.any_content {
        return Ok(false);
    }
    Ok(events.iter().enumerate().any(|(n, event)| {
        let hook = routing.hook(event.name.as_str());
        hook.and_then(|hook| hook.made.content) != judgement(n).map(|judged| judged.content)
    }))
}

fn unjudged() -> Fault {
    Fault::new(Code::Internal, "the content of an event's hook was not looked at before the event was stored")
}

fn accept_one(
    scope: &mut Scope<'_>,
    event: &NewEvent,
    judged: Option<&Judged>,
) -> rusqlite::Result<Accepted> {
    let plan = plan(scope, event.name.as_str(), event.source, judged)?;
    let answer = answer(event.id.as_str(), &plan);
    let event_seq = scope.memory.next_event();
    let stored = scope
        .conn
        .prepare_cached(
            "INSERT INTO events (seq, id, name, data, context, occurred_at, received_at, source, routing, answer) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10) ON CONFLICT (id) DO NOTHING",
        )?
        .execute((
            event_seq,
            event.id.as_str(),
            event.name.as_str(),
            event.data.get().as_bytes(),
            event.context.as_ref().map(|context| context.get().as_bytes()),
            event.occurred_at.map(|at| at.0),
            scope.now.0,
            event.source.as_str(),
            plan.routing.as_str(),
            &answer,
        ))?;
    if stored == 0 {
        return repeated(scope, event);
    }
    if let Some(request) = judged.and_then(|judged| judged.request.as_deref()) {
        scope
            .conn
            .prepare_cached("UPDATE events SET request = ?2 WHERE seq = ?1")?
            .execute((event_seq, request))?;
    }
    scope.effects.events(1, i64::from(plan.routing == EventRouting::Unmatched));
    queue(scope, event_seq, &plan, Trigger::First)?;
    Ok(Accepted { answer, repeated: false, differs: false, event_seq })
}

/// The answer of an id's first caller, whatever has happened since.
fn repeated(scope: &Scope<'_>, event: &NewEvent) -> rusqlite::Result<Accepted> {
    scope.conn.prepare_cached("SELECT seq, answer, name, data FROM events WHERE id = ?1")?.query_row(
        [event.id.as_str()],
        |row| {
            let same_name = row.get_ref(2)?.as_str()? == event.name.as_str();
            let same_data = row.get_ref(3)?.as_blob()? == event.data.get().as_bytes();
            Ok(Accepted {
                event_seq: row.get(0)?,
                answer: row.get(1)?,
                repeated: true,
                differs: !(same_name && same_data),
            })
        },
    )
}

fn replay(scope: &mut Scope<'_>, event_seq: i64, judged: Option<&Judged>) -> Result<Option<usize>, Fault> {
    let found = scope
        .conn
        .prepare_cached("SELECT name, routing, source FROM events WHERE seq = ?1")
        .and_then(|mut event| {
            event
                .query_row([event_seq], |row| {
                    let routing = rows::word(row, 1, EventRouting::parse)?;
                    Ok((row.get::<_, String>(0)?, routing, rows::word(row, 2, EventSource::parse)?))
                })
                .optional()
        })
        .map_err(rows::fault)?;
    let (name, routing, source) = found.ok_or_else(|| Fault::not_found("there is no such event"))?;
    let hook = scope.memory.routing(scope.conn).map_err(rows::fault)?.hook(&name);
    if hook.and_then(|hook| hook.made.content) != judged.map(|judged| judged.content) {
        return Ok(None);
    }
    let plan = plan(scope, &name, source, judged).map_err(rows::fault)?;
    replay_as(scope, event_seq, &plan, routing).map(Some).map_err(rows::fault)
}

fn replay_as(
    scope: &mut Scope<'_>,
    event_seq: i64,
    plan: &Plan<'_>,
    was: EventRouting,
) -> rusqlite::Result<usize> {
    // An event that has messages stays matched, whoever listens today.
    if was != EventRouting::Matched && was != plan.routing {
        scope
            .conn
            .prepare_cached("UPDATE events SET routing = ?2 WHERE seq = ?1")?
            .execute((event_seq, plan.routing.as_str()))?;
        let unmatched = |routing| i64::from(routing == EventRouting::Unmatched);
        scope.effects.events(0, unmatched(plan.routing) - unmatched(was));
    }
    queue(scope, event_seq, plan, Trigger::Replay)?;
    Ok(plan.messages.len())
}

/// What an event becomes.
struct Plan<'j> {
    routing: EventRouting,
    wrap: &'static str,
    content: Option<ContentId>,
    /// Why its hook does not fire.
    skip: Option<&'j str>,
    messages: Vec<(MessageId, Route)>,
}

impl Plan<'_> {
    /// Where a route's message starts, and why it does not simply go out. A rule goes before what would only hold it.
    fn start(&self, route: &Route) -> (MessageState, Option<&str>) {
        match (route.start, self.skip) {
            (Start::Skipped(_), _) | (_, None) => (route.start.state(), route.start.reason()),
            (_, Some(why)) => (MessageState::Skipped, Some(why)),
        }
    }
}

fn plan<'j>(
    scope: &mut Scope<'_>,
    name: &str,
    source: EventSource,
    judged: Option<&'j Judged>,
) -> rusqlite::Result<Plan<'j>> {
    let skip = judged.and_then(|judged| judged.skip.as_deref());
    let content = judged.map(|judged| judged.content);
    let Some(hook) = scope.memory.routing(scope.conn)?.hook(name) else {
        let routing = EventRouting::Unmatched;
        return Ok(Plan { routing, wrap: "", content, skip, messages: Vec::new() });
    };
    let heard = hook.routes.iter().filter(|route| route.samples || source != EventSource::Sample);
    let messages: Vec<_> = heard.map(|route| (MessageId(Uuid::now_v7()), *route)).collect();
    let routing = if messages.is_empty() { EventRouting::NoSubscription } else { EventRouting::Matched };
    Ok(Plan { routing, wrap: hook.made.wrap.as_str(), content, skip, messages })
}

fn queue(scope: &mut Scope<'_>, event_seq: i64, plan: &Plan<'_>, trigger: Trigger) -> rusqlite::Result<()> {
    let mut insert = scope.conn.prepare_cached(
        "INSERT INTO messages (seq, id, event_seq, subscription_id, state, reason, due_at, trigger, wrap, binding, \
         created_at, updated_at, replayed, content_id) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?11, ?12, ?13)",
    )?;
    for (id, route) in &plan.messages {
        let (state, reason) = plan.start(route);
        let due = (state == MessageState::Queued).then_some(scope.clock);
        insert.execute((
            scope.memory.next_message(),
            id.0.as_bytes(),
            event_seq,
            route.subscription.0,
            state.as_str(),
            reason,
            due.map(|at| at.0),
            trigger.as_str(),
            plan.wrap,
            route.binding.as_str(),
            scope.now.0,
            trigger == Trigger::Replay,
            plan.content.map(|id| id.0),
        ))?;
        scope.effects.moved(route.subscription, None, Some(state), Some(*id));
        if let Some(at) = due {
            scope.effects.due(route.subscription, at);
        }
    }
    Ok(())
}

#[derive(Serialize)]
struct Answer<'a> {
    event_id: &'a str,
    messages: Vec<AnswerMessage>,
}

#[derive(Serialize)]
struct AnswerMessage {
    id: String,
    subscription_id: i64,
    state: &'static str,
}

fn answer(event_id: &str, plan: &Plan<'_>) -> String {
    let messages = plan.messages.iter().map(|(id, route)| AnswerMessage {
        id: id.to_string(),
        subscription_id: route.subscription.0,
        state: plan.start(route).0.as_str(),
    });
    // Strings and numbers only: writing them cannot fail.
    serde_json::to_string(&Answer { event_id, messages: messages.collect() }).unwrap_or_default()
}
