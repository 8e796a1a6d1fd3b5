//! A client that writes bytes as they are and reads one answer at a time: what a library would refuse to send.

use std::{net::SocketAddr, time::Duration};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
    time::timeout,
};

/// No test waits longer for anything.
pub(crate) const PATIENCE: Duration = Duration::from_secs(20);

/// Waits until `holds` does, and fails the test when it never does.
pub(crate) async fn until<F: Future<Output = bool>>(what: &str, mut holds: impl FnMut() -> F) {
    let waiting = async {
        while !holds().await {
            tokio::task::yield_now().await;
        }
    };
    timeout(PATIENCE, waiting).await.unwrap_or_else(|_| panic!("never: {what}"));
}

/// One answer.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    /// The one value of the header `name`.
    #[track_caller]
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let mut values = self.headers.iter().filter(|(given, _)| given == name).map(|(_, value)| value.as_str());
        let value = values.next();
        assert_eq!(values.next(), None, "{name} is there twice");
        value
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}

/// A connection.
pub(crate) struct Wire {
    stream: TcpStream,
    read: Vec<u8>,
}

impl Wire {
    pub(crate) async fn open(address: SocketAddr) -> Self {
        let stream = timeout(PATIENCE, TcpStream::connect(address)).await.expect("no connection in time").unwrap();
        Self { stream, read: Vec::new() }
    }

    /// Writes `bytes`; whether the peer let it.
    pub(crate) async fn try_send(&mut self, bytes: impl AsRef<[u8]>) -> bool {
        timeout(PATIENCE, self.stream.write_all(bytes.as_ref())).await.expect("the peer stopped reading").is_ok()
    }

    /// Writes `bytes`; a peer that has closed already is not an error here, as the test looks at its answer.
    pub(crate) async fn send(&mut self, bytes: impl AsRef<[u8]>) {
        let _ = self.try_send(bytes).await;
    }

    /// The next answer, or none when the peer closed first or broke its body off.
    pub(crate) async fn answer(&mut self) -> Option<Answer> {
        let head = self.head().await?;
        let body = if let Some(length) = head.header("content-length") {
            self.take(length.parse().unwrap()).await?
        } else if head.header("transfer-encoding") == Some("chunked") {
            self.chunks().await?
        } else {
            self.rest().await
        };
        Some(Answer { body, ..head })
    }

    /// The head of the next answer; its body, if it has one, is still to be read.
    pub(crate) async fn head(&mut self) -> Option<Answer> {
        let head_end = loop {
            if let Some(at) = find(&self.read, b"\r\n\r\n") {
                break at;
            }
            if !self.more().await {
                return None;
            }
        };
        let head = String::from_utf8(self.read[..head_end].to_vec()).unwrap();
        self.read.drain(..head_end + 4);
        let mut lines = head.split("\r\n");
        let status = lines.next().unwrap().split(' ').nth(1).unwrap().parse().unwrap();
        let headers = lines
            .map(|line| line.split_once(':').unwrap())
            .map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned()))
            .collect();
        Some(Answer { status, headers, body: Vec::new() })
    }

    /// Everything up to the end of the connection.
    pub(crate) async fn rest(&mut self) -> Vec<u8> {
        while self.more().await {}
        std::mem::take(&mut self.read)
    }

    /// Whether the peer closes, with nothing more to say.
    pub(crate) async fn is_closed(&mut self) -> bool {
        !self.more().await && self.read.is_empty()
    }

    async fn chunks(&mut self) -> Option<Vec<u8>> {
        let mut body = Vec::new();
        loop {
            let line_end = loop {
                match find(&self.read, b"\r\n") {
                    Some(at) => break at,
                    None if self.more().await => {}
                    None => return None,
                }
            };
            let size = usize::from_str_radix(std::str::from_utf8(&self.read[..line_end]).unwrap(), 16).unwrap();
            self.read.drain(..line_end + 2);
            body.extend(self.take(size).await?);
            self.take(2).await?;
            if size == 0 {
                return Some(body);
            }
        }
    }

    async fn take(&mut self, length: usize) -> Option<Vec<u8>> {
        while self.read.len() < length {
            if !self.more().await {
                return None;
            }
        }
        Some(self.read.drain(..length).collect())
    }

    async fn more(&mut self) -> bool {
        let mut buffer = [0; 16 * 1024];
        match timeout(PATIENCE, self.stream.read(&mut buffer)).await.expect("the peer hangs") {
            Ok(0) | Err(_) => false,
            Ok(read) => {
                self.read.extend_from_slice(&buffer[..read]);
                true
            }
        }
    }
}

/// Sends `bytes` on a connection of their own.
pub(crate) async fn exchange(address: SocketAddr, bytes: impl AsRef<[u8]>) -> Answer {
    let mut wire = Wire::open(address).await;
    wire.send(&bytes).await;
    wire.answer().await.unwrap_or_else(|| panic!("no answer to {}", head_of(bytes.as_ref())))
}

fn head_of(bytes: &[u8]) -> String {
    bytes[..bytes.len().min(200)].escape_ascii().to_string()
}

fn find(bytes: &[u8], what: &[u8]) -> Option<usize> {
    bytes.windows(what.len()).position(|part| part == what)
}
