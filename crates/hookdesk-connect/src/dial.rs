//! From a URL to a byte stream: resolve, judge the addresses, connect, TLS.

use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use hookdesk_core::address::{AddressClass, classify};
use hookdesk_core::message::TransportClass;
use tokio::net::TcpStream;
use tokio::time::{Instant, timeout_at};
use url::Host;

use crate::course::Course;
use crate::exchange::Outgoing;
use crate::failure::{Failure, plain};
use crate::resolve::Resolver;
use crate::tls::Tls;
use crate::transport::{Stream, Transport};

/// Longest time for name, connection and TLS together.
const CONNECT_LIMIT: Duration = Duration::from_secs(5);

/// What dialling needs.
pub(crate) struct Dialler {
    resolver: Resolver,
    tls: Tls,
}

impl Dialler {
    pub(crate) fn new(tls: Tls) -> Self {
        Self { resolver: Resolver::default(), tls }
    }

    /// Dials the request's origin within [`CONNECT_LIMIT`] and the exchange's own deadline.
    pub(crate) async fn dial(&self, request: &Outgoing, course: &mut Course) -> Result<Transport, Failure> {
        let limit = course.deadline().min(Instant::now() + CONNECT_LIMIT);
        match timeout_at(limit, self.stages(request, course, limit)).await {
            Ok(dialled) => dialled,
            Err(_) => Err(Failure::new(TransportClass::TimeoutConnect, "connecting took too long")),
        }
    }

    async fn stages(
        &self,
        request: &Outgoing,
        course: &mut Course,
        limit: Instant,
    ) -> Result<Transport, Failure> {
        let addresses = self.resolve(request, course).await?;
        let allowed = judge(&addresses, request.allow_private)?;
        let tcp = connect(&allowed, limit).await?;
        course.timings.connect_us = Some(course.elapsed_us());
        // Only costs latency if it fails.
        let _ = tcp.set_nodelay(true);
        if request.url.scheme() != "https" {
            return Ok(Transport::new(Stream::Plain(tcp)));
        }
        let stream = self.tls.connect(&request.url, tcp, course).await?;
        course.timings.tls_us = Some(course.elapsed_us());
        Ok(Transport::new(Stream::Tls(Box::new(stream))))
    }

    /// The addresses of the URL's host; one written as an address is not looked up.
    async fn resolve(&self, request: &Outgoing, course: &mut Course) -> Result<Vec<SocketAddr>, Failure> {
        let failed = |text: String| Failure::new(TransportClass::Dns, text);
        let port = request
            .url
            .port_or_known_default()
            .ok_or_else(|| failed("the URL names no port that is known".to_owned()))?;
        let name = match request.url.host() {
            Some(Host::Ipv4(ip)) => return Ok(vec![(ip, port).into()]),
            Some(Host::Ipv6(ip)) => return Ok(vec![(ip, port).into()]),
            Some(Host::Domain(name)) => name,
            None => return Err(failed("the URL names no host".to_owned())),
        };
        let found = self
            .resolver
            .lookup(name)
            .await
            .map_err(|why| failed(format!("the name {name} does not resolve: {why}")))?;
        if found.is_empty() {
            return Err(failed(format!("the name {name} has no address")));
        }
        course.timings.dns_us = Some(course.elapsed_us());
        Ok(found.iter().map(|ip| SocketAddr::new(*ip, port)).collect())
    }
}

/// The addresses that may be dialled, in order. A name with public and private addresses keeps what is allowed; the
/// failure, where nothing is left, speaks of the mildest class that was refused.
fn judge(addresses: &[SocketAddr], allow_private: bool) -> Result<Vec<SocketAddr>, Failure> {
    let allowed: Vec<SocketAddr> = addresses
        .iter()
        .copied()
        .filter(|address| match classify(address.ip()) {
            AddressClass::Public => true,
            AddressClass::NeedsConsent => allow_private,
            AddressClass::Never => false,
        })
        .collect();
    if !allowed.is_empty() {
        return Ok(allowed);
    }
    let askable = addresses
        .iter()
        .map(SocketAddr::ip)
        .find(|ip| classify(*ip) == AddressClass::NeedsConsent && !allow_private);
    Err(Failure::new(
        TransportClass::AddressBlocked,
        match (askable, addresses.first().map(SocketAddr::ip)) {
            (Some(ip), _) => format!("{ip} is a private or loopback address; sending there needs consent"),
            (None, first) => {
                let ip = first.unwrap_or(IpAddr::from([0; 4]));
                format!(
                    "{ip} is never sent to: it is a metadata, multicast, broadcast or unspecified address"
                )
            }
        },
    ))
}

/// The first address that takes the connection. Each gets its share of the time left, so that one that is silent does
/// not use up the others'.
async fn connect(addresses: &[SocketAddr], limit: Instant) -> Result<TcpStream, Failure> {
    let mut last = Failure::new(TransportClass::Connect, "there is no address to connect to");
    for (index, address) in addresses.iter().enumerate() {
        let now = Instant::now();
        let left = u32::try_from(addresses.len() - index).unwrap_or(u32::MAX);
        let share = now + limit.saturating_duration_since(now) / left;
        last = match timeout_at(share, TcpStream::connect(address)).await {
            Ok(Ok(tcp)) => return Ok(tcp),
            Ok(Err(error)) => Failure::new(TransportClass::Connect, format!("{address}: {}", plain(&error))),
            Err(_) => {
                Failure::new(TransportClass::TimeoutConnect, format!("{address}: connecting took too long"))
            }
        };
    }
    Err(last)
}

#[cfg(test)]
mod tests {
    use tokio::net::{TcpListener, TcpSocket};

    use super::*;

    const PUBLIC: &str = "93.184.216.34:80";
    const PUBLIC_V6: &str = "[2606:2800:220:1::1]:80";
    const PRIVATE: &str = "192.168.1.20:80";
    const NEVER: &str = "169.254.169.254:80";

    fn judged(addresses: &[&str], allow_private: bool) -> Result<Vec<String>, String> {
        let addresses: Vec<SocketAddr> = addresses.iter().map(|a| a.parse().unwrap()).collect();
        match judge(&addresses, allow_private) {
            Ok(allowed) => Ok(allowed.iter().map(ToString::to_string).collect()),
            Err(failure) => {
                assert_eq!(failure.class, TransportClass::AddressBlocked);
                Err(failure.text)
            }
        }
    }

    #[test]
    fn a_name_with_several_addresses_keeps_those_that_may_be_dialled() {
        let all = [PRIVATE, NEVER, PUBLIC, PUBLIC_V6];
        assert_eq!(judged(&all, false).unwrap(), [PUBLIC, PUBLIC_V6]);
        assert_eq!(judged(&all, true).unwrap(), [PRIVATE, PUBLIC, PUBLIC_V6]);
        assert!(judged(&[NEVER, PRIVATE], false).unwrap_err().starts_with("192.168.1.20 is a private"));
        assert_eq!(judged(&[NEVER, PRIVATE], true).unwrap(), [PRIVATE]);
        for allow_private in [false, true] {
            assert!(judged(&[NEVER], allow_private).unwrap_err().starts_with("169.254.169.254 is never"));
        }
    }

    #[tokio::test]
    async fn the_next_address_is_tried_where_one_refuses() {
        let refusing = TcpSocket::new_v4().unwrap();
        refusing.bind("127.0.0.1:0".parse().unwrap()).unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let (bad, good) = (refusing.local_addr().unwrap(), listener.local_addr().unwrap());
        let limit = Instant::now() + CONNECT_LIMIT;
        assert_eq!(connect(&[bad, good], limit).await.unwrap().peer_addr().unwrap(), good);
        let failure = connect(&[bad, bad], limit).await.unwrap_err();
        assert_eq!(
            (failure.class, failure.text),
            (TransportClass::Connect, format!("{bad}: connection refused"))
        );
    }
}
