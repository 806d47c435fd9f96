//! Authorizing connections: begin, follow, cancel, finish by hand, give back.

use hookdesk_core::Fault;
use hookdesk_core::config::Auth as Way;
use hookdesk_core::id::ConnectionId;
use hookdesk_core::oauth::{OAuth2, PRESETS, Preset, preset};
use hookdesk_engine::{self as engine, Engine};

use crate::wire::*;

pub async fn start(engine: &Engine, request: AuthorizeConnection) -> Result<Authorization, Fault> {
    let id = ConnectionId(request.id);
    let begun = engine.authorize(id, request.allow_private.unwrap_or(false)).await?;
    shown(engine, id, begun).await
}

pub async fn now(engine: &Engine, request: IdRef) -> Result<Authorization, Fault> {
    let id = ConnectionId(request.id);
    shown(engine, id, engine.authorization(id)).await
}

pub async fn cancel(engine: &Engine, request: IdRef) -> Result<Authorization, Fault> {
    let id = ConnectionId(request.id);
    shown(engine, id, engine.cancel_authorization(id)).await
}

pub async fn finish(engine: &Engine, request: FinishAuthorization) -> Result<Authorization, Fault> {
    let id = ConnectionId(request.id);
    let now = engine.finish_authorization(id, &request.address)?;
    shown(engine, id, now).await
}

pub async fn revoke(engine: &Engine, request: IdRef) -> Result<Revoked, Fault> {
    Ok(match engine.revoke(ConnectionId(request.id)).await? {
        Some(Ok(())) => Revoked { revoked: true, note: None },
        Some(Err(fault)) => Revoked {
            revoked: false,
            note: Some(format!(
                "The provider did not take the token back: {}. Withdraw the access there if it must end now.",
                fault.message.trim_end_matches('.')
            )),
        },
        None => Revoked {
            revoked: false,
            note: Some(
                "The token is forgotten here. It was not given back: the provider has no address for that, or there \
                 was none. Withdraw the access there if it must end now."
                    .to_owned(),
            ),
        },
    })
}

pub async fn discover(engine: &Engine, request: DiscoverProvider) -> Result<Discovered, Fault> {
    let mut settings = match request.auth.map(Way::from) {
        Some(Way::OAuth2(settings)) => *settings,
        _ => OAuth2::default(),
    };
    let found = engine
        .discover(
            request.connection.map(ConnectionId),
            request.issuer.trim(),
            request.allow_private.unwrap_or(false),
        )
        .await?;
    let notes = found.fill(&mut settings);
    let scopes = found.scopes_supported.unwrap_or_default();
    Ok(Discovered { auth: Way::OAuth2(Box::new(settings)).into(), scopes, notes })
}

pub async fn presets(_: &Engine, _: Nothing) -> Result<Vec<ConnectionPreset>, Fault> {
    let oauth: Result<Vec<_>, Fault> = PRESETS.iter().map(known).collect();
    Ok(oauth?.into_iter().chain([integration(), application_password()]).collect())
}

/// Stands for an address of one's own.
const OWN: &str = "https://own.invalid";

fn known(known: &Preset) -> Result<ConnectionPreset, Fault> {
    let fixed = Some(known.base_url).filter(|url| !url.is_empty());
    let mut settings = preset(known.key, fixed.unwrap_or(OWN))?;
    for url in [Some(&mut settings.token_url), settings.authorize_url.as_mut(), settings.revoke_url.as_mut()]
    {
        if let Some(url) = url
            && let Some(below) = url.strip_prefix(OWN)
        {
            *url = below.to_owned();
        }
    }
    let asks = known.fill_in.iter().map(|field| match *field {
        "client_secret" => "auth_secret".to_owned(),
        field => format!("auth.{field}"),
    });
    // Where the provider is not the system itself, its address is not where messages go.
    let base_url = fixed.filter(|_| known.at_connection);
    let base = base_url.is_none().then(|| "base_url".to_owned());
    Ok(ConnectionPreset {
        key: known.key.to_owned(),
        name: known.name.to_owned(),
        about: known.note.to_owned(),
        auth: Way::OAuth2(Box::new(settings)).into(),
        base_url: base_url.map(str::to_owned),
        asks: base.into_iter().chain(asks).collect(),
    })
}

fn integration() -> ConnectionPreset {
    let auth = Way::OAuth1 {
        consumer_key: String::new(),
        token: String::new(),
        signature_url_http: false,
        clock_offset_s: 0,
    };
    by_hand(
        "magento_integration",
        "Magento integration",
        "The four values stand at the integration in the shop's admin (System > Integrations). Its token alone, as Bearer, \
         is refused since 2.4.4 unless the shop allows it.",
        auth,
        &["base_url", "auth.consumer_key", "auth.token", "auth_secret"],
    )
}

fn application_password() -> ConnectionPreset {
    by_hand(
        "application_password",
        "WordPress (FunnelKit), application password",
        "Made in the user's profile in WordPress; its spaces may stay. The user needs the right to manage options.",
        Way::Basic { username: String::new() },
        &["base_url", "auth.username", "auth_secret"],
    )
}

fn by_hand(key: &str, name: &str, about: &str, auth: Way, asks: &[&str]) -> ConnectionPreset {
    ConnectionPreset {
        key: key.to_owned(),
        name: name.to_owned(),
        about: about.to_owned(),
        auth: auth.into(),
        base_url: None,
        asks: asks.iter().map(|field| (*field).to_owned()).collect(),
    }
}

async fn shown(
    engine: &Engine,
    id: ConnectionId,
    now: engine::Authorization,
) -> Result<Authorization, Fault> {
    let (status, _) = engine.store().token(id).await?;
    Ok(Authorization {
        id: id.0,
        phase: now.phase.into(),
        authorize_url: now.authorize_url,
        redirect_uri: now.redirect_uri,
        started_at: now.started_at.map(|at| at.to_rfc3339()),
        ends_at: now.ends_at.map(|at| at.to_rfc3339()),
        subject: status.and_then(|status| status.subject),
        fault: now.fault.map(Into::into),
        notes: now.notes,
    })
}

impl From<engine::AuthorizationPhase> for AuthorizationPhase {
    fn from(phase: engine::AuthorizationPhase) -> Self {
        use engine::AuthorizationPhase as Phase;
        match phase {
            Phase::Idle => Self::Idle,
            Phase::Waiting => Self::Waiting,
            Phase::Received => Self::Received,
            Phase::Exchanging => Self::Exchanging,
            Phase::Done => Self::Done,
            Phase::Failed => Self::Failed,
            Phase::Cancelled => Self::Cancelled,
        }
    }
}
