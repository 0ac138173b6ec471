//! Servers that a test starts on loopback and stops.

use std::io::{BufRead, BufReader, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process_group};

use crate::setup::{node_modules, python};

/// A program that listens, killed when the test is done with it.
pub struct Server {
    child: Child,
    pub port: u16,
}

impl Drop for Server {
    fn drop(&mut self) {
        // With all that it started itself.
        if let Some(group) = i32::try_from(self.child.id()).ok().and_then(Pid::from_raw) {
            let _ = kill_process_group(group, Signal::KILL);
        }
        let _ = self.child.wait();
    }
}

fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

impl Server {
    fn start(command: &mut Command, port: u16) -> Self {
        let mut child = command.process_group(0).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        for _ in 0..600 {
            if TcpStream::connect(("127.0.0.1", port)).is_ok() {
                return Self { child, port };
            }
            assert!(child.try_wait().unwrap().is_none(), "it ended before it listened");
            thread::sleep(Duration::from_millis(50));
        }
        let _ = child.kill();
        panic!("it never listened");
    }

    /// An S3 server that refuses to overwrite when it is asked to.
    pub fn moto() -> Self {
        let port = free_port();
        let program = python().with_file_name("moto_server");
        Self::start(Command::new(program).args(["-H", "127.0.0.1", "-p", &port.to_string()]), port)
    }

    /// The same over TLS, with the certificate in `server.pem` and its key in `server.key`.
    pub fn moto_with_tls(folder: &Path) -> Self {
        let port = free_port();
        let mut command = Command::new(python().with_file_name("moto_server"));
        command.args(["-H", "127.0.0.1", "-p", &port.to_string()]);
        Self::start(command.args(["-c", "server.pem", "-k", "server.key"]).current_dir(folder), port)
    }

    /// A proxy that others made, which lets in whoever knows the password of `kiosk` and writes `proxy.log`.
    pub fn proxy(folder: &Path, password: &str) -> Self {
        let port = free_port();
        let mut command = Command::new(python());
        command.args(["-m", "proxy", "--hostname", "127.0.0.1", "--port", &port.to_string()]);
        command.args(["--num-workers", "1", "--num-acceptors", "1", "--log-file", "proxy.log"]);
        command.args(["--basic-auth", &format!("kiosk:{password}")]);
        Self::start(command.current_dir(folder).env("HOME", folder), port)
    }

    /// An S3 server that does not know the condition.
    pub fn s3rver(folder: &Path) -> Self {
        let port = free_port();
        let program = node_modules().join("s3rver/bin/s3rver.js");
        let mut command = Command::new("node");
        command.arg(program).args(["-d", folder.to_str().unwrap(), "-a", "127.0.0.1", "-p", &port.to_string()]);
        command.args(["--configure-bucket", "lake"]);
        Self::start(&mut command, port)
    }

    /// Azure's own emulator, which lets in whoever has the key of its only account; it keeps nothing on the disk but in `folder`.
    pub fn azurite(folder: &Path, account: &str, key: &str) -> Self {
        let port = free_port();
        let mut command = Command::new("node");
        command.arg(node_modules().join("azurite/dist/src/blob/main.js"));
        command.args(["--blobHost", "127.0.0.1", "--blobPort", &port.to_string(), "--silent", "--disableTelemetry"]);
        command.args(["--disableProductStyleUrl", "--location"]).arg(folder);
        Self::start(command.env("AZURITE_ACCOUNTS", format!("{account}:{key}")), port)
    }

    /// A server of ours that answers as Google's store does and lets in the account whose public key is in `account.pem`.
    pub fn google(folder: &Path) -> Self {
        let port = free_port();
        let mut command = Command::new(python());
        command.arg(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/peers/google.py")).arg(port.to_string());
        Self::start(command.arg(folder.join("buckets")).arg(folder.join("account.pem")), port)
    }

    /// A `WebDAV` server that lets in whoever knows the password of `kiosk`.
    pub fn webdav(folder: &Path) -> Self {
        let port = free_port();
        let config = folder.with_extension("json");
        let auth = r#"{"provider_mapping": {"/": {"root": "ROOT"}}, "simple_dc": {"user_mapping":
            {"*": {"kiosk": {"password": "open sesame"}}}}, "http_authenticator": {"accept_basic": true,
            "accept_digest": false, "default_to_digest": false}, "verbose": 0}"#;
        std::fs::write(&config, auth.replace(r#"{"root": "ROOT"}"#, &format!("{:?}", folder.to_str().unwrap())))
            .unwrap();
        let program = python().with_file_name("wsgidav");
        let mut command = Command::new(program);
        command.args(["--host=127.0.0.1", "--server=cheroot"]);
        command.args([format!("--port={port}"), format!("--config={}", config.display())]);
        Self::start(&mut command, port)
    }
}

/// What a proxy does to a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Answers at once, and asks nobody.
    Answers(&'static str),
    /// Passes the request on, and loses the answer after so many bytes.
    LosesAnswerAfter(usize),
    /// Passes so many bytes of the request on, and breaks off: a cut line.
    CutsRequestAfter(usize),
    /// Passes so many bytes of the request's body on, and breaks off.
    CutsPutAfter(usize),
    /// Passes the request on, and keeps back what comes after so many bytes of the answer's body, as if that were all of it.
    CutsBodyAfter(usize),
    /// Changes the answer's `ETag`.
    WrongEtag,
}

/// What is done to all requests whose first line has these words, but to so many of them.
struct Rule {
    asked: &'static str,
    spared: usize,
    fault: Fault,
}

/// Stands between a kiosk and a server and does harm to the connections it is told to.
pub struct Proxy {
    pub port: u16,
    faults: Arc<Mutex<Vec<Option<Fault>>>>,
    rule: Arc<Mutex<Option<Rule>>>,
    pub seen: Arc<AtomicUsize>,
}

impl Proxy {
    pub fn before(server: u16) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let faults: Arc<Mutex<Vec<Option<Fault>>>> = Arc::default();
        let rule: Arc<Mutex<Option<Rule>>> = Arc::default();
        let seen = Arc::new(AtomicUsize::new(0));
        let (told, ruled, counted) = (Arc::clone(&faults), Arc::clone(&rule), Arc::clone(&seen));
        thread::spawn(move || {
            for client in listener.incoming().flatten() {
                counted.fetch_add(1, Ordering::Relaxed);
                let fault = {
                    let mut told = told.lock().unwrap();
                    if told.is_empty() { None } else { told.remove(0) }
                };
                let ruled = Arc::clone(&ruled);
                thread::spawn(move || pass(client, server, fault, &ruled));
            }
        });
        Self { port, faults, rule, seen }
    }

    /// Does these to the next requests, one each, and none to those after.
    pub fn will(&self, faults: &[Option<Fault>]) {
        *self.faults.lock().unwrap() = faults.to_vec();
    }

    /// Does this to all requests whose first line has these words, but to the first so many of them.
    pub fn always(&self, asked: &'static str, spared: usize, fault: Fault) {
        *self.rule.lock().unwrap() = Some(Rule { asked, spared, fault });
    }
}

/// What a rule has for a request.
fn by(rule: &mut Option<Rule>, request: &[u8]) -> Option<Fault> {
    let rule = rule.as_mut()?;
    let line = String::from_utf8_lossy(request.split(|byte| *byte == b'\r').next()?).into_owned();
    if !line.contains(rule.asked) {
        return None;
    }
    let spared = rule.spared > 0;
    rule.spared = rule.spared.saturating_sub(1);
    (!spared).then_some(rule.fault)
}

/// One request and its answer; the connection is closed after it, so that each request is a connection.
fn pass(client: TcpStream, server: u16, fault: Option<Fault>, rule: &Mutex<Option<Rule>>) -> Option<()> {
    let _ = client.set_read_timeout(Some(Duration::from_secs(5)));
    let mut request = read_message(&mut BufReader::new(client.try_clone().ok()?))?;
    let fault = fault.or_else(|| by(&mut rule.lock().unwrap(), &request));
    let mut client = client;
    if let Some(Fault::Answers(answer)) = fault {
        client.write_all(answer.as_bytes()).ok()?;
        return client.shutdown(Shutdown::Both).ok();
    }
    let mut upstream = TcpStream::connect(("127.0.0.1", server)).ok()?;
    if let Some(Fault::CutsRequestAfter(bytes) | Fault::CutsPutAfter(bytes)) = fault {
        let body = request.windows(4).position(|four| four == b"\r\n\r\n")? + 4;
        let from = if matches!(fault, Some(Fault::CutsPutAfter(_))) { body } else { 0 };
        request.truncate(from + bytes);
        upstream.write_all(&request).ok()?;
        return client.shutdown(Shutdown::Both).ok();
    }
    upstream.write_all(&request).ok()?;
    let head = request.starts_with(b"HEAD");
    let mut answer = read_answer(&mut BufReader::new(upstream), head)?;
    match fault {
        Some(Fault::LosesAnswerAfter(bytes)) => answer.truncate(bytes),
        Some(Fault::CutsBodyAfter(bytes)) => {
            let body = answer.windows(4).position(|four| four == b"\r\n\r\n")? + 4;
            let bytes = bytes.min(answer.len() - body);
            answer.truncate(body + bytes);
            rewrite(&mut answer, "content-length", &bytes.to_string())?;
        }
        Some(Fault::WrongEtag) => rewrite(&mut answer, "etag", "\"0000\"")?,
        _ => {}
    }
    client.write_all(&answer).ok()?;
    client.shutdown(Shutdown::Both).ok()
}

/// Gives a header that an answer has another value.
fn rewrite(answer: &mut Vec<u8>, name: &str, value: &str) -> Option<()> {
    let at = answer.windows(4).position(|four| four == b"\r\n\r\n")? + 2;
    let head = String::from_utf8_lossy(&answer[..at]).into_owned();
    let is_meant = |line: &str| line.to_ascii_lowercase().starts_with(&format!("{name}:"));
    let line = |line: &str| if is_meant(line) { format!("{name}: {value}\r\n") } else { format!("{line}\r\n") };
    answer.splice(..at, head.lines().map(line).collect::<String>().into_bytes());
    Some(())
}

fn read_head(reader: &mut impl BufRead) -> Option<(Vec<u8>, Option<usize>, bool)> {
    let (mut head, mut length, mut chunked) = (Vec::new(), None, false);
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line).ok()? == 0 {
            return None;
        }
        let lower = line.to_ascii_lowercase();
        if let Some(value) = lower.strip_prefix("content-length:") {
            length = value.trim().parse().ok();
        }
        chunked |= lower.starts_with("transfer-encoding:") && lower.contains("chunked");
        let ends = line == "\r\n";
        // One request a connection.
        if !lower.starts_with("connection:") && !ends {
            head.extend_from_slice(line.as_bytes());
        }
        if ends {
            head.extend_from_slice(b"Connection: close\r\n\r\n");
            return Some((head, length, chunked));
        }
    }
}

fn read_message(reader: &mut impl BufRead) -> Option<Vec<u8>> {
    let (mut message, length, _) = read_head(reader)?;
    let mut body = vec![0; length.unwrap_or(0)];
    reader.read_exact(&mut body).ok()?;
    message.extend(body);
    Some(message)
}

fn read_answer(reader: &mut impl BufRead, head: bool) -> Option<Vec<u8>> {
    let (mut message, length, chunked) = read_head(reader)?;
    if head {
        return Some(message);
    }
    let mut body = Vec::new();
    match length {
        Some(length) if !chunked => {
            body.resize(length, 0);
            reader.read_exact(&mut body).ok()?;
        }
        _ => {
            let _ = reader.read_to_end(&mut body);
        }
    }
    message.extend(body);
    Some(message)
}
