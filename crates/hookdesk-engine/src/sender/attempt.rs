//! One leased message: judge once more whether it may go, build, send, classify, record.

use std::borrow::Cow;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use hookdesk_connect::generic::{self, Keys, Parts};
use hookdesk_connect::{Exchange, HttpClient, Outgoing};
use hookdesk_core::address::AddressClass;
use hookdesk_core::classify::Ended;
use hookdesk_core::config::{Method, Recipient, Subscription};
use hookdesk_core::message::{
    Attempt, AttemptResult, FailureTruth, HoldReason, Next, RejectReason, RequestRecord, Timings,
    TransportClass,
};
use hookdesk_core::network::Blame;
use hookdesk_core::time::{Clock, UtcMillis};
use hookdesk_core::{Code, Fault, content, weburl};
use hookdesk_store::{Lease, Recorded, Store};
use url::Url;

use super::decide::decide;
use super::lanes::Pace;
use super::record::Recorder;
use super::{Ticket, authorized, consent};
use crate::carrier::Carrier;
use crate::config::{Config, Target};
use crate::contents::{Contents, Made, Parts as Makings, Unmade};
use crate::dumps::{Dump, DumpWriter};
use crate::network::NetworkWatch;
use crate::tokens::Tokens;

/// Answers within this make a lane quick.
const QUICK: Duration = Duration::from_millis(250);
/// A message that gets no token waits at least this long.
const SOONEST_MS: i64 = 1_000;
/// A lease must outlive the exchange by this, or is renewed first.
const LEASE_LEFT_MS: i64 = 10_000;

/// What all attempts share.
pub(crate) struct Desk {
    pub store: Store,
    pub carrier: Arc<Carrier>,
    pub config: Arc<Config>,
    pub clock: Arc<dyn Clock>,
    pub network: Arc<NetworkWatch>,
    pub contents: Arc<Contents>,
    pub tokens: Arc<Tokens>,
    pub recorder: Recorder,
    pub dumps: DumpWriter,
}

impl Desk {
    /// A retry in the future, whatever time it was given.
    fn no_sooner(&self, next: Next) -> Next {
        match next {
            Next::Retry(at) => Next::Retry(at.max(self.clock.now().plus(SOONEST_MS))),
            next => next,
        }
    }
}

/// What a judgement or an exchange came to.
enum Verdict {
    /// Write this.
    Record(Box<Recorded>),
    /// Nothing was tried: the store puts the message where the configuration wants it.
    GiveBack,
    /// These addresses need a consent first; nothing was dialled.
    AskConsent(Vec<IpAddr>),
    /// A credential must come first.
    AwaitCredential,
    /// This machine's network must come back first; nothing left it.
    AwaitNetwork(HoldReason),
}

/// Works off one lease. `ticket` gives its permit back as soon as the exchange has ended, before the outcome is on disk.
pub(crate) async fn run(desk: &Desk, lease: Lease, mut ticket: Ticket) {
    // What was saved before an attempt holds for it.
    let config = desk.config.current().await;
    let target = config.targets.get(&lease.subscription).cloned();
    let verdict = match &target {
        Some(target) => attempt(desk, target, &lease, &mut ticket).await,
        None => Verdict::GiveBack,
    };
    ticket.free();
    match verdict {
        Verdict::Record(outcome) => {
            let awaits = outcome.next == Next::Held(HoldReason::Authorization);
            desk.recorder.write(*outcome).await;
            if let (Some(target), Some(address)) = (&target, ticket.reached) {
                consent::note_public(desk, target, address).await;
            }
            if let Some(target) = target.filter(|_| awaits) {
                authorized::settle(desk, &target).await;
            }
        }
        Verdict::GiveBack => give_back(desk, &lease).await,
        Verdict::AskConsent(addresses) => {
            if let Some(target) = &target {
                consent::needed(desk, target, addresses).await;
            }
            give_back(desk, &lease).await;
        }
        Verdict::AwaitCredential => await_credential(desk, &lease).await,
        Verdict::AwaitNetwork(reason) => desk.recorder.write(held(&lease, reason)).await,
    }
}

async fn attempt(desk: &Desk, target: &Target, lease: &Lease, ticket: &mut Ticket) -> Verdict {
    if target.hold.is_some() {
        return Verdict::GiveBack;
    }
    match target.literal {
        Some((_, AddressClass::Never)) => return misconfigured(desk, target, lease, &never_sent_to()),
        Some((ip, _)) if !target.private.allows(ip) => return Verdict::AskConsent(vec![ip]),
        _ => {}
    }
    if let Some(reason) = desk.network.closed(target.reach) {
        return Verdict::AwaitNetwork(reason);
    }
    if target.lacks_secret {
        return Verdict::AwaitCredential;
    }
    let Ok(keys) = target.keys(desk.config.vault()) else { return Verdict::AwaitCredential };
    let client = match target.client(desk.config.vault(), desk.carrier.common()) {
        Ok(client) => client,
        Err(fault)
            if matches!(fault.code, Code::SecretLocked | Code::SecretNoKey | Code::SecretUnreadable) =>
        {
            return Verdict::AwaitCredential;
        }
        Err(fault) => return misconfigured(desk, target, lease, fault),
    };
    let mut keys = Cow::Borrowed(keys);
    let token = match authorized::token(desk, target).await {
        Ok(token) => token,
        Err(none) => {
            let next = desk.no_sooner(authorized::without(&none));
            return Verdict::Record(Box::new(Recorded { next, ..untried(lease) }));
        }
    };
    if let Some(token) = &token {
        keys.to_mut().token = Some(token.access.clone());
    }
    // A provider may have taken its time.
    if !still_leased(desk, target, lease).await {
        return Verdict::GiveBack;
    }
    let made = match make(desk, target, lease).await {
        Ok(made) => made,
        Err(Unmade::Locked) => return Verdict::AwaitCredential,
        Err(Unmade::Broken(fault)) => return misconfigured(desk, target, lease, &fault),
        Err(Unmade::Store(fault)) => {
            tracing::warn!(%fault, "a message's content was not read; it is tried again");
            return Verdict::Record(Box::new(Recorded {
                next: Next::Retry(desk.clock.now().plus(LEASE_LEFT_MS)),
                ..untried(lease)
            }));
        }
    };
    let started_at = desk.clock.now();
    let parts = Parts {
        id: lease.id,
        event_name: &lease.event_name,
        number: lease.number,
        at: started_at,
        body: &made.body,
        content_type: made.content_type.as_deref(),
        headers: &made.headers,
    };
    let connection = target.connection.as_deref();
    let filled = made
        .recipient
        .as_ref()
        .map(|recipient| Subscription { recipient: recipient.clone(), ..target.subscription.clone() });
    let subscription = filled.as_ref().unwrap_or(&target.subscription);
    let build = |keys: &Keys| generic::build(subscription, connection, keys, parts, target.private.clone());
    let mut request = match build(&keys) {
        Ok(request) => request,
        Err(fault) => return misconfigured(desk, target, lease, &fault),
    };
    let (mut exchange, mut blame) = send((desk, client), target, ticket, &request, started_at).await;
    if let Some(token) = &token
        && authorized::is_refused(target, &exchange)
    {
        // Once more in the same attempt, with another token; after that a person must look.
        let end = match authorized::renewed(desk, target, token).await {
            Ok(token) if still_leased(desk, target, lease).await => {
                keys.to_mut().token = Some(token.access);
                let again = match build(&keys) {
                    Ok(request) => request,
                    Err(fault) => return misconfigured(desk, target, lease, &fault),
                };
                if target.debug {
                    let first = tried(lease, started_at, &request, exchange);
                    desk.dumps.write(Dump::of(lease, &first, request.body.clone())).await;
                }
                request = again;
                (exchange, blame) = send((desk, client), target, ticket, &request, started_at).await;
                match authorized::is_refused(target, &exchange) {
                    true => Some(authorized::refused_again(desk, target, &exchange).await),
                    false => None,
                }
            }
            Ok(_) => return Verdict::GiveBack,
            Err(none) => Some(authorized::without(&none)),
        };
        if let Some(next) = end {
            let attempt = tried(lease, started_at, &request, exchange);
            if target.debug {
                desk.dumps.write(Dump::of(lease, &attempt, request.body.clone())).await;
            }
            return Verdict::Record(Box::new(Recorded {
                attempt: Some(attempt),
                rebuilt_body: is_rebuilt(target, lease).then_some(made.body),
                next: desk.no_sooner(next),
                ..untried(lease)
            }));
        }
    }
    let blocked = blame == Blame::Receiver && is_blocked(&exchange.ended);
    if blocked && !exchange.refused.is_empty() {
        return Verdict::AskConsent(exchange.refused);
    }
    // A name that leads to no address anything is sent to is one that does not resolve: filters answer 0.0.0.0.
    if blocked && let Ended::Failed { class, .. } = &mut exchange.ended {
        *class = TransportClass::Dns;
    }
    ticket.reached = exchange.address;
    let run = (lease.trigger, lease.failures);
    let policy = &target.subscription.retry;
    let decision = decide(&exchange.ended, blame, policy, run, jitter(), desk.clock.now());
    let next = match decision.next {
        Next::Held(reason) if !decision.tried => return Verdict::AwaitNetwork(reason),
        next => next,
    };
    let attempt = tried(lease, started_at, &request, exchange);
    if target.debug {
        desk.dumps.write(Dump::of(lease, &attempt, request.body.clone())).await;
    }
    Verdict::Record(Box::new(Recorded {
        seq: lease.seq,
        token: lease.token,
        subscription: lease.subscription,
        attempt: Some(attempt),
        rebuilt_body: is_rebuilt(target, lease).then_some(made.body),
        next,
        counted: decision.counted,
    }))
}

/// One exchange, and whose fault its failure is.
async fn send(
    (desk, client): (&Desk, &HttpClient),
    target: &Target,
    ticket: &mut Ticket,
    request: &Outgoing,
    at: UtcMillis,
) -> (Exchange, Blame) {
    let (began, asked) = (Instant::now(), desk.network.begin());
    let mut exchange = client.send(request, at).await;
    if let Some(connection) = &target.connection {
        desk.carrier.note(connection, &exchange).await;
    }
    ticket.pace = Some(match (began.elapsed() < QUICK, &exchange.ended) {
        (true, Ended::Answered { .. }) => Pace::Quick,
        (true, Ended::Failed { .. }) => Pace::Refused,
        (false, Ended::Answered { .. }) => Pace::Slow,
        (false, Ended::Failed { .. }) => Pace::Silent,
    });
    let blame = desk.network.judge(request, &exchange, target.reach, asked);
    if let Some(response) = &mut exchange.response {
        request.redact_echo(response);
    }
    (exchange, blame)
}

/// What is sent. A message of a hook without content, to an address as it stands, needs nothing looked up.
async fn make(desk: &Desk, target: &Target, lease: &Lease) -> Result<Made, Unmade> {
    let subscription = &target.subscription;
    let mut made = if lease.making.is_none() && target.address.is_none() {
        plain(lease)
    } else {
        let address = match &target.address {
            None => None,
            Some(Ok(address)) => Some((address, &subscription.recipient)),
            Some(Err(fault)) => return Err(Unmade::Broken(fault.clone())),
        };
        let parts = Makings {
            event_name: &lease.event_name,
            data: &lease.data,
            wrap: lease.wrap,
            making: lease.making.as_deref(),
            edited: lease.body.as_deref(),
            address,
            patience: crate::shop::LONGEST,
        };
        desk.contents.make(parts).await?
    };
    // A GET has no body, unless a person wrote one.
    if subscription.method == Method::Get && lease.body.is_none() {
        made.body.clear();
        made.content_type = None;
    }
    Ok(made)
}

/// The body, byte for byte: a person's, or what the wrap makes of the event's data.
fn plain(lease: &Lease) -> Made {
    Made {
        body: lease.body.clone().unwrap_or_else(|| content::build(&lease.data, lease.wrap)),
        content_type: Some("application/json".into()),
        headers: Vec::new(),
        recipient: None,
    }
}

/// Whether the body is another than the event and the message's own row tell, and so must be kept.
fn is_rebuilt(target: &Target, lease: &Lease) -> bool {
    let bare = target.subscription.method == Method::Get;
    lease.body.is_none() && (bare || !lease.is_told)
}

/// Renews a lease that waited long. Without one, somebody else may be sending.
async fn still_leased(desk: &Desk, target: &Target, lease: &Lease) -> bool {
    let timeout = i64::try_from(target.subscription.timeout_ms).unwrap_or(i64::MAX);
    if lease.until >= desk.clock.now().plus(timeout).plus(LEASE_LEFT_MS) {
        return true;
    }
    let until = timeout.saturating_add(2 * LEASE_LEFT_MS);
    desk.store.renew(vec![(lease.seq, lease.token)], until).await.is_ok_and(|lost| lost.is_empty())
}

fn is_blocked(ended: &Ended) -> bool {
    matches!(ended, Ended::Failed { class: TransportClass::AddressBlocked, .. })
}

/// Randomness in `0.0..1.0`.
fn jitter() -> f64 {
    // Nobody gains by guessing it: no call of the system's for each message.
    fastrand::f64()
}

/// The attempt's row.
fn tried(lease: &Lease, started_at: UtcMillis, request: &Outgoing, exchange: Exchange) -> Attempt {
    let delivered = matches!(exchange.ended, Ended::Answered { status: 200..=299, .. });
    let (truth, class, status, retry_after_ms) = match exchange.ended {
        Ended::Answered { status, retry_after_ms } => {
            ((!delivered).then_some(FailureTruth::Refused), None, Some(status), retry_after_ms)
        }
        Ended::Failed { class, truth, status } => (Some(truth), Some(class), status, None),
    };
    Attempt {
        number: lease.number,
        trigger: lease.trigger,
        started_at,
        timings: exchange.timings,
        result: if delivered { AttemptResult::Delivered } else { AttemptResult::Failed },
        truth,
        class,
        status,
        retry_after_ms,
        error: exchange.error,
        request: request.record(),
        response: exchange.response,
        edited: lease.body.is_some(),
    }
}

/// The request could not be built: an attempt that says why, and a person must look at the configuration.
fn misconfigured(desk: &Desk, target: &Target, lease: &Lease, fault: &Fault) -> Verdict {
    let attempt = Attempt {
        number: lease.number,
        trigger: lease.trigger,
        started_at: desk.clock.now(),
        timings: Timings::default(),
        result: AttemptResult::Failed,
        truth: Some(FailureTruth::NotSent),
        class: None,
        status: None,
        retry_after_ms: None,
        error: Some(format!("{}. {}", fault.message, fault.next)),
        request: RequestRecord {
            method: target.subscription.method.to_string(),
            url: shown_url(target),
            headers: Vec::new(),
        },
        response: None,
        edited: lease.body.is_some(),
    };
    Verdict::Record(Box::new(Recorded {
        seq: lease.seq,
        token: lease.token,
        subscription: lease.subscription,
        attempt: Some(attempt),
        rebuilt_body: None,
        next: Next::Rejected(RejectReason::Misconfigured),
        counted: false,
    }))
}

fn never_sent_to() -> Fault {
    Fault::invalid(
        "recipient.url",
        "the recipient is a metadata, multicast, broadcast or unspecified address, which is never sent to",
    )
    .next("Give the subscription another address.")
}

fn shown_url(target: &Target) -> String {
    let url = match (&target.subscription.recipient, &target.connection) {
        (Recipient::Url { url }, _) => Url::parse(url).ok(),
        (Recipient::Connection { path, .. }, Some(connection)) => {
            weburl::join(&connection.base_url, path).ok()
        }
        (Recipient::Connection { .. }, None) => None,
    };
    url.as_ref().map(weburl::redact).unwrap_or_default()
}

/// The configuration is not what it was when the message was claimed: switched off, paused, deleted. The store knows
/// best where the message belongs now.
async fn give_back(desk: &Desk, lease: &Lease) {
    // Ours first, so that a message that is due again does not meet the same old snapshot.
    if let Err(fault) = desk.config.refresh().await {
        tracing::warn!(%fault, "configuration not read");
    }
    if let Err(fault) = desk.store.release(vec![(lease.seq, lease.token)]).await {
        tracing::warn!(%fault, "a lease was not given back; it will run out");
    }
}

/// Nothing was tried: it waits, and no attempt is counted.
fn held(lease: &Lease, reason: HoldReason) -> Recorded {
    Recorded { next: Next::Held(reason), ..untried(lease) }
}

/// An outcome without an attempt; where the message goes is yet to be said.
fn untried(lease: &Lease) -> Recorded {
    Recorded {
        seq: lease.seq,
        token: lease.token,
        subscription: lease.subscription,
        attempt: None,
        rebuilt_body: None,
        next: Next::Held(HoldReason::Credential),
        counted: false,
    }
}

/// A secret is missing, or cannot be opened now. Held until [`crate::Engine::credentials_available`], or a new secret.
async fn await_credential(desk: &Desk, lease: &Lease) {
    let reason = HoldReason::Credential;
    desk.recorder.write(held(lease, reason)).await;
    // The key may have come between the look and the write: whoever comes second lets the message go on.
    let Ok(now) = desk.config.refresh().await else { return };
    let Some(target) = now.targets.get(&lease.subscription) else { return };
    // Whoever brings what is missing releases; that came before the look, or is still to come.
    if target.lacks_secret || now.lost_named_secret() {
        return;
    }
    let vault = desk.config.vault();
    if target.opens(vault)
        && now.named_secrets_open(vault)
        && let Err(fault) = desk.store.release_held(lease.subscription, reason).await
    {
        tracing::warn!(%fault, "a message was not released");
    }
}
