//! `sync` to stores and a `WebDAV` server that others made, and through a line that does harm.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::sync::atomic::Ordering;

use jiff::Timestamp;
use listening_post::sync::Destination;

use crate::common::{Kiosk, Ran};
use crate::place::{LAKE, files, s3};
use crate::server::{Fault, Proxy, Server};
use crate::setup::python;

const SECRET: &str = "not-a-secret-but-must-not-be-shown";

/// A kiosk with so many closed rounds that sends them to `url`.
pub fn kiosk(weeks: u8, url: &str) -> Kiosk {
    one_of_many(1, weeks, url)
}

/// The same, of which there may be one for each number.
pub fn one_of_many(number: u8, weeks: u8, url: &str) -> Kiosk {
    let kiosk = Kiosk::new();
    send_to(&kiosk, url);
    kiosk.done(&["--simulated", "--seed", &number.to_string(), "--now", "2026-01-05T07:00", "release"]);
    let visits: String = (0..30)
        .map(|visit| {
            let bean = ["robusta", "arabica", "unsure"][visit % 3];
            format!("{visit},beans,bean,{bean},,2026-01-{:02}T{:02}:05:00\n", 6 + visit / 10, 8 + visit % 10)
        })
        .collect();
    kiosk.enter(&format!("visit,pack,item,response,cohort,at\n{visits}"));
    let last = jiff::civil::date(2026, 1, 5) + jiff::Span::new().weeks(weeks);
    kiosk.release(&format!("{last}T05:00"));
    kiosk
}

pub fn send_to(kiosk: &Kiosk, url: &str) {
    let toml = kiosk.config().join("kiosk.toml");
    let text = fs::read_to_string(&toml).unwrap();
    let text = text.split("[[destination]]").next().unwrap();
    fs::write(&toml, format!("{text}[[destination]]\nurl = \"{url}\"\n")).unwrap();
}

/// `sync` with the key and the address of an S3 server on loopback.
pub fn sync(kiosk: &Kiosk, port: u16) -> Ran {
    let mut command = kiosk.command();
    command.args(["sync", "--json"]);
    settings(&mut command, port);
    let ran = Ran::of(&mut command);
    assert!(!ran.out.contains(SECRET) && !ran.err.contains(SECRET), "{}{}", ran.out, ran.err);
    ran
}

pub fn settings(command: &mut Command, port: u16) {
    command
        .env("AWS_ENDPOINT_URL", format!("http://127.0.0.1:{port}"))
        .env("AWS_ENDPOINT", format!("http://127.0.0.1:{port}"))
        .env("AWS_ACCESS_KEY_ID", "S3RVER")
        .env("AWS_SECRET_ACCESS_KEY", SECRET)
        .env("AWS_REGION", "eu-west-1");
}

/// What came of the only destination.
#[track_caller]
pub fn outcome(ran: &Ran) -> serde_json::Value {
    let value: serde_json::Value = serde_json::from_str(&ran.out).unwrap_or_else(|_| panic!("{}{}", ran.out, ran.err));
    value["destinations"][0].clone()
}

/// The beginning of a script that talks to a server through the stores' own client.
pub fn client(endpoint: &str) -> String {
    format!(
        "import boto3\ns3 = boto3.client('s3', endpoint_url='{endpoint}', region_name='eu-west-1', \
         aws_access_key_id='a', aws_secret_access_key='b', verify=False)\n"
    )
}

/// What a script says that asks the server on loopback.
pub fn moto_bucket(port: u16, script: &str) -> String {
    bucket(&format!("http://127.0.0.1:{port}"), script)
}

/// What a script says that asks a server, whoever signed its certificate.
pub fn bucket(endpoint: &str, script: &str) -> String {
    let program = format!("{}{script}", client(endpoint));
    let ran = Command::new(python()).args(["-c", &program]).output().unwrap();
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
    String::from_utf8(ran.stdout).unwrap()
}

pub const CREATE: &str =
    "s3.create_bucket(Bucket='lake', CreateBucketConfiguration={'LocationConstraint': 'eu-west-1'})";
pub const LIST: &str = "print(*[o['Key'] for o in s3.list_objects_v2(Bucket='lake').get('Contents', [])], sep='\\n')";

#[test]
fn an_s3_store_gets_every_round_once_through_a_line_that_loses_and_cuts() {
    let server = Server::moto();
    let kiosk = kiosk(4, "s3://lake/listening");
    let refused = outcome(&sync(&kiosk, server.port));
    assert!(refused["trouble"].as_str().unwrap().contains("is the bucket there"), "{refused}");
    moto_bucket(server.port, CREATE);

    let proxy = Proxy::before(server.port);
    let busy = "HTTP/1.1 503 Slow Down\r\nConnection: close\r\nContent-Length: 0\r\n\r\n";
    let garbage = "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 9\r\n\r\n<hotel/>!";
    let harm = [
        Fault::Answers(busy),
        Fault::LosesAnswerAfter(0),
        Fault::CutsRequestAfter(400),
        Fault::LosesAnswerAfter(30),
        Fault::WrongEtag,
        Fault::Answers(garbage),
    ];
    let quiet = [None; 6];
    let line: Vec<_> = harm.iter().flat_map(|fault| [&[Some(*fault)], &quiet[..]].concat()).collect();
    proxy.will(&line);
    let sent = outcome(&sync(&kiosk, proxy.port));
    assert_eq!((&sent["trouble"], &sent["left"]), (&serde_json::Value::Null, &0.into()), "{sent}");
    assert_eq!(sent["refuses_to_overwrite"], true, "{sent}");
    assert_eq!(sent["written"].as_u64().unwrap() + sent["there"].as_u64().unwrap(), 4, "{sent}");

    let objects = moto_bucket(server.port, LIST);
    assert_eq!(objects.lines().filter(|key| key.ends_with(".parquet")).count(), 4, "{objects}");
    assert_eq!(objects.lines().filter(|key| key.ends_with(".parquet.sig")).count(), 4, "{objects}");
    assert_eq!(objects.lines().filter(|key| key.contains("/status/v1/")).count(), 1, "{objects}");

    // What is in the store is what the kiosk signed.
    let lake = kiosk.path().join("got");
    let get = format!(
        "import os\nfor o in s3.list_objects_v2(Bucket='lake')['Contents']:\n  p = os.path.join({lake:?}, o['Key'])\n  \
         os.makedirs(os.path.dirname(p), exist_ok=True)\n  s3.download_file('lake', o['Key'], p)\n"
    );
    moto_bucket(server.port, &get);
    kiosk.done(&["fleet", "verify", lake.to_str().unwrap()]);

    // The report is drawn from the store as from the kiosk's own data.
    let mut report = kiosk.command();
    settings(&mut report, server.port);
    let read = Ran::of(report.args(["--json", "report", "--source", "s3://lake/listening"]));
    assert_eq!((read.out.as_str(), read.status), (kiosk.done(&["--json", "report"]).as_str(), Some(0)), "{}", read.err);
    assert!(read.out.contains("\"difficulty\""), "{}", read.out);

    // Somebody changes the newest signature there: an alarm, and nothing is overwritten.
    let change = "k = sorted(o['Key'] for o in s3.list_objects_v2(Bucket='lake')['Contents'] if o['Key'].endswith('.sig'))[-1]\n\
                  s3.put_object(Bucket='lake', Key=k, Body=b'other')";
    moto_bucket(server.port, change);
    let alarm = sync(&kiosk, server.port);
    assert_eq!(alarm.status, Some(1));
    assert!(outcome(&alarm)["trouble"].as_str().unwrap().contains("with other bytes"), "{}", alarm.out);
}

#[test]
fn of_what_has_no_end_in_the_place_of_the_newest_signature_no_more_is_read_than_it_takes_to_tell() {
    let server = Server::moto();
    moto_bucket(server.port, CREATE);
    let kiosk = kiosk(1, "s3://lake");
    let sent = outcome(&sync(&kiosk, server.port));
    assert_eq!((&sent["trouble"], &sent["written"]), (&serde_json::Value::Null, &1.into()), "{sent}");
    // A terabyte, of which a few kilobytes come before the line breaks.
    let endless = format!(
        "HTTP/1.1 200 OK\r\nConnection: close\r\nLast-Modified: Mon, 05 Jan 2026 00:00:00 GMT\r\nETag: \"x\"\r\n\
         Content-Length: {}\r\n\r\n{}",
        1_u64 << 40,
        "x".repeat(4096)
    );
    let proxy = Proxy::before(server.port);
    proxy.always(".sig", 0, Fault::Answers(endless.leak()));
    let alarm = sync(&kiosk, proxy.port);
    assert_eq!(alarm.status, Some(1));
    assert!(outcome(&alarm)["trouble"].as_str().unwrap().contains("with other bytes"), "{}", alarm.out);
    assert_eq!(proxy.seen.load(Ordering::Relaxed), 2, "it was asked for twice, and nothing else was");
}

#[test]
fn a_server_that_will_not_have_it_is_asked_once_and_one_that_is_busy_five_times() {
    let kiosk = kiosk(1, "s3://lake");
    for (answer, requests, told) in [
        ("HTTP/1.1 403 Forbidden\r\nConnection: close\r\nContent-Length: 0\r\n\r\n", 1, "403"),
        ("HTTP/1.1 401 Unauthorized\r\nConnection: close\r\nContent-Length: 0\r\n\r\n", 1, "401"),
        ("HTTP/1.1 301 Moved Permanently\r\nConnection: close\r\nContent-Length: 0\r\n\r\n", 1, "301"),
        ("HTTP/1.1 500 Internal Server Error\r\nConnection: close\r\nContent-Length: 4\r\n\r\noops", 5, "500"),
    ] {
        let proxy = Proxy::before(1);
        proxy.will(&[Some(Fault::Answers(answer)); 20]);
        let ran = sync(&kiosk, proxy.port);
        let trouble = outcome(&ran);
        assert!(trouble["trouble"].as_str().unwrap().contains(told), "{answer}: {trouble}");
        assert_eq!((ran.status, proxy.seen.load(Ordering::Relaxed)), (Some(1), requests), "{answer}: {trouble}");
    }
}

#[test]
fn where_no_key_is_named_the_trouble_says_so() {
    let kiosk = kiosk(1, "s3://lake");
    // What a cloud's machine would ask for a key of its own.
    let machine = Proxy::before(1);
    machine
        .will(&[Some(Fault::Answers("HTTP/1.1 403 Forbidden\r\nConnection: close\r\nContent-Length: 0\r\n\r\n")); 20]);
    let mut command = kiosk.command();
    settings(&mut command, machine.port);
    command.env_remove("AWS_ACCESS_KEY_ID").env_remove("AWS_SECRET_ACCESS_KEY");
    command.args(["sync", "--json"]).env("AWS_METADATA_ENDPOINT", format!("http://127.0.0.1:{}", machine.port));
    let ran = Ran::of(&mut command);
    let trouble = outcome(&ran);
    assert!(trouble["trouble"].as_str().unwrap().contains("no key for s3://lake was named"), "{trouble}");
    assert_eq!(ran.status, Some(1));
}

/// Where a kiosk puts its second round, as it does in a folder, to which it sends here.
fn second_round(kiosk: &Kiosk) -> String {
    let folder = kiosk.path().join("folder");
    fs::create_dir(&folder).unwrap();
    send_to(kiosk, &format!("file://{}", folder.display()));
    kiosk.done(&["sync"]);
    let is_cells = |path: &std::path::PathBuf| path.extension().is_some_and(|extension| extension == "parquet");
    let second = files(&folder).into_keys().filter(is_cells).nth(1).unwrap();
    second.strip_prefix(&folder).unwrap().to_str().unwrap().to_owned()
}

const FOREIGN: &[u8] = b"somebody else's";

/// Somebody else's bytes are where the second of three rounds is to go.
#[track_caller]
fn is_an_alarm(ran: &Ran) {
    let told = outcome(ran);
    let trouble = told["trouble"].as_str().unwrap_or_default();
    assert!(ran.status == Some(1) && trouble.contains("with other bytes"), "{told} {}", ran.err);
}

/// They are gone; the first round was sent before.
#[track_caller]
fn sends_the_rest(ran: &Ran) {
    let told = outcome(ran);
    assert_eq!((&told["trouble"], &told["written"]), (&serde_json::Value::Null, &2.into()), "{told} {}", ran.err);
    assert_eq!(told["refuses_to_overwrite"], false, "{told}");
}

#[test]
fn a_store_that_ignores_the_condition_is_found_out_and_still_overwrites_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::s3rver(folder.path());
    let kiosk = kiosk(3, LAKE);
    let (taken, place) = (second_round(&kiosk), s3(server.port));
    place.replace(&taken, FOREIGN, Timestamp::UNIX_EPOCH).unwrap();
    send_to(&kiosk, LAKE);
    for _ in 0..2 {
        is_an_alarm(&sync_as(&kiosk, server.port, "S3RVER"));
        assert_eq!(place.read(&taken, 99), Ok(Some(FOREIGN.to_vec())));
    }
    place.remove(&taken).unwrap();
    sends_the_rest(&sync_as(&kiosk, server.port, "S3RVER"));
    let mut command = kiosk.command();
    command.arg("sync").env("AWS_SECRET_ACCESS_KEY", "S3RVER");
    settings_but_secret(&mut command, server.port);
    let told = Ran::of(&mut command);
    assert!(told.err.contains("does not refuse to overwrite"), "{}{}", told.out, told.err);
}

#[test]
fn another_store_behind_the_same_address_is_asked_anew_whether_it_refuses_to_overwrite() {
    let folder = tempfile::tempdir().unwrap();
    let (strict, lax) = (Server::moto(), Server::s3rver(folder.path()));
    moto_bucket(strict.port, CREATE);
    let kiosk = kiosk(3, LAKE);
    assert_eq!(outcome(&sync_as(&kiosk, strict.port, "S3RVER"))["refuses_to_overwrite"], true);
    let taken = second_round(&kiosk);
    send_to(&kiosk, LAKE);
    let place = s3(lax.port);
    place.replace(&taken, FOREIGN, Timestamp::UNIX_EPOCH).unwrap();
    is_an_alarm(&sync_as(&kiosk, lax.port, "S3RVER"));
    assert_eq!(place.read(&taken, 99), Ok(Some(FOREIGN.to_vec())));
    place.remove(&taken).unwrap();
    sends_the_rest(&sync_as(&kiosk, lax.port, "S3RVER"));
}

#[test]
fn on_a_webdav_server_nothing_is_overwritten_either() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("root");
    fs::create_dir(&root).unwrap();
    let kiosk = kiosk(3, "file:///unused");
    let taken = root.join(second_round(&kiosk));
    fs::create_dir_all(taken.parent().unwrap()).unwrap();
    fs::write(&taken, FOREIGN).unwrap();
    let server = Server::webdav(&root);
    let file = kiosk.write("webdav.env", "HTTP_USER=kiosk\nHTTP_PASSWORD=open sesame\n");
    fs::set_permissions(&file, fs::Permissions::from_mode(0o600)).unwrap();
    send_to(&kiosk, &format!("http://127.0.0.1:{}/\"\ncredentials = \"{}", server.port, file.display()));
    for _ in 0..2 {
        is_an_alarm(&kiosk.run(&["sync", "--json"]));
        assert_eq!(fs::read(&taken).unwrap(), FOREIGN);
    }
    fs::remove_file(&taken).unwrap();
    sends_the_rest(&kiosk.run(&["sync", "--json"]));
    kiosk.done(&["verify", root.to_str().unwrap()]);
}

fn settings_but_secret(command: &mut Command, port: u16) {
    settings(command, port);
    command.env("AWS_SECRET_ACCESS_KEY", "S3RVER");
}

fn sync_as(kiosk: &Kiosk, port: u16, secret: &str) -> Ran {
    let mut command = kiosk.command();
    command.args(["sync", "--json"]);
    settings(&mut command, port);
    Ran::of(command.env("AWS_SECRET_ACCESS_KEY", secret))
}

#[test]
fn a_webdav_server_gets_every_round_with_a_password_from_a_file_nobody_else_may_read() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("root");
    fs::create_dir(&root).unwrap();
    let server = Server::webdav(&root);
    let kiosk = kiosk(3, "file:///unused");
    let file = kiosk.write("webdav.env", "HTTP_USER=kiosk\nHTTP_PASSWORD=open sesame\n");
    let credentials = file.to_str().unwrap();
    send_to(&kiosk, &format!("http://127.0.0.1:{}/\"\ncredentials = \"{credentials}", server.port));
    fs::set_permissions(&file, fs::Permissions::from_mode(0o644)).unwrap();
    let open = kiosk.run(&["sync"]);
    assert!(open.status == Some(1) && open.err.contains("chmod 600"), "{}{}", open.out, open.err);
    fs::set_permissions(&file, fs::Permissions::from_mode(0o600)).unwrap();
    let sent = kiosk.run(&["sync", "--json"]);
    let told = outcome(&sent);
    assert_eq!((&told["trouble"], &told["written"]), (&serde_json::Value::Null, &3.into()), "{told} {}", sent.err);
    assert!(!format!("{}{}", sent.out, sent.err).contains("open sesame"));
    kiosk.done(&["verify", root.to_str().unwrap()]);
    assert!(is_empty_of_parts(&root));
    let url = format!("http://127.0.0.1:{}/", server.port);
    let read = kiosk.run(&["--json", "report", "--source", &url, "--credentials", credentials]);
    assert_eq!((read.out.as_str(), read.status), (kiosk.done(&["--json", "report"]).as_str(), Some(0)), "{}", read.err);
    fs::write(&file, "HTTP_USER=kiosk\nHTTP_PASSWORD=wrong\n").unwrap();
    fs::set_permissions(&file, fs::Permissions::from_mode(0o600)).unwrap();
    let wrong = kiosk.run(&["sync"]);
    assert!(wrong.status == Some(1) && wrong.err.contains("401"), "{}{}", wrong.out, wrong.err);
}

pub fn is_empty_of_parts(folder: &Path) -> bool {
    fs::read_dir(folder).unwrap().flatten().all(|entry| {
        let path = entry.path();
        if path.is_dir() {
            is_empty_of_parts(&path)
        } else {
            path.extension().is_none_or(|extension| extension != "part")
        }
    })
}

/// A desk that signs content, the key that kiosks are to trust, and the folder of what is signed.
pub fn hr() -> (Kiosk, String, String) {
    let hr = Kiosk::new();
    let key = hr.done(&["--json", "content", "key", hr.path().join("hr.key").to_str().unwrap()]);
    let key: serde_json::Value = serde_json::from_str(&key).unwrap();
    let signed = hr.path().join("signed").to_str().unwrap().to_owned();
    (hr, key["key"].as_str().unwrap().to_owned(), signed)
}

pub fn sign(hr: &Kiosk, signed: &str, title: &str) {
    let (_, pack) = Kiosk::usual();
    hr.configure("packs/beans.toml", &pack.replace("\"Beans\"", &format!("{title:?}")));
    hr.done(&["content", "sign", "--key", hr.path().join("hr.key").to_str().unwrap(), "--out", signed]);
}

/// A kiosk that has never been started and takes what is signed from `url`.
pub fn reader(key: &str, url: &str, credentials: &str) -> Kiosk {
    let (head, pack) = Kiosk::usual();
    let kiosk = Kiosk::with(head, &[("own", pack)]);
    kiosk.configure("kiosk.toml", &format!("{head}[content]\nkey = \"{key}\"\nurl = \"{url}\"\n{credentials}\n"));
    kiosk
}

#[test]
fn signed_content_goes_through_a_store_and_a_web_server_on_a_line_that_loses_and_cuts() {
    use std::os::unix::fs::PermissionsExt;
    let server = Server::moto();
    moto_bucket(server.port, CREATE);
    let (hr, key, signed) = hr();
    sign(&hr, &signed, "First");
    let proxy = Proxy::before(server.port);
    let busy = Fault::Answers("HTTP/1.1 503 Slow Down\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
    let line = |faults: &[Fault]| faults.iter().flat_map(|fault| [Some(*fault), None]).collect::<Vec<_>>();
    let publish = |hr: &Kiosk, to: &str, more: &[&str], port: u16| {
        let mut command = hr.command();
        command.args(["content", "publish", "--from", &signed, "--to", to]).args(more);
        settings(&mut command, port);
        let ran = Ran::of(&mut command);
        assert_eq!(ran.status, Some(0), "{}{}", ran.out, ran.err);
        ran.out
    };
    proxy.will(&line(&[busy, Fault::LosesAnswerAfter(0), Fault::CutsRequestAfter(300), Fault::LosesAnswerAfter(20)]));
    assert!(publish(&hr, "s3://lake/kiosks", &[], proxy.port).contains("edition 1 published"));

    let kiosk = reader(&key, "s3://lake/kiosks", "");
    proxy.will(&line(&[Fault::LosesAnswerAfter(40), busy, Fault::CutsRequestAfter(90), Fault::LosesAnswerAfter(200)]));
    let pulled = |kiosk: &Kiosk, port: u16, edition: u64| {
        let ran = sync(kiosk, port);
        let value: serde_json::Value =
            serde_json::from_str(&ran.out).unwrap_or_else(|_| panic!("{}{}", ran.out, ran.err));
        assert_eq!((ran.status, value["content"]["edition"].as_u64()), (Some(0), Some(edition)), "{value} {}", ran.err);
    };
    pulled(&kiosk, proxy.port, 1);
    sign(&hr, &signed, "Second");
    assert!(publish(&hr, "s3://lake/kiosks", &[], server.port).contains("edition 2 published"));
    assert!(publish(&hr, "s3://lake/kiosks", &[], server.port).contains("edition 2 is there"));
    pulled(&kiosk, server.port, 2);

    // Somebody who may write there puts other bytes in the place of the newest list; the kiosk keeps what it has.
    sign(&hr, &signed, "Third");
    publish(&hr, "s3://lake/kiosks", &[], server.port);
    moto_bucket(server.port, "s3.put_object(Bucket='lake', Key='kiosks/content/v1/00000003.json', Body=b'{}')");
    let altered = sync(&kiosk, server.port);
    assert!(altered.status == Some(1) && altered.out.contains("its list is not what was signed"), "{}", altered.out);
    assert!(altered.out.contains("\"edition\": 2"), "{}", altered.out);

    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("root");
    fs::create_dir(&root).unwrap();
    let web = Server::webdav(&root);
    let file = hr.write("webdav.env", "HTTP_USER=kiosk\nHTTP_PASSWORD=open sesame\n");
    fs::set_permissions(&file, fs::Permissions::from_mode(0o600)).unwrap();
    let url = format!("http://127.0.0.1:{}/", web.port);
    let credentials = file.to_str().unwrap();
    let told = publish(&hr, &url, &["--credentials", credentials], server.port);
    assert!(told.contains("3 editions published, up to 3"), "{told}");
    let other = reader(&key, &url, &format!("credentials = \"{credentials}\""));
    pulled(&other, server.port, 3);
    assert!(is_empty_of_parts(&root));
}
