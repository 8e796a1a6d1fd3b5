//! HAProxy with deploy/haproxy.cfg, in front of replicas on this machine, with a certificate of its own for the portal's name.

use super::{
    deployment::{Replica, deployed},
    free_port::free_address,
    program::{Program, http, until},
};
use rcgen::{CertifiedKey, generate_simple_self_signed};
use reqwest::{Certificate, Client};
use std::{
    fs,
    net::SocketAddr,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::Arc,
    time::Duration,
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::timeout,
};
use tokio_rustls::{
    TlsConnector,
    rustls::{ClientConfig, RootCertStore, crypto::ring, pki_types::CertificateDer},
};

const NAME: &str = "billing.example.com";

/// A running HAProxy, killed when it is dropped.
pub struct Proxy {
    /// Where it speaks without TLS.
    pub plain: SocketAddr,
    secure: SocketAddr,
    /// For which the portal's name leads to the proxy.
    pub client: Client,
    certificate: CertificateDer<'static>,
    process: Child,
}

/// The program; with `CI` set it has to be there.
pub fn installed() -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders = std::env::split_paths(&path).chain(["/usr/sbin".into()]);
    let found = folders.map(|folder| folder.join("haproxy")).find(|program| program.is_file());
    if found.is_none() {
        assert!(std::env::var_os("CI").is_none(), "HAProxy is missing, and CI is set");
        println!("SKIPPED: haproxy is neither on PATH nor in /usr/sbin");
    }
    found
}

impl Proxy {
    pub async fn start(haproxy: &Path, folder: &Path, replicas: &[Replica]) -> Self {
        let (plain, secure) = (free_address(), free_address());
        let CertifiedKey { cert, signing_key } = generate_simple_self_signed(vec![NAME.to_owned()]).unwrap();
        let both = folder.join("billing.pem");
        fs::write(&both, cert.pem() + &signing_key.serialize_pem()).unwrap();
        let mut text = deployed("haproxy.cfg");
        let mut put = |example: &str, own: &str| {
            assert_eq!(text.matches(example).count(), 1, "{example}");
            text = text.replace(example, own);
        };
        put("bind :80\n", &format!("bind {plain}\n"));
        put("bind :443 ssl crt /etc/haproxy/billing.pem", &format!("bind {secure} ssl crt {}", both.display()));
        // Only root can become another user.
        put("    user haproxy\n    group haproxy\n", "");
        put("default-server check port 3001", "default-server check");
        for (number, replica) in (1..).zip(replicas) {
            let line = format!("server portal-{number} 10.0.0.1{number}:3000");
            let Program { address, admin, .. } = &replica.program;
            put(&line, &format!("server portal-{number} {address} port {}", admin.port()));
        }
        let file = folder.join("haproxy.cfg");
        fs::write(&file, text).unwrap();
        let log = fs::File::create(folder.join("haproxy.log")).unwrap();
        let mut command = Command::new(haproxy);
        command.arg("-db").arg("-f").arg(file).stdin(Stdio::null()).stdout(log.try_clone().unwrap()).stderr(log);
        let process = command.spawn().unwrap();
        until("the proxy listens", async || TcpStream::connect(secure).await.is_ok()).await;
        let client = client(secure, cert.pem().as_bytes());
        Self { plain, secure, client, certificate: cert.der().clone(), process }
    }

    /// What it says to these very bytes over TLS, until it closes the connection.
    pub async fn send_raw(&self, bytes: &str) -> String {
        let mut roots = RootCertStore::empty();
        roots.add(self.certificate.clone()).unwrap();
        let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_root_certificates(roots)
            .with_no_client_auth();
        let wire = TcpStream::connect(self.secure).await.unwrap();
        let name = NAME.try_into().unwrap();
        let mut wire = TlsConnector::from(Arc::new(config)).connect(name, wire).await.unwrap();
        wire.write_all(bytes.as_bytes()).await.unwrap();
        let mut said = Vec::new();
        let _ = timeout(Duration::from_secs(20), wire.read_to_end(&mut said)).await;
        String::from_utf8_lossy(&said).into_owned()
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

#[expect(clippy::disallowed_methods, reason = "it trusts a certificate of its own")]
fn client(proxy: SocketAddr, certificate: &[u8]) -> Client {
    http(); // installs the provider of TLS
    Client::builder()
        .tls_certs_only([Certificate::from_pem(certificate).unwrap()])
        .resolve(NAME, proxy)
        .redirect(reqwest::redirect::Policy::none())
        .no_proxy()
        .build()
        .unwrap()
}
