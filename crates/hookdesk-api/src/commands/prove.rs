//! "Verify this installation": the proof, started, watched and stopped.

use hookdesk_core::Fault;
use hookdesk_engine::Engine;

use crate::wire::*;

/// Rounds where nothing is said.
const USUAL: u32 = 20;
/// Most rounds somebody waits for in a window; `hookdesk doctor --prove` takes any number.
const MOST: u32 = 500;

pub async fn start(engine: &Engine, request: ProveRequest) -> Result<ProveState, Fault> {
    let rounds = request.kills.unwrap_or(USUAL);
    if !(1..=MOST).contains(&rounds) {
        return Err(Fault::invalid("kills", format!("a proof here has 1 to {MOST} rounds"))
            .next("For more, run `hookdesk doctor --prove --kills N`."));
    }
    Ok(engine.prover().start(rounds)?.into())
}

pub async fn state(engine: &Engine, _: Nothing) -> Result<ProveState, Fault> {
    Ok(engine.prover().state().into())
}

pub async fn stop(engine: &Engine, _: Nothing) -> Result<ProveState, Fault> {
    engine.prover().stop();
    Ok(engine.prover().state().into())
}
