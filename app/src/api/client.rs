//! The browser's side of a server-function call: one fetch, with the header that a plain cross-site request cannot carry.

use crate::error::PortalError;
use server_fn::{
    Bytes,
    client::{Client, browser::BrowserClient},
    error::FromServerFnError,
    request::browser::BrowserRequest,
    response::browser::BrowserResponse,
};
use std::{
    cell::Cell,
    future::{Future, poll_fn},
    pin::pin,
};

/// The header that calls made by script carry; the server refuses server functions without it (acceptance CSRF-03).
pub const SCRIPT_HEADER: &str = "x-portal";

/// The value of [`SCRIPT_HEADER`] on what a person asked for.
pub const ASKED: &str = "1";

/// Its value on what an open page asks by itself, which is no use of the session: the idle limit comes as if nobody had asked.
pub const BEAT: &str = "beat";

thread_local! {
    static BY_ITSELF: Cell<bool> = const { Cell::new(false) };
}

/// Makes the calls of `asking` as an open page's own ([`BEAT`]).
pub async fn by_itself<F: Future>(asking: F) -> F::Output {
    let mut asking = pin!(asking);
    poll_fn(|context| {
        let before = BY_ITSELF.replace(true);
        let polled = asking.as_mut().poll(context);
        BY_ITSELF.set(before);
        polled
    })
    .await
}

/// Sends server-function calls with [`SCRIPT_HEADER`].
pub struct PortalClient;

impl<I, O> Client<PortalError, I, O> for PortalClient
where
    I: FromServerFnError,
    O: FromServerFnError,
{
    type Request = BrowserRequest;
    type Response = BrowserResponse;

    fn send(request: Self::Request) -> impl Future<Output = Result<Self::Response, PortalError>> + Send {
        request.headers().set(SCRIPT_HEADER, if BY_ITSELF.get() { BEAT } else { ASKED });
        <BrowserClient as Client<PortalError, I, O>>::send(request)
    }

    fn open_websocket(
        path: &str,
    ) -> impl Future<
        Output = Result<
            (
                impl futures::Stream<Item = Result<Bytes, Bytes>> + Send + 'static,
                impl futures::Sink<Bytes> + Send + 'static,
            ),
            PortalError,
        >,
    > + Send {
        <BrowserClient as Client<PortalError, I, O>>::open_websocket(path)
    }

    fn spawn(future: impl Future<Output = ()> + Send + 'static) {
        <BrowserClient as Client<PortalError, I, O>>::spawn(future);
    }
}
