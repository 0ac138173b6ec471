//! Object stores and `WebDAV` servers, each through `object_store`.

mod shelf;

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};

use futures_util::StreamExt;
use jiff::Timestamp;
use object_store::aws::AmazonS3Builder;
use object_store::azure::MicrosoftAzureBuilder;
use object_store::gcp::GoogleCloudStorageBuilder;
use object_store::http::HttpBuilder;
use object_store::list::{PaginatedListOptions, PaginatedListStore};
use object_store::path::Path;
use object_store::{Error, ListResult, ObjectStore, ObjectStoreExt, PutMode, PutOptions, PutPayload, RetryConfig};
use tokio::runtime::{Builder, Runtime};

use super::answer::trouble;
use super::client::Caller;
use super::destination::too_large;
use super::limits::Limits;
use super::listing::Connector;
use super::{BadAddress, Credentials, Destination, Honours, Obstacle, Put, Trouble};

/// An object store in somebody's cloud, or a `WebDAV` server.
pub struct Cloud {
    store: Arc<dyn ObjectStore>,
    /// The same where lists come in pages; a `WebDAV` server's comes whole.
    pages: Option<Arc<dyn PaginatedListStore>>,
    prefix: Path,
    /// Its address, for whoever reads what it is about.
    url: String,
    honours: Honours,
    /// Names that were passed over in lists.
    odd: Mutex<BTreeSet<String>>,
    /// So many seconds the server wants to be left alone, by its last answer; 0 where it does not say.
    wait: Arc<AtomicU32>,
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
        Self::within(Limits::USUAL, url, credentials)
    }

    fn within(limits: Limits, url: &str, credentials: &Credentials) -> Result<Self, Trouble> {
        if let Some(obstacle) = Obstacle::in_address(url) {
            return Err(Trouble::Lasting(obstacle));
        }
        // Whoever asks first settles it for the process; it is the same each time.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let unusable = |why: BadAddress| Trouble::Lasting(Obstacle::Address { url: url.to_owned(), why });
        let (scheme, rest) = url.split_once("://").ok_or_else(|| unusable(BadAddress::Malformed))?;
        let (host, prefix) = rest.split_once('/').unwrap_or((rest, ""));
        if let Some(name) = credentials.no_path() {
            return Err(unusable(BadAddress::NoPath(name.to_owned())));
        }
        let caller = Caller::new(limits, credentials, is_web(scheme)).map_err(&unusable)?;
        let wait = Arc::new(AtomicU32::new(0));
        let (client, connector) = (caller.options(), Connector { caller, wait: Arc::clone(&wait) });
        let bucket = format!("{scheme}://{host}");
        // Its own retries know nothing of a put that went through although its answer was lost.
        let once = RetryConfig { max_retries: 0, ..RetryConfig::default() };
        macro_rules! build {
            ($builder:expr) => {{
                let builder = $builder.with_url(&bucket).with_client_options(client).with_retry(once);
                let builder = builder.with_http_connector(connector);
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
                .with_http_connector(connector)
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
            odd: Mutex::default(),
            wait,
            keyless: !is_web(scheme) && !credentials.hold_a_key(),
            runtime,
        })
    }

    fn path(&self, path: &str) -> Path {
        path.split('/').fold(self.prefix.clone(), Path::join)
    }

    /// Without a key the answer may be that of the cloud's machines, which most machines are not.
    fn trouble(&self, path: &Path, error: &Error) -> Trouble {
        let told = match (trouble(path, error), self.wait.load(Ordering::Relaxed)) {
            (Trouble::Passing(Obstacle::Answered { path, status }), wait @ 1..) => {
                Trouble::Passing(Obstacle::Busy { path, status, wait })
            }
            (told, _) => told,
        };
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

    /// Puts a file unless something else is there that does not give way to it.
    fn put_unless(&self, path: &Path, bytes: &[u8], gives_way: impl Fn(&[u8]) -> bool) -> Result<Put, Trouble> {
        match self.found(path, bytes)? {
            Some(found) if found == bytes => Ok(Put::Same),
            Some(found) if !gives_way(&found) => Err(self.alarm(path, &found, bytes)?),
            _ => self.overwrite(path, bytes),
        }
    }

    fn overwrite(&self, path: &Path, bytes: &[u8]) -> Result<Put, Trouble> {
        self.put(path, bytes, PutMode::Overwrite).map_err(|error| self.trouble(path, &error))?;
        self.compare(path, bytes, Put::Written)
    }

    /// The first bytes of a file, at most so many; the rest is left on the line.
    fn get(&self, path: &Path, most: u64) -> Result<Option<Vec<u8>>, Trouble> {
        let most = usize::try_from(most).unwrap_or(usize::MAX);
        let got = self.runtime.block_on(async {
            let (mut parts, mut bytes) = (self.store.get(path).await?.into_stream(), Vec::new());
            while bytes.len() < most
                && let Some(part) = parts.next().await
            {
                bytes.extend_from_slice(&part?);
            }
            bytes.truncate(most);
            Ok(bytes)
        });
        match got {
            Ok(bytes) => Ok(Some(bytes)),
            Err(Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(self.trouble(path, &error)),
        }
    }

    /// Asks for what was written, for an answer that says it was taken may come from anywhere between here and there.
    fn compare(&self, path: &Path, bytes: &[u8], written: Put) -> Result<Put, Trouble> {
        match self.found(path, bytes)? {
            Some(found) if found == bytes => Ok(written),
            Some(found) if written == Put::Same => Err(self.alarm(path, &found, bytes)?),
            _ => Err(Trouble::Passing(Obstacle::Otherwise(path.to_string()))),
        }
    }

    /// What is there instead of these bytes, as far as it takes to tell: what is longer is something else, however long it is.
    fn found(&self, path: &Path, bytes: &[u8]) -> Result<Option<Vec<u8>>, Trouble> {
        self.get(path, bytes.len() as u64 + 1)
    }

    /// An alarm only if the same other bytes come twice: what came once may be the page of a hotel's network.
    fn alarm(&self, path: &Path, found: &[u8], bytes: &[u8]) -> Result<Trouble, Trouble> {
        let again = self.found(path, bytes)?;
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
            Honours::Nothing => self.put_unless(&path, bytes, |_| false),
        }
    }

    /// A store that refuses to overwrite takes a file whole or not at all.
    fn finish(&self, path: &str, bytes: &[u8], time: Timestamp) -> Result<Put, Trouble> {
        match self.honours {
            Honours::Condition => self.create(path, bytes, time),
            Honours::Nothing => self.put_unless(&self.path(path), bytes, |found| bytes.starts_with(found)),
        }
    }

    fn replace(&self, path: &str, bytes: &[u8], _: Timestamp) -> Result<(), Trouble> {
        self.overwrite(&self.path(path), bytes).map(|_| ())
    }

    fn read(&self, path: &str, most: u64) -> Result<Option<Vec<u8>>, Trouble> {
        self.get(&self.path(path), most)
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

    /// What a server kept of a file is told by its bytes, see [`Destination::finish`]; it bears no other name.
    fn sweep(&self, _: &str) -> Result<(), Trouble> {
        Ok(())
    }

    fn taken_at(&self, path: &str) -> Result<Option<Timestamp>, Trouble> {
        let path = self.path(path);
        let meta = self.runtime.block_on(self.store.head(&path)).map_err(|error| self.trouble(&path, &error))?;
        Ok(Timestamp::from_second(meta.last_modified.timestamp()).ok())
    }
}

fn is_web(scheme: &str) -> bool {
    scheme == "https" || scheme == "http"
}

#[cfg(test)]
mod tests {
    use std::io::{BufRead, BufReader, Read, Write};
    use std::net::{TcpListener, TcpStream};
    use std::thread;
    use std::time::{Duration, Instant};

    use super::*;

    /// What the server waits between two parts, and how many there are: all together longer than it may be silent.
    const PAUSE: Duration = Duration::from_millis(100);
    const PARTS: usize = 15;
    const LIMITS: Limits = Limits {
        connect: Duration::from_secs(5),
        silence: Duration::from_secs(1),
        whole: Duration::from_secs(30),
        slowest: 1 << 20,
    };

    /// A server that is asked once, and answers as it is told to after it has read the head of the request.
    fn before(answer: impl FnOnce(BufReader<TcpStream>) + Send + 'static) -> Cloud {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        thread::spawn(move || {
            let mut line = BufReader::new(listener.accept().unwrap().0);
            let mut head = String::new();
            while line.read_line(&mut head).unwrap() > 2 {}
            answer(line);
        });
        Cloud::within(LIMITS, &format!("http://127.0.0.1:{port}"), &Credentials::default()).unwrap()
    }

    fn says(line: &mut BufReader<TcpStream>, length: usize) {
        let time = "Last-Modified: Mon, 05 Jan 2026 00:00:00 GMT\r\nETag: \"x\"";
        write!(line.get_mut(), "HTTP/1.1 200 OK\r\n{time}\r\nContent-Length: {length}\r\n\r\n").unwrap();
    }

    #[test]
    fn what_comes_slowly_comes_whole() {
        let cloud = before(|mut line| {
            says(&mut line, PARTS * 100);
            for _ in 0..PARTS {
                thread::sleep(PAUSE);
                line.get_mut().write_all(&[7; 100]).unwrap();
            }
        });
        assert_eq!(cloud.fetch("x", 2_000), Ok(Some(vec![7; PARTS * 100])));
    }

    #[test]
    fn what_goes_slowly_goes_whole() {
        let bytes = vec![7; PARTS << 18];
        let cloud = before(|mut line| {
            let mut part = vec![0; 1 << 18];
            for _ in 0..PARTS {
                thread::sleep(PAUSE);
                line.read_exact(&mut part).unwrap();
            }
            says(&mut line, 0);
        });
        cloud.put(&cloud.path("x"), &bytes, PutMode::Overwrite).unwrap();
    }

    #[test]
    fn a_line_that_is_silent_ends_whichever_way_something_was_to_go() {
        let silent = |work: &dyn Fn(&Cloud) -> Trouble, beginning: &'static [u8]| {
            let (told, hear) = std::sync::mpsc::channel::<()>();
            let cloud = before(move |mut line| {
                line.get_mut().write_all(beginning).unwrap();
                // Until the other end is done with it.
                let _ = hear.recv();
            });
            let begun = Instant::now();
            let trouble = work(&cloud);
            drop(told);
            assert!(begun.elapsed() < LIMITS.whole / 2, "{:?}", begun.elapsed());
            assert!(matches!(&trouble, Trouble::Passing(Obstacle::Slow(_))), "{trouble:?}");
        };
        let half = b"HTTP/1.1 200 OK\r\nLast-Modified: Mon, 05 Jan 2026 00:00:00 GMT\r\nContent-Length: 9\r\n\r\nhalf";
        silent(&|cloud| cloud.fetch("x", 9).unwrap_err(), b"");
        silent(&|cloud| cloud.fetch("x", 9).unwrap_err(), half);
        silent(&|cloud| cloud.replace("x", &vec![7; 1 << 20], Timestamp::UNIX_EPOCH).unwrap_err(), b"");
    }

    #[test]
    fn of_an_answer_that_says_no_only_the_beginning_is_read() {
        for (status, told) in [
            ("403 Forbidden", Obstacle::Forbidden("x".to_owned())),
            ("500 Oops", Obstacle::Answered { path: "x".to_owned(), status: 500 }),
        ] {
            for sends in [false, true] {
                let (gone, is_gone) = std::sync::mpsc::channel();
                let cloud = before(move |mut line| {
                    if sends {
                        line.read_exact(&mut [0; 1]).unwrap();
                    }
                    write!(line.get_mut(), "HTTP/1.1 {status}\r\nContent-Length: {}\r\n\r\n", 1_u64 << 40).unwrap();
                    // More than lines hold; whoever reads all of it waits for the rest of a terabyte.
                    let part = vec![0xC3; 1 << 20];
                    let taken = (0..64).take_while(|_| line.get_mut().write_all(&part).is_ok()).count();
                    gone.send(taken).unwrap();
                    let _ = line.read_to_end(&mut Vec::new());
                });
                let trouble = if sends {
                    cloud.replace("x", b"x", Timestamp::UNIX_EPOCH).unwrap_err()
                } else {
                    cloud.fetch("x", 9).unwrap_err()
                };
                let (Trouble::Passing(met) | Trouble::Lasting(met)) = trouble.clone() else { panic!("{trouble:?}") };
                assert_eq!(met, told, "{status} {sends}");
                // Lines are closed when there is something else to do, or nothing any more.
                drop(cloud);
                assert!(is_gone.recv().unwrap() < 64, "{status} {sends}");
            }
        }
    }

    #[test]
    fn an_address_with_a_password_or_a_key_is_refused_and_not_repeated() {
        for url in
            ["https://kiosk:open-sesame@dav.example/x", "s3://lake?key=open-sesame", "https://x/?sig=open-sesame"]
        {
            let trouble = Cloud::at(url, &Credentials::default()).map(|_| ()).unwrap_err();
            let held = matches!(&trouble, Trouble::Lasting(Obstacle::Address { why: BadAddress::HoldsKey, .. }));
            assert!(held && !format!("{trouble} {trouble:?}").contains("sesame"), "{trouble:?}");
        }
        assert!(Cloud::at("https://dav.example/team@work", &Credentials::default()).is_ok());
    }
}
