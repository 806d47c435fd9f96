//! SQLite behind the queue and the configuration: the only room that knows SQL.
//!
//! One writer thread owns the write connection and groups many callers into one commit; read-only connections serve
//! the grids. Nothing above this crate sees a row or a transaction, so another database can take SQLite's place.

mod accept;
mod attempts;
mod audit;
mod backup;
mod certificates;
mod changes;
mod claim;
mod connections;
mod contents;
mod counts;
mod effects;
mod events;
mod file;
mod grid;
mod hold;
mod hooks;
mod job;
mod kept;
mod lanes;
mod manual;
mod memory;
mod named_secrets;
mod open;
mod outcome;
mod overview;
mod place;
mod readers;
mod recover;
mod retention;
mod routing;
mod rows;
mod search;
mod secrets;
mod settings;
mod shapes;
mod subscriptions;
mod tokens;
mod webhook_log;
mod webhooks;
mod writer;

pub use accept::{Accepted, Judged, Taken};
pub use attempts::{BodyVersion, MessageStory};
pub use changes::{Area, Changes};
pub use claim::{ClaimPlan, Lane, Lease, LeaseRef, Making};
pub use contents::{ContentVersion, HookContents};
pub use counts::Counts;
pub use events::{EventFilter, EventPage, EventRow, EventStory, SeenEvent};
pub use grid::{MessageFilter, MessagePage, Order, PageKey, SortBy, StatusFilter};
pub use manual::{BulkAction, BulkStep, Selection};
pub use named_secrets::{NamedSecret, OWN_SECRETS, OwnChange, Seal};
pub use open::{OpenOptions, Opened, Store};
pub use outcome::Recorded;
pub use overview::{HourlyPoint, SubscriptionHealth};
pub use recover::Recovered;
pub use retention::Purged;
pub use search::IndexProgress;
pub use secrets::SealedSecret;
pub use shapes::Shape;
pub use subscriptions::Judgement;
pub use tokens::{NewToken, TokenFailure, TokenStatus};
pub use webhook_log::{LogFilter, LogLine, MOST_LINES};
pub use webhooks::{StoredWebhook, WebhookChange};
