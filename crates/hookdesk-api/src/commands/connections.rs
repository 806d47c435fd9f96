//! Connections: a remote system, its credential, and a test with a real request.

use hookdesk_connect::generic::{self, Parts};
use hookdesk_core::address::Private;
use hookdesk_core::certificate::SeenCertificates;
use hookdesk_core::config::{
    Auth as Way, Connection as Row, Method, PayloadBinding, Recipient as To, SecretSlot, Signing as Scheme,
    Subscription,
};
use hookdesk_core::id::{ConnectionId, HookId, MessageId, SubscriptionId};
use hookdesk_core::name::EventName;
use hookdesk_core::schedule::RetryPolicy as Policy;
use hookdesk_core::time::UtcMillis;
use hookdesk_core::{Code, Fault, weburl};
use hookdesk_engine::Engine;
use hookdesk_store::TokenStatus;
use url::Url;
use uuid::Uuid;

use super::sealing::{Change, SigningChange, SigningRequest};
use super::{fields, sealing};
use crate::wire::convert::{at_base, tested};
use crate::wire::*;

pub async fn list(engine: &Engine, _: Nothing) -> Result<Vec<Connection>, Fault> {
    let subscriptions = engine.store().subscriptions().await?;
    let tokens = engine.store().tokens().await?;
    let seen = engine.store().certificates().await?;
    let rows = engine.store().connections().await?.into_iter();
    let now = engine.clock().now();
    Ok(rows.map(|row| shown(row, &subscriptions, &tokens, (&seen, now))).collect())
}

fn shown(
    row: Row,
    subscriptions: &[Subscription],
    tokens: &[TokenStatus],
    (seen, now): (&[SeenCertificates], UtcMillis),
) -> Connection {
    let uses = |to: &To| matches!(to, To::Connection { id, .. } if *id == row.id);
    let used = subscriptions.iter().filter(|subscription| uses(&subscription.recipient)).count();
    let token = tokens.iter().find(|status| status.connection == row.id).cloned();
    let certificate = at_base(&row, seen).cloned().map(|seen| CertificateView::new(seen, &row.tls, now));
    Connection::new(row, used as u64, token, certificate)
}

pub async fn save(engine: &Engine, mut request: SaveConnection) -> Result<Connection, Fault> {
    let all = engine.store().connections().await?;
    let before = match request.id {
        Some(id) => Some(find(&all, id)?.clone()),
        None => None,
    };
    let mut row = match &before {
        Some(row) => row.clone(),
        None => blank(&request)?,
    };
    fill(engine, &mut row, &mut request)?;
    if all.iter().any(|other| other.name == row.name && other.id != row.id) {
        return Err(Fault::invalid("name", format!("there is a connection \"{}\" already", row.name)));
    }
    let none = Scheme::None;
    let signing_stored = before.as_ref().filter(|row| row.has_signing_secret);
    let key = SigningChange::check(
        engine,
        SigningRequest {
            field: "signing_secret",
            signing: &row.signing,
            signing_before: before.as_ref().map_or(&none, |row| &row.signing),
            secret: request.signing_secret,
            keep_old_hours: request.keep_old_secret_hours,
            stored: signing_stored.map(|row| SecretSlot::ConnectionSigning(row.id)),
            idle: row.paused,
        },
    )
    .await?;
    let mut auth = Change::read(request.auth_secret);
    let mut auth_stored = before.as_ref().is_some_and(|row| row.has_auth_secret);
    if auth_stored && before.as_ref().is_some_and(|before| changes_secret(&before.auth, &row.auth)) {
        auth_stored = false;
        if matches!(auth, Change::Keep) {
            auth = Change::Remove;
        }
    }
    if let Way::OAuth1 { token, .. } = &mut row.auth {
        let slot = before.as_ref().filter(|_| auth_stored).map(|row| SecretSlot::ConnectionAuth(row.id));
        auth = sealing::with_token(engine, auth, std::mem::take(token), slot).await?;
    }
    // An empty password is one; an empty token or key is none.
    let may_be_empty = match &row.auth {
        Way::None | Way::Basic { .. } => true,
        Way::OAuth2(settings) => !settings.needs_secret(),
        Way::Bearer | Way::ApiKeyHeader { .. } | Way::ApiKeyQuery { .. } | Way::OAuth1 { .. } => false,
    };
    if !may_be_empty && !row.paused && !auth.leaves_one(auth_stored) {
        return Err(Fault::invalid("auth_secret", "this way of authenticating needs a token or key"));
    }
    check_auth_secret(&row.auth, &auth)?;
    let client_key = super::tls::client_key(engine, &row, before.as_ref(), request.client_key).await?;
    let sealer = engine.clone();
    let seal = move |id| {
        let (present, old) = (SecretSlot::ConnectionSigning(id), SecretSlot::ConnectionSigningOld(id));
        let mut sealed = key.seal(&sealer, present, old)?;
        sealed.extend(client_key.seal(&sealer, SecretSlot::ConnectionClientKey(id))?);
        sealed.extend(auth.seal(&sealer, SecretSlot::ConnectionAuth(id))?);
        Ok(sealed)
    };
    let row = engine.store().save_connection(row, Box::new(seal)).await?;
    // The shop stays the shop under its new name.
    if let Some(before) = before.filter(|before| before.name != row.name)
        && engine.settings().content_shop.as_deref() == Some(&before.name)
    {
        engine.set_setting("content.shop", row.name.as_str().into()).await?;
    }
    let (store, now) = (engine.store(), engine.clock().now());
    let seen = store.certificates().await?;
    Ok(shown(row, &store.subscriptions().await?, &store.tokens().await?, (&seen, now)))
}

/// Whether the stored secret is of no use any more. A bearer token kept as a client secret would go to the token
/// endpoint, and a client secret kept as a token to the API.
fn changes_secret(before: &Way, now: &Way) -> bool {
    let is_oauth = |way: &Way| matches!(way, Way::OAuth1 { .. } | Way::OAuth2(_));
    std::mem::discriminant(before) != std::mem::discriminant(now) && (is_oauth(before) || is_oauth(now))
}

/// What goes into a header must be able to.
fn check_auth_secret(auth: &Way, secret: &Change) -> Result<(), Fault> {
    let Change::Set(secret) = secret else { return Ok(()) };
    if matches!(auth, Way::Bearer | Way::ApiKeyHeader { .. }) {
        let text = std::str::from_utf8(secret.expose()).unwrap_or("\0");
        hookdesk_core::headers::validate_value("auth_secret", text)?;
    }
    Ok(())
}

fn find(all: &[Row], id: i64) -> Result<&Row, Fault> {
    all.iter()
        .find(|row| row.id.0 == id)
        .ok_or_else(|| Fault::not_found(format!("there is no connection {id}")).field("id"))
}

fn blank(request: &SaveConnection) -> Result<Row, Fault> {
    if request.name.is_none() {
        return Err(Fault::invalid("name", "a new connection needs a name"));
    }
    if request.base_url.is_none() {
        return Err(Fault::invalid("base_url", "a new connection needs the URL it begins at"));
    }
    Ok(Row {
        id: ConnectionId(0),
        name: String::new(),
        base_url: String::new(),
        auth: Way::None,
        signing: Scheme::None,
        headers: Vec::new(),
        paused: false,
        has_auth_secret: false,
        has_signing_secret: false,
        unauthorized: false,
        tls: Default::default(),
        has_client_key: false,
        created_at: UtcMillis(0),
        updated_at: UtcMillis(0),
    })
}

/// Everything but the secrets; what is left out stays. Userinfo in the URL becomes the credential.
fn fill(engine: &Engine, row: &mut Row, request: &mut SaveConnection) -> Result<(), Fault> {
    if let Some(name) = &request.name {
        row.name = fields::needed_line("name", name, 120)?;
    }
    if let Some(auth) = &request.auth {
        row.auth = auth.clone().into();
        fields::auth(&row.auth)?;
    }
    if let Some(base_url) = &request.base_url {
        let checked = weburl::check("base_url", &weburl::typed(base_url))?;
        weburl::join(checked.url.as_str(), "").map_err(|fault| fault.field("base_url"))?;
        row.base_url = checked.url.into();
        if let Some((username, password)) = checked.userinfo {
            if request.auth_secret.is_some() || !matches!(row.auth, Way::None | Way::Basic { .. }) {
                return Err(Fault::new(
                    Code::UrlInvalid,
                    "the credential is given twice: in the URL and beside it",
                )
                .field("base_url")
                .next("Take the part before the @ out of the URL."));
            }
            row.auth = Way::Basic { username };
            request.auth_secret = Some(password);
        }
    }
    if let Some(signing) = &request.signing {
        row.signing = signing.clone().into();
        fields::signing(&row.signing)?;
    }
    if let Some(headers) = &request.headers {
        fields::fixed_headers(headers)?;
        row.headers = headers.clone();
    }
    if let Some(tls) = &request.tls {
        super::tls::fill(engine, row, tls)?;
    }
    row.paused = request.paused.unwrap_or(row.paused);
    Ok(())
}

/// A connection for a URL that carried userinfo, and the path that is left for the subscription.
pub(super) async fn for_userinfo(
    engine: &Engine,
    url: &Url,
    username: String,
    password: String,
) -> Result<(ConnectionId, String), Fault> {
    let path = match url.query() {
        Some(query) => format!("{}?{query}", url.path()),
        None => url.path().to_owned(),
    };
    let mut base = url.clone();
    base.set_path("/");
    base.set_query(None);
    weburl::join(base.as_str(), &path).map_err(|fault| fault.field("recipient.url"))?;
    let taken = engine.store().connections().await?;
    let host = url.host_str().unwrap_or_default();
    let names = std::iter::once(host.to_owned()).chain((2..).map(|n| format!("{host} {n}")));
    let name = names.into_iter().find(|name| taken.iter().all(|row| row.name != *name));
    let request = SaveConnection {
        name,
        base_url: Some(base.into()),
        auth: Some(Auth::Basic { username }),
        auth_secret: Some(password),
        ..Default::default()
    };
    let connection = save(engine, request).await?;
    Ok((ConnectionId(connection.id), path))
}

pub async fn delete(engine: &Engine, request: IdRef) -> Result<Nothing, Fault> {
    engine.store().delete_connection(ConnectionId(request.id)).await?;
    Ok(Nothing {})
}

/// Sends one real request. Nothing is queued and nothing is recorded.
pub async fn test(engine: &Engine, request: TestConnection) -> Result<ConnectionTest, Fault> {
    let connections = engine.store().connections().await?;
    let connection = find(&connections, request.id)?;
    let method = test_method(request.method.as_deref().unwrap_or("GET"))?;
    let path = request.path.unwrap_or_default();
    weburl::join(&connection.base_url, &path)?;
    let caller = caller(connection, path, engine.settings().timeout_ms)?;
    let private =
        engine.private_of(connection.id).or(Private::any_if(request.allow_private.unwrap_or(false)));
    let mut keys = engine.keys(&caller, Some(connection)).await?;
    if matches!(connection.auth, Way::OAuth2(_)) {
        keys.token = Some(engine.access_token(connection, &private).await?);
    }
    let started_at = engine.clock().now();
    let bodiless = method.is_safe();
    let parts = Parts {
        id: MessageId(Uuid::now_v7()),
        event_name: caller.event_name.as_str(),
        number: 0,
        at: started_at,
        body: if bodiless { b"" } else { b"{}" },
        content_type: (!bodiless).then_some("application/json"),
        headers: &[],
    };
    let outgoing = generic::build_as(method, &caller, Some(connection), &keys, parts, private)?;
    let mut exchange = engine.exchange(connection, &outgoing, started_at).await?;
    if let Some(response) = &mut exchange.response {
        outgoing.redact_echo(response);
    }
    let attempt = tested(&outgoing, &connection.auth, started_at, exchange);
    let ok = attempt.class.is_none() && attempt.status.is_some_and(|status| status < 400);
    Ok(ConnectionTest { ok, summary: summary(&attempt), attempt })
}

fn summary(attempt: &AttemptRow) -> String {
    if let (Some(status), Some(advice)) = (attempt.status, &attempt.advice) {
        return format!("Answered {status}. {} {}", advice.what, advice.next);
    }
    let took = attempt.timings.total_us.div_ceil(1_000);
    match (attempt.status, &attempt.error) {
        (_, Some(error)) => format!("No answer: {error}."),
        (Some(status @ 200..=299), None) => format!("Answered {status} in {took} ms."),
        (Some(status @ 300..=399), None) => {
            format!("Answered {status}, a redirect, which is never followed, in {took} ms.")
        }
        (Some(status @ (401 | 403)), None) => {
            format!("Answered {status} in {took} ms: the credential was not accepted.")
        }
        (Some(status), None) => format!("Answered {status} in {took} ms."),
        (None, None) => "No answer came.".to_owned(),
    }
}

fn test_method(text: &str) -> Result<http::Method, Fault> {
    let known = ["GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH"];
    let upper = text.to_ascii_uppercase();
    let method = http::Method::from_bytes(upper.as_bytes()).ok();
    method
        .filter(|_| known.contains(&upper.as_str()))
        .ok_or_else(|| Fault::invalid("method", format!("a test uses one of {}", known.join(", "))))
}

/// The subscription a test stands in for.
fn caller(connection: &Row, path: String, timeout_ms: u64) -> Result<Subscription, Fault> {
    Ok(Subscription {
        id: SubscriptionId(0),
        label: String::new(),
        hook_id: HookId(0),
        event_name: EventName::parse("connection.test")?,
        recipient: To::Connection { id: connection.id, path },
        method: Method::Post,
        enabled: true,
        metadata: String::new(),
        binding: PayloadBinding::Snapshot,
        retry: Policy::Standard,
        timeout_ms,
        concurrency: 1,
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
