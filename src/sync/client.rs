//! The client that stores are asked with: as the library's own, but that it follows nobody elsewhere, where others may wait for a
//! key or a token, and tells nobody which address it comes from, which may hold one.

use std::time::Duration;

use object_store::client::HttpClient;
use object_store::{ClientConfigKey, ClientOptions, Error};
use reqwest::header::{AUTHORIZATION, HeaderMap, HeaderValue};
use reqwest::redirect::Policy;
use reqwest::{Certificate, Client};

use super::limits::Limits;
use super::{BadAddress, Credentials};

/// How long the library waits for the machines of a cloud to give away a key; elsewhere nobody answers there.
const MACHINE: Duration = Duration::from_secs(1);

/// What all requests to a place have in common.
#[derive(Debug, Clone)]
pub(super) struct Caller {
    pub(super) limits: Limits,
    authorities: Vec<Certificate>,
    headers: HeaderMap,
}

impl Caller {
    /// `is_web`: whether it is a web server, which is told a name and a password; stores have their own ways.
    ///
    /// # Errors
    /// [`BadAddress`] if the credentials cannot be used.
    pub(super) fn new(limits: Limits, credentials: &Credentials, is_web: bool) -> Result<Self, BadAddress> {
        let authorities = match credentials.authorities() {
            Some(pem) => Certificate::from_pem_bundle(pem).map_err(|error| error.to_string())?,
            None => Vec::new(),
        };
        // A file in DER has none to the library, which says nothing.
        if authorities.is_empty() && credentials.authorities().is_some() {
            return Err(BadAddress::NoCertificate);
        }
        let mut headers = HeaderMap::new();
        if let Some(authorization) = credentials.authorization().filter(|_| is_web) {
            let mut value = HeaderValue::from_str(&authorization).map_err(|_| BadAddress::NoPassword)?;
            value.set_sensitive(true);
            headers.insert(AUTHORIZATION, value);
        }
        Ok(Self { limits, authorities, headers })
    }

    /// What the library is told; it makes its own of it where it asks for keys.
    pub(super) fn options(&self) -> ClientOptions {
        // Only an endpoint that was written down as http:// is spoken to in clear.
        ClientOptions::new().with_allow_http(true).with_connect_timeout(self.limits.connect)
    }

    /// A client that waits so long for the next bytes of an answer, from the moment on at which it asked; or as long as it takes.
    ///
    /// # Errors
    /// As the library has it.
    pub(super) fn client(
        &self,
        options: &ClientOptions,
        silence: Option<Duration>,
    ) -> object_store::Result<HttpClient> {
        let waits = |options: &ClientOptions| options.get_config_value(&ClientConfigKey::ConnectTimeout);
        let is_machine = waits(options) == waits(&ClientOptions::new().with_connect_timeout(MACHINE));
        let mut builder = Client::builder()
            .user_agent("listening-post")
            .default_headers(self.headers.clone())
            .redirect(Policy::none())
            .referer(false)
            .tls_certs_merge(self.authorities.iter().cloned())
            .http1_only()
            .timeout(self.limits.whole)
            .connect_timeout(if is_machine { MACHINE } else { self.limits.connect });
        if let Some(silence) = silence {
            builder = builder.read_timeout(silence);
        }
        let unbuilt = |source| Error::Generic { store: "HTTP client", source: Box::new(source) };
        builder.build().map(HttpClient::new).map_err(unbuilt)
    }
}
