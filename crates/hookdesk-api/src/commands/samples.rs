//! "Try with sample data".

use hookdesk_core::Fault;
use hookdesk_engine::{Engine, Samples};

use crate::wire::*;

pub async fn state(engine: &Engine, _: Nothing) -> Result<SampleState, Fault> {
    Ok(engine.samples().state().into())
}

pub async fn start(engine: &Engine, _: Nothing) -> Result<SampleState, Fault> {
    Ok(engine.samples().start().await?.into())
}

pub async fn stop(engine: &Engine, _: Nothing) -> Result<SampleState, Fault> {
    Ok(engine.samples().stop().await?.into())
}

pub async fn payloads(_: &Engine, _: Nothing) -> Result<Vec<SamplePayload>, Fault> {
    Ok(Samples::payloads().iter().map(Into::into).collect())
}
