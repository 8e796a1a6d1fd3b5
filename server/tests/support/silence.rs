//! An address at which nothing ever answers. Include it with `#[path = "support/silence.rs"] mod silence;`.

use std::{net::SocketAddr, time::Duration};
use tokio::net::{TcpListener, TcpSocket, TcpStream};

/// Where nothing answers, not even with a refusal: a queue of connections that is full and that nobody empties, for as long as
/// the rest of what this gives is kept.
pub async fn silence() -> (SocketAddr, Vec<TcpStream>, TcpListener) {
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let listener = socket.listen(1).unwrap();
    let address = listener.local_addr().unwrap();
    let mut waiting = Vec::new();
    while let Ok(Ok(stream)) = tokio::time::timeout(Duration::from_millis(200), TcpStream::connect(address)).await {
        waiting.push(stream);
    }
    (address, waiting, listener)
}
