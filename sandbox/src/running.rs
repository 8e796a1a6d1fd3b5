//! Starts a sandbox; its address and its end. May import `world` and `control`.

use std::{net::SocketAddr, sync::Arc, time::Duration};

use axum::{Router, middleware};
use tokio::{net::TcpListener, sync::oneshot, task::JoinHandle};

use crate::{
    aidial_api,
    config::Config,
    connection::{BreakableListener, Connection},
    control::{self, layer::watch},
    html, oidc, stripe,
    world::{StartError, World},
};

/// Open connections get this long to finish when the sandbox stops.
const GRACE: Duration = Duration::from_secs(1);

/// The outside world in a box.
pub struct Sandbox;

impl Sandbox {
    /// Start one; it answers when this returns.
    ///
    /// # Errors
    /// When the address cannot be bound or the database cannot be opened.
    pub async fn start(config: Config) -> Result<Running, StartError> {
        let listener = TcpListener::bind(config.addr).await?;
        let addr = listener.local_addr()?;
        let base_url = config.public_base_url.clone().unwrap_or_else(|| format!("http://{addr}"));
        let world = Arc::new(World::open(config, base_url).await?);
        let service = routes(&world).into_make_service_with_connect_info::<Connection>();
        let (stop, stopped) = oneshot::channel::<()>();
        let serving = tokio::spawn(async move {
            let until = async move {
                // An error means that the handle was dropped: stop as well.
                let _ = stopped.await;
            };
            axum::serve(BreakableListener(listener), service).with_graceful_shutdown(until).await
        });
        Ok(Running { world, addr, stop: Some(stop), serving })
    }
}

fn routes(world: &Arc<World>) -> Router {
    Router::new()
        .merge(oidc::routes())
        .merge(aidial_api::routes())
        .merge(stripe::routes())
        .merge(control::routes())
        .route(html::STYLE_PATH, axum::routing::get(html::style))
        .fallback(async || aidial_api::error::ApiError::not_found())
        .layer(middleware::from_fn_with_state(Arc::clone(world), watch))
        .with_state(Arc::clone(world))
}

/// A sandbox that is up. Dropping it stops it; [`Running::shutdown`] waits until it has stopped.
pub struct Running {
    world: Arc<World>,
    addr: SocketAddr,
    stop: Option<oneshot::Sender<()>>,
    serving: JoinHandle<std::io::Result<()>>,
}

impl Drop for Running {
    fn drop(&mut self) {
        self.stop.take();
    }
}

impl Running {
    pub(crate) fn world(&self) -> &World {
        &self.world
    }

    /// The base of every URL it names, without a trailing slash.
    #[must_use]
    pub fn base_url(&self) -> &str {
        &self.world.base_url
    }

    /// The OIDC issuer.
    #[must_use]
    pub fn issuer(&self) -> String {
        self.world.issuer()
    }

    /// The address it listens on.
    #[must_use]
    pub fn addr(&self) -> SocketAddr {
        self.addr
    }

    /// Stop: no new connections at once, open ones within a second.
    pub async fn shutdown(mut self) {
        self.stop.take();
        if tokio::time::timeout(GRACE, &mut self.serving).await.is_err() {
            self.serving.abort();
        }
        self.world.store.close().await;
    }
}
