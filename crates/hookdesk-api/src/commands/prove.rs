//! "Verify this installation": the proof, started, watched and stopped.

use hookdesk_core::Fault;
use hookdesk_engine::Engine;

use crate::wire::*;

/// Kills where nothing is said.
const USUAL: u32 = 20;
/// Most that somebody waits for in a window; `hookdesk doctor --prove` takes any number.
const MOST: u32 = 500;

pub async fn start(engine: &Engine, request: ProveRequest) -> Result<ProveState, Fault> {
    let kills = request.kills.unwrap_or(USUAL);
    if !(1..=MOST).contains(&kills) {
        return Err(Fault::invalid("kills", format!("a proof here has 1 to {MOST} kills"))
            .next("For more, run `hookdesk doctor --prove --kills N`."));
    }
    Ok(engine.prover().start(kills)?.into())
}

pub async fn state(engine: &Engine, _: Nothing) -> Result<ProveState, Fault> {
    Ok(engine.prover().state().into())
}

pub async fn stop(engine: &Engine, _: Nothing) -> Result<ProveState, Fault> {
    engine.prover().stop();
    Ok(engine.prover().state().into())
}
