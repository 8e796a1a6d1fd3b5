//! The browser's side of a server-function call: one fetch, with the header that a plain cross-site request cannot carry.

use crate::error::PortalError;
use server_fn::{
    Bytes,
    client::{Client, browser::BrowserClient},
    error::FromServerFnError,
    request::browser::BrowserRequest,
    response::browser::BrowserResponse,
};
use std::future::Future;

/// The header that calls made by script carry; the server refuses server functions without it (acceptance CSRF-03).
pub const SCRIPT_HEADER: &str = "x-portal";

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
        request.headers().set(SCRIPT_HEADER, "1");
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
