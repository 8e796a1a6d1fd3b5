//! The whole portal over HTTP: the real application on port 0, the real issuer flow, the sandbox as the outside world.

mod browser;
mod clock;
mod concurrency;
mod guards;
mod recovery;
mod usage;
mod world;
