//! A listener with a certificate in front of the sandbox, and the ways in which a certificate is not the right one.

use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair, date_time_ymd};
use std::{
    net::SocketAddr,
    path::{Path, PathBuf},
    sync::Arc,
};
use tokio::{
    io::copy_bidirectional,
    net::{TcpListener, TcpStream},
};
use tokio_rustls::{
    TlsAcceptor,
    rustls::{
        ServerConfig,
        pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer},
    },
};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shown {
    /// Of the trusted authority, for this address, in its time.
    Right,
    Expired,
    OfAnotherHost,
    SelfSigned,
}

/// An authority, as the portal's environment names it.
pub struct Authority {
    issuer: Issuer<'static, KeyPair>,
    /// What `SSL_CERT_FILE` is to say.
    pub file: PathBuf,
}

impl Authority {
    pub fn new(folder: &Path) -> Self {
        let key = KeyPair::generate().unwrap();
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let file = folder.join("authority.pem");
        std::fs::write(&file, params.self_signed(&key).unwrap().pem()).unwrap();
        Self { issuer: Issuer::new(params, key), file }
    }

    fn certificate(&self, shown: Shown) -> (CertificateDer<'static>, PrivateKeyDer<'static>) {
        let key = KeyPair::generate().unwrap();
        let host = if shown == Shown::OfAnotherHost { "evil.example" } else { "127.0.0.1" };
        let mut params = CertificateParams::new(vec![host.to_owned()]).unwrap();
        if shown == Shown::Expired {
            params.not_after = date_time_ymd(2024, 1, 1);
        }
        let certificate = match shown {
            Shown::SelfSigned => params.self_signed(&key),
            Shown::Right | Shown::Expired | Shown::OfAnotherHost => params.signed_by(&key, &self.issuer),
        };
        (certificate.unwrap().der().clone(), PrivatePkcs8KeyDer::from(key.serialize_der()).into())
    }

    /// A listener that shows this certificate and passes everything on; where it listens.
    pub async fn in_front_of(&self, target: SocketAddr, shown: Shown) -> SocketAddr {
        let (certificate, key) = self.certificate(shown);
        let config =
            ServerConfig::builder_with_provider(Arc::new(tokio_rustls::rustls::crypto::ring::default_provider()))
                .with_safe_default_protocol_versions()
                .unwrap()
                .with_no_client_auth()
                .with_single_cert(vec![certificate], key)
                .unwrap();
        let acceptor = TlsAcceptor::from(Arc::new(config));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        tokio::spawn(async move {
            while let Ok((near, _)) = listener.accept().await {
                let acceptor = acceptor.clone();
                tokio::spawn(async move {
                    // A client that does not like the certificate ends it here.
                    let Ok(mut near) = acceptor.accept(near).await else { return };
                    let mut far = TcpStream::connect(target).await.unwrap();
                    let _ = copy_bidirectional(&mut near, &mut far).await;
                });
            }
        });
        address
    }
}
