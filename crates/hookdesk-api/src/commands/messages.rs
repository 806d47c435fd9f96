//! The queue: lists, stories and manual work.

use hookdesk_core::Fault;
use hookdesk_core::config::{Auth as Way, Hook, Recipient as To};
use hookdesk_core::id::MessageId;
use hookdesk_core::message::{HoldReason, MessageState};
use hookdesk_engine::Engine;
use hookdesk_store as store;
use serde_json::value::RawValue;

use super::fields;
use crate::input;
use crate::wire::convert::{attempt_row, parse_page_key};
use crate::wire::*;

/// Counting for a plan stops here.
const COUNTED: u64 = 1_000_000;
/// Messages of a filter changed in one transaction.
const STEP: usize = 1_000;
/// Most ids in one selection.
const MOST_IDS: usize = 10_000;

pub async fn list(engine: &Engine, request: ListMessages) -> Result<MessagePage, Fault> {
    let filter = request.filter.unwrap_or_default();
    let filter = filter.to_store(&hooks_for(engine, &filter).await?)?;
    let after = request.after.as_deref().map(parse_page_key).transpose()?;
    let sort = request.sort.unwrap_or_default().into();
    let order = request.order.unwrap_or_default().into();
    let page = engine.store().messages(filter, sort, order, after, fields::limit(request.limit)?).await?;
    Ok(page.into())
}

/// The hooks, where the filter names any.
async fn hooks_for(engine: &Engine, filter: &MessageFilter) -> Result<Vec<Hook>, Fault> {
    match &filter.hooks {
        Some(names) if !names.is_empty() => engine.store().hooks().await,
        _ => Ok(Vec::new()),
    }
}

pub async fn get(engine: &Engine, request: MessageRef) -> Result<MessageStory, Fault> {
    let story = engine.store().message(MessageId::parse(&request.id)?).await?;
    let subscription = engine.store().subscription(story.message.subscription_id).await?;
    let (body, body_fault) = match engine.body_of(&story).await {
        Ok(body) => (body, None),
        Err(fault) => (Vec::new(), Some(fault.into())),
    };
    let message = &story.message;
    let actions = MessageActions {
        retry: message.state.can_retry(),
        edit: message.state.can_retry(),
        discard: message.state.can_discard(),
        consent: message.state == MessageState::Held
            && message.reason.as_deref() == Some(HoldReason::Consent.as_str()),
    };
    let auth = match &subscription.recipient {
        To::Connection { id, .. } => {
            let connections = engine.store().connections().await?;
            connections.into_iter().find(|row| row.id == *id).map_or(Way::None, |row| row.auth)
        }
        To::Url { .. } => Way::None,
    };
    Ok(MessageStory {
        occurred_at: story.event.occurred_at.map(|at| at.to_rfc3339()),
        received_at: story.event.received_at.to_rfc3339(),
        source: story.event.source.into(),
        data: Body::new(story.data),
        context: story.context.map(Body::new),
        body: Body::new(body),
        body_fault,
        attempts: story.attempts.into_iter().map(|attempt| attempt_row(attempt, &auth)).collect(),
        edits: story
            .edits
            .into_iter()
            .map(|edit| BodyEdit { made_at: edit.made_at.to_rfc3339(), body: Body::new(edit.body) })
            .collect(),
        delays_ms: subscription.retry.delays_ms(),
        message: story.message.into(),
        actions,
    })
}

pub async fn attempt(engine: &Engine, request: AttemptRef) -> Result<AttemptRequest, Fault> {
    let id = MessageId::parse(&request.id)?;
    let story = engine.store().message(id).await?;
    let attempt =
        story.attempts.iter().find(|attempt| attempt.number == request.number).ok_or_else(|| {
            Fault::not_found(format!("the message has no attempt {}", request.number)).field("number")
        })?;
    let body = engine.store().attempt_body(id, request.number).await?;
    let curl = hookdesk_connect::curl::command(&attempt.request, &body);
    Ok(AttemptRequest { body: Body::new(body), curl })
}

pub async fn plan(engine: &Engine, request: PlanRequest) -> Result<Plan, Fault> {
    let filter = request.filter.to_store(&hooks_for(engine, &request.filter).await?)?;
    let up_to = engine.store().newest().await?;
    let count = engine.store().count_filter(filter, up_to, COUNTED + 1).await?;
    Ok(Plan { count: count.min(COUNTED), more: count > COUNTED, up_to })
}

pub async fn retry(engine: &Engine, request: Selection) -> Result<BulkStep, Fault> {
    act(engine, request, store::BulkAction::Retry, "").await
}

pub async fn discard(engine: &Engine, request: DiscardRequest) -> Result<BulkStep, Fault> {
    let reason = fields::needed_line("reason", &request.reason, 500)?;
    act(engine, request.selection, store::BulkAction::Discard(reason), "selection.").await
}

/// One step; or, for a filter without a plan's bound, all there is now.
async fn act(
    engine: &Engine,
    request: Selection,
    action: store::BulkAction,
    prefix: &str,
) -> Result<BulkStep, Fault> {
    let field = |name: &str| format!("{prefix}{name}");
    match request {
        Selection { ids: Some(ids), filter: None, .. } => {
            fields::within(&field("ids"), ids.len(), 1..=MOST_IDS)?;
            let ids = ids.iter().map(|id| MessageId::parse(id).map_err(|fault| fault.field(&field("ids"))));
            let selection = store::Selection::Ids(ids.collect::<Result<_, _>>()?);
            Ok(engine.store().bulk(selection, action, MOST_IDS).await?.into())
        }
        Selection { ids: None, filter: Some(filter), up_to, after } => {
            let filter = filter.to_store(&hooks_for(engine, &filter).await?)?;
            match up_to {
                Some(up_to) => {
                    let selection = store::Selection::Filter { filter, up_to, after };
                    Ok(engine.store().bulk(selection, action, STEP).await?.into())
                }
                None => all(engine, filter, action).await,
            }
        }
        _ => Err(Fault::invalid(&field("ids"), "a selection has either ids or a filter")),
    }
}

async fn all(
    engine: &Engine,
    filter: store::MessageFilter,
    action: store::BulkAction,
) -> Result<BulkStep, Fault> {
    let up_to = engine.store().newest().await?;
    let mut total = store::BulkStep::default();
    loop {
        let selection = store::Selection::Filter { filter: filter.clone(), up_to, after: total.next };
        let step = engine.store().bulk(selection, action.clone(), STEP).await?;
        total.changed += step.changed;
        total.left += step.left;
        total.next = step.next;
        if step.next.is_none() {
            return Ok(total.into());
        }
    }
}

pub async fn edit(engine: &Engine, request: EditRequest) -> Result<MessageStory, Fault> {
    let id = MessageId::parse(&request.id)?;
    fields::within("body", request.body.len(), 0..=crate::accept::MAX_BYTES)
        .map_err(|_| crate::accept::too_large().field("body"))?;
    serde_json::from_str::<&RawValue>(&request.body)
        .map_err(|error| input::malformed(&error, 0).field("body"))?;
    engine.store().edit_and_resend(id, request.body.into_bytes()).await?;
    get(engine, MessageRef { id: request.id }).await
}
