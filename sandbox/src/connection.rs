//! The listener, with a handle to each TCP connection so that faults can break it below HTTP: abort it (the peer sees a
//! reset), or answer with raw bytes that need not be HTTP at all. Imports nothing of the rest of the crate.

use std::{
    future::Future as _,
    io,
    net::SocketAddr,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    task::{Context, Poll, ready},
    time::Duration,
};

use axum::{
    extract::connect_info::Connected,
    serve::{IncomingStream, Listener},
};
use bytes::{Buf as _, Bytes};
use parking_lot::Mutex;
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    net::{TcpListener, TcpStream},
    time::{Sleep, sleep},
};

#[derive(Default)]
struct Orders {
    abort: AtomicBool,
    has_raw: AtomicBool,
    raw: Mutex<Bytes>,
    /// Between two of the raw bytes; none: as fast as they go.
    every: Mutex<Option<Duration>>,
}

/// A request's way to break the connection it came on. An order takes effect at the next write.
#[derive(Clone, Default)]
pub(crate) struct Connection(Arc<Orders>);

impl Connection {
    /// Abort: the peer sees a TCP reset, and nothing more is sent.
    pub(crate) fn abort(&self) {
        self.0.abort.store(true, Ordering::Release);
    }

    /// Whether an answer to the present request can no longer arrive.
    pub(crate) fn is_broken(&self) -> bool {
        self.0.abort.load(Ordering::Acquire) || self.0.has_raw.load(Ordering::Acquire)
    }

    /// Send these bytes instead of the answer, one at a time with a pause between if asked, then close.
    pub(crate) fn answer_raw(&self, bytes: Bytes, every: Option<Duration>) {
        *self.0.raw.lock() = bytes;
        *self.0.every.lock() = every;
        self.0.has_raw.store(true, Ordering::Release);
    }
}

impl Connected<IncomingStream<'_, BreakableListener>> for Connection {
    fn connect_info(stream: IncomingStream<'_, BreakableListener>) -> Self {
        stream.io().connection.clone()
    }
}

pub(crate) struct BreakableListener(pub(crate) TcpListener);

impl Listener for BreakableListener {
    type Io = BreakableStream;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Self::Io, Self::Addr) {
        let (stream, address) = Listener::accept(&mut self.0).await;
        // A failure here costs latency only.
        let _ = stream.set_nodelay(true);
        (BreakableStream { stream, connection: Connection::default(), pause: None }, address)
    }

    fn local_addr(&self) -> io::Result<Self::Addr> {
        self.0.local_addr()
    }
}

pub(crate) struct BreakableStream {
    stream: TcpStream,
    connection: Connection,
    pause: Option<Pin<Box<Sleep>>>,
}

impl BreakableStream {
    fn carry_out(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let orders = Arc::clone(&self.connection.0);
        if orders.abort.load(Ordering::Acquire) {
            // Closing with a zero linger sends RST instead of FIN.
            self.stream.set_zero_linger()?;
            return Poll::Ready(Err(io::ErrorKind::ConnectionReset.into()));
        }
        if orders.has_raw.load(Ordering::Acquire) {
            let mut raw = orders.raw.lock();
            let every = *orders.every.lock();
            while !raw.is_empty() {
                if let Some(pause) = &mut self.pause {
                    ready!(pause.as_mut().poll(cx));
                    self.pause = None;
                }
                let next = raw.get(..if every.is_some() { 1 } else { raw.len() }).unwrap_or_default();
                let written = ready!(Pin::new(&mut self.stream).poll_write(cx, next))?;
                self.pause = every.map(|every| Box::pin(sleep(every)));
                if written == 0 {
                    break;
                }
                raw.advance(written);
            }
            return Poll::Ready(Err(io::ErrorKind::ConnectionAborted.into()));
        }
        Poll::Ready(Ok(()))
    }
}

impl AsyncRead for BreakableStream {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(cx, buf)
    }
}

impl AsyncWrite for BreakableStream {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        ready!(self.carry_out(cx))?;
        Pin::new(&mut self.stream).poll_write(cx, buf)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bufs: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        ready!(self.carry_out(cx))?;
        Pin::new(&mut self.stream).poll_write_vectored(cx, bufs)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        ready!(self.carry_out(cx))?;
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}
