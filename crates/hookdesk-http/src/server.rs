//! Listening: one task a connection, ended politely.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::response::Response;
use hookdesk_core::{Code, Fault};
use hookdesk_engine::Engine;
use http::{Method, Request};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::net::{TcpListener, TcpStream};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tower_service::Service;

use crate::app::{App, Inner};
use crate::guard::Guard;
use crate::{ingest, magento, reply, routes};

/// How long open requests may take to end when the server stops.
const FAREWELL: Duration = Duration::from_secs(10);

/// What to serve.
#[derive(Debug, Clone, Copy)]
pub struct ServeOptions {
    /// Whether the window's files are served too.
    pub ui: bool,
}

/// The running server.
pub struct Server {
    address: SocketAddr,
    stop: CancellationToken,
    tasks: TaskTracker,
}

impl Server {
    /// Serves on a loopback listener until [`Server::stop`]. Faults: a listener that others can reach, an unreadable
    /// token file.
    pub async fn start(engine: Engine, listener: TcpListener, options: ServeOptions) -> Result<Self, Fault> {
        let address = listener.local_addr().map_err(|error| {
            Fault::new(Code::Internal, "the listener has no address").detail(error.to_string())
        })?;
        if !address.ip().is_loopback() {
            return Err(Fault::invalid("listen", format!("{address} can be reached from other machines"))
                .next("Listen on 127.0.0.1 or [::1]; put a proxy of your own in front to reach it from elsewhere."));
        }
        let stop = CancellationToken::new();
        let app = App::new(Inner {
            guard: Guard::new(engine.token()?, address.port()),
            engine,
            ui: options.ui,
            stop: stop.clone(),
        });
        let tasks = TaskTracker::new();
        let router = routes::table().router.with_state(app.clone());
        tasks.spawn(accept(listener, app, router, tasks.clone(), stop.clone()));
        Ok(Self { address, stop, tasks })
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Takes no new connection, lets running requests end within ten seconds, ends streams.
    pub async fn stop(&self) {
        self.stop.cancel();
        self.tasks.close();
        if tokio::time::timeout(FAREWELL, self.tasks.wait()).await.is_err() {
            tracing::warn!("some requests did not end in time");
        }
    }
}

async fn accept(
    listener: TcpListener,
    app: App,
    router: Router,
    tasks: TaskTracker,
    stop: CancellationToken,
) {
    loop {
        let accepted = tokio::select! {
            () = stop.cancelled() => return,
            accepted = listener.accept() => accepted,
        };
        match accepted {
            Ok((stream, _)) => {
                tasks.spawn(converse(stream, app.clone(), router.clone(), stop.clone()));
            }
            Err(error) => {
                // Out of file descriptors, most likely: some will be given back.
                tracing::warn!(%error, "a connection could not be taken");
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
        }
    }
}

async fn converse(stream: TcpStream, app: App, router: Router, stop: CancellationToken) {
    // Answers are small and wait for nobody.
    let _ = stream.set_nodelay(true);
    let service = service_fn(|request| {
        let (app, router) = (app.clone(), router.clone());
        async move { Ok::<_, Infallible>(answer(app, router, request).await) }
    });
    let connection = http1::Builder::new().serve_connection(TokioIo::new(stream), service);
    let mut connection = std::pin::pin!(connection);
    let ended = tokio::select! {
        ended = connection.as_mut() => ended,
        () = stop.cancelled() => {
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    };
    if let Err(error) = ended {
        tracing::debug!(%error, "a caller's connection ended early");
    }
}

async fn answer(app: App, mut router: Router, request: Request<Incoming>) -> Response {
    let (parts, body) = request.into_parts();
    if let Err(fault) = app.guard.check(&parts) {
        return match magento::is_path(parts.uri.path()) {
            true => magento::refused(fault),
            false => reply::fault(fault),
        };
    }
    // The one route that carries the load goes past the router.
    if parts.method == Method::POST && parts.uri.path() == "/v1/events" {
        return ingest::take(&app, &parts, body).await.unwrap_or_else(reply::fault);
    }
    let Ok(response) = router.call(Request::from_parts(parts, Body::new(body))).await;
    response
}
