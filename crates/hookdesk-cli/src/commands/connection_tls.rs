//! A connection's TLS from the command line: its own authority, client certificate and pins, and what its server shows.

use std::path::{Path, PathBuf};

use clap::ValueEnum;
use hookdesk_api::wire;
use hookdesk_core::Fault;

use crate::session::Session;
use crate::{files, show};

/// What differs from the system's TLS.
#[derive(clap::Args)]
#[command(next_help_heading = "TLS")]
pub struct TlsFlags {
    /// A PEM file of certificates to trust besides the system's; may be given several times.
    #[arg(long = "ca", value_name = "FILE")]
    pub ca: Vec<PathBuf>,
    /// The client's certificate and its chain, a PEM file.
    #[arg(long, value_name = "FILE")]
    pub client_cert: Option<PathBuf>,
    /// Its private key, a PEM file; it is kept sealed.
    #[arg(long, value_name = "FILE")]
    pub client_key: Option<PathBuf>,
    /// A public key the server may have, sha256/…; may be given several times.
    #[arg(long = "pin", value_name = "PIN")]
    pub pins: Vec<String>,
}

/// What `set` can take away.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Without {
    /// The certificates trusted besides the system's.
    Ca,
    /// The client's certificate and key.
    Client,
    /// The pins.
    Pins,
}

/// Puts the flags into a request, over what stands.
pub fn fill(
    request: &mut wire::SaveConnection,
    mut tls: wire::ConnectionTls,
    flags: &TlsFlags,
    without: &[Without],
) -> Result<(), Fault> {
    for gone in without {
        match gone {
            Without::Ca => tls.extra_ca.clear(),
            Without::Client => tls.client_certificate.clear(),
            Without::Pins => tls.pins.clear(),
        }
    }
    if !flags.ca.is_empty() {
        let read = |path: &PathBuf| files::read("tls.extra_ca", path);
        tls.extra_ca = flags.ca.iter().map(read).collect::<Result<Vec<_>, _>>()?.join("\n");
    }
    if !flags.pins.is_empty() {
        tls.pins.clone_from(&flags.pins);
    }
    let read = |field, path: &Option<PathBuf>| {
        path.as_deref().map(|path: &Path| files::read(field, path)).transpose()
    };
    if let Some(text) = read("tls.client_certificate", &flags.client_cert)? {
        tls.client_certificate = text;
    }
    request.client_key = read("client_key", &flags.client_key)?;
    request.tls = Some(tls);
    Ok(())
}

/// A connection by its number or its name.
pub async fn find(session: &mut Session, which: &str) -> Result<wire::Connection, Fault> {
    let all: Vec<wire::Connection> = session.call("connections.list", &wire::Nothing {}).await?;
    let id: Option<i64> = which.parse().ok();
    let by_name = all.iter().position(|connection| connection.name == which);
    let found = by_name.or_else(|| all.iter().position(|connection| Some(connection.id) == id));
    match found.and_then(|at| all.into_iter().nth(at)) {
        Some(connection) => Ok(connection),
        None => Err(Fault::not_found(format!("there is no connection \"{which}\""))
            .next("`hookdesk connections list` shows them.")),
    }
}

/// `connections certificate`: looks now, and prints what the server showed.
pub async fn certificate(
    session: &mut Session,
    which: &str,
    allow_private: bool,
    json: bool,
) -> Result<(), Fault> {
    let connection = find(session, which).await?;
    let request = wire::CertificateRequest { id: connection.id, allow_private: Some(allow_private) };
    let view: wire::CertificateView = session.call("connections.certificate", &request).await?;
    if json {
        return show::json(&view);
    }
    let state = match (view.why.as_str(), view.days_left) {
        ("", days) => format!("{}, {days} days left", view.state),
        (why, _) => format!("{}: {why}", view.state),
    };
    let pinned = view.pinned.map(|fits| if fits { "yes" } else { "no" }.to_owned());
    let head = [("server", format!("{}:{}", view.host, view.port)), ("state", state)];
    let pinned = pinned.map(|fits| ("pin fits", fits));
    show::pairs(&head.into_iter().chain(pinned).collect::<Vec<_>>())?;
    let own = view.client.iter().map(|client| ("client certificate".to_owned(), client));
    let chain = view.chain.iter().enumerate().map(|(at, shown)| (format!("certificate {at}"), shown));
    for (title, shown) in chain.chain(own) {
        show::line(&format!("\n{title}"))?;
        show::pairs(&[
            ("  subject", shown.subject.clone()),
            ("  issuer", shown.issuer.clone()),
            ("  for", shown.names.join(", ")),
            ("  good from", shown.not_before.clone()),
            ("  good until", shown.not_after.clone()),
            ("  serial", shown.serial.clone()),
            ("  SHA-256", shown.fingerprint.clone()),
            ("  pin", shown.pin.clone()),
        ])?;
    }
    Ok(())
}
