//! Tries webhooks out: a real run, whose requests and answers are shown.

use hookdesk_content::run::Outcome;
use hookdesk_core::Fault;
use hookdesk_core::config::{ContentWrap as Wrap, Method as Verb};
use hookdesk_core::message::HeaderPair;
use hookdesk_engine::{Engine, HookRun, HookTry, Trace};

use crate::wire::*;

pub async fn test(engine: &Engine, request: TestWebhooks) -> Result<WebhookTest, Fault> {
    if request.method.trim().is_empty() {
        return Err(Fault::invalid("method", "the method is missing"));
    }
    if request.payload.len() > crate::accept::MAX_BYTES {
        return Err(crate::accept::too_large().field("payload"));
    }
    let run = HookRun {
        method: request.method.trim(),
        moment: request.moment.into(),
        payload: &request.payload,
        context: request.context.as_deref().filter(|text| !text.trim().is_empty()),
        request: None,
        traced: true,
        stand_in: request.answer.as_deref(),
    };
    let end = engine.run_hooks(run).await?;
    let Outcome { payload, exception, log } = end.outcome;
    Ok(WebhookTest {
        result: if exception.is_some() { "exception" } else { "success" }.to_owned(),
        payload: text(&payload.to_bytes()),
        exception: exception.map(|it| TestException { class: it.class, message: it.message }),
        log: log
            .into_iter()
            .map(|line| TestLine {
                level: line.level.as_str().to_owned(),
                hook: Some(line.hook).filter(|hook| !hook.is_empty()),
                message: line.message,
            })
            .collect(),
        hooks: end.traces.into_iter().map(tested).collect(),
        request_id: end.request_id,
    })
}

/// Sends what a content makes to a receiver of this machine.
pub async fn test_hook(engine: &Engine, request: TestHook) -> Result<TestedHook, Fault> {
    if request.payload.len() > crate::accept::MAX_BYTES {
        return Err(crate::accept::too_large().field("payload"));
    }
    let content = request.content.into();
    let wanted = HookTry {
        event_name: request.name.trim(),
        content: &content,
        wrap: request.wrap.map_or(Wrap::Data, Into::into),
        payload: &request.payload,
        context: request.context.as_deref().filter(|text| !text.trim().is_empty()),
        method: request.method.map_or(Verb::Post, Into::into),
        status: request.status.unwrap_or(200),
        answer: request.answer.as_deref().unwrap_or_default(),
    };
    engine.try_hook(wanted).await.map(tested)
}

fn tested(trace: Trace) -> TestedHook {
    let request = trace.request.map(|(record, body)| TestedRequest {
        method: record.method,
        url: record.url,
        headers: pairs(record.headers),
        body: shown(&body),
    });
    let answer = trace.answer.map(|answer| TestedAnswer {
        status: answer.status,
        headers: pairs(answer.headers),
        body: shown(&answer.body),
    });
    TestedHook { name: trace.name, batch: trace.batch, fires: trace.fires, request, answer }
}

fn pairs(headers: Vec<HeaderPair>) -> Vec<NameValue> {
    headers.into_iter().map(|(name, value)| NameValue { name, value }).collect()
}

fn shown(body: &[u8]) -> Option<String> {
    (!body.is_empty()).then(|| text(body))
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}
