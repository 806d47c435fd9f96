//! Attempts over connections that use OAuth 2.0: which token they take, and what becomes of a message whose token is
//! refused. None is rejected for it, and no failure is counted.

use hookdesk_connect::Exchange;
use hookdesk_core::address::Private;
use hookdesk_core::classify::Ended;
use hookdesk_core::config::{Auth, Connection};
use hookdesk_core::message::{HoldReason, Next};
use hookdesk_core::oauth::{OAuth2, told};
use hookdesk_core::{Code, Fault};
use std::sync::Arc;

use super::attempt::Desk;
use crate::config::Target;
use crate::tokens::{NoToken, Token, is_refusal};

/// The connection of a target, where it uses OAuth 2.0.
pub(super) fn oauth(target: &Target) -> Option<(&Arc<Connection>, &OAuth2)> {
    let connection = target.connection.as_ref()?;
    match &connection.auth {
        Auth::OAuth2(settings) => Some((connection, settings)),
        _ => None,
    }
}

/// What the consents of all its subscriptions allow: the token is one for all of them.
fn reach(desk: &Desk, connection: &Connection) -> Private {
    desk.config.now().private_of(connection.id)
}

/// A token for a request; `None` where the target needs none.
pub(super) async fn token(desk: &Desk, target: &Target) -> Result<Option<Token>, NoToken> {
    match oauth(target) {
        None => Ok(None),
        Some((connection, _)) => desk.tokens.access(connection, &reach(desk, connection)).await.map(Some),
    }
}

/// Whether the answer says that the token is no good.
pub(super) fn is_refused(target: &Target, exchange: &Exchange) -> bool {
    match (oauth(target), &exchange.ended) {
        (Some((_, settings)), Ended::Answered { status, .. }) => is_refusal(settings, *status),
        _ => false,
    }
}

/// Another token than the one refused.
pub(super) async fn renewed(desk: &Desk, target: &Target, refused: &Token) -> Result<Token, NoToken> {
    let (connection, _) = oauth(target).ok_or_else(|| NoToken::Store(Fault::not_found("no connection")))?;
    desk.tokens.renewed(connection, refused.generation, &reach(desk, connection)).await
}

/// Where a message goes that gets no token.
pub(super) fn without(none: &NoToken) -> Next {
    match none {
        NoToken::Locked => Next::Held(HoldReason::Credential),
        NoToken::Person(_) => Next::Held(HoldReason::Authorization),
        NoToken::Later(until, _) => Next::Retry(*until),
        NoToken::Store(fault) => {
            tracing::warn!(%fault, "a token was not read; its message is tried again");
            Next::Retry(hookdesk_core::time::UtcMillis(0))
        }
    }
}

/// Even a token that was just had is refused: the connection waits for a person, with all its messages.
pub(super) async fn refused_again(desk: &Desk, target: &Target, exchange: &Exchange) -> Next {
    let Some((connection, _)) = oauth(target) else { return Next::Held(HoldReason::Authorization) };
    let status = match exchange.ended {
        Ended::Answered { status, .. } => status,
        Ended::Failed { .. } => 401,
    };
    let response = exchange.response.as_ref();
    let header = |name: &str| {
        let headers = response.map(|response| response.headers.as_slice()).unwrap_or_default();
        headers.iter().find(|(given, _)| given == name).map(|(_, value)| value.as_str())
    };
    let refusal = told::Refusal {
        status,
        www_authenticate: header("www-authenticate"),
        body: response.map(|response| response.body.as_slice()).unwrap_or_default(),
        skew_ms: None,
    };
    let (what, next) = told::in_words(&connection.auth, refusal).unwrap_or_else(|| {
        (
            format!("The receiver answered {status}, also to a token that was just had."),
            "Check the connection's settings and rights, then authorize it again.".to_owned(),
        )
    });
    let fault = Fault::new(Code::AuthRefused, what).next(next);
    if let Err(fault) = desk.tokens.refused_again(connection.id, fault).await {
        tracing::warn!(%fault, "a connection was not set aside");
    }
    Next::Held(HoldReason::Authorization)
}

/// After a message was held for an authorization: where it came between the look and the write, whoever comes second
/// lets the message go on.
pub(super) async fn settle(desk: &Desk, target: &Target) {
    let Ok(now) = desk.config.refresh().await else { return };
    let id = target.subscription.id;
    let is_authorized =
        now.targets.get(&id).is_some_and(|t| t.connection.as_ref().is_none_or(|c| !c.unauthorized));
    if is_authorized && let Err(fault) = desk.store.release_held(id, HoldReason::Authorization).await {
        tracing::warn!(%fault, "a message was not released");
    }
}
