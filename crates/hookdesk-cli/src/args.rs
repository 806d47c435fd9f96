//! The command line's grammar. Usage errors end with code 2, clap's own.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{Parser, Subcommand, ValueEnum};

/// Stores shop events durably and delivers them to other systems.
#[derive(Parser)]
#[command(name = "hookdesk", version, propagate_version = true)]
pub struct Args {
    /// Where the data is; the platform's usual place where left out.
    #[arg(long, global = true, env = "HOOKDESK_DATA_DIR", value_name = "DIR")]
    pub data_dir: Option<PathBuf>,
    /// Print JSON, errors too.
    #[arg(long, global = true)]
    pub json: bool,
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Subcommand)]
pub enum Command {
    /// Run the engine with its API and the window in the browser.
    Serve {
        /// Loopback address and port; port 0 takes a free one.
        #[arg(long, default_value = "127.0.0.1:7420")]
        listen: SocketAddr,
        /// Serve the API only.
        #[arg(long)]
        no_ui: bool,
        /// End, as after SIGTERM, when standard input closes: for a program that starts this one and may die.
        #[arg(long)]
        until_stdin_closes: bool,
    },
    /// Open the window in the browser, signed in.
    Ui {
        /// Only print the address.
        #[arg(long)]
        print: bool,
    },
    /// Hand events in, and look at them.
    #[command(subcommand)]
    Events(Events),
    /// Hook definitions.
    #[command(subcommand)]
    Hooks(Hooks),
    /// Subscriptions.
    #[command(subcommand)]
    Subscriptions(Subscriptions),
    /// Connections.
    #[command(subcommand)]
    Connections(Connections),
    /// Settings.
    #[command(subcommand)]
    Settings(Settings),
    /// Where the key of the stored secrets is.
    #[command(subcommand)]
    Security(Security),
    /// The queue.
    #[command(subcommand)]
    Messages(Messages),
    /// Move the configuration to another machine; secrets stay here.
    #[command(subcommand)]
    Config(Config),
    /// Write a consistent copy of the database into a new file.
    Backup {
        /// The new file.
        file: PathBuf,
    },
    /// Check the installation.
    Doctor {
        /// Prove that nothing is lost: kill a second engine, in a folder of its own, again and again.
        #[arg(long)]
        prove: bool,
        /// How many times it is killed; orderly ends and pauses come between.
        #[arg(long, default_value_t = 20, value_name = "N", requires = "prove", value_parser = clap::value_parser!(u32).range(1..))]
        kills: u32,
        /// Makes the choices of an earlier proof again.
        #[arg(long, value_name = "N", requires = "prove")]
        seed: Option<u64>,
    },
}

#[derive(Subcommand)]
pub enum Events {
    /// Accept one event, durably.
    Dispatch {
        /// The event's name.
        name: String,
        /// JSON, @file, or - for stdin.
        #[arg(long, value_name = "JSON|@FILE|-")]
        data: String,
        /// JSON or @file.
        #[arg(long, value_name = "JSON|@FILE")]
        context: Option<String>,
        /// The event's own id; the same id again gets the first answer.
        #[arg(long)]
        id: Option<String>,
    },
    /// Accept a file with one event a line.
    Import {
        /// NDJSON; - for stdin.
        file: PathBuf,
    },
    /// List events, newest first.
    List {
        /// matched, no_subscription or unmatched.
        #[arg(long)]
        routing: Option<String>,
        /// The event's name.
        #[arg(long)]
        name: Option<String>,
        /// Words in the payload, or an id.
        #[arg(long)]
        search: Option<String>,
        #[command(flatten)]
        rows: Rows,
    },
    /// One event with its data and messages.
    Show {
        /// Its id.
        id: String,
    },
}

#[derive(clap::Args)]
pub struct Rows {
    /// At most this many.
    #[arg(long, default_value_t = 100, value_name = "N")]
    pub limit: usize,
}

#[derive(Clone, Copy, ValueEnum)]
pub enum Wrap {
    /// {"data": …}
    Data,
    /// The data itself.
    Raw,
}

#[derive(Clone, Copy, ValueEnum)]
pub enum Format {
    /// All hooks; nothing is lost.
    Json,
    /// Adobe Commerce's webhooks.xml; Aligent's where no hook is waited for.
    Xml,
    /// JSON of Adobe Commerce's REST model.
    Rest,
    /// Aligent's webhooks.xml, of the queued hooks.
    Aligent,
}

#[derive(Clone, Copy, ValueEnum)]
pub enum WebhookType {
    /// On a method's arguments.
    Before,
    /// On its arguments and its result.
    After,
}

#[derive(Subcommand)]
pub enum Hooks {
    /// List hook definitions, or all names that are known.
    List {
        /// Every method and event that a webhook or a hook can be hung on.
        #[arg(long)]
        all: bool,
        /// Words that a name must hold.
        #[arg(long, requires = "all", value_name = "TEXT")]
        search: Option<String>,
        /// At most this many; 100 definitions, or all names.
        #[arg(long, value_name = "N")]
        limit: Option<usize>,
    },
    /// One hook definition.
    Show {
        /// Its event's name.
        name: String,
    },
    /// The payload that comes with a method or event, with its types; a hook's definition and subscriptions too.
    Info {
        /// Its name.
        name: String,
        /// When the webhook runs.
        #[arg(long, value_enum, default_value_t = WebhookType::Before)]
        webhook_type: WebhookType,
        /// How many levels are shown.
        #[arg(long, default_value_t = 3, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
        depth: u32,
    },
    /// Add a hook definition.
    Add {
        /// The event's name.
        name: String,
        /// How the content is made.
        #[arg(long, value_enum, default_value_t = Wrap::Data)]
        wrap: Wrap,
        /// What it is for.
        #[arg(long)]
        description: Option<String>,
    },
    /// Add or change hooks from JSON or from a webhooks.xml, Adobe Commerce's or Aligent's.
    Import {
        /// - for stdin.
        file: PathBuf,
    },
    /// Show what webhooks would send for a payload, and what given answers would come to. Sends nothing.
    Preview(Box<Preview>),
    /// Print hooks as a file.
    Export {
        #[arg(long, value_enum, default_value_t = Format::Json)]
        format: Format,
    },
    /// The digital signature of hooks that are waited for.
    #[command(subcommand)]
    Signature(Signature),
}

#[derive(Subcommand)]
pub enum Signature {
    /// Whether requests carry it, and the public key.
    Show,
    /// Sign every request; makes the first key pair.
    Enable,
    /// Sign no more; the key pair stays.
    Disable,
    /// Make a new key pair.
    Regenerate {
        /// How many hours the old key signs alongside; 0 ends it at once.
        #[arg(long, default_value_t = 0, value_name = "N", value_parser = clap::value_parser!(u32).range(..=720))]
        overlap_hours: u32,
    },
}

#[derive(Clone, Copy, ValueEnum)]
pub enum MomentWord {
    Before,
    After,
}

#[derive(clap::Args)]
pub struct Preview {
    /// Adobe's webhooks.xml, or JSON; several XML files are merged in their order.
    #[arg(long, required = true, value_name = "FILE")]
    pub hooks: Vec<PathBuf>,
    /// observer.NAME or plugin.NAME.
    #[arg(long, value_name = "NAME")]
    pub method: String,
    /// When the hooks run.
    #[arg(long = "type", value_enum, value_name = "before|after")]
    pub moment: MomentWord,
    /// JSON, @file, or - for stdin.
    #[arg(long, value_name = "JSON|@FILE|-")]
    pub payload: String,
    /// JSON or @file: {"application_state": {"area_code": "adminhtml"}}.
    #[arg(long, value_name = "JSON|@FILE")]
    pub context: Option<String>,
    /// JSON or @file: {"HOOK": {"status": 200, "body": {"op": "success"}}}.
    #[arg(long, value_name = "JSON|@FILE")]
    pub response: Option<String>,
}

#[derive(Clone, Copy, ValueEnum)]
pub enum SigningScheme {
    Aligent,
    Standard,
    None,
}

#[derive(Subcommand)]
pub enum Subscriptions {
    /// List subscriptions.
    List {
        #[command(flatten)]
        rows: Rows,
    },
    /// One subscription.
    Show {
        /// Its number.
        id: i64,
    },
    /// Add a subscription; prints its number.
    Add(Box<AddSubscription>),
    /// Switch on: what was held is sent.
    Enable {
        /// Its number.
        id: i64,
    },
    /// Switch off: what waits is held, what comes is skipped.
    Disable {
        /// Its number.
        id: i64,
    },
    /// Consent to its private or loopback recipient.
    Consent {
        /// Its number.
        id: i64,
    },
}

#[derive(clap::Args)]
pub struct AddSubscription {
    /// Its hook's name.
    #[arg(long)]
    pub hook: String,
    /// The recipient's URL.
    #[arg(long, conflicts_with = "connection", required_unless_present = "connection")]
    pub url: Option<String>,
    /// A connection's number, instead of a URL.
    #[arg(long, value_name = "ID")]
    pub connection: Option<i64>,
    /// Below the connection's base URL.
    #[arg(long, requires = "connection", default_value = "")]
    pub path: String,
    /// A name for people.
    #[arg(long)]
    pub label: Option<String>,
    /// The signing key.
    #[arg(long, conflicts_with = "token_file")]
    pub token: Option<String>,
    /// A file that holds the signing key.
    #[arg(long, value_name = "FILE")]
    pub token_file: Option<PathBuf>,
    /// How requests are signed; aligent where a key is given.
    #[arg(long, value_enum)]
    pub signing: Option<SigningScheme>,
    /// classic, standard, or delays in seconds such as 1,4,9.
    #[arg(long)]
    pub retry: Option<String>,
    /// Deadline over the whole exchange.
    #[arg(long, value_name = "N")]
    pub timeout_ms: Option<u64>,
    /// Requests at once.
    #[arg(long, value_name = "N")]
    pub concurrency: Option<u32>,
    /// Consent to the private or loopback addresses that the recipient's host leads to now.
    #[arg(long)]
    pub allow_private: bool,
    /// Dump every attempt to a file.
    #[arg(long)]
    pub debug: bool,
}

#[derive(Subcommand)]
pub enum Connections {
    /// List connections.
    List {
        #[command(flatten)]
        rows: Rows,
    },
    /// Add a connection; prints its number.
    Add(Box<AddConnection>),
    /// Change a connection; what is not named stays.
    Set(Box<SetConnection>),
    /// Look at the certificates a connection's server shows; no request is sent.
    Certificate {
        /// Its number or its name.
        which: String,
        /// Consent, for this look, to a private or loopback address.
        #[arg(long)]
        allow_private: bool,
    },
    /// Authorize a connection that uses OAuth 2.0, in the browser where a person must agree.
    Authorize {
        /// Its number.
        id: i64,
        /// Only print the address, where the browser runs elsewhere.
        #[arg(long)]
        no_browser: bool,
        /// The address the browser ended at, for an authorization that waits in a running Hookdesk.
        #[arg(long, value_name = "ADDRESS", conflicts_with = "no_browser")]
        finish: Option<String>,
        /// Consent, for this authorization, to a provider at a private or loopback address.
        #[arg(long)]
        allow_private: bool,
    },
    /// Give a connection's token back to its provider, and forget it.
    Revoke {
        /// Its number.
        id: i64,
    },
    /// Send one real request.
    Test {
        /// Its number.
        id: i64,
        /// Below its base URL.
        #[arg(long)]
        path: Option<String>,
        /// HTTP method.
        #[arg(long)]
        method: Option<String>,
        /// Consent, for this test, to a private or loopback address.
        #[arg(long)]
        allow_private: bool,
    },
}

#[derive(clap::Args)]
pub struct AddConnection {
    /// A name for people.
    #[arg(long)]
    pub name: String,
    /// Where it begins; user:password@ in it becomes a credential.
    #[arg(long)]
    pub url: String,
    /// none, basic:USER, bearer, header:NAME, query:NAME, oauth1, oauth2:PRESET or oauth2:GRANT.
    #[arg(long)]
    pub auth: Option<String>,
    /// The password, token or key.
    #[arg(long, conflicts_with = "secret_file")]
    pub secret: Option<String>,
    /// A file that holds it.
    #[arg(long, value_name = "FILE")]
    pub secret_file: Option<PathBuf>,
    #[command(flatten)]
    pub oauth: crate::commands::connection_auth::Flags,
    #[command(flatten)]
    pub tls: crate::commands::connection_tls::TlsFlags,
}

#[derive(clap::Args)]
pub struct SetConnection {
    /// Its number or its name.
    pub which: String,
    /// Another name for people.
    #[arg(long)]
    pub name: Option<String>,
    /// Where it begins.
    #[arg(long)]
    pub url: Option<String>,
    #[command(flatten)]
    pub tls: crate::commands::connection_tls::TlsFlags,
    /// What to take away; may be given several times.
    #[arg(long, value_enum, value_name = "WHAT", help_heading = "TLS")]
    pub without: Vec<crate::commands::connection_tls::Without>,
}

#[derive(Subcommand)]
pub enum Settings {
    /// Print one setting's value, or all.
    Get {
        /// Its key.
        key: Option<String>,
        #[command(flatten)]
        rows: Rows,
    },
    /// Set one.
    Set {
        /// Its key.
        key: String,
        /// Its value; `default` goes back to the default.
        value: String,
    },
}

/// Passphrases come from HOOKDESK_PASSPHRASE (the one in force) and HOOKDESK_NEW_PASSPHRASE; where one is not set it is
/// typed without an echo, or is a line of standard input.
#[derive(Subcommand)]
pub enum Security {
    /// Where the key is, and what cannot be opened now.
    Status,
    /// Keep it in the system's key store; where that was away, ask it again.
    UseOs,
    /// Keep it under a passphrase, or change the passphrase.
    UsePassphrase,
    /// Give the passphrase to a running Hookdesk.
    Unlock,
    /// Where the key is lost: forget every stored secret, and choose a key as at first. No message is lost.
    BeginAnew {
        /// The words `lose my secrets`, which are asked for where left out.
        #[arg(long, value_name = "WORDS")]
        confirm: Option<String>,
    },
}

#[derive(Subcommand)]
pub enum Messages {
    /// List messages, newest first.
    List {
        /// queued, sending, retrying, held, delivered, rejected, discarded or skipped.
        #[arg(long, value_name = "S")]
        state: Option<String>,
        /// A subscription's number.
        #[arg(long, value_name = "ID")]
        subscription: Option<i64>,
        /// Words in the payload, or an id.
        #[arg(long, value_name = "Q")]
        search: Option<String>,
        #[command(flatten)]
        rows: Rows,
    },
    /// One message with every attempt.
    Show {
        /// Its id.
        id: String,
    },
    /// Send again: these, or all of a state.
    Retry {
        #[arg(required_unless_present = "state", conflicts_with = "state")]
        ids: Vec<String>,
        /// All in this state.
        #[arg(long, value_name = "S")]
        state: Option<String>,
        /// Only of this subscription.
        #[arg(long, requires = "state", value_name = "ID")]
        subscription: Option<i64>,
    },
    /// Give up.
    Discard {
        #[arg(required = true)]
        ids: Vec<String>,
        /// Why.
        #[arg(long, default_value = "discarded on the command line")]
        reason: String,
    },
    /// The whole story as JSON: every attempt with the bytes sent and answered, and its debug dumps.
    Dump {
        /// Its id.
        id: String,
    },
}

#[derive(Subcommand)]
pub enum Config {
    /// Write hooks, connections, subscriptions and settings as JSON; no secrets.
    Export {
        /// The new file; stdout where left out.
        file: Option<PathBuf>,
    },
    /// Take such a file in.
    Import {
        /// - for stdin.
        file: PathBuf,
    },
}
