//! Subscriptions.

use hookdesk_core::config::{Blocked, Consent, Recipient, Subscription};
use hookdesk_core::id::SubscriptionId;
use hookdesk_core::message::{HoldReason, RejectReason};
use hookdesk_core::{Code, Fault};
use rusqlite::{Connection, OptionalExtension, named_params};

use crate::changes::Area;
use crate::open::Store;
use crate::routing::{Standing, standing_in};
use crate::rows::{self, fault};
use crate::secrets::{self, SealedSecret};
use crate::writer::Scope;
use crate::{connections, hooks, manual};

impl Store {
    /// All that are not deleted, by number; `event_name` and `has_secret` filled in.
    pub async fn subscriptions(&self) -> Result<Vec<Subscription>, Fault> {
        self.query(|conn| {
            let sql = select("s.deleted_at IS NULL ORDER BY s.id");
            conn.prepare_cached(&sql)?.query_map([], rows::subscription)?.collect()
        })
        .await
    }

    /// One, deleted ones included (their messages still name them).
    pub async fn subscription(&self, id: SubscriptionId) -> Result<Subscription, Fault> {
        self.read(move |conn| find(conn, id, "s.id = ?1")).await
    }

    /// Adds one (`id` 0, `created_at` set here) or replaces one, with its secrets, in one transaction. `event_name`,
    /// `has_secret`, `needs_consent`, `blocked`, `public_host` and times are derived, not taken. Returns it as stored.
    ///
    /// Sealing needs the row's number, so `seal` is called inside the transaction with it; an empty list keeps the
    /// stored secrets. Switching off holds what is waiting; switching on, consenting and a new recipient release what
    /// was held for it.
    pub async fn save_subscription(
        &self,
        subscription: Subscription,
        seal: Box<dyn FnOnce(SubscriptionId) -> Result<Vec<SealedSecret>, Fault> + Send>,
    ) -> Result<Subscription, Fault> {
        self.write(move |scope| save(scope, subscription, seal)).await
    }

    /// Messages met addresses that no consent covers: marks the subscription and holds what is waiting. Nothing happens
    /// where recipient and consent are no longer those of `judged`, or the same is known already.
    pub async fn require_consent(
        &self,
        id: SubscriptionId,
        blocked: Blocked,
        judged: Option<Judgement>,
    ) -> Result<(), Fault> {
        self.write(move |scope| {
            let now = live(scope.conn, id)?;
            let is_known = now.needs_consent && now.blocked.as_ref() == Some(&blocked);
            if is_known || judged.is_some_and(|judged| judged != Judgement::of(&now)) {
                return Ok(());
            }
            let blocked = text(&blocked).map_err(fault)?;
            scope
                .conn
                .prepare_cached("UPDATE subscriptions SET needs_consent = 1, blocked = ?2 WHERE id = ?1")
                .and_then(|mut s| s.execute((id.0, blocked)))
                .map_err(fault)?;
            settle(scope, id, &[])?;
            changed(scope);
            Ok(())
        })
        .await
    }

    /// The host leads to nothing that needs a consent any more: what waits for one goes on, unless recipient or consent
    /// are no longer those of `judged`.
    pub async fn unblock(&self, id: SubscriptionId, judged: Judgement) -> Result<(), Fault> {
        self.write(move |scope| {
            if judged != Judgement::of(&live(scope.conn, id)?) {
                return Ok(());
            }
            lift_block(scope, id)?;
            settle(scope, id, &[HoldReason::Consent])?;
            changed(scope);
            Ok(())
        })
        .await
    }

    /// Writes down what an open consent covers, unless recipient or consent are no longer those of `judged`.
    pub async fn settle_consent(
        &self,
        id: SubscriptionId,
        settled: Consent,
        judged: Judgement,
    ) -> Result<(), Fault> {
        self.write(move |scope| {
            if judged != Judgement::of(&live(scope.conn, id)?) {
                return Ok(());
            }
            put_consent(scope, id, Some(&settled))?;
            changed(scope);
            Ok(())
        })
        .await
    }

    /// Remembers that this name leads to a public address, so that it can be told when it turns private. Whoever
    /// consented while nobody could tell where it leads has consented to nothing.
    pub async fn note_public(&self, id: SubscriptionId, host: String) -> Result<(), Fault> {
        self.write(move |scope| {
            let now = live(scope.conn, id)?;
            if now.was_public(&host) {
                return Ok(());
            }
            if now.is_consent_open(&host) {
                put_consent(scope, id, None)?;
            }
            scope
                .conn
                .prepare_cached("UPDATE subscriptions SET public_host = ?2 WHERE id = ?1")
                .and_then(|mut s| s.execute((id.0, host)))
                .map_err(fault)?;
            changed(scope);
            Ok(())
        })
        .await
    }

    /// Marks it deleted, rejects what is open, forgets its secrets; one transaction.
    pub async fn delete_subscription(&self, id: SubscriptionId) -> Result<(), Fault> {
        self.write(move |scope| {
            live(scope.conn, id)?;
            scope
                .conn
                .prepare_cached("UPDATE subscriptions SET deleted_at = ?2, enabled = 0 WHERE id = ?1")
                .and_then(|mut s| s.execute((id.0, scope.now.0)))
                .map_err(fault)?;
            secrets::forget_subscription(scope.conn, id).map_err(fault)?;
            manual::reject_open_in(scope, id, RejectReason::SubscriptionDeleted)?;
            changed(scope);
            Ok(())
        })
        .await
    }
}

/// What a judgement of addresses stands on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judgement {
    recipient: Recipient,
    consent: Option<Consent>,
}

impl Judgement {
    /// By the subscription as it was then.
    pub fn of(subscription: &Subscription) -> Self {
        Self { recipient: subscription.recipient.clone(), consent: subscription.consent.clone() }
    }
}

/// Nobody is asked for a consent any more; what waits for it is yet to be released.
pub(crate) fn lift_block(scope: &mut Scope<'_>, id: SubscriptionId) -> Result<(), Fault> {
    scope
        .conn
        .prepare_cached("UPDATE subscriptions SET needs_consent = 0, blocked = NULL WHERE id = ?1")
        .and_then(|mut s| s.execute([id.0]))
        .map(drop)
        .map_err(fault)
}

fn put_consent(scope: &mut Scope<'_>, id: SubscriptionId, consent: Option<&Consent>) -> Result<(), Fault> {
    let consent = consent.map(text).transpose().map_err(fault)?;
    scope
        .conn
        .prepare_cached("UPDATE subscriptions SET consent = ?2 WHERE id = ?1")
        .and_then(|mut s| s.execute((id.0, consent)))
        .map(drop)
        .map_err(fault)
}

fn save(
    scope: &mut Scope<'_>,
    mut wanted: Subscription,
    seal: impl FnOnce(SubscriptionId) -> Result<Vec<SealedSecret>, Fault>,
) -> Result<Subscription, Fault> {
    let before = match wanted.id.0 {
        0 => None,
        _ => Some(live(scope.conn, wanted.id)?),
    };
    check_references(scope.conn, &wanted)?;
    if let Some(settled) = before.as_ref().and_then(|before| settled_meanwhile(before, &wanted)) {
        wanted.consent = Some(settled);
    }
    let over = before.as_ref().map(|before| no_longer(before, &wanted)).unwrap_or_default();
    let asks_anew = before
        .as_ref()
        .is_some_and(|before| before.recipient != wanted.recipient || before.signing != wanted.signing);
    // Only the sender says that consent is needed; what a person changed lets it judge anew.
    let waits = before.as_ref().filter(|before| before.needs_consent && !over.contains(&HoldReason::Consent));
    wanted.needs_consent = waits.is_some();
    wanted.blocked = waits.and_then(|before| before.blocked.clone());
    // Who consents to private addresses knows that they are private.
    let known = before.as_ref().filter(|before| !consents(before, &wanted));
    wanted.public_host = known.and_then(|before| before.public_host.clone());
    write(scope, &mut wanted, before.as_ref())?;
    let sealed = seal(wanted.id)?;
    secrets::put(scope.conn, &sealed).map_err(fault)?;
    if before.is_some() {
        let credential = (asks_anew || !sealed.is_empty()).then_some(HoldReason::Credential);
        let over: Vec<_> = over.into_iter().chain(credential).collect();
        settle(scope, wanted.id, &over)?;
    }
    changed(scope);
    live(scope.conn, wanted.id)
}

/// The hook and the connection must be there.
fn check_references(conn: &Connection, wanted: &Subscription) -> Result<(), Fault> {
    hooks::find(conn, wanted.hook_id).map_err(|e| match e.code {
        Code::NotFound => Fault::new(Code::HookUnknown, e.message).field("hook_id"),
        _ => e,
    })?;
    if let Recipient::Connection { id, .. } = &wanted.recipient {
        connections::find(conn, *id).map_err(|e| match e.code {
            Code::NotFound => Fault::invalid("recipient.id", e.message),
            _ => e,
        })?;
    }
    Ok(())
}

/// What messages no longer need to wait for after this change.
fn no_longer(before: &Subscription, wanted: &Subscription) -> Vec<HoldReason> {
    let mut over = Vec::new();
    if wanted.enabled && !before.enabled {
        over.push(HoldReason::SubscriptionOff);
    }
    let moved = wanted.recipient != before.recipient;
    if moved || consents(before, wanted) {
        over.push(HoldReason::Consent);
    }
    if moved {
        over.push(HoldReason::ConnectionPaused);
    }
    over
}

/// Whether a person consents by this change.
fn consents(before: &Subscription, wanted: &Subscription) -> bool {
    wanted.consent.is_some() && wanted.consent != before.consent
}

/// What the sender made of an open consent while the person who saves still saw it open.
fn settled_meanwhile(before: &Subscription, wanted: &Subscription) -> Option<Consent> {
    let (stored, seen) = (before.consent.as_ref()?, wanted.consent.as_ref()?);
    (seen.is_open() && seen.at == stored.at).then(|| stored.clone())
}

fn write(
    scope: &mut Scope<'_>,
    wanted: &mut Subscription,
    before: Option<&Subscription>,
) -> Result<(), Fault> {
    let connection = match &wanted.recipient {
        Recipient::Connection { id, .. } => Some(id.0),
        Recipient::Url { .. } => None,
    };
    let id = (wanted.id.0 != 0).then_some(wanted.id.0);
    let stored = scope
        .conn
        .prepare_cached(
            "INSERT INTO subscriptions (id, label, hook_id, connection_id, recipient, method, enabled, metadata,
               binding, retry, timeout_ms, concurrency, rate, signing, headers, consent, needs_consent, blocked,
               public_host, debug, created_at, updated_at)
             VALUES (:id, :label, :hook, :connection, :recipient, :method, :enabled, :metadata, :binding, :retry,
               :timeout, :concurrency, :rate, :signing, :headers, :consent, :needs_consent, :blocked, :public_host, :debug,
               :created, :updated)
             ON CONFLICT (id) DO UPDATE SET label = :label, hook_id = :hook, connection_id = :connection,
               recipient = :recipient, method = :method, enabled = :enabled, metadata = :metadata,
               binding = :binding, retry = :retry, timeout_ms = :timeout, concurrency = :concurrency, rate = :rate,
               signing = :signing, headers = :headers, consent = :consent,
               needs_consent = :needs_consent, blocked = :blocked, public_host = :public_host, debug = :debug, updated_at = :updated
             RETURNING id",
        )
        .and_then(|mut s| {
            let row = named_params! {
                ":id": id,
                ":label": wanted.label,
                ":hook": wanted.hook_id.0,
                ":connection": connection,
                ":recipient": text(&wanted.recipient)?,
                ":method": wanted.method.as_str(),
                ":enabled": wanted.enabled,
                ":metadata": wanted.metadata,
                ":binding": wanted.binding.as_str(),
                ":retry": text(&wanted.retry)?,
                ":timeout": wanted.timeout_ms as i64,
                ":concurrency": wanted.concurrency,
                ":rate": wanted.rate.as_ref().map(text).transpose()?,
                ":signing": text(&wanted.signing)?,
                ":headers": text(&wanted.headers)?,
                ":consent": wanted.consent.as_ref().map(text).transpose()?,
                ":needs_consent": wanted.needs_consent,
                ":blocked": wanted.blocked.as_ref().map(text).transpose()?,
                ":public_host": wanted.public_host,
                ":debug": wanted.debug,
                ":created": before.map_or(scope.now, |before| before.created_at).0,
                ":updated": scope.now.0,
            };
            s.query_row(row, |row| row.get(0))
        })
        .map_err(fault)?;
    wanted.id = SubscriptionId(stored);
    Ok(())
}

/// A value as a JSON column's text.
fn text<T: serde::Serialize>(value: &T) -> rusqlite::Result<String> {
    serde_json::to_string(value).map_err(|e| rusqlite::Error::ToSqlConversionFailure(Box::new(e)))
}

/// After a change: releases what waited for the reasons that are over, then holds what may not go out as things
/// stand now, so that nothing released for one reason slips past another.
pub(crate) fn settle(scope: &mut Scope<'_>, id: SubscriptionId, over: &[HoldReason]) -> Result<(), Fault> {
    for reason in over {
        manual::release_in(scope, id, *reason)?;
    }
    if let Standing::Held(reason) = standing_in(scope.conn, id).map_err(fault)? {
        manual::hold_in(scope, id, reason)?;
    }
    Ok(())
}

fn changed(scope: &mut Scope<'_>) {
    scope.effects.routing_changed();
    scope.effects.area(Area::Subscriptions);
}

fn select(condition: &str) -> String {
    format!(
        "SELECT {} FROM subscriptions s JOIN hooks h ON h.id = s.hook_id WHERE {condition}",
        rows::SUBSCRIPTION
    )
}

fn find(conn: &Connection, id: SubscriptionId, condition: &str) -> Result<Subscription, Fault> {
    conn.prepare_cached(&select(condition))
        .and_then(|mut s| s.query_row([id.0], rows::subscription).optional())
        .map_err(fault)?
        .ok_or_else(|| Fault::not_found(format!("there is no subscription {id}")))
}

/// One that is not deleted.
fn live(conn: &Connection, id: SubscriptionId) -> Result<Subscription, Fault> {
    find(conn, id, "s.id = ?1 AND s.deleted_at IS NULL")
}
