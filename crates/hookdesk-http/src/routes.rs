//! Every route once: the router and the API's description are made of the same table.

use axum::Router;
use axum::handler::Handler;
use axum::routing::{MethodFilter, any, on};

use crate::app::App;
use crate::v1::{config, events, messages, runs};
use crate::{ingest, magento, metrics, openapi, rpc, ui, v1};

/// A route, described.
#[derive(Debug, Clone, Copy)]
pub struct Route {
    /// Lower case, as OpenAPI wants it.
    pub method: &'static str,
    /// With parameters in braces.
    pub path: &'static str,
    /// One line.
    pub summary: &'static str,
    /// Names of query parameters.
    pub query: &'static [&'static str],
    /// Schema of the request's body; empty for none.
    pub takes: &'static str,
    /// Schema of the answer; empty where it is not JSON.
    pub gives: &'static str,
}

/// The table.
pub struct Table {
    pub router: Router<App>,
    pub routes: Vec<Route>,
}

impl Table {
    fn add<H, T>(mut self, route: Route, handler: H) -> Self
    where
        H: Handler<T, App>,
        T: 'static,
    {
        let filter = match route.method {
            "post" => MethodFilter::POST,
            "put" => MethodFilter::PUT,
            "delete" => MethodFilter::DELETE,
            _ => MethodFilter::GET,
        };
        self.router = self.router.route(route.path, on(filter, handler));
        self.routes.push(route);
        self
    }
}

const fn route(method: &'static str, path: &'static str, summary: &'static str) -> Route {
    Route { method, path, summary, query: &[], takes: "", gives: "" }
}

const fn get(path: &'static str, summary: &'static str, gives: &'static str) -> Route {
    Route { gives, ..route("get", path, summary) }
}

const fn post(path: &'static str, summary: &'static str, takes: &'static str, gives: &'static str) -> Route {
    Route { takes, gives, ..route("post", path, summary) }
}

const fn put(path: &'static str, summary: &'static str, takes: &'static str, gives: &'static str) -> Route {
    Route { takes, gives, ..route("put", path, summary) }
}

const fn delete(path: &'static str, summary: &'static str) -> Route {
    Route { gives: "Nothing", ..route("delete", path, summary) }
}

const MESSAGES_QUERY: &[&str] =
    &["state", "subscription", "hook", "status", "search", "from", "to", "sort", "order", "after", "limit"];
const EVENTS_QUERY: &[&str] = &["routing", "name", "search", "from", "to", "after", "limit"];

/// All routes.
#[rustfmt::skip]
pub fn table() -> Table {
    let table = Table { router: Router::new(), routes: Vec::new() }
        .add(post("/v1/events", "Accept one event, an array of events, or NDJSON.", "Event", "EventAnswer"), ingest::handle)
        .add(Route { query: EVENTS_QUERY, ..get("/v1/events", "List events, newest first.", "EventPage") }, events::list)
        .add(get("/v1/events/{id}", "One event with its data and messages.", "EventStory"), events::get)
        .add(post("/v1/events/{id}/replay", "Route a stored event again, as it would be today.", "", "Replayed"), events::replay)
        .add(Route { query: MESSAGES_QUERY, ..get("/v1/messages", "List messages.", "MessagePage") }, messages::list)
        .add(get("/v1/messages/{id}", "One message with every attempt.", "MessageStory"), messages::get)
        .add(post("/v1/messages/{id}/retry", "Send a message again.", "", "MessageStory"), messages::retry)
        .add(post("/v1/messages/{id}/discard", "Give a message up.", "Reason", "MessageStory"), messages::discard)
        .add(post("/v1/messages/{id}/edit", "Replace a message's body and send it again.", "NewBody", "MessageStory"), messages::edit)
        .add(post("/v1/messages/retry", "Send a selection again; without up_to, all of the filter.", "Selection", "BulkStep"), messages::retry_many)
        .add(post("/v1/messages/discard", "Give a selection up.", "DiscardRequest", "BulkStep"), messages::discard_many)
        .add(get("/v1/hooks", "List hook definitions.", "Hooks"), config::list_hooks)
        .add(post("/v1/hooks", "Add a hook definition.", "SaveHook", "Hook"), config::add_hook)
        .add(put("/v1/hooks/{id}", "Change a hook definition.", "SaveHook", "Hook"), config::save_hook)
        .add(delete("/v1/hooks/{id}", "Delete a hook definition nobody subscribes to."), config::delete_hook)
        .add(post("/v1/hooks/run/{moment}/{method}", "Run the hooks of a method on the posted payload.", "Any", "HookRun"), runs::run)
        .add(get("/v1/subscriptions", "List subscriptions.", "Subscriptions"), config::list_subscriptions)
        .add(post("/v1/subscriptions", "Add a subscription.", "SaveSubscription", "Subscription"), config::add_subscription)
        .add(get("/v1/subscriptions/{id}", "One subscription.", "Subscription"), config::get_subscription)
        .add(put("/v1/subscriptions/{id}", "Change a subscription; what is left out stays.", "SaveSubscription", "Subscription"), config::save_subscription)
        .add(delete("/v1/subscriptions/{id}", "Delete a subscription; its open messages are rejected."), config::delete_subscription)
        .add(post("/v1/subscriptions/{id}/consent", "Consent to a private or loopback recipient.", "", "Subscription"), config::consent)
        .add(post("/v1/subscriptions/{id}/enable", "Switch a subscription on.", "", "Subscription"), config::enable)
        .add(post("/v1/subscriptions/{id}/disable", "Switch a subscription off.", "", "Subscription"), config::disable)
        .add(get("/v1/connections", "List connections.", "Connections"), config::list_connections)
        .add(post("/v1/connections", "Add a connection.", "SaveConnection", "Connection"), config::add_connection)
        .add(put("/v1/connections/{id}", "Change a connection; what is left out stays.", "SaveConnection", "Connection"), config::save_connection)
        .add(delete("/v1/connections/{id}", "Delete a connection no subscription uses."), config::delete_connection)
        .add(post("/v1/connections/{id}/test", "Send one real request through a connection.", "TestConnection", "ConnectionTest"), config::test_connection)
        .add(get("/v1/settings", "List settings.", "Settings"), config::list_settings)
        .add(put("/v1/settings/{key}", "Set a setting; null goes back to the default.", "SettingValue", "Setting"), config::set_setting)
        .add(get("/v1/overview", "Counts, health of each subscription, notices.", "Overview"), v1::overview)
        .add(get("/v1/counts", "Counts per state.", "Counts"), v1::counts)
        .add(get("/v1/system", "What is running where.", "SystemInfo"), v1::system)
        .add(post("/rpc/{command}", "Run any command by its name.", "Command", "CommandAnswer"), rpc::call)
        .add(get("/rpc/push", "What changes, as server-sent events.", ""), rpc::push)
        .add(get("/openapi.json", "This description.", "Any"), openapi::handle)
        .add(get("/healthz", "Whether the engine answers; needs no token.", "Any"), metrics::health)
        .add(get("/metrics", "Figures as Prometheus text.", ""), metrics::metrics);
    let router = magento::DESCRIBED.iter().fold(table, |mut table, route| {
        table.routes.push(*route);
        table
    });
    Table {
        router: router.router
            .route("/rest/{*path}", any(magento::handle))
            .route("/in/{*id}", any(v1::not_here))
            .method_not_allowed_fallback(not_allowed)
            .fallback(ui::fallback),
        routes: router.routes,
    }
}

/// A path that is there, called in a way that is not.
async fn not_allowed(request: axum::extract::Request) -> axum::response::Response {
    let path: String = request.uri().path().chars().take(120).collect();
    let mut response = crate::reply::fault(
        hookdesk_core::Fault::not_found(format!("{path} does not take {}", request.method()))
            .next("The paths and their methods are listed in /openapi.json."),
    );
    *response.status_mut() = http::StatusCode::METHOD_NOT_ALLOWED;
    response
}
