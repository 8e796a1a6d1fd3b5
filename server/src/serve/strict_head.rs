//! A reader that refuses request heads over which two servers could disagree (request smuggling, acceptance INP-04).
//! Imports tokio only.
//!
//! hyper takes a bare LF as the end of a line, two equal `Content-Length`s, and `Transfer-Encoding` beside
//! `Content-Length`; a proxy in front may read the same bytes otherwise. Such a head is spoiled with a NUL on its way to
//! hyper, which then answers 400 and closes as for any malformed head: no second parser, no second way to answer.

use std::{
    io,
    pin::Pin,
    task::{Context, Poll, ready},
};
use tokio::io::{AsyncRead, ReadBuf};

/// What is kept of a line: enough for the names and values that matter here.
const LINE_KEPT: usize = 64;

/// `inner`, with every head watched.
pub(super) struct StrictHead<S> {
    inner: S,
    watch: Watch,
}

impl<S> StrictHead<S> {
    pub(super) fn new(inner: S) -> Self {
        Self { inner, watch: Watch::default() }
    }
}

/// Follows the bytes of a connection from head to head.
#[derive(Debug)]
enum Watch {
    Head(Head),
    Body(u64),
    /// Not followed any further: spoiled, or a chunked body, after which `serve` closes the connection.
    Over,
}

impl Default for Watch {
    fn default() -> Self {
        Self::Head(Head::default())
    }
}

#[derive(Debug, Default)]
struct Head {
    line: Vec<u8>,
    lines: usize,
    after_cr: bool,
    length: Option<u64>,
    chunked: bool,
}

/// What a byte of a head means.
enum Step {
    Within,
    End,
    Refused,
}

impl Watch {
    /// Looks at `bytes` and spoils what must be refused.
    fn look(&mut self, bytes: &mut [u8]) {
        let mut rest = bytes.iter_mut();
        loop {
            match self {
                Self::Over => return,
                Self::Body(left) => {
                    let here = u64::try_from(rest.len()).unwrap_or(u64::MAX);
                    if here < *left {
                        *left -= here;
                        return;
                    }
                    let skip = usize::try_from(*left).unwrap_or(usize::MAX);
                    *self = Self::default();
                    if let Some(last) = skip.checked_sub(1) {
                        rest.nth(last);
                    }
                }
                Self::Head(head) => {
                    let Some(byte) = rest.next() else { return };
                    match head.step(*byte) {
                        Step::Within => {}
                        Step::End if head.chunked => *self = Self::Over,
                        Step::End => *self = Self::Body(head.length.unwrap_or(0)),
                        Step::Refused => {
                            *byte = 0;
                            *self = Self::Over;
                        }
                    }
                }
            }
        }
    }
}

impl Head {
    fn step(&mut self, byte: u8) -> Step {
        let after_cr = std::mem::replace(&mut self.after_cr, byte == b'\r');
        match byte {
            b'\n' if !after_cr => Step::Refused,
            b'\n' => self.line_ends(),
            b'\r' => Step::Within,
            _ => {
                if self.line.len() < LINE_KEPT {
                    self.line.push(byte);
                }
                Step::Within
            }
        }
    }

    fn line_ends(&mut self) -> Step {
        let line = std::mem::take(&mut self.line);
        if line.is_empty() {
            // Empty lines before the request line do not count (RFC 9112 §2.2).
            return if self.lines == 0 { Step::Within } else { Step::End };
        }
        self.lines += 1;
        let mut parts = line.splitn(2, |byte| *byte == b':');
        let (Some(name), Some(value)) = (parts.next(), parts.next()) else { return Step::Within };
        if self.lines == 1 {
            return Step::Within;
        }
        let name = name.trim_ascii();
        if name.eq_ignore_ascii_case(b"transfer-encoding") {
            self.chunked = true;
        } else if name.eq_ignore_ascii_case(b"content-length") {
            let Some(length) = digits(value.trim_ascii()).filter(|_| self.length.is_none()) else {
                return Step::Refused;
            };
            self.length = Some(length);
        }
        if self.chunked && self.length.is_some() { Step::Refused } else { Step::Within }
    }
}

fn digits(value: &[u8]) -> Option<u64> {
    let plain = !value.is_empty() && value.iter().all(u8::is_ascii_digit);
    std::str::from_utf8(value).ok().filter(|_| plain)?.parse().ok()
}

impl<S: AsyncRead + Unpin> AsyncRead for StrictHead<S> {
    fn poll_read(mut self: Pin<&mut Self>, context: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let before = buf.filled().len();
        ready!(Pin::new(&mut self.inner).poll_read(context, buf))?;
        if let Some(new) = buf.filled_mut().get_mut(before..) {
            self.watch.look(new);
        }
        Poll::Ready(Ok(()))
    }
}

#[cfg(test)]
mod tests {
    use super::Watch;
    use proptest::prelude::*;

    /// What comes out when `bytes` arrive in pieces of `piece`.
    fn through(bytes: &[u8], piece: usize) -> Vec<u8> {
        let mut watch = Watch::default();
        let mut out = bytes.to_vec();
        out.chunks_mut(piece).for_each(|chunk| watch.look(chunk));
        out
    }

    #[test]
    fn heads_that_everyone_reads_alike_pass_unchanged() {
        for good in [
            &b"GET / HTTP/1.1\r\nHost: a\r\n\r\n"[..],
            b"\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n",
            b"POST / HTTP/1.1\r\nContent-Length: 3\r\n\r\na\nbGET / HTTP/1.1\r\nHost: a\r\n\r\n",
            b"POST / HTTP/1.1\r\ncontent-length:0\r\n\r\nGET / HTTP/1.1\r\n\r\n",
            b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n\n\r\n0\r\n\r\n",
            b"GET /a:content-length:b HTTP/1.1\r\nX: content-length: 1\r\n\r\n",
        ] {
            for piece in 1..=good.len() {
                assert_eq!(through(good, piece), good, "pieces of {piece}");
            }
        }
    }

    #[test]
    fn heads_that_can_be_read_in_two_ways_are_spoiled() {
        for bad in [
            &b"GET / HTTP/1.1\nHost: a\r\n\r\n"[..],
            b"GET / HTTP/1.1\r\nHost: a\n\r\n",
            b"GET / HTTP/1.1\r\nHost: a\r\n\n",
            b"\nGET / HTTP/1.1\r\n\r\n",
            b"POST / HTTP/1.1\r\nContent-Length: 1\r\ncontent-length: 1\r\n\r\na",
            b"POST / HTTP/1.1\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
            b"POST / HTTP/1.1\r\ntransfer-encoding: chunked\r\nContent-Length: 1\r\n\r\n",
            b"POST / HTTP/1.1\r\nContent-Length: +1\r\n\r\n",
            b"POST / HTTP/1.1\r\nContent-Length: 1, 1\r\n\r\n",
            b"POST / HTTP/1.1\r\nContent-Length:\r\n\r\n",
            b"POST / HTTP/1.1\r\nContent-Length: 1\r\n\r\naGET / HTTP/1.1\nHost: a\r\n\r\n",
        ] {
            for piece in 1..=bad.len() {
                assert!(through(bad, piece).contains(&0), "{:?} in pieces of {piece}", bad.escape_ascii().to_string());
            }
        }
    }

    proptest! {
        #[test]
        fn how_the_bytes_are_cut_never_matters(
            bytes in proptest::collection::vec(proptest::sample::select(b"\r\n:a1 content-length".to_vec()), 0..200),
            piece in 1_usize..50,
        ) {
            prop_assert_eq!(through(&bytes, piece), through(&bytes, bytes.len().max(1)));
        }

        #[test]
        fn a_body_is_never_touched(body in proptest::collection::vec(any::<u8>(), 0..200), piece in 1_usize..50) {
            let mut bytes = format!("POST / HTTP/1.1\r\nContent-Length: {}\r\n\r\n", body.len()).into_bytes();
            bytes.extend_from_slice(&body);
            prop_assert_eq!(through(&bytes, piece), bytes);
        }
    }
}
