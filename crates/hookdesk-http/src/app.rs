//! What every request needs.

use std::sync::Arc;

use hookdesk_engine::Engine;
use tokio_util::sync::CancellationToken;

use crate::guard::Guard;

/// Shared by all requests; cheap to clone.
#[derive(Clone)]
pub struct App(Arc<Inner>);

pub struct Inner {
    pub engine: Engine,
    pub guard: Guard,
    /// Whether the window's files are served.
    pub ui: bool,
    /// Cancelled when the server stops; open streams end then.
    pub stop: CancellationToken,
}

impl App {
    pub fn new(inner: Inner) -> Self {
        Self(Arc::new(inner))
    }
}

impl std::ops::Deref for App {
    type Target = Inner;

    fn deref(&self) -> &Inner {
        &self.0
    }
}
