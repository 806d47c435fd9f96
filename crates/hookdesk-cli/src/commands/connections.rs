//! `connections`.

use hookdesk_api::wire;
use hookdesk_core::{Code, Fault};

use crate::args::{AddConnection, Connections};
use crate::session::Session;
use crate::{files, show};

pub async fn run(session: &mut Session, command: Connections, json: bool) -> Result<(), Fault> {
    match command {
        Connections::List { rows } => {
            let mut all: Vec<wire::Connection> = session.call("connections.list", &wire::Nothing {}).await?;
            all.truncate(rows.limit);
            if json { show::json(&all) } else { list(&all) }
        }
        Connections::Add(add) => {
            let saved: wire::Connection = session.call("connections.save", &request(*add)?).await?;
            if json { show::json(&saved) } else { show::line(&saved.id.to_string()) }
        }
        Connections::Test { id, path, method, allow_private } => {
            let request = wire::TestConnection { id, path, method, allow_private: Some(allow_private) };
            let test: wire::ConnectionTest = session.call("connections.test", &request).await?;
            if json {
                show::json(&test)?;
            } else {
                show::line(&show::plain(&test.summary))?;
            }
            match test.ok {
                true => Ok(()),
                false => Err(Fault::new(Code::RecipientUnreachable, test.summary)),
            }
        }
    }
}

fn list(all: &[wire::Connection]) -> Result<(), Fault> {
    let rows: Vec<Vec<String>> = all
        .iter()
        .map(|connection| {
            let state = if connection.paused { "paused" } else { "on" };
            vec![
                connection.id.to_string(),
                connection.name.clone(),
                connection.base_url.clone(),
                auth_word(&connection.auth),
                state.to_owned(),
                connection.subscriptions.to_string(),
            ]
        })
        .collect();
    show::table(&["ID", "NAME", "BASE URL", "AUTH", "STATE", "SUBSCRIPTIONS"], &rows, "no connections")
}

fn auth_word(auth: &wire::Auth) -> String {
    match auth {
        wire::Auth::None => "none".to_owned(),
        wire::Auth::Basic { username } => format!("basic:{username}"),
        wire::Auth::Bearer => "bearer".to_owned(),
        wire::Auth::ApiKeyHeader { name } => format!("header:{name}"),
        wire::Auth::ApiKeyQuery { name } => format!("query:{name}"),
        wire::Auth::OAuth1 { consumer_key, .. } => format!("oauth1:{consumer_key}"),
        wire::Auth::OAuth2(settings) => {
            format!("oauth2:{}", hookdesk_core::oauth::Grant::from(settings.grant))
        }
    }
}

fn request(add: AddConnection) -> Result<wire::SaveConnection, Fault> {
    let auth_secret = match add.secret_file {
        Some(path) => Some(files::secret("secret", &path)?),
        None => add.secret,
    };
    Ok(wire::SaveConnection {
        name: Some(add.name),
        base_url: Some(add.url),
        auth: add.auth.as_deref().map(read_auth).transpose()?,
        auth_secret,
        ..Default::default()
    })
}

fn read_auth(typed: &str) -> Result<wire::Auth, Fault> {
    let (kind, name) = typed.split_once(':').unwrap_or((typed, ""));
    let name = name.to_owned();
    match kind {
        "none" => Ok(wire::Auth::None),
        "basic" => Ok(wire::Auth::Basic { username: name }),
        "bearer" => Ok(wire::Auth::Bearer),
        "header" => Ok(wire::Auth::ApiKeyHeader { name }),
        "query" => Ok(wire::Auth::ApiKeyQuery { name }),
        _ => Err(Fault::invalid("auth", "this way of authenticating is not known")
            .next("Use none, basic:USER, bearer, header:NAME or query:NAME.")),
    }
}
