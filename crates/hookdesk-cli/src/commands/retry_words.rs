//! Retry policies as they are typed.

use hookdesk_api::wire;
use hookdesk_core::Fault;
use hookdesk_core::schedule::RetryPolicy;

/// `classic`, `standard`, or delays in seconds.
pub fn read(typed: &str) -> Result<wire::RetryPolicy, Fault> {
    RetryPolicy::parse(typed).map(Into::into)
}
