//! `connections authorize`: begins, opens the browser, and waits for the end.

use std::time::Duration;

use hookdesk_api::wire::{
    Authorization, AuthorizationPhase, AuthorizeConnection, FinishAuthorization, IdRef,
};
use hookdesk_core::{Code, Fault};

use super::ui;
use crate::session::Session;
use crate::show;

/// How often it is asked how far it is.
const EVERY: Duration = Duration::from_millis(250);

/// How it is gone about.
pub struct How {
    pub browser: bool,
    /// The address the browser ended at.
    pub finish: Option<String>,
    pub allow_private: bool,
}

pub async fn run(session: &mut Session, id: i64, how: How, json: bool) -> Result<(), Fault> {
    let How { browser, finish, allow_private } = how;
    let mut now: Authorization = match finish {
        Some(address) => {
            session.call("connections.authorize_finish", &FinishAuthorization { id, address }).await?
        }
        None => {
            let request = AuthorizeConnection { id, allow_private: Some(allow_private) };
            session.call("connections.authorize", &request).await?
        }
    };
    if let Some(address) = now.authorize_url.as_deref().filter(|_| now.phase == AuthorizationPhase::Waiting) {
        show::note("Agree in the browser; this waits for ten minutes:");
        show::note(address);
        if browser {
            ui::open(address);
        }
    }
    // An interrupt ends this process, and with it what waits in it; one that waits in a running Hookdesk is cancelled.
    let interrupted = tokio::signal::ctrl_c();
    tokio::pin!(interrupted);
    while matches!(
        now.phase,
        AuthorizationPhase::Waiting | AuthorizationPhase::Received | AuthorizationPhase::Exchanging
    ) {
        tokio::select! {
            () = tokio::time::sleep(EVERY) => {
                now = session.call("connections.authorization", &IdRef { id }).await?;
            }
            _ = &mut interrupted => {
                now = session.call("connections.authorize_cancel", &IdRef { id }).await?;
            }
        }
    }
    for note in &now.notes {
        show::note(note);
    }
    match now.phase {
        AuthorizationPhase::Done if json => show::json(&now),
        AuthorizationPhase::Done => show::line(&match &now.subject {
            Some(subject) => format!("authorized as {subject}"),
            None => "authorized".to_owned(),
        }),
        AuthorizationPhase::Failed => Err(match now.fault {
            Some(fault) => fault.into(),
            None => Fault::new(Code::AuthRefused, "the authorization failed"),
        }),
        _ => Err(Fault::new(Code::AuthCancelled, "the authorization was cancelled")),
    }
}
