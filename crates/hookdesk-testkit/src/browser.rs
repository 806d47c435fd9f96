//! As much of a browser as a test of redirects needs: one request over a real socket, nothing followed.

use std::io;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use url::{Position, Url};

/// What came back.
#[derive(Debug, Clone)]
pub struct Page {
    /// Status.
    pub status: u16,
    /// Headers, names in lower case.
    pub headers: Vec<(String, String)>,
    /// Body.
    pub body: String,
}

impl Page {
    /// The first header of that name.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(n, _)| n == name).map(|(_, value)| value.as_str())
    }
}

/// Opens an http:// address.
pub async fn get(url: &str) -> io::Result<Page> {
    request("GET", url, None).await
}

/// Sends a form to an http:// address.
pub async fn post(url: &str, form: &[(&str, &str)]) -> io::Result<Page> {
    let body = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish();
    request("POST", url, Some(&body)).await
}

async fn request(method: &str, url: &str, form: Option<&str>) -> io::Result<Page> {
    let invalid = |why: &str| io::Error::new(io::ErrorKind::InvalidInput, why.to_owned());
    let url = Url::parse(url).map_err(|e| invalid(&e.to_string()))?;
    let host = &url[Position::BeforeHost..Position::AfterPort];
    let address = (url.host_str().unwrap_or_default(), url.port_or_known_default().unwrap_or(80));
    let mut stream = TcpStream::connect(address).await?;
    let mut head = format!(
        "{method} {} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n",
        &url[Position::BeforePath..Position::AfterQuery]
    );
    let body = form.unwrap_or_default();
    if form.is_some() {
        head +=
            &format!("content-type: application/x-www-form-urlencoded\r\ncontent-length: {}\r\n", body.len());
    }
    stream.write_all(format!("{head}\r\n{body}").as_bytes()).await?;
    read(&mut stream).await
}

/// Reads one answer: to its length, or to the end of the connection.
async fn read(stream: &mut TcpStream) -> io::Result<Page> {
    let mut bytes = Vec::new();
    loop {
        if let Some(page) = parse(&bytes) {
            return Ok(page);
        }
        if stream.read_buf(&mut bytes).await? == 0 {
            // What has no length ends here.
            let text = String::from_utf8_lossy(&bytes).into_owned();
            let whole =
                text.replacen("\r\n\r\n", &format!("\r\ncontent-length: {}\r\n\r\n", rest(&bytes)), 1);
            return parse(whole.as_bytes()).ok_or_else(|| io::ErrorKind::UnexpectedEof.into());
        }
    }
}

fn rest(bytes: &[u8]) -> usize {
    bytes.windows(4).position(|w| w == b"\r\n\r\n").map_or(0, |at| bytes.len() - at - 4)
}

fn parse(bytes: &[u8]) -> Option<Page> {
    let end = bytes.windows(4).position(|w| w == b"\r\n\r\n")?;
    let head = String::from_utf8_lossy(&bytes[..end]);
    let mut lines = head.split("\r\n");
    let status = lines.next()?.split(' ').nth(1)?.parse().ok()?;
    let headers: Vec<(String, String)> = lines
        .filter_map(|line| line.split_once(':'))
        .map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned()))
        .collect();
    let length: usize = headers.iter().find(|(name, _)| name == "content-length")?.1.parse().ok()?;
    let body = bytes.get(end + 4..end + 4 + length)?;
    Some(Page { status, headers, body: String::from_utf8_lossy(body).into_owned() })
}
