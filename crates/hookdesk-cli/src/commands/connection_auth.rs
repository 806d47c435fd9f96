//! `connections add --auth …`: how a connection authenticates, from the command line.

use std::path::PathBuf;

use hookdesk_api::wire;
use hookdesk_core::oauth::{ClientAuth, Grant, OAuth2, PRESETS, preset};
use hookdesk_core::{Code, Fault};

use crate::files;

/// What the two kinds of OAuth need besides `--auth` and `--secret`.
#[derive(clap::Args)]
#[command(next_help_heading = "OAuth")]
pub struct Flags {
    /// OAuth 1.0a: the consumer key; --secret is the consumer secret.
    #[arg(long, value_name = "KEY")]
    pub consumer_key: Option<String>,
    /// OAuth 1.0a: the access token.
    #[arg(long, value_name = "TOKEN")]
    pub access_token: Option<String>,
    /// OAuth 1.0a: a file that holds the access token's secret.
    #[arg(long, value_name = "FILE")]
    pub token_secret_file: Option<PathBuf>,
    /// OAuth 1.0a: sign as if the URL began with http://.
    #[arg(long)]
    pub sign_as_http: bool,
    /// OAuth 1.0a: seconds added to this machine's time.
    #[arg(long, value_name = "SECONDS", allow_negative_numbers = true)]
    pub clock_offset: Option<i32>,
    /// OAuth 2.0: the client's id; --secret is its secret.
    #[arg(long, value_name = "ID")]
    pub client_id: Option<String>,
    /// OAuth 2.0: body, basic, headers or none.
    #[arg(long, value_name = "HOW")]
    pub client_auth: Option<String>,
    /// OAuth 2.0: where tokens come from.
    #[arg(long, value_name = "URL")]
    pub token_url: Option<String>,
    /// OAuth 2.0: the page where a person agrees.
    #[arg(long, value_name = "URL")]
    pub authorize_url: Option<String>,
    /// OAuth 2.0: where tokens are given back.
    #[arg(long, value_name = "URL")]
    pub revoke_url: Option<String>,
    /// OAuth 2.0: the provider, to be looked up.
    #[arg(long, value_name = "URL")]
    pub issuer: Option<String>,
    /// OAuth 2.0: what is asked for; may be given several times.
    #[arg(long = "scope", value_name = "SCOPE")]
    pub scopes: Vec<String>,
    /// OAuth 2.0: the loopback port that is registered with the provider.
    #[arg(long, value_name = "PORT")]
    pub redirect_port: Option<u16>,
    /// OAuth 2.0: all settings as JSON, text or @FILE; the other flags change them.
    #[arg(long, value_name = "JSON")]
    pub oauth: Option<String>,
}

/// How the connection authenticates.
pub fn read(typed: &str, base_url: &str, flags: &Flags) -> Result<wire::Auth, Fault> {
    let (kind, name) = typed.split_once(':').unwrap_or((typed, ""));
    let owned = name.to_owned();
    match kind {
        "none" => Ok(wire::Auth::None),
        "basic" => Ok(wire::Auth::Basic { username: owned }),
        "bearer" => Ok(wire::Auth::Bearer),
        "header" => Ok(wire::Auth::ApiKeyHeader { name: owned }),
        "query" => Ok(wire::Auth::ApiKeyQuery { name: owned }),
        "oauth1" => Ok(wire::Auth::OAuth1 {
            consumer_key: flags.consumer_key.clone().unwrap_or(owned),
            token: flags.access_token.clone().unwrap_or_default(),
            signature_url_http: flags.sign_as_http,
            clock_offset_s: flags.clock_offset.unwrap_or(0),
        }),
        "oauth2" => Ok(wire::Auth::OAuth2(Box::new(oauth2(name, base_url, flags)?.into()))),
        _ => Err(Fault::invalid("auth", "this way of authenticating is not known").next(
            "Use none, basic:USER, bearer, header:NAME, query:NAME, oauth1, oauth2:PRESET or oauth2:GRANT.",
        )),
    }
}

/// The secret that is stored: as given; for OAuth 1.0a both secrets together.
pub fn secret(
    auth: Option<&wire::Auth>,
    given: Option<String>,
    flags: &Flags,
) -> Result<Option<String>, Fault> {
    let Some(path) = &flags.token_secret_file else { return Ok(given) };
    if !matches!(auth, Some(wire::Auth::OAuth1 { .. })) {
        return Err(Fault::invalid("token_secret_file", "only OAuth 1.0a has a secret of the token"));
    }
    let token_secret = files::secret("token_secret_file", path)?;
    let consumer_secret = given.ok_or_else(|| Fault::invalid("secret", "the consumer secret is missing"))?;
    let both = serde_json::json!({ "consumer_secret": consumer_secret, "token_secret": token_secret });
    Ok(Some(both.to_string()))
}

fn oauth2(kind: &str, base_url: &str, flags: &Flags) -> Result<OAuth2, Fault> {
    let mut settings = match &flags.oauth {
        Some(argument) => {
            let text = files::text("oauth", argument)?;
            serde_json::from_str(&text).map_err(|error| {
                Fault::new(Code::InputInvalid, "the OAuth settings cannot be read")
                    .field("oauth")
                    .detail(error.to_string())
            })?
        }
        None => OAuth2::default(),
    };
    match (Grant::parse(kind), PRESETS.iter().find(|known| known.key == kind)) {
        (Some(grant), _) => settings.grant = grant,
        (None, Some(known)) => settings = preset(kind, if known.at_connection { base_url } else { "" })?,
        (None, None) if kind.is_empty() => {}
        (None, None) => {
            let grants = Grant::ALL.iter().map(|grant| grant.as_str());
            let known: Vec<&str> = PRESETS.iter().map(|known| known.key).chain(grants).collect();
            return Err(Fault::invalid("auth", "there is no such preset or grant")
                .next(format!("After oauth2: comes one of {}.", known.join(", "))));
        }
    }
    if let Some(word) = &flags.client_auth {
        settings.client_auth = ClientAuth::parse(word).ok_or_else(|| {
            Fault::invalid("client_auth", "this is not a way for a client to show who it is")
                .next("Use body, basic, headers or none.")
        })?;
    }
    let set = |slot: &mut Option<String>, flag: &Option<String>| {
        if flag.is_some() {
            slot.clone_from(flag);
        }
    };
    set(&mut settings.authorize_url, &flags.authorize_url);
    set(&mut settings.revoke_url, &flags.revoke_url);
    set(&mut settings.issuer, &flags.issuer);
    if let Some(url) = &flags.token_url {
        settings.token_url.clone_from(url);
    }
    if let Some(id) = &flags.client_id {
        settings.client_id.clone_from(id);
    }
    if !flags.scopes.is_empty() {
        settings.scopes.clone_from(&flags.scopes);
    }
    if flags.redirect_port.is_some() {
        settings.redirect_port = flags.redirect_port;
    }
    Ok(settings)
}
