//! How layers stand around the router: a list, of which each calls the rest. Made for this list, since axum's `from_fn` copies
//! every service below it for each request, and all of them have the same shape here.

use axum::{Router, extract::Request, response::Response};
use futures::{
    FutureExt as _,
    future::{BoxFuture, Map},
};
use std::{
    convert::Infallible,
    sync::Arc,
    task::{Context, Poll},
};
use tower::Service;

/// A layer: takes the request, and calls the rest or does not.
pub(super) type Layer = Box<dyn Fn(Request, Next) -> BoxFuture<'static, Response> + Send + Sync>;

/// A layer that `work` does.
pub(super) fn layer<F>(work: impl Fn(Request, Next) -> F + Send + Sync + 'static) -> Layer
where
    F: Future<Output = Response> + Send + 'static,
{
    Box::new(move |request, next| Box::pin(work(request, next)))
}

/// A layer that `work` does, which needs `known`.
pub(super) fn knowing<K, F>(known: &Arc<K>, work: impl Fn(Arc<K>, Request, Next) -> F + Send + Sync + 'static) -> Layer
where
    K: Send + Sync + 'static,
    F: Future<Output = Response> + Send + 'static,
{
    let known = Arc::clone(known);
    layer(move |request, next| work(Arc::clone(&known), request, next))
}

/// `router` behind `layers`, the first of them outermost.
pub(super) fn around(router: Router, layers: Vec<Layer>) -> Router {
    Router::new().fallback_service(Next { layers: layers.into(), at: 0, router })
}

/// What stands behind a layer.
#[derive(Clone)]
pub(super) struct Next {
    layers: Arc<[Layer]>,
    at: usize,
    router: Router,
}

impl Next {
    /// Has the request answered.
    pub(super) fn run(mut self, request: Request) -> BoxFuture<'static, Response> {
        let layers = Arc::clone(&self.layers);
        let Some(layer) = layers.get(self.at) else {
            return Box::pin(async move {
                match self.router.call(request).await {
                    Ok(response) => response,
                    Err(never) => match never {},
                }
            });
        };
        self.at += 1;
        layer(request, self)
    }
}

impl Service<Request> for Next {
    type Response = Response;
    type Error = Infallible;
    type Future = Map<BoxFuture<'static, Response>, fn(Response) -> Result<Response, Infallible>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request) -> Self::Future {
        self.clone().run(request).map(Ok)
    }
}
