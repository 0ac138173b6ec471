//! `sync`, `report --source` and `fleet compact` with Azure and Google: whole rounds, once, through a line that does harm.
//!
//! Azure is Azurite, Microsoft's own emulator, asked through Azure's own client. Google is `google.py`, a server of ours.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::Ordering;

use serde_json::{Value, json};

use crate::common::{Kiosk, Ran};
use crate::server::{Fault, Proxy, Server};
use crate::setup::python;
use crate::sync::{kiosk, outcome, send_to};

/// The names that stores' tools look for in the environment, none of which is to come from whoever runs the tests.
const FOREIGN: [&str; 5] = [
    "AZURE_STORAGE_ACCOUNT_KEY",
    "AZURE_STORAGE_SAS_KEY",
    "GOOGLE_APPLICATION_CREDENTIALS",
    "GOOGLE_SERVICE_ACCOUNT",
    "GOOGLE_SERVICE_ACCOUNT_KEY",
];

/// A store in which kiosks' rounds come together, and whoever is in charge of it.
trait Store {
    fn url(&self) -> String;
    fn server(&self) -> u16;
    /// What lets one in, asked for at that port.
    fn settings(&self, port: u16) -> Vec<(&'static str, String)>;
    /// The same with what lets nobody in, and what is said then.
    fn wrong(&self) -> (Vec<(&'static str, String)>, &'static str);
    /// What may be in nothing that is written or said.
    fn secrets(&self) -> Vec<String>;
    /// Makes the place that all of it goes to.
    fn make(&self);
    /// All that is there, by name.
    fn objects(&self) -> BTreeMap<String, Vec<u8>>;
    /// Puts other bytes in the place of a file.
    fn change(&self, name: &str, bytes: &[u8]);
}

fn run(kiosk: &Kiosk, store: &dyn Store, settings: &[(&'static str, String)], arguments: &[&str]) -> Ran {
    let mut command = kiosk.command();
    command.env("HOME", kiosk.path());
    for name in FOREIGN {
        command.env_remove(name);
    }
    let ran = Ran::of(command.envs(settings.iter().map(|(name, value)| (name, value))).args(arguments));
    let ledger = fs::read(kiosk.data().join("ledger.db")).unwrap();
    for secret in store.secrets() {
        assert!(!ran.out.contains(&secret) && !ran.err.contains(&secret), "{}{}", ran.out, ran.err);
        let kept = ledger.windows(secret.len()).any(|bytes| bytes == secret.as_bytes());
        assert!(!kept, "it is in the ledger");
    }
    ran
}

/// All that a store is there for, from the first round to compacting, and what is done to it meanwhile.
fn goes_through(store: &dyn Store) {
    let url = store.url();
    let kiosk = kiosk(5, &url);
    let told = |arguments: &[&str]| run(&kiosk, store, &store.settings(store.server()), arguments);
    let sync = || told(&["sync", "--json"]);
    let report = ["--json", "report", "--source", &url];

    // Before anybody has made it.
    let refused = outcome(&sync());
    assert!(refused["trouble"].as_str().unwrap().contains("is the bucket there"), "{refused}");
    let nowhere = told(&report);
    assert!(nowhere.status == Some(1) && nowhere.err.contains("is the bucket there"), "{}", nowhere.err);
    store.make();
    let (settings, words) = store.wrong();
    for arguments in [&["sync"][..], &report, &["fleet", "compact", &url], &["fleet", "verify", &url]] {
        let wrong = run(&kiosk, store, &settings, arguments);
        assert!(wrong.status == Some(1) && wrong.err.contains(words), "{arguments:?}: {}{}", wrong.out, wrong.err);
    }
    assert!(store.objects().is_empty());

    // A put whose answer is lost is put again, refused, and compared.
    let proxy = Proxy::before(store.server());
    let busy = Fault::Answers("HTTP/1.1 503 Slow Down\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
    let harm = [Fault::LosesAnswerAfter(0), busy, Fault::CutsRequestAfter(400), Fault::LosesAnswerAfter(30)];
    let line: Vec<_> = harm.iter().flat_map(|fault| [&[Some(*fault)], &[None; 5][..]].concat()).collect();
    proxy.will(&line);
    let sent = run(&kiosk, store, &store.settings(proxy.port), &["sync", "--json"]);
    let sent = outcome(&sent);
    assert_eq!((&sent["trouble"], &sent["left"]), (&Value::Null, &0.into()), "{sent}");
    assert_eq!(sent["refuses_to_overwrite"], true, "{sent}");
    assert_eq!(sent["written"].as_u64().unwrap() + sent["there"].as_u64().unwrap(), 5, "{sent}");
    let objects = store.objects();
    let many =
        |objects: &BTreeMap<String, Vec<u8>>, end: &str| objects.keys().filter(|name| name.ends_with(end)).count();
    assert_eq!((many(&objects, ".parquet"), many(&objects, ".parquet.sig"), objects.len()), (5, 5, 11), "{objects:?}");

    // The second time it asks whether the newest round is still there, and no more.
    let before = proxy.seen.load(Ordering::Relaxed);
    let again = outcome(&run(&kiosk, store, &store.settings(proxy.port), &["sync", "--json"]));
    assert_eq!((&again["written"], &again["trouble"]), (&0.into(), &Value::Null), "{again}");
    assert_eq!(proxy.seen.load(Ordering::Relaxed) - before, 1);
    assert_eq!(store.objects(), objects);

    // It reads as the kiosk's own data.
    let figures = told(&report);
    assert_eq!(
        (figures.out.as_str(), figures.status),
        (kiosk.done(&["--json", "report"]).as_str(), Some(0)),
        "{}",
        figures.err
    );
    assert!(figures.out.contains("\"difficulty\""), "{}", figures.out);
    let verified = told(&["fleet", "verify", &url]);
    assert!(verified.status == Some(0) && verified.out.contains("2026-W06"), "{}{}", verified.out, verified.err);

    // Compacted, it still does.
    let compact = ["fleet", "compact", &url, "--older-than", "1"];
    let done = told(&compact);
    assert_eq!((done.status, done.err.as_str()), (Some(0), ""), "{}", done.out);
    let compacted = store.objects();
    assert_eq!((many(&compacted, ".rounds.parquet"), compacted.len()), (4, 4 + 2 + 1), "{:?}", compacted.keys());
    assert_eq!(told(&compact).out, "There is nothing to put together before 2026-W06.\n");
    assert_eq!(told(&report), figures);
    assert_eq!(told(&["fleet", "verify", &url]), verified);

    // Somebody changes what is there: an alarm, and it stays as it is.
    let newest = compacted.keys().rfind(|name| name.ends_with(".parquet.sig")).unwrap();
    store.change(newest, b"other");
    let alarm = sync();
    assert_eq!(alarm.status, Some(1));
    assert!(outcome(&alarm)["trouble"].as_str().unwrap().contains("with other bytes"), "{}", alarm.out);
    // Also where the kiosk was never told that it sent anything there.
    send_to(&kiosk, &format!("{url}/"));
    let first = objects.keys().find(|name| name.ends_with(".parquet")).unwrap();
    store.change(first, b"another");
    let alarm = told(&["sync"]);
    assert!(alarm.status == Some(1) && alarm.err.contains("ALARM"), "{}{}", alarm.out, alarm.err);
    let left = store.objects();
    assert_eq!((left[first].as_slice(), left[newest].as_slice()), (&b"another"[..], &b"other"[..]));
}

/// Azurite with one account.
struct Azure {
    server: Server,
    key: String,
}

impl Azure {
    const ACCOUNT: &'static str = "kiosks";

    fn started(folder: &Path) -> Self {
        // 64 bytes, as Azure's own have.
        let key = format!("{}A==", &"bm90LWEtc2VjcmV0".repeat(6)[..85]);
        Self { server: Server::azurite(folder, Self::ACCOUNT, &key), key }
    }

    fn at(port: u16, way_in: (&'static str, String)) -> Vec<(&'static str, String)> {
        let endpoint = format!("http://127.0.0.1:{port}/{}", Self::ACCOUNT);
        vec![("AZURE_STORAGE_ACCOUNT_NAME", Self::ACCOUNT.into()), ("AZURE_STORAGE_ENDPOINT", endpoint), way_in]
    }

    /// What a script says that asks through Azure's own client.
    fn ask(&self, script: &str) -> String {
        let (port, account, key) = (self.server.port, Self::ACCOUNT, &self.key);
        let program = format!(
            "from azure.storage.blob import *\nimport datetime\nlake = ContainerClient('http://127.0.0.1:{port}/{account}', \
             'lake', '{key}', api_version='2024-08-04')\n{script}"
        );
        let ran = Ran::of(Command::new(python()).args(["-c", &program]));
        assert_eq!(ran.status, Some(0), "{}", ran.err);
        ran.out
    }

    /// A signature that lets whoever has it do so much for an hour.
    fn shared_access(&self, permissions: &str) -> String {
        let script = format!(
            "until = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(hours=1)\n\
             print(generate_container_sas('{}', 'lake', '{}', permission='{permissions}', expiry=until), end='')",
            Self::ACCOUNT,
            self.key
        );
        self.ask(&script)
    }
}

impl Store for Azure {
    fn url(&self) -> String {
        "az://lake/listening".into()
    }

    fn server(&self) -> u16 {
        self.server.port
    }

    fn settings(&self, port: u16) -> Vec<(&'static str, String)> {
        Self::at(port, ("AZURE_STORAGE_ACCOUNT_KEY", self.key.clone()))
    }

    fn wrong(&self) -> (Vec<(&'static str, String)>, &'static str) {
        (Self::at(self.server(), ("AZURE_STORAGE_ACCOUNT_KEY", "b3RoZXJzLWtleQ==".into())), "403")
    }

    fn secrets(&self) -> Vec<String> {
        vec![self.key.clone(), "b3RoZXJzLWtleQ==".into()]
    }

    fn make(&self) {
        self.ask("lake.create_container()");
    }

    fn objects(&self) -> BTreeMap<String, Vec<u8>> {
        let script =
            "for blob in lake.list_blobs():\n  print(blob.name, lake.download_blob(blob.name).readall().hex())";
        let objects = self.ask(script);
        let pairs = objects.lines().map(|line| line.split_once(' ').unwrap());
        pairs.map(|(name, bytes)| (name.to_owned(), from_hex(bytes))).collect()
    }

    fn change(&self, name: &str, bytes: &[u8]) {
        let text = std::str::from_utf8(bytes).unwrap();
        self.ask(&format!("lake.upload_blob({name:?}, b{text:?}, overwrite=True)"));
    }
}

fn from_hex(text: &str) -> Vec<u8> {
    (0..text.len()).step_by(2).map(|at| u8::from_str_radix(&text[at..at + 2], 16).unwrap()).collect()
}

#[test]
fn azure_gets_every_round_once_and_reads_and_compacts_as_a_folder() {
    let folder = tempfile::tempdir().unwrap();
    goes_through(&Azure::started(folder.path()));
}

#[test]
fn azure_lets_in_whoever_has_a_signature_that_ends_and_tells_what_is_wrong_with_others() {
    let folder = tempfile::tempdir().unwrap();
    let azure = Azure::started(folder.path());
    azure.make();
    let kiosk = kiosk(1, &azure.url());
    let sync = |way_in: (&'static str, String)| {
        let secret = way_in.1.clone();
        let ran = run(&kiosk, &azure, &Azure::at(azure.server(), way_in), &["sync"]);
        assert!(!format!("{}{}", ran.out, ran.err).contains(&secret), "{}{}", ran.out, ran.err);
        (ran.status, ran.err)
    };
    let signature = |permissions: &str| ("AZURE_STORAGE_SAS_KEY", azure.shared_access(permissions));
    // One that may read alone.
    let (status, told) = sync(signature("rl"));
    assert!(status == Some(1) && told.contains("403"), "{told}");
    for (way_in, words) in [
        (("AZURE_STORAGE_ACCOUNT_KEY", "no base64, but secret"), "cannot be used"),
        (("AZURE_STORAGE_SAS_KEY", "no-signature-but-secret"), "cannot be used"),
        (("AZURE_STORAGE_SAS_KEY", "sv=2024-08-04&sr=c&sp=rwl&sig=bm90aGluZw%3D%3D"), "403"),
    ] {
        let (status, told) = sync((way_in.0, way_in.1.to_owned()));
        assert!(status == Some(1) && told.contains(words), "{way_in:?}: {told}");
    }
    // What a kiosk needs, a report, and whoever compacts; another week first, so that there is something to put together.
    assert_eq!(sync(signature("rcw")), (Some(0), String::new()));
    kiosk.release("2026-01-19T05:00");
    assert_eq!(sync(signature("rcw")), (Some(0), String::new()));
    let compact = ["fleet", "compact", &azure.url(), "--older-than", "1"];
    let compacted =
        |permissions: &str| run(&kiosk, &azure, &Azure::at(azure.server(), signature(permissions)), &compact);
    let refused = compacted("rwl");
    assert!(refused.status == Some(1) && refused.err.contains("403"), "{}", refused.err);
    let done = compacted("rwdl");
    assert_eq!((done.status, done.err.as_str()), (Some(0), ""), "{}", done.out);
    let figures = run(
        &kiosk,
        &azure,
        &Azure::at(azure.server(), signature("rl")),
        &["--json", "report", "--source", &azure.url()],
    );
    assert_eq!((figures.out, figures.status), (kiosk.done(&["--json", "report"]), Some(0)), "{}", figures.err);
}

/// A server of ours that answers as Google does, and the service account that it lets in.
struct Google {
    server: Server,
    folder: PathBuf,
}

impl Google {
    fn started(folder: &Path) -> Self {
        account(folder, "account");
        account(folder, "stranger");
        fs::create_dir(folder.join("buckets")).unwrap();
        Self { server: Server::google(folder), folder: folder.to_owned() }
    }

    fn at(port: u16, way_in: (&'static str, String)) -> Vec<(&'static str, String)> {
        vec![("GOOGLE_BASE_URL", format!("http://127.0.0.1:{port}")), way_in]
    }

    fn file(&self, name: &str) -> String {
        self.folder.join(format!("{name}.json")).to_str().unwrap().to_owned()
    }

    fn object(&self, name: &str) -> PathBuf {
        self.folder.join("buckets/lake").join(name)
    }
}

/// The file of a service account as Google gives it out, with a key that was made just now.
fn account(folder: &Path, name: &str) {
    let key = folder.join(format!("{name}.key"));
    let public = folder.join(format!("{name}.pem"));
    let made = ["genpkey", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048", "-out", key.to_str().unwrap()];
    let shown = ["pkey", "-pubout", "-in", key.to_str().unwrap(), "-out", public.to_str().unwrap()];
    for arguments in [&made[..], &shown] {
        let ran = Ran::of(Command::new("openssl").args(arguments));
        assert_eq!(ran.status, Some(0), "{}", ran.err);
    }
    let account = json!({
        "type": "service_account",
        "project_id": "harbour-coffee",
        "private_key_id": "0123456789abcdef0123456789abcdef01234567",
        "private_key": fs::read_to_string(key).unwrap(),
        "client_email": format!("{name}@harbour-coffee.iam.gserviceaccount.com"),
        "client_id": "123456789012345678901",
        // Nobody listens there, and nobody asks: the account signs its tokens itself.
        "token_uri": "http://127.0.0.1:1/token",
    });
    fs::write(folder.join(format!("{name}.json")), account.to_string()).unwrap();
}

impl Store for Google {
    fn url(&self) -> String {
        "gs://lake/listening".into()
    }

    fn server(&self) -> u16 {
        self.server.port
    }

    fn settings(&self, port: u16) -> Vec<(&'static str, String)> {
        Self::at(port, ("GOOGLE_APPLICATION_CREDENTIALS", self.file("account")))
    }

    fn wrong(&self) -> (Vec<(&'static str, String)>, &'static str) {
        (Self::at(self.server(), ("GOOGLE_APPLICATION_CREDENTIALS", self.file("stranger"))), "401")
    }

    fn secrets(&self) -> Vec<String> {
        let line = |name: &str| {
            let key = fs::read_to_string(self.folder.join(format!("{name}.key"))).unwrap();
            key.lines().nth(3).unwrap().to_owned()
        };
        vec![line("account"), line("stranger")]
    }

    fn make(&self) {
        fs::create_dir(self.folder.join("buckets/lake")).unwrap();
    }

    fn objects(&self) -> BTreeMap<String, Vec<u8>> {
        let entries = fs::read_dir(self.folder.join("buckets/lake")).unwrap().flatten();
        let name = |entry: &fs::DirEntry| entry.file_name().into_string().unwrap();
        entries.map(|entry| (name(&entry), fs::read(entry.path()).unwrap())).collect()
    }

    fn change(&self, name: &str, bytes: &[u8]) {
        fs::write(self.object(name), bytes).unwrap();
    }
}

#[test]
fn google_gets_every_round_once_and_reads_and_compacts_as_a_folder() {
    let folder = tempfile::tempdir().unwrap();
    goes_through(&Google::started(folder.path()));
}

#[test]
fn google_lets_in_a_service_account_however_it_is_named_and_no_error_shows_its_key() {
    let folder = tempfile::tempdir().unwrap();
    let google = Google::started(folder.path());
    google.make();
    let kiosk = kiosk(1, &google.url());
    let sync = |name: &'static str, value: String| {
        let ran = run(&kiosk, &google, &Google::at(google.server(), (name, value)), &["sync"]);
        (ran.status, ran.err)
    };
    let text = fs::read_to_string(google.file("account")).unwrap();
    let broken = folder.path().join("broken.json");
    fs::write(&broken, text.replace("BEGIN PRIVATE KEY-----\\n", "BEGIN PRIVATE KEY-----\\nA")).unwrap();
    let elsewhere = folder.path().join("elsewhere.json");
    fs::write(&elsewhere, text.replace("service_account", "external_account")).unwrap();
    let file = |path: &Path| path.to_str().unwrap().to_owned();
    for (name, value, words) in [
        // What is in the file, where its path belongs.
        ("GOOGLE_SERVICE_ACCOUNT", text.clone(), "GOOGLE_SERVICE_ACCOUNT_KEY"),
        ("GOOGLE_APPLICATION_CREDENTIALS", text.clone(), "the path of a file"),
        ("GOOGLE_SERVICE_ACCOUNT", file(&folder.path().join("nowhere.json")), "nowhere.json"),
        ("GOOGLE_SERVICE_ACCOUNT", file(&broken), "cannot be used"),
        ("GOOGLE_APPLICATION_CREDENTIALS", file(&elsewhere), "external_account"),
        ("GOOGLE_SERVICE_ACCOUNT_KEY", Value::from(text.as_str()).to_string(), "cannot be used"),
    ] {
        let (status, told) = sync(name, value);
        assert!(status == Some(1) && told.contains(words), "{name}: {told}");
    }
    assert_eq!(google.objects().len(), 0);
    for (name, value) in [
        ("GOOGLE_SERVICE_ACCOUNT", google.file("account")),
        ("GOOGLE_SERVICE_ACCOUNT_KEY", text),
        ("GOOGLE_APPLICATION_CREDENTIALS", google.file("account")),
    ] {
        assert_eq!(sync(name, value), (Some(0), String::new()), "{name}");
    }
    // From a file of settings, as a service has them.
    let settings = kiosk.write("store.env", format!("GOOGLE_SERVICE_ACCOUNT={}\n", google.file("account")));
    fs::set_permissions(&settings, std::os::unix::fs::PermissionsExt::from_mode(0o600)).unwrap();
    let base = [("GOOGLE_BASE_URL", format!("http://127.0.0.1:{}", google.server()))];
    let url = google.url();
    let report = ["--json", "report", "--source", &url, "--credentials", settings.to_str().unwrap()];
    let figures = run(&kiosk, &google, &base, &report);
    assert_eq!((figures.out, figures.status), (kiosk.done(&["--json", "report"]), Some(0)), "{}", figures.err);
}
