//! From a URL to a byte stream: resolve, judge the addresses, connect, TLS.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use hookdesk_core::address::{AddressClass, Private, classify};
use hookdesk_core::message::TransportClass;
use tokio::net::TcpStream;
use tokio::time::{Instant, timeout_at};
use url::{Host, Url};

use crate::course::Course;
use crate::exchange::Outgoing;
use crate::failure::{Failure, plain};
use crate::net::Net;
use crate::resolve::Resolver;
use crate::tls::Tls;
use crate::transport::{Stream, Transport};

/// Longest time for name, connection and TLS together.
const CONNECT_LIMIT: Duration = Duration::from_secs(5);

/// What dialling needs.
pub(crate) struct Dialler {
    net: Arc<dyn Net>,
    resolver: Resolver,
    tls: Tls,
}

impl Dialler {
    pub(crate) fn new(tls: Tls, net: Arc<dyn Net>) -> Self {
        Self { resolver: Resolver::new(net.clone()), net, tls }
    }

    /// Where a URL's host leads now.
    pub(crate) async fn lookup(&self, url: &Url) -> Result<Vec<IpAddr>, String> {
        let found = match timeout_at(Instant::now() + CONNECT_LIMIT, self.resolve(url)).await {
            Ok(found) => found.map_err(|failure| failure.text)?,
            Err(_) => return Err("looking the name up took too long".to_owned()),
        };
        Ok(found.iter().map(SocketAddr::ip).collect())
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
        let addresses = self.resolve(&request.url).await?;
        if matches!(request.url.host(), Some(Host::Domain(_))) {
            course.timings.dns_us = Some(course.elapsed_us());
        }
        let allowed = judge(&addresses, &request.private).inspect_err(|_| {
            course.refused = askable(&addresses, &request.private);
        })?;
        let (tcp, address) = connect(&*self.net, &allowed, limit).await?;
        course.address = Some(address.ip());
        course.timings.connect_us = Some(course.elapsed_us());
        // Only costs latency if it fails.
        let _ = tcp.set_nodelay(true);
        if request.url.scheme() != "https" {
            return Ok(Transport::new(Stream::Plain(tcp), address.ip()));
        }
        let stream = self.tls.connect(&request.url, tcp, course).await?;
        course.timings.tls_us = Some(course.elapsed_us());
        Ok(Transport::new(Stream::Tls(Box::new(stream)), address.ip()))
    }

    /// The addresses of the URL's host; one written as an address is not looked up.
    async fn resolve(&self, url: &Url) -> Result<Vec<SocketAddr>, Failure> {
        let failed = |text: String| Failure::new(TransportClass::Dns, text);
        let port = url
            .port_or_known_default()
            .ok_or_else(|| failed("the URL names no port that is known".to_owned()))?;
        let name = match url.host() {
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
        Ok(found.iter().map(|ip| SocketAddr::new(*ip, port)).collect())
    }
}

/// The addresses that may be dialled, in order. A name with public and private addresses keeps what is allowed; the
/// failure, where nothing is left, speaks of the mildest class that was refused.
fn judge(addresses: &[SocketAddr], private: &Private) -> Result<Vec<SocketAddr>, Failure> {
    let allowed: Vec<SocketAddr> =
        addresses.iter().copied().filter(|address| private.allows(address.ip())).collect();
    if !allowed.is_empty() {
        return Ok(allowed);
    }
    let askable = askable(addresses, private).into_iter().next();
    Err(Failure::new(
        TransportClass::AddressBlocked,
        match (askable, addresses.first().map(SocketAddr::ip)) {
            (Some(ip), _) => match private {
                Private::Within(subnets) => {
                    format!(
                        "{ip} is not in {subnets}, where sending was consented to; it needs a consent of its own"
                    )
                }
                _ => format!("{ip} is a private or loopback address; sending there needs consent"),
            },
            (None, first) => {
                let ip = first.unwrap_or(IpAddr::from([0; 4]));
                format!(
                    "{ip} is never sent to: it is a metadata, multicast, broadcast or unspecified address"
                )
            }
        },
    ))
}

/// The addresses a consent would open.
fn askable(addresses: &[SocketAddr], private: &Private) -> Vec<IpAddr> {
    let needs = |ip: &IpAddr| classify(*ip) == AddressClass::NeedsConsent && !private.allows(*ip);
    addresses.iter().map(SocketAddr::ip).filter(needs).collect()
}

/// The first address that takes the connection. Each gets its share of the time left, so that one that is silent does
/// not use up the others'.
async fn connect(
    net: &dyn Net,
    addresses: &[SocketAddr],
    limit: Instant,
) -> Result<(TcpStream, SocketAddr), Failure> {
    let mut last = Failure::new(TransportClass::Connect, "there is no address to connect to");
    for (index, address) in addresses.iter().enumerate() {
        let now = Instant::now();
        let left = u32::try_from(addresses.len() - index).unwrap_or(u32::MAX);
        let share = now + limit.saturating_duration_since(now) / left;
        last = match timeout_at(share, net.connect(*address)).await {
            Ok(Ok(tcp)) => return Ok((tcp, *address)),
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
    use hookdesk_core::address::Subnets;
    use tokio::net::{TcpListener, TcpSocket};

    use super::*;
    use crate::net::SystemNet;

    const PUBLIC: &str = "93.184.216.34:80";
    const PUBLIC_V6: &str = "[2606:2800:220:1::1]:80";
    const PRIVATE: &str = "192.168.1.20:80";
    const NEVER: &str = "169.254.169.254:80";

    fn judged(addresses: &[&str], private: &Private) -> Result<Vec<String>, String> {
        let addresses: Vec<SocketAddr> = addresses.iter().map(|a| a.parse().unwrap()).collect();
        match judge(&addresses, private) {
            Ok(allowed) => Ok(allowed.iter().map(ToString::to_string).collect()),
            Err(failure) => {
                assert_eq!(failure.class, TransportClass::AddressBlocked);
                Err(failure.text)
            }
        }
    }

    #[test]
    fn a_name_with_several_addresses_keeps_those_that_may_be_dialled() {
        let (no, any) = (Private::No, Private::Any);
        let within = |ip: &str| Private::Within(Subnets::around(&[ip.parse().unwrap()]));
        let (home, office) = (within("192.168.1.99"), within("10.0.0.1"));
        let all = [PRIVATE, NEVER, PUBLIC, PUBLIC_V6];
        for (private, want) in [
            (&no, &[PUBLIC, PUBLIC_V6][..]),
            (&office, &[PUBLIC, PUBLIC_V6]),
            (&home, &[PRIVATE, PUBLIC, PUBLIC_V6]),
            (&any, &[PRIVATE, PUBLIC, PUBLIC_V6]),
        ] {
            assert_eq!(judged(&all, private).unwrap(), want);
        }
        assert!(judged(&[NEVER, PRIVATE], &no).unwrap_err().starts_with("192.168.1.20 is a private"));
        let elsewhere = judged(&[NEVER, PRIVATE], &office).unwrap_err();
        assert!(elsewhere.starts_with("192.168.1.20 is not in 10.0.0.0/24"), "{elsewhere}");
        assert_eq!(judged(&[NEVER, PRIVATE], &home).unwrap(), [PRIVATE]);
        assert_eq!(judged(&[NEVER, PRIVATE], &any).unwrap(), [PRIVATE]);
        for private in [no, home, office, any] {
            assert!(judged(&[NEVER], &private).unwrap_err().starts_with("169.254.169.254 is never"));
        }
    }

    #[tokio::test]
    async fn the_next_address_is_tried_where_one_refuses() {
        let refusing = TcpSocket::new_v4().unwrap();
        refusing.bind("127.0.0.1:0".parse().unwrap()).unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let (bad, good) = (refusing.local_addr().unwrap(), listener.local_addr().unwrap());
        let limit = Instant::now() + CONNECT_LIMIT;
        assert_eq!(connect(&SystemNet, &[bad, good], limit).await.unwrap().1, good);
        let failure = connect(&SystemNet, &[bad, bad], limit).await.unwrap_err();
        assert_eq!(
            (failure.class, failure.text),
            (TransportClass::Connect, format!("{bad}: connection refused"))
        );
    }
}
