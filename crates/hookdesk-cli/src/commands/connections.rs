//! `connections`.

use hookdesk_api::wire;
use hookdesk_core::{Code, Fault};

use super::{authorize, connection_auth, connection_tls};
use crate::args::{AddConnection, Connections, SetConnection};
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
        Connections::Set(set) => {
            let before = connection_tls::find(session, &set.which).await?;
            let saved: wire::Connection = session.call("connections.save", &change(before, *set)?).await?;
            if json { show::json(&saved) } else { show::line(&saved.id.to_string()) }
        }
        Connections::Certificate { which, allow_private } => {
            connection_tls::certificate(session, &which, allow_private, json).await
        }
        Connections::Authorize { id, no_browser, finish, allow_private } => {
            let how = authorize::How { browser: !no_browser, finish, allow_private };
            authorize::run(session, id, how, json).await
        }
        Connections::Revoke { id } => {
            let end: wire::Revoked = session.call("connections.revoke", &wire::IdRef { id }).await?;
            match (&end.note, json) {
                (_, true) => show::json(&end),
                (Some(note), false) => show::line(&show::plain(note)),
                (None, false) => show::line("The provider took the token back, and it is forgotten here."),
            }
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
    let read = |typed: &String| connection_auth::read(typed, &add.url, &add.oauth);
    let auth = add.auth.as_ref().map(read).transpose()?;
    let auth_secret = connection_auth::secret(auth.as_ref(), auth_secret, &add.oauth)?;
    let mut request = wire::SaveConnection {
        name: Some(add.name),
        base_url: Some(add.url),
        auth,
        auth_secret,
        ..Default::default()
    };
    connection_tls::fill(&mut request, wire::ConnectionTls::default(), &add.tls, &[])?;
    Ok(request)
}

fn change(before: wire::Connection, set: SetConnection) -> Result<wire::SaveConnection, Fault> {
    let SetConnection { name, url: base_url, tls, without, .. } = set;
    let mut request = wire::SaveConnection { id: Some(before.id), name, base_url, ..Default::default() };
    connection_tls::fill(&mut request, before.tls, &tls, &without)?;
    Ok(request)
}
