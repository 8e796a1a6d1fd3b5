//! A wire between the portal and the sandbox that tells which calls are still open.

use std::{
    net::SocketAddr,
    sync::{Arc, Mutex, OnceLock},
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt, copy},
    net::{TcpListener, TcpStream},
    select,
    sync::Notify,
};

/// What each open connection carried, from the portal's side.
type Open = Arc<Mutex<Vec<Arc<Mutex<Vec<u8>>>>>>;

pub struct Tap {
    address: SocketAddr,
    target: Arc<OnceLock<SocketAddr>>,
    open: Open,
    cut: Arc<Notify>,
}

impl Tap {
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let target = Arc::new(OnceLock::new());
        let open = Open::default();
        let cut = Arc::new(Notify::new());
        let (far, connections, scissors) = (Arc::clone(&target), Arc::clone(&open), Arc::clone(&cut));
        tokio::spawn(async move {
            while let Ok((near, _)) = listener.accept().await {
                let (far, connections, cut) = (Arc::clone(&far), Arc::clone(&connections), Arc::clone(&scissors));
                tokio::spawn(async move {
                    let sent = Arc::new(Mutex::new(Vec::new()));
                    connections.lock().unwrap().push(Arc::clone(&sent));
                    let far = TcpStream::connect(*far.get().expect("the tap leads somewhere")).await.unwrap();
                    select! {
                        () = carry(near, far, &sent) => {}
                        () = cut.notified() => {}
                    }
                    connections.lock().unwrap().retain(|one| !Arc::ptr_eq(one, &sent));
                });
            }
        });
        Self { address, target, open, cut }
    }

    pub fn lead_to(&self, target: SocketAddr) {
        self.target.set(target).unwrap();
    }

    /// Ends every connection there is, as a restart of the other side does.
    pub fn cut(&self) {
        self.cut.notify_waiters();
    }

    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Open connections that carried a request with this text in it.
    pub fn open_for(&self, text: &str) -> usize {
        let open = self.open.lock().unwrap();
        open.iter().filter(|sent| String::from_utf8_lossy(&sent.lock().unwrap()).contains(text)).count()
    }
}

/// Ends as soon as either side does.
async fn carry(near: TcpStream, far: TcpStream, sent: &Mutex<Vec<u8>>) {
    let (mut near_read, mut near_write) = near.into_split();
    let (mut far_read, mut far_write) = far.into_split();
    let out = async {
        let mut piece = [0; 4_096];
        while let Ok(length @ 1..) = near_read.read(&mut piece).await {
            sent.lock().unwrap().extend_from_slice(&piece[..length]);
            if far_write.write_all(&piece[..length]).await.is_err() {
                break;
            }
        }
    };
    select! {
        () = out => {}
        _ = copy(&mut far_read, &mut near_write) => {}
    }
}
