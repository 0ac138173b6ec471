//! Object stores and `WebDAV` servers, each through `object_store`.

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use object_store::aws::AmazonS3Builder;
use object_store::azure::MicrosoftAzureBuilder;
use object_store::gcp::GoogleCloudStorageBuilder;
use object_store::http::HttpBuilder;
use object_store::list::{PaginatedListOptions, PaginatedListStore};
use object_store::path::Path;
use object_store::{
    Certificate, ClientOptions, Error, ListResult, ObjectStore, ObjectStoreExt, PutMode, PutOptions, PutPayload,
    RetryConfig,
};
use reqwest::header::{AUTHORIZATION, HeaderMap, HeaderValue};
use tokio::runtime::{Builder, Runtime};

use super::answer::trouble;
use super::destination::too_large;
use super::listing::Connector;
use super::{BadAddress, Credentials, Destination, Honours, Listed, Obstacle, Page, Put, Shelf, Trouble};

/// A server that does not even take a connection in this time is away.
const CONNECT: Duration = Duration::from_secs(15);
/// Round files have some kilobytes; what takes longer does not come.
const ANSWER: Duration = Duration::from_mins(1);

/// An object store in somebody's cloud, or a `WebDAV` server.
pub struct Cloud {
    store: Arc<dyn ObjectStore>,
    /// The same where lists come in pages; a `WebDAV` server's comes whole.
    pages: Option<Arc<dyn PaginatedListStore>>,
    prefix: Path,
    /// Its address, for whoever reads what it is about.
    url: String,
    honours: Honours,
    /// Nobody named a key, so that the store's own tools ask the machine for one.
    keyless: bool,
    /// One thread and one request at a time: whoever else uses the line notices nothing.
    runtime: Runtime,
}

impl Cloud {
    /// The store at `url`: `s3://bucket/prefix`, `az://container/prefix`, `gs://bucket/prefix` or `https://host/prefix`.
    ///
    /// # Errors
    /// [`Trouble::Lasting`] if the address or the credentials cannot be used.
    pub fn at(url: &str, credentials: &Credentials) -> Result<Self, Trouble> {
        // Whoever asks first settles it for the process; it is the same each time.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let unusable = |why: BadAddress| Trouble::Lasting(Obstacle::Address { url: url.to_owned(), why });
        let (scheme, rest) = url.split_once("://").ok_or_else(|| unusable(BadAddress::Malformed))?;
        let (host, prefix) = rest.split_once('/').unwrap_or((rest, ""));
        if let Some(name) = credentials.no_path() {
            return Err(unusable(BadAddress::NoPath(name.to_owned())));
        }
        let client = client(credentials).map_err(&unusable)?;
        let bucket = format!("{scheme}://{host}");
        // Its own retries know nothing of a put that went through although its answer was lost.
        let once = RetryConfig { max_retries: 0, ..RetryConfig::default() };
        macro_rules! build {
            ($builder:expr) => {{
                let builder = $builder.with_url(&bucket).with_client_options(client).with_retry(once);
                let builder = builder.with_http_connector(Connector::default());
                let builder = credentials.store_settings().fold(builder, |builder, (key, value)| {
                    match key.to_ascii_lowercase().parse() {
                        Ok(key) => builder.with_config(key, value),
                        Err(_) => builder,
                    }
                });
                builder.build().map(|store| {
                    let store = Arc::new(store);
                    (Arc::clone(&store) as Arc<dyn ObjectStore>, Some(store as Arc<dyn PaginatedListStore>))
                })
            }};
        }
        let built = match scheme {
            // Files are removed one by one; what removes many at once answers "yes" and says inside what it refused, and not
            // every store has it.
            "s3" => build!(AmazonS3Builder::new().with_disable_bulk_delete(true)),
            "az" => build!(MicrosoftAzureBuilder::new()),
            "gs" => build!(GoogleCloudStorageBuilder::new()),
            _ => HttpBuilder::new()
                .with_url(&bucket)
                .with_client_options(client)
                .with_retry(once)
                .with_http_connector(Connector::default())
                .build()
                .map(|store| (Arc::new(store) as Arc<dyn ObjectStore>, None)),
        };
        let (store, pages) = built.map_err(|error| unusable(credentials.hidden_in(&error.to_string()).into()))?;
        let runtime =
            Builder::new_current_thread().enable_all().build().map_err(|error| unusable(error.to_string().into()))?;
        Ok(Self {
            store,
            pages,
            prefix: Path::parse(prefix.trim_end_matches('/')).map_err(|error| unusable(error.to_string().into()))?,
            url: url.trim_end_matches('/').to_owned(),
            honours: Honours::Nothing,
            keyless: scheme != "https" && scheme != "http" && !credentials.hold_a_key(),
            runtime,
        })
    }

    fn path(&self, path: &str) -> Path {
        path.split('/').fold(self.prefix.clone(), Path::join)
    }

    /// Without a key the answer may be that of the cloud's machines, which most machines are not.
    fn trouble(&self, path: &Path, error: &Error) -> Trouble {
        let told = trouble(path, error);
        if !self.keyless {
            return told;
        }
        let also = |told| Obstacle::Keyless { told: Box::new(told), url: self.url.clone() };
        match told {
            Trouble::Passing(told) => Trouble::Passing(also(told)),
            Trouble::Lasting(told) => Trouble::Lasting(also(told)),
            different @ Trouble::Different(_) => different,
        }
    }

    /// A page of what is right below a folder, and what asks for the next.
    async fn listed(&self, folder: &Path, after: Option<&str>) -> Result<(ListResult, Option<String>), Error> {
        let Some(pages) = &self.pages else {
            return Ok((self.store.list_with_delimiter(Some(folder)).await?, None));
        };
        let prefix = (!folder.as_ref().is_empty()).then(|| format!("{folder}/"));
        let options = PaginatedListOptions {
            delimiter: Some("/".into()),
            page_token: after.map(str::to_owned),
            ..PaginatedListOptions::default()
        };
        let page = pages.list_paginated(prefix.as_deref(), options).await?;
        Ok((page.result, page.page_token.filter(|token| !token.is_empty())))
    }

    fn put(&self, path: &Path, bytes: &[u8], mode: PutMode) -> Result<(), Error> {
        let payload = PutPayload::from(bytes.to_vec());
        let options = PutOptions { mode, ..PutOptions::default() };
        self.runtime.block_on(self.store.put_opts(path, payload, options)).map(|_| ())
    }

    fn get(&self, path: &Path) -> Result<Option<Vec<u8>>, Trouble> {
        let got = self.runtime.block_on(async { self.store.get(path).await?.bytes().await });
        match got {
            Ok(bytes) => Ok(Some(bytes.to_vec())),
            Err(Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(self.trouble(path, &error)),
        }
    }

    /// Asks for what was written, for an answer that says it was taken may come from anywhere between here and there.
    fn compare(&self, path: &Path, bytes: &[u8], written: Put) -> Result<Put, Trouble> {
        match self.get(path)? {
            Some(found) if found == bytes => Ok(written),
            Some(found) if written == Put::Same => Err(self.alarm(path, &found)?),
            _ => Err(Trouble::Passing(Obstacle::Otherwise(path.to_string()))),
        }
    }

    /// An alarm only if the same other bytes come twice: what came once may be the page of a hotel's network.
    fn alarm(&self, path: &Path, found: &[u8]) -> Result<Trouble, Trouble> {
        let again = self.get(path)?;
        Ok(if again.as_deref() == Some(found) {
            Trouble::Different(path.to_string())
        } else {
            Trouble::Passing(Obstacle::Unsteady(path.to_string()))
        })
    }
}

impl Destination for Cloud {
    fn try_out(&mut self, scratch: &str) -> Result<Honours, Trouble> {
        let path = self.path(scratch);
        let mut honours = Honours::Nothing;
        // A first refusal tells it already: the file is there from another time.
        for _ in 0..2 {
            match self.put(&path, b"listening-post", PutMode::Create) {
                Ok(()) => {}
                Err(Error::AlreadyExists { .. } | Error::Precondition { .. }) => {
                    honours = Honours::Condition;
                    break;
                }
                Err(Error::NotImplemented { .. } | Error::NotSupported { .. }) => {
                    self.put(&path, b"listening-post", PutMode::Overwrite)
                        .map_err(|error| self.trouble(&path, &error))?;
                    break;
                }
                Err(error) => return Err(self.trouble(&path, &error)),
            }
        }
        // It does no harm where it stays: not every key may delete.
        let _ = self.runtime.block_on(self.store.delete(&path));
        self.honours = honours;
        Ok(honours)
    }

    fn trust(&mut self, honours: Honours) {
        self.honours = honours;
    }

    fn create(&self, path: &str, bytes: &[u8], _: Timestamp) -> Result<Put, Trouble> {
        let path = self.path(path);
        match self.honours {
            Honours::Condition => match self.put(&path, bytes, PutMode::Create) {
                Ok(()) => self.compare(&path, bytes, Put::Written),
                Err(Error::AlreadyExists { .. } | Error::Precondition { .. }) => self.compare(&path, bytes, Put::Same),
                Err(error) => Err(self.trouble(&path, &error)),
            },
            Honours::Nothing => match self.get(&path)? {
                Some(found) if found == bytes => Ok(Put::Same),
                Some(found) => Err(self.alarm(&path, &found)?),
                None => {
                    self.put(&path, bytes, PutMode::Overwrite).map_err(|error| self.trouble(&path, &error))?;
                    self.compare(&path, bytes, Put::Written)
                }
            },
        }
    }

    fn replace(&self, path: &str, bytes: &[u8], _: Timestamp) -> Result<(), Trouble> {
        let path = self.path(path);
        self.put(&path, bytes, PutMode::Overwrite).map_err(|error| self.trouble(&path, &error))?;
        self.compare(&path, bytes, Put::Written).map(|_| ())
    }

    fn read(&self, path: &str) -> Result<Option<Vec<u8>>, Trouble> {
        self.get(&self.path(path))
    }

    fn fetch(&self, path: &str, most: u64) -> Result<Option<Vec<u8>>, Trouble> {
        let path = self.path(path);
        let got = self.runtime.block_on(async {
            let found = self.store.get(&path).await?;
            // An answer without a length is none to the library, and one with more bytes than it says is cut off.
            if found.meta.size > most { Ok(None) } else { found.bytes().await.map(Some) }
        });
        match got {
            Ok(Some(bytes)) => Ok(Some(bytes.to_vec())),
            Ok(None) => Err(too_large(&path, most)),
            Err(Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(self.trouble(&path, &error)),
        }
    }

    fn remove(&self, path: &str) -> Result<(), Trouble> {
        let path = self.path(path);
        match self.runtime.block_on(self.store.delete(&path)) {
            Ok(()) | Err(Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(self.trouble(&path, &error)),
        }
    }

    /// A store takes a file whole or not at all.
    fn sweep(&self, _: &str) -> Result<(), Trouble> {
        Ok(())
    }

    fn taken_at(&self, path: &str) -> Result<Option<Timestamp>, Trouble> {
        let path = self.path(path);
        let meta = self.runtime.block_on(self.store.head(&path)).map_err(|error| self.trouble(&path, &error))?;
        Ok(Timestamp::from_second(meta.last_modified.timestamp()).ok())
    }
}

impl Shelf for Cloud {
    fn page(&self, folder: &str, after: Option<&str>) -> Result<Page, Trouble> {
        let path = folder.split('/').filter(|part| !part.is_empty()).fold(self.prefix.clone(), Path::join);
        let (listed, next) = match self.runtime.block_on(self.listed(&path, after)) {
            Ok(listed) => listed,
            // A store has no folders; one of which nothing is there is empty.
            Err(Error::NotFound { .. }) if !folder.is_empty() => return Ok(Page::default()),
            Err(error) => {
                // Of the place itself nothing is left to be named by.
                let named =
                    if path.as_ref().is_empty() { Path::from(self.url.rsplit('/').next().unwrap_or("")) } else { path };
                let told = self.trouble(&named, &error);
                if self.url.starts_with("http") && matches!(told, Trouble::Lasting(_)) {
                    let help =
                        "it does not list what it holds, as WebDAV servers do; copy it into a folder and name that";
                    return Err(Trouble::Lasting(format!("{}: {told}; {help}", self.url).into()));
                }
                return Err(told);
            }
        };
        let names = |paths: &mut dyn Iterator<Item = &Path>| -> Vec<String> {
            paths.filter_map(|path| path.filename().map(str::to_owned)).collect()
        };
        let listed = Listed {
            folders: names(&mut listed.common_prefixes.iter()),
            files: names(&mut listed.objects.iter().map(|object| &object.location)),
        };
        Ok(Page { listed, next })
    }

    fn bytes(&self, path: &str, most: u64) -> Result<Option<Vec<u8>>, Trouble> {
        let path = self.path(path);
        let got = self.runtime.block_on(async {
            let found = self.store.get(&path).await?;
            if found.meta.size > most { Ok(Vec::new()) } else { found.bytes().await.map(|bytes| bytes.to_vec()) }
        });
        match got {
            Ok(bytes) => Ok(Some(bytes)),
            Err(Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(self.trouble(&path, &error)),
        }
    }

    fn head(&self, path: &str, most: u64) -> Result<Option<Vec<u8>>, Trouble> {
        let path = self.path(path);
        let got = self.runtime.block_on(async {
            let found = self.store.get(&path).await?;
            // Not every server knows ranges; only a large file needs one.
            if found.meta.size <= most { found.bytes().await } else { self.store.get_range(&path, 0..most).await }
        });
        match got {
            Ok(bytes) => Ok(Some(bytes.to_vec())),
            Err(Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(self.trouble(&path, &error)),
        }
    }

    fn called(&self, path: &str) -> String {
        format!("{}/{path}", self.url)
    }
}

fn client(credentials: &Credentials) -> Result<ClientOptions, BadAddress> {
    let mut client = ClientOptions::new()
        .with_timeout(ANSWER)
        .with_connect_timeout(CONNECT)
        // Only an endpoint that was written down as http:// is spoken to in clear.
        .with_allow_http(true)
        .with_user_agent(HeaderValue::from_static("listening-post"));
    if let Some(pem) = credentials.authorities() {
        for certificate in Certificate::from_pem_bundle(pem).map_err(|error| error.to_string())? {
            client = client.with_root_certificate(certificate);
        }
    }
    if let Some(authorization) = credentials.authorization() {
        let mut value = HeaderValue::from_str(&authorization).map_err(|_| BadAddress::NoPassword)?;
        value.set_sensitive(true);
        client = client.with_default_headers(HeaderMap::from_iter([(AUTHORIZATION, value)]));
    }
    Ok(client)
}
