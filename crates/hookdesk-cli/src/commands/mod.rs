//! One room a command.

mod authorize;
mod catalogue;
mod config;
pub(crate) mod connection_auth;
pub(crate) mod connection_tls;
mod connections;
mod events;
mod hook_files;
mod hooks;
mod import;
mod messages;
mod preview;
mod prove;
mod retry_words;
mod security;
mod serve;
mod settings;
mod signature;
mod subscriptions;
mod system;
mod ui;

use hookdesk_core::Fault;

use crate::args::{Args, Command, Hooks};
use crate::session::Session;

/// Runs what was asked for.
pub async fn run(args: Args) -> Result<(), Fault> {
    let data_dir = args.data_dir.unwrap_or_else(hookdesk_engine::default_data_dir);
    let json = args.json;
    let command = match args.command {
        // Asks nobody and changes nothing, so it needs no data directory.
        Command::Hooks(Hooks::Preview(what)) => return preview::preview(*what, json),
        other => other,
    };
    match command {
        Command::Serve { listen, no_ui, until_stdin_closes } => {
            return serve::serve(&data_dir, listen, !no_ui, until_stdin_closes).await;
        }
        Command::Ui { print } => return ui::ui(&data_dir, print || json),
        Command::Doctor { prove: true, kills, seed } => {
            return prove::prove(&data_dir, kills, seed, json).await;
        }
        Command::Doctor { .. } => return system::doctor(&data_dir, json).await,
        _ => {}
    }
    let mut session = Session::open(&data_dir).await?;
    let s = &mut session;
    let done = match command {
        Command::Events(command) => events::run(s, command, json).await,
        Command::Hooks(command) => hooks::run(s, command, json).await,
        Command::Subscriptions(command) => subscriptions::run(s, command, json).await,
        Command::Connections(command) => connections::run(s, command, json).await,
        Command::Security(command) => security::run(s, command, json).await,
        Command::Settings(command) => settings::run(s, command, json).await,
        Command::Messages(command) => messages::run(s, command, json).await,
        Command::Config(command) => config::run(s, command, json).await,
        Command::Backup { file } => system::backup(s, &file, json).await,
        Command::Serve { .. } | Command::Ui { .. } | Command::Doctor { .. } => Ok(()),
    };
    session.close().await;
    done
}
