//! "Copy as curl": a redacted request as a shell command.

use hookdesk_core::message::RequestRecord;

/// A command for a POSIX shell; every part is single-quoted, redacted values stay redacted.
pub fn command(_request: &RequestRecord, _body: &[u8]) -> String {
    todo!()
}
