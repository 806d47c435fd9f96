//! Whether this machine's own network is there.

use hookdesk_core::Fault;
use hookdesk_core::message::HoldReason;
use hookdesk_core::network::NetworkState as State;
use hookdesk_engine::Engine;

use crate::wire::*;

pub async fn state(engine: &Engine, _: Nothing) -> Result<NetworkState, Fault> {
    let (state, since) = engine.network();
    let online = state == State::Online;
    let held = if online { 0 } else { held(engine).await? };
    Ok(NetworkState {
        state: state.to_string(),
        since: (since.0 > 0 && !online).then(|| since.to_rfc3339()),
        held,
        text: sentence(state).to_owned(),
    })
}

/// One sentence for people; empty while online.
pub(super) fn sentence(state: State) -> &'static str {
    match state {
        State::Online => "",
        State::Offline => {
            "This computer is offline. Messages wait and go out by themselves; no attempt is counted."
        }
        State::CaptivePortal => {
            "A sign-in page of this network answers in the receivers' place. Sign in with a browser; messages wait \
             and go out by themselves, and no attempt is counted."
        }
        State::Resuming => "This computer has just woken up; failures of this moment are not counted.",
    }
}

/// Messages held for the network.
pub(super) async fn held(engine: &Engine) -> Result<u64, Fault> {
    engine.store().held_for(&[HoldReason::Offline, HoldReason::CaptivePortal]).await
}
