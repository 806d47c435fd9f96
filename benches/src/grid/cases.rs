//! The filters that the grid is measured under.

use anyhow::Result;
use hookdesk_core::id::{HookId, SubscriptionId};
use hookdesk_core::message::MessageState;
use hookdesk_core::time::UtcMillis;
use hookdesk_store::{MessageFilter, Order, SortBy, StatusFilter, Store};

use super::build::{AHEAD_MS, SPAN_MS};
use crate::stats::Dice;

/// One filter and order.
pub struct Case {
    /// What it is, for people.
    pub name: String,
    /// The filter.
    pub filter: MessageFilter,
    /// By which column.
    pub sort: SortBy,
    /// Which way.
    pub order: Order,
    /// Whether nothing is to be found.
    pub empty: bool,
}

/// What stands in the file.
pub struct Ground {
    /// How many messages.
    pub messages: usize,
    hooks: Vec<HookId>,
    subscriptions: Vec<SubscriptionId>,
    newest: UtcMillis,
}

impl Ground {
    /// Looks it up.
    pub async fn look(store: &Store, messages: usize) -> Result<Self> {
        let hooks = store.hooks().await?.into_iter().map(|hook| hook.id).collect();
        let subscriptions = store.subscriptions().await?.into_iter().map(|sub| sub.id).collect();
        let all = MessageFilter::default();
        let page = store.messages(all, SortBy::Created, Order::Descending, None, 1).await?;
        let newest = page.rows.first().map_or(UtcMillis(0), |message| message.created_at);
        Ok(Self { messages, hooks, subscriptions, newest })
    }

    /// A due time of some retrying message.
    pub fn due(&self, dice: &mut Dice) -> UtcMillis {
        self.newest.plus(dice.below(AHEAD_MS as u64) as i64)
    }

    /// A filter for this much of the time, beginning at a share of it.
    fn time(&self, from: f64, length_ms: i64) -> MessageFilter {
        let start = self.newest.plus(-SPAN_MS + (SPAN_MS as f64 * from) as i64);
        MessageFilter { from: Some(start), to: Some(start.plus(length_ms)), ..MessageFilter::default() }
    }
}

const HOUR_MS: i64 = 3_600_000;

/// Pages without search.
pub fn pages(ground: &Ground) -> Vec<Case> {
    use MessageState::{Delivered, Discarded, Held, Queued, Rejected, Retrying, Sending, Skipped};
    let all = MessageFilter::default;
    let state = |states: &[MessageState]| MessageFilter { states: states.to_vec(), ..all() };
    let subs = |n: usize| ground.subscriptions[..n].to_vec();
    let hooks = |n: usize| ground.hooks[..n].to_vec();
    let status = |status| MessageFilter { status: Some(status), ..all() };
    let (exact, class) = (StatusFilter::Exact, StatusFilter::Class);
    let day = 24 * HOUR_MS;

    let mut cases = Cases::default();
    cases.add("no filter", all());
    for one in [Queued, Retrying, Held, Delivered, Rejected, Discarded] {
        cases.add(format!("state {one}"), state(&[one]));
    }
    cases.add_empty("state sending (none)", state(&[Sending]));
    cases.add_empty("state skipped (none)", state(&[Skipped]));
    cases.add("states rejected, retrying, held", state(&[Rejected, Retrying, Held]));
    cases.add("every state named", state(MessageState::ALL));
    cases.add("1 subscription", MessageFilter { subscriptions: subs(1), ..all() });
    cases.add("7 subscriptions", MessageFilter { subscriptions: subs(7), ..all() });
    cases.add("20 subscriptions", MessageFilter { subscriptions: subs(20), ..all() });
    cases.add("1 hook", MessageFilter { hooks: hooks(1), ..all() });
    cases.add("5 hooks", MessageFilter { hooks: hooks(5), ..all() });
    cases.add("one hour", ground.time(0.4, HOUR_MS));
    cases.add("one day", ground.time(0.7, day));
    cases.add("first ten days", ground.time(0.0, 10 * day));
    cases.add("status 200", status(exact(200)));
    cases.add("status 422", status(exact(422)));
    cases.add("status 2xx", status(class(2)));
    cases.add("status 5xx", status(class(5)));
    cases.add("no answer", status(StatusFilter::NoAnswer));
    cases.add_empty("status 418 (none)", status(exact(418)));
    cases.add("rejected of 1 subscription", MessageFilter { subscriptions: subs(1), ..state(&[Rejected]) });
    cases.add(
        "rejected of 1 hook in a day",
        MessageFilter { states: vec![Rejected], hooks: hooks(1), ..ground.time(0.2, day) },
    );
    cases.add("rejected with 422", MessageFilter { status: Some(exact(422)), ..state(&[Rejected]) });
    cases.add(
        "retrying with 5xx of 7 subscriptions",
        MessageFilter { states: vec![Retrying], subscriptions: subs(7), ..status(class(5)) },
    );
    cases.add("4xx in a day", MessageFilter { status: Some(class(4)), ..ground.time(0.5, day) });
    cases.add(
        "404 of 3 hooks in a day",
        MessageFilter { hooks: hooks(3), status: Some(exact(404)), ..ground.time(0.5, day) },
    );
    cases.add(
        "not delivered, with an answer 4xx, ten days",
        MessageFilter {
            states: vec![Rejected, Retrying, Held, Discarded],
            status: Some(class(4)),
            ..ground.time(0.3, 10 * day)
        },
    );
    cases.add_empty(
        "delivered with 422 (none)",
        MessageFilter { status: Some(exact(422)), ..state(&[Delivered]) },
    );
    cases.add_empty(
        "discarded in the last day (none)",
        MessageFilter { states: vec![Discarded], ..ground.time(0.95, day) },
    );

    cases.by_due("", all());
    cases.by_due("retrying", state(&[Retrying]));
    cases
        .by_due("retrying of 1 subscription", MessageFilter { subscriptions: subs(1), ..state(&[Retrying]) });
    cases.by_due("retrying with 503", MessageFilter { status: Some(exact(503)), ..state(&[Retrying]) });
    cases.by_due(
        "retrying, no answer, 1 hook",
        MessageFilter { hooks: hooks(1), states: vec![Retrying], ..status(StatusFilter::NoAnswer) },
    );
    cases.by_due(
        "queued within one day",
        MessageFilter { states: vec![Retrying, Queued], ..ground.time(0.6, day) },
    );
    cases.0
}

/// Pages with search: how common the words are, alone and with filters.
pub fn searches(ground: &Ground) -> Vec<Case> {
    use MessageState::{Delivered, Rejected, Retrying};
    let id = format!("{}", 100_000_000 + ground.messages / 5);
    let words = [
        ("one event", id.as_str()),
        ("one event, by path", &format!("increment_id={id}")),
        ("prefix of 1,000 events", &id[..6]),
        ("one in 16", "torino"),
        ("one in 200", "\"61 calder street\""),
        ("in every event", "processing"),
        ("prefix in every event", "cost"),
        ("two common", "costello processing"),
        ("three of middling", "veronica gdansk holded"),
        ("common and unique", &format!("costello {id}")),
        ("phrase by path", "billing_address.city=Porto"),
    ];
    let mut cases = Cases::default();
    for (name, typed) in words {
        let all = || MessageFilter { search: Some(typed.to_owned()), ..MessageFilter::default() };
        cases.add(format!("{name} ({typed})"), all());
        if typed.contains(&id[..6]) {
            continue;
        }
        let state = |state| MessageFilter { states: vec![state], ..all() };
        cases.add(format!("{name} ({typed}), rejected"), state(Rejected));
        cases.add(
            format!("{name} ({typed}), delivered, 1 subscription"),
            MessageFilter { subscriptions: vec![ground.subscriptions[2]], ..state(Delivered) },
        );
        cases.add(
            format!("{name} ({typed}), 5xx"),
            MessageFilter { status: Some(StatusFilter::Class(5)), ..all() },
        );
        cases.add(
            format!("{name} ({typed}), one day"),
            MessageFilter { search: Some(typed.to_owned()), ..ground.time(0.3, 24 * HOUR_MS) },
        );
        cases.by_due(&format!("{name} ({typed}), retrying"), state(Retrying));
    }
    cases.add_empty(
        "a word that is nowhere",
        MessageFilter { search: Some("zyzzyva".to_owned()), ..MessageFilter::default() },
    );
    cases.0
}

#[derive(Default)]
struct Cases(Vec<Case>);

impl Cases {
    /// Both ways by age.
    fn add(&mut self, name: impl Into<String>, filter: MessageFilter) {
        let name = name.into();
        for (order, way) in [(Order::Descending, "newest first"), (Order::Ascending, "oldest first")] {
            let name = format!("{name}; {way}");
            self.0.push(Case { name, filter: filter.clone(), sort: SortBy::Created, order, empty: false });
        }
    }

    /// One that finds nothing.
    fn add_empty(&mut self, name: &str, filter: MessageFilter) {
        self.0.push(Case {
            name: name.to_owned(),
            filter,
            sort: SortBy::Created,
            order: Order::Descending,
            empty: true,
        });
    }

    /// Both ways by due time.
    fn by_due(&mut self, name: &str, filter: MessageFilter) {
        for (order, way) in [(Order::Descending, "last due first"), (Order::Ascending, "next due first")] {
            let name = format!("{name}; {way}").trim_start_matches("; ").to_owned();
            self.0.push(Case { name, filter: filter.clone(), sort: SortBy::Due, order, empty: false });
        }
    }
}
