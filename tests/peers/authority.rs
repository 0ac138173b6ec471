//! `sync` in a company's own network: its own authority signs the certificates, and its proxy is the only way out.

use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

use crate::common::Ran;
use crate::server::Server;
use crate::sync::{CREATE, bucket, kiosk, outcome, settings};

/// Part of the proxy's address, as companies have it.
const PASSWORD: &str = "not-a-secret-either";

fn openssl(folder: &Path, words: &str) {
    let ran = Ran::of(Command::new("openssl").args(words.split(' ')).current_dir(folder));
    assert_eq!(ran.status, Some(0), "{}", ran.err);
}

/// An authority in `ca.pem`, and a certificate of its for this machine in `server.pem`, with its key in `server.key`.
fn authority(folder: &Path) {
    let key = "-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -batch";
    openssl(folder, &format!("req -x509 {key} -days 2 -subj /CN=Harbour -keyout ca.key -out ca.pem"));
    openssl(folder, &format!("req {key} -subj /CN=store -keyout server.key -out server.csr"));
    fs::write(folder.join("names"), "subjectAltName=DNS:localhost").unwrap();
    openssl(folder, "x509 -req -in server.csr -CA ca.pem -CAkey ca.key -days 2 -extfile names -out server.pem");
}

fn without_proxies(command: &mut Command) {
    for name in ["HTTPS_PROXY", "HTTP_PROXY", "NO_PROXY", "ALL_PROXY"] {
        command.env_remove(name).env_remove(name.to_lowercase());
    }
}

#[test]
fn an_authority_of_ones_own_is_trusted_when_it_is_named_and_a_proxy_is_used_when_there_is_one() {
    let folder = tempfile::tempdir().unwrap();
    authority(folder.path());
    let server = Server::moto_with_tls(folder.path());
    let store = format!("https://localhost:{}", server.port);
    let kiosk = kiosk(2, "s3://lake/direct");
    let sync = |settings_of_network: &[(&str, &str)]| {
        let mut command = kiosk.command();
        settings(&mut command, server.port);
        command.args(["sync", "--json"]).env("AWS_ENDPOINT", &store).env("AWS_ENDPOINT_URL", &store);
        without_proxies(&mut command);
        let ran = Ran::of(command.envs(settings_of_network.iter().copied()));
        assert!(!ran.out.contains(PASSWORD) && !ran.err.contains(PASSWORD), "{}{}", ran.out, ran.err);
        (ran.status, outcome(&ran))
    };
    bucket(&store, CREATE);

    // Nobody is believed who is not named, and asking again does not help.
    let (status, told) = sync(&[]);
    let why = told["trouble"].as_str().unwrap();
    assert!(status == Some(1) && why.contains("certificate") && why.contains("CA_FILE"), "{told}");
    let ca = folder.path().join("ca.pem");
    // Companies give theirs away in DER, too.
    openssl(folder.path(), "x509 -in ca.pem -outform der -out ca.der");
    let (status, told) = sync(&[("LISTENING_POST_CA_FILE", folder.path().join("ca.der").to_str().unwrap())]);
    let why = told["trouble"].as_str().unwrap();
    assert!(status == Some(1) && why.contains("CA_FILE holds no certificate in PEM; `openssl x509"), "{told}");
    let trusts = ("LISTENING_POST_CA_FILE", ca.to_str().unwrap());
    let (status, told) = sync(&[trusts]);
    assert_eq!((status, &told["written"], &told["trouble"]), (Some(0), &2.into(), &Value::Null), "{told}");

    let proxy = Server::proxy(folder.path(), PASSWORD);
    let through =
        || fs::read_to_string(folder.path().join("proxy.log")).unwrap_or_default().matches("CONNECT localhost").count();
    let address = format!("http://kiosk:{PASSWORD}@127.0.0.1:{}", proxy.port);
    let directly = [trusts, ("HTTPS_PROXY", &address), ("NO_PROXY", "localhost")];
    crate::sync::send_to(&kiosk, "s3://lake/not-through-the-proxy");
    let (status, told) = sync(&directly);
    assert_eq!((status, &told["written"], through()), (Some(0), &2.into(), 0), "{told}");
    crate::sync::send_to(&kiosk, "s3://lake/through-the-proxy");
    let (status, told) = sync(&directly[..2]);
    assert_eq!((status, &told["written"]), (Some(0), &2.into()), "{told}");
    drop(proxy);
    assert!(through() > 0, "nothing went through the proxy");

    // Where the proxy is away, nothing goes round it.
    crate::sync::send_to(&kiosk, "s3://lake/round-the-proxy");
    let (status, told) = sync(&directly[..2]);
    assert!(status == Some(1) && told["trouble"].as_str().unwrap().contains("no connection"), "{told}");
}

#[test]
fn a_store_on_the_companys_own_network_without_tls_is_reached_through_the_proxy_for_such() {
    let folder = tempfile::tempdir().unwrap();
    let (server, proxy) = (Server::moto(), Server::proxy(folder.path(), PASSWORD));
    bucket(&format!("http://127.0.0.1:{}", server.port), CREATE);
    let kiosk = kiosk(2, "s3://lake/plain");
    let mut command = kiosk.command();
    settings(&mut command, server.port);
    without_proxies(&mut command);
    command.args(["sync", "--json"]).env("http_proxy", format!("http://kiosk:{PASSWORD}@127.0.0.1:{}", proxy.port));
    let ran = Ran::of(&mut command);
    let told = outcome(&ran);
    assert_eq!((ran.status, &told["written"], &told["trouble"]), (Some(0), &2.into(), &Value::Null), "{told}");
    drop(proxy);
    let log = fs::read_to_string(folder.path().join("proxy.log")).unwrap();
    assert!(log.contains("PUT") && log.contains("/lake/plain/cells/v1/"), "{log}");
}
