//! Consents as attempts meet them: asked for, settled where one is open; and which names were public.

use std::net::IpAddr;
use std::sync::atomic::Ordering;

use hookdesk_core::address::{AddressClass, classify};
use hookdesk_core::config::{Blocked, Consent};
use hookdesk_store::Judgement;
use url::Host;

use super::attempt::Desk;
use crate::config::Target;
use crate::consent::provider;

/// Messages met addresses that no consent covers. An open consent is settled to them: it was given when nobody could
/// tell where the host leads. Otherwise somebody is asked. The store decides in one transaction with a consent that may
/// be coming in just now.
pub(super) async fn needed(desk: &Desk, target: &Target, mut addresses: Vec<IpAddr>) {
    let subscription = &target.subscription;
    // Many messages meet the same address at once; the first has told.
    let now = desk.config.current().await;
    if now.targets.get(&subscription.id).is_none_or(|now| now.hold.is_some()) {
        return;
    }
    let (host, judged) = (target.host().to_owned(), Judgement::of(subscription));
    let written = match subscription.consent.as_ref().filter(|_| target.is_consent_open) {
        Some(open) => {
            addresses.extend(provider(desk.carrier.common(), target.connection.as_deref()).await);
            let settled = Consent::to(&host, &addresses, open.at);
            desk.store.settle_consent(subscription.id, settled, judged).await
        }
        None => {
            let blocked = Blocked { was_public: subscription.was_public(&host), host, addresses };
            desk.store.require_consent(subscription.id, blocked, Some(judged)).await
        }
    };
    if let Err(fault) = written {
        tracing::warn!(%fault, "what became of a consent was not written down");
    }
}

/// Remembers, once, that a target's name leads to a public address.
pub(super) async fn note_public(desk: &Desk, target: &Target, reached: IpAddr) {
    let is_name = target.url.as_ref().is_some_and(|url| matches!(url.host(), Some(Host::Domain(_))));
    let is_news = is_name && classify(reached) == AddressClass::Public;
    if !is_news || target.noted_public.swap(true, Ordering::Relaxed) {
        return;
    }
    settle_for_provider(desk, target).await;
    if let Err(fault) = desk.store.note_public(target.subscription.id, target.host().to_owned()).await {
        target.noted_public.store(false, Ordering::Relaxed);
        tracing::warn!(%fault, "that a name is public was not written down");
    }
}

/// An open consent may have been given for where the access tokens come from: that much of it stays.
async fn settle_for_provider(desk: &Desk, target: &Target) {
    let subscription = &target.subscription;
    let Some(open) = subscription.consent.as_ref().filter(|_| target.is_consent_open) else { return };
    let mut found = provider(desk.carrier.common(), target.connection.as_deref()).await;
    found.retain(|ip| classify(*ip) == AddressClass::NeedsConsent);
    if found.is_empty() {
        return;
    }
    let settled = Consent::to(target.host(), &found, open.at);
    if let Err(fault) = desk.store.settle_consent(subscription.id, settled, Judgement::of(subscription)).await
    {
        tracing::warn!(%fault, "what became of a consent was not written down");
    }
}
