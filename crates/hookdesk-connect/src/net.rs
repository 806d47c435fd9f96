//! The machine's own names and sockets. A test may put others in their place, so that a name leads where the test says
//! and no byte leaves the machine.

use std::io;
use std::net::{IpAddr, SocketAddr};
use std::pin::Pin;

use tokio::net::TcpStream;

/// What is waited for.
pub type Waiting<'a, T> = Pin<Box<dyn Future<Output = io::Result<T>> + Send + 'a>>;

/// Looks names up and opens connections. Addresses are judged between the two.
pub trait Net: Send + Sync + 'static {
    /// A name's addresses, in the order they are to be tried.
    fn lookup(&self, name: String) -> Waiting<'static, Vec<IpAddr>>;

    /// A connection to an address that may be dialled.
    fn connect(&self, address: SocketAddr) -> Waiting<'_, TcpStream>;
}

/// This machine's.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemNet;

impl Net for SystemNet {
    fn lookup(&self, name: String) -> Waiting<'static, Vec<IpAddr>> {
        Box::pin(async move {
            let found = tokio::net::lookup_host((name.as_str(), 0)).await?;
            Ok(found.map(|address| address.ip()).collect())
        })
    }

    fn connect(&self, address: SocketAddr) -> Waiting<'_, TcpStream> {
        Box::pin(TcpStream::connect(address))
    }
}
