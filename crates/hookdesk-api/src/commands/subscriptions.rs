//! Subscriptions: saving checks everything, with the field named, before anything is written.

use hookdesk_core::config::{
    Method, PayloadBinding, RateLimit as Rate, Recipient as To, SecretSlot, Signing as Scheme,
    Subscription as Row,
};
use hookdesk_core::id::{ConnectionId, HookId, SubscriptionId};
use hookdesk_core::name::EventName;
use hookdesk_core::time::UtcMillis;
use hookdesk_core::{Code, Fault, weburl};
use hookdesk_engine::Engine;
use hookdesk_store::{Judgement, Store};

use super::consents::Place;
use super::sealing::{SigningChange, SigningRequest};
use super::{address, connections, fields, hooks};
use crate::wire::*;

pub async fn list(engine: &Engine, _: Nothing) -> Result<Vec<Subscription>, Fault> {
    let connections = engine.store().connections().await?;
    let private_allowed = engine.settings().private_allowed;
    let rows = engine.store().subscriptions().await?.into_iter();
    Ok(rows.map(|row| Subscription::new(row, &connections, private_allowed)).collect())
}

pub async fn get(engine: &Engine, request: IdRef) -> Result<Subscription, Fault> {
    let row = live(engine.store(), request.id).await?;
    shown(engine, row).await
}

pub async fn save(engine: &Engine, request: SaveSubscription) -> Result<Subscription, Fault> {
    let before = match request.id {
        Some(id) => Some(live(engine.store(), id).await?),
        None => None,
    };
    let mut row = match &before {
        Some(row) => row.clone(),
        None => blank(engine, &request).await?,
    };
    if let (Some(row), Some(name)) = (&before, &request.event_name)
        && !row.event_name.as_str().eq_ignore_ascii_case(name.trim())
    {
        return Err(Fault::invalid("event_name", "the event of a subscription does not change")
            .next("Add a new subscription and switch this one off."));
    }
    fill(&mut row, &request)?;
    let stored = before.as_ref().filter(|row| row.has_secret);
    let none = Scheme::None;
    let key = SigningChange::check(
        engine,
        SigningRequest {
            field: "secret",
            signing: &row.signing,
            signing_before: before.as_ref().map_or(&none, |row| &row.signing),
            secret: request.secret,
            keep_old_hours: request.keep_old_secret_hours,
            stored: stored.map(|row| SecretSlot::SubscriptionSigning(row.id)),
            idle: !row.enabled,
        },
    )
    .await?;
    // Last, for it may add a connection.
    if let Some(recipient) = request.recipient {
        row.recipient = self::recipient(engine, recipient).await?;
    }
    let place = Place::of(engine, before.as_ref(), &row).await?;
    let public = place.consent(engine, &mut row, request.allow_private).await;
    let moved = before.as_ref().is_none_or(|before| before.recipient != row.recipient);
    let blocked = match moved && row.consent.is_none() && !engine.settings().private_allowed {
        // Said at once where the URL says so itself; otherwise the sender finds out when it dials.
        true => place.at_once(engine).await,
        false => None,
    };
    let sealer = engine.clone();
    let seal = move |id| {
        let (present, old) = (SecretSlot::SubscriptionSigning(id), SecretSlot::SubscriptionSigningOld(id));
        key.seal(&sealer, present, old)
    };
    let mut row = engine.store().save_subscription(row, Box::new(seal)).await?;
    if let Some(host) = public {
        engine.store().note_public(row.id, host).await?;
    }
    if let Some(blocked) = blocked {
        engine.store().require_consent(row.id, blocked, None).await?;
        row = engine.store().subscription(row.id).await?;
    }
    shown(engine, row).await
}

/// A new one under the settings' defaults; its recipient still to be filled in.
async fn blank(engine: &Engine, request: &SaveSubscription) -> Result<Row, Fault> {
    let name = request
        .event_name
        .as_deref()
        .ok_or_else(|| Fault::invalid("event_name", "a new subscription needs the name of its event"))?;
    let hook = hooks::by_name(engine, "event_name", name).await?;
    if request.recipient.is_none() {
        return Err(Fault::invalid("recipient", "a new subscription needs a recipient"));
    }
    let settings = engine.settings();
    Ok(Row {
        id: SubscriptionId(0),
        label: String::new(),
        hook_id: HookId(hook.id.0),
        event_name: EventName::parse(hook.name.as_str())?,
        recipient: To::Url { url: String::new() },
        method: Method::Post,
        enabled: true,
        metadata: "default".to_owned(),
        binding: PayloadBinding::Snapshot,
        retry: settings.retry_default.clone(),
        timeout_ms: settings.timeout_ms,
        concurrency: settings.concurrency,
        rate: None,
        signing: Scheme::None,
        headers: Vec::new(),
        consent: None,
        needs_consent: false,
        blocked: None,
        public_host: None,
        debug: false,
        has_secret: false,
        created_at: UtcMillis(0),
        updated_at: UtcMillis(0),
    })
}

/// Everything but the recipient and the key; what is left out stays.
fn fill(row: &mut Row, request: &SaveSubscription) -> Result<(), Fault> {
    if let Some(label) = &request.label {
        row.label = fields::line("label", label, 120)?;
    }
    if let Some(metadata) = &request.metadata {
        row.metadata = fields::line("metadata", metadata, 1_000)?;
    }
    if let Some(retry) = &request.retry {
        row.retry = retry.clone().into();
        row.retry.validate()?;
    }
    if let Some(timeout) = request.timeout_ms {
        row.timeout_ms = fields::within("timeout_ms", timeout, 1_000..=120_000)?;
    }
    if let Some(concurrency) = request.concurrency {
        row.concurrency = fields::within("concurrency", concurrency, 1..=256)?;
    }
    if let Some(rate) = &request.rate {
        row.rate = match rate.count {
            0 => None,
            count => Some(Rate {
                count: fields::within("rate.count", count, 1..=1_000_000)?,
                per_ms: fields::within("rate.per_ms", rate.per_ms, 1..=86_400_000)?,
            }),
        };
    }
    if let Some(headers) = &request.headers {
        fields::fixed_headers(headers)?;
        row.headers = headers.clone();
    }
    let secret_given = request.secret.as_deref().is_some_and(|secret| !secret.is_empty());
    match &request.signing {
        Some(signing) => {
            row.signing = signing.clone().into();
            fields::signing(&row.signing)?;
        }
        None if secret_given && row.signing == Scheme::None => row.signing = Scheme::Aligent,
        None => {}
    }
    row.method = request.method.map_or(row.method, Into::into);
    row.binding = request.binding.map_or(row.binding, Into::into);
    row.enabled = request.enabled.unwrap_or(row.enabled);
    row.debug = request.debug.unwrap_or(row.debug);
    Ok(())
}

/// Checks where to. Userinfo in a URL becomes a connection with basic authentication, named after the host.
async fn recipient(engine: &Engine, recipient: Recipient) -> Result<To, Fault> {
    match recipient {
        Recipient::Url { url } if address::has_tags(&url) => {
            let url = weburl::typed(&url);
            address::check("recipient.url", &url)?;
            // As it was written: a parsed one would have its tags escaped.
            Ok(To::Url { url: url.into_owned() })
        }
        Recipient::Url { url } => {
            let checked = weburl::check("recipient.url", &weburl::typed(&url))?;
            match checked.userinfo {
                None => Ok(To::Url { url: checked.url.into() }),
                Some((username, password)) => {
                    let (id, path) =
                        connections::for_userinfo(engine, &checked.url, username, password).await?;
                    Ok(To::Connection { id, path })
                }
            }
        }
        Recipient::Connection { id, path } => {
            let connections = engine.store().connections().await?;
            let connection = connections
                .iter()
                .find(|connection| connection.id.0 == id)
                .ok_or_else(|| Fault::invalid("recipient.id", format!("there is no connection {id}")))?;
            let plain = address::without_tags("recipient.path", &path)?;
            weburl::join(&connection.base_url, &plain).map_err(|fault| fault.field("recipient.path"))?;
            Ok(To::Connection { id: ConnectionId(id), path })
        }
    }
}

pub async fn switch(engine: &Engine, request: SwitchSubscription) -> Result<Subscription, Fault> {
    let enabled = Some(request.enabled);
    save(engine, SaveSubscription { id: Some(request.id), enabled, ..Default::default() }).await
}

pub async fn consent(engine: &Engine, request: IdRef) -> Result<Subscription, Fault> {
    let row = live(engine.store(), request.id).await?;
    let given = Place::of(engine, Some(&row), &row).await?.consent_to_shown(engine, row.clone()).await?;
    // Looking up takes a while: what was changed meanwhile stays.
    let now = live(engine.store(), request.id).await?;
    if Judgement::of(&now) != Judgement::of(&row) {
        let message = "the subscription was changed while its address was looked up";
        return Err(Fault::new(Code::AddressMoved, message));
    }
    let given = Row { consent: given.consent, ..now };
    let row = engine.store().save_subscription(given, Box::new(|_| Ok(Vec::new()))).await?;
    shown(engine, row).await
}

pub async fn delete(engine: &Engine, request: IdRef) -> Result<Nothing, Fault> {
    engine.store().delete_subscription(live(engine.store(), request.id).await?.id).await?;
    Ok(Nothing {})
}

pub async fn preview_retry(_: &Engine, request: PreviewRetry) -> Result<RetryPreview, Fault> {
    let policy = hookdesk_core::schedule::RetryPolicy::from(request.retry);
    policy.validate()?;
    let delays_ms = policy.delays_ms();
    Ok(RetryPreview { total_ms: delays_ms.iter().sum(), delays_ms })
}

/// One that is not deleted.
pub(crate) async fn live(store: &Store, id: i64) -> Result<Row, Fault> {
    let found = store.subscriptions().await?.into_iter().find(|row| row.id.0 == id);
    found.ok_or_else(|| Fault::not_found(format!("there is no subscription {id}")).field("id"))
}

async fn shown(engine: &Engine, row: Row) -> Result<Subscription, Fault> {
    let connections = engine.store().connections().await?;
    Ok(Subscription::new(row, &connections, engine.settings().private_allowed))
}
