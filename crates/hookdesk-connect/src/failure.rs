//! From what broke to its class, and to words for people. The words never hold a URL or a header.

use std::error::Error as _;
use std::io;

use hookdesk_core::message::TransportClass;

use crate::refusal;

/// Why an exchange ended without a complete answer.
#[derive(Debug)]
pub(crate) struct Failure {
    pub(crate) class: TransportClass,
    pub(crate) text: String,
}

impl Failure {
    pub(crate) fn new(class: TransportClass, text: impl Into<String>) -> Self {
        Self { class, text: text.into() }
    }
}

/// A failure of an established connection.
impl From<hyper::Error> for Failure {
    fn from(error: hyper::Error) -> Self {
        let io = io_cause(&error);
        // After the handshake, what an alert says of a certificate it says of the client's.
        if let Some(tls) = io.and_then(|e| e.get_ref()).and_then(|e| e.downcast_ref::<rustls::Error>()) {
            return Self::new(TransportClass::Tls, refusal::of_tls(tls, true));
        }
        if error.is_parse_too_large() {
            return Self::new(
                TransportClass::BodyTooLarge,
                "the answer's headers are over 16 KiB or more than 100",
            );
        }
        if let Some(io) =
            io.filter(|e| e.kind() != io::ErrorKind::InvalidData && e.kind() != io::ErrorKind::InvalidInput)
        {
            return Self::new(TransportClass::Reset, format!("the connection broke: {}", plain(io)));
        }
        if error.is_incomplete_message() || error.is_canceled() || error.is_closed() {
            return Self::new(
                TransportClass::Reset,
                "the connection was closed before the answer was complete",
            );
        }
        Self::new(TransportClass::Protocol, format!("the answer is not valid HTTP: {error}"))
    }
}

fn io_cause(error: &hyper::Error) -> Option<&io::Error> {
    let mut cause = error.source();
    while let Some(inner) = cause {
        if let Some(io) = inner.downcast_ref::<io::Error>() {
            return Some(io);
        }
        cause = inner.source();
    }
    None
}

/// An IO error without the operating system's error number.
pub(crate) fn plain(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::ConnectionRefused => "connection refused".to_owned(),
        io::ErrorKind::ConnectionReset => "connection reset by the receiver".to_owned(),
        io::ErrorKind::UnexpectedEof => "closed by the receiver".to_owned(),
        _ => error.to_string().split(" (os error").next().unwrap_or_default().to_owned(),
    }
}
