//! `/metrics` (Prometheus text) and `/healthz`.

use std::fmt::Write;

use axum::extract::State;
use axum::response::Response;
use hookdesk_api::commands::system;
use hookdesk_api::wire::Nothing;
use hookdesk_core::message::MessageState;
use hookdesk_core::network::NetworkState;
use http::header::CONTENT_TYPE;
use http::{HeaderValue, StatusCode};

use crate::app::App;
use crate::reply::{self, Reply};

/// Answers as long as the engine's store does.
pub async fn health(State(app): State<App>) -> Reply {
    app.engine.store().counts().await?;
    Ok(reply::json_text(StatusCode::OK, r#"{"ok":true}"#))
}

/// Figures for a collector.
pub async fn metrics(State(app): State<App>) -> Reply {
    let counts = app.engine.store().counts().await?;
    let hours = app.engine.store().hourly(24).await?;
    let info = system::info(&app.engine, Nothing {}).await?;
    let mut text = String::new();
    head(&mut text, "hookdesk_messages", "gauge", "Messages in each state.");
    for state in MessageState::ALL {
        let count = counts.by_state.get(state).copied().unwrap_or(0);
        let _ = writeln!(text, "hookdesk_messages{{state=\"{state}\"}} {count}");
    }
    one(&mut text, "hookdesk_events", "gauge", "Events kept.", counts.events);
    one(
        &mut text,
        "hookdesk_events_unmatched",
        "gauge",
        "Events whose name no hook has.",
        counts.unmatched_events,
    );
    head(&mut text, "hookdesk_attempts_24h", "gauge", "Attempts of the last 24 hours.");
    let (delivered, failed) = hours.iter().fold((0, 0), |(d, f), hour| (d + hour.delivered, f + hour.failed));
    let _ = writeln!(text, "hookdesk_attempts_24h{{result=\"delivered\"}} {delivered}");
    let _ = writeln!(text, "hookdesk_attempts_24h{{result=\"failed\"}} {failed}");
    one(&mut text, "hookdesk_database_bytes", "gauge", "Size of the database.", info.database_bytes);
    one(&mut text, "hookdesk_sending", "gauge", "1 while the sender runs.", u64::from(info.sending));
    head(&mut text, "hookdesk_network_state", "gauge", "1 for what is believed of this machine's network.");
    let (network, _) = app.engine.network();
    for state in NetworkState::ALL {
        let _ = writeln!(text, "hookdesk_network_state{{state=\"{state}\"}} {}", u8::from(*state == network));
    }
    let mut response = Response::new(text.into());
    let media = HeaderValue::from_static("text/plain; version=0.0.4; charset=utf-8");
    response.headers_mut().insert(CONTENT_TYPE, media);
    Ok(response)
}

fn head(text: &mut String, name: &str, kind: &str, help: &str) {
    let _ = writeln!(text, "# HELP {name} {help}\n# TYPE {name} {kind}");
}

fn one(text: &mut String, name: &str, kind: &str, help: &str, value: u64) {
    head(text, name, kind, help);
    let _ = writeln!(text, "{name} {value}");
}
