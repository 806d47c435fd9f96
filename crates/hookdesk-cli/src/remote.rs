//! The running engine's API, over one kept connection.

use bytes::Bytes;
use hookdesk_api::wire;
use hookdesk_core::{Code, Fault};
use hookdesk_secrets::Secret;
use http::header::{AUTHORIZATION, HOST};
use http::{Request, Response, StatusCode};
use http_body_util::{BodyExt, Full};
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;

/// A way to the engine.
pub struct Remote {
    address: String,
    token: Secret<String>,
    open: Option<SendRequest<Full<Bytes>>>,
}

impl Remote {
    pub fn new(address: String, token: Secret<String>) -> Self {
        Self { address, token, open: None }
    }

    /// Posts, and gives the answer. Faults: the engine's own, and `engine.unreachable`.
    pub async fn post(
        &mut self,
        path: &str,
        headers: &[(&str, &str)],
        body: Bytes,
    ) -> Result<Response<Bytes>, Fault> {
        let mut request = Request::post(path)
            .header(HOST, &self.address)
            .header(AUTHORIZATION, format!("Bearer {}", self.token.expose()));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = request.body(Full::new(body)).map_err(|error| self.unreachable(&error))?;
        let response =
            self.connection().await?.send_request(request).await.map_err(|error| self.unreachable(&error))?;
        let (parts, body) = response.into_parts();
        let body = body.collect().await.map_err(|error| self.unreachable(&error))?.to_bytes();
        match parts.status.is_success() {
            true => Ok(Response::from_parts(parts, body)),
            false => Err(read_fault(parts.status, &body)),
        }
    }

    /// The kept connection, or a new one where it was closed.
    async fn connection(&mut self) -> Result<&mut SendRequest<Full<Bytes>>, Fault> {
        if let Some(open) = &mut self.open
            && open.ready().await.is_err()
        {
            self.open = None;
        }
        let open = match self.open.take() {
            Some(open) => open,
            None => self.connect().await?,
        };
        Ok(self.open.insert(open))
    }

    async fn connect(&self) -> Result<SendRequest<Full<Bytes>>, Fault> {
        let stream = TcpStream::connect(&self.address).await.map_err(|error| self.unreachable(&error))?;
        // A command waits for its answer; nothing is gained by holding its last bytes back.
        let _ = stream.set_nodelay(true);
        let (sender, connection) =
            handshake(TokioIo::new(stream)).await.map_err(|error| self.unreachable(&error))?;
        tokio::spawn(connection);
        Ok(sender)
    }

    fn unreachable(&self, error: &dyn std::fmt::Display) -> Fault {
        Fault::new(Code::EngineUnreachable, format!("the engine on {} does not answer", self.address))
            .detail(error.to_string())
    }
}

fn read_fault(status: StatusCode, body: &[u8]) -> Fault {
    match serde_json::from_slice::<wire::Fault>(body) {
        Ok(fault) => fault.into(),
        Err(_) => {
            Fault::new(Code::EngineUnreachable, format!("the engine answered {status} without saying why"))
                .next("Something other than Hookdesk may listen there; check with `hookdesk doctor`.")
        }
    }
}
