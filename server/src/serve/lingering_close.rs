//! A stream that, once it has said everything, reads on for a moment before it closes if its client is still sending. Imports
//! tokio, and its connection's seat.
//!
//! An answer can come before the whole of a request has (413, 415). Closing with bytes unread makes the system reset the
//! connection, upon which the client may never see the answer (RFC 9112, section 9.6). Where nothing is unread there is
//! nothing to wait for: a thousand slow clients that are cut at once are to be gone at once.

use super::waiting::Seat;
use std::{
    future::Future as _,
    io::{self, IoSlice},
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
    time::Duration,
};
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    time::{Instant, Sleep, sleep_until},
};

/// How long the client may send nothing.
const QUIET: Duration = Duration::from_millis(300);
/// How long it may go on sending.
const LONGEST: Duration = Duration::from_secs(2);
/// What is read at a time, in bytes.
const PIECE: usize = 16 * 1024;

/// `inner`, whose shutdown ends when the client has closed too, or has had its time.
pub(super) struct LingeringClose<S> {
    inner: S,
    seat: Arc<Seat>,
    closing: Option<Closing>,
}

struct Closing {
    end: Instant,
    timer: Pin<Box<Sleep>>,
}

impl<S> LingeringClose<S> {
    pub(super) const fn new(inner: S, seat: Arc<Seat>) -> Self {
        Self { inner, seat, closing: None }
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for LingeringClose<S> {
    fn poll_read(mut self: Pin<&mut Self>, context: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_read(context, buf)
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> AsyncWrite for LingeringClose<S> {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.inner).poll_write(context, buf)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bufs: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.inner).poll_write_vectored(context, bufs)
    }

    fn is_write_vectored(&self) -> bool {
        self.inner.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_flush(context)
    }

    fn poll_shutdown(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        if this.closing.is_none() {
            ready!(Pin::new(&mut this.inner).poll_shutdown(context))?;
        }
        let mut piece = [0; PIECE];
        loop {
            let mut buf = ReadBuf::new(&mut piece);
            match Pin::new(&mut this.inner).poll_read(context, &mut buf) {
                Poll::Ready(Ok(())) if !buf.filled().is_empty() => {
                    let now = Instant::now();
                    let closing = this.closing.get_or_insert_with(|| {
                        this.seat.close();
                        Closing { end: now + LONGEST, timer: Box::pin(sleep_until(now + QUIET)) }
                    });
                    if closing.end <= now {
                        return Poll::Ready(Ok(()));
                    }
                    closing.timer.as_mut().reset(closing.end.min(now + QUIET));
                }
                // Both sides have closed, or there is nobody any more to close for.
                Poll::Ready(_) => return Poll::Ready(Ok(())),
                Poll::Pending => {
                    let Some(closing) = &mut this.closing else { return Poll::Ready(Ok(())) };
                    return closing.timer.as_mut().poll(context).map(Ok);
                }
            }
        }
    }
}
