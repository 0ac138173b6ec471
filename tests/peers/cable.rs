//! `sync` over a line of its own, between two network namespaces, that is cut in the middle of uploads.
//!
//! Nobody else's network is touched, and root is not needed where the system lets everybody have namespaces. Where it does
//! not, this fails and says so; leave it out by name: `./test -E 'not test(/cable::/)'`.

use std::fs;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::common::{Kiosk, Ran};
use crate::setup::python;
use crate::sync::{CREATE, client, kiosk, outcome, send_to, settings};

const ROUNDS: usize = 6;
const STORE: &str = "http://10.0.0.2:5000";

/// Two namespaces and the cable between them; an S3 server that others made listens at the far end.
struct Cable {
    near: Child,
    far: Child,
}

impl Cable {
    fn laid() -> Self {
        let mut command = Command::new("unshare");
        // It goes by itself should this test be killed.
        command.args(["--user", "--map-root-user", "--net", "sleep", "300"]);
        let near = Apart::spawn(&mut command);
        let mut command = entered(&near);
        command.args(["unshare", "--net"]).arg(python().with_file_name("moto_server"));
        let far = Apart::spawn(command.args(["-H", "0.0.0.0", "-p", "5000"]));
        let cable = Self { near, far };
        let other = cable.far.id().to_string();
        cable.at(&["ip", "link", "add", "near", "type", "veth", "peer", "name", "far", "netns", &other]);
        cable.at(&["ip", "address", "add", "10.0.0.1/24", "dev", "near"]);
        let far = format!("--target={other}");
        for words in [&["address", "add", "10.0.0.2/24", "dev", "far"][..], &["link", "set", "far", "up"]] {
            cable.at(&[&["nsenter", &far, "--net", "ip"], words].concat());
        }
        cable.plug(true);
        // Eight kilobytes a second: uploads take long enough to be in the middle of one.
        cable.at(&[
            "tc", "qdisc", "add", "dev", "near", "root", "tbf", "rate", "64kbit", "burst", "1600", "latency", "1s",
        ]);
        let asks = "import socket; socket.create_connection(('10.0.0.2', 5000), 1)";
        let listens = || cable.ask(&["python3", "-c", asks]).status == Some(0);
        assert!(
            (0..200).any(|_| listens() || {
                thread::sleep(Duration::from_millis(100));
                false
            }),
            "nobody listens"
        );
        cable
    }

    fn ask(&self, words: &[&str]) -> Ran {
        Ran::of(entered(&self.near).args(words))
    }

    fn at(&self, words: &[&str]) -> String {
        let ran = self.ask(words);
        assert_eq!(ran.status, Some(0), "{words:?}: {}", ran.err);
        ran.out
    }

    fn plug(&self, up: bool) {
        self.at(&["ip", "link", "set", "near", if up { "up" } else { "down" }]);
    }

    /// How many bytes went into the cable so far.
    fn sent(&self) -> u64 {
        let devices = fs::read_to_string(format!("/proc/{}/net/dev", self.near.id())).unwrap();
        let line = devices.lines().find_map(|line| line.trim().strip_prefix("near:")).unwrap().to_owned();
        line.split_whitespace().nth(8).unwrap().parse().unwrap()
    }

    /// Waits until so many bytes have gone into the cable since there were `before`.
    fn wait_for(&self, before: u64, bytes: u64) {
        let begun = Instant::now();
        while self.sent() < before + bytes {
            assert!(begun.elapsed() < Duration::from_mins(1), "nothing goes through the cable");
            thread::sleep(Duration::from_millis(2));
        }
    }

    fn sync(&self, kiosk: &Kiosk) -> Child {
        let mut command = kiosk.command();
        settings(&mut command, 0);
        let mut inside = entered(&self.near);
        inside.arg(command.get_program()).args(command.get_args()).args(["sync", "--json"]);
        inside.envs(command.get_envs().filter_map(|(name, value)| Some((name, value?))));
        inside.env("AWS_ENDPOINT", STORE).env("AWS_ENDPOINT_URL", STORE);
        inside.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
    }

    fn ended(running: Child) -> (Option<i32>, Value) {
        let output = running.wait_with_output().unwrap();
        let [out, err] = [output.stdout, output.stderr].map(|bytes| String::from_utf8(bytes).unwrap());
        let ran = Ran { status: output.status.code(), out, err };
        (ran.status, outcome(&ran))
    }

    /// What a script says that talks to the store through the stores' own client.
    fn bucket(&self, script: &str) -> String {
        let program = format!("{}{script}", client(STORE));
        self.at(&[python().to_str().unwrap(), "-c", &program])
    }

    /// Every object below a prefix: its name, without it, and its bytes.
    fn objects(&self, prefix: &str) -> Vec<String> {
        let script = format!(
            "for o in s3.list_objects_v2(Bucket='lake', Prefix='{prefix}/').get('Contents', []):\n  \
             body = s3.get_object(Bucket='lake', Key=o['Key'])['Body'].read().hex()\n  print(o['Key'][{}:], body)",
            prefix.len()
        );
        self.bucket(&script).lines().map(str::to_owned).collect()
    }
}

impl Drop for Cable {
    fn drop(&mut self) {
        for child in [&mut self.far, &mut self.near] {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

/// A process in a network namespace of its own.
struct Apart;

impl Apart {
    fn spawn(command: &mut Command) -> Child {
        let own = fs::read_link("/proc/self/ns/net").unwrap();
        let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        let place = format!("/proc/{}/ns/net", child.id());
        for _ in 0..1000 {
            assert!(
                child.try_wait().unwrap().is_none(),
                "{command:?} ended: does this system let you have namespaces?"
            );
            if fs::read_link(&place).is_ok_and(|there| there != own) {
                return child;
            }
            thread::sleep(Duration::from_millis(5));
        }
        panic!("{command:?} never got a namespace");
    }
}

/// The beginning of a command that runs at the near end.
fn entered(near: &Child) -> Command {
    let mut command = Command::new("nsenter");
    command.arg(format!("--target={}", near.id())).args(["--user", "--preserve-credentials", "--net"]);
    command
}

#[test]
fn a_line_that_is_cut_in_the_middle_of_uploads_loses_and_doubles_nothing() {
    let cable = Cable::laid();
    cable.bucket(CREATE);
    let kiosk = kiosk(u8::try_from(ROUNDS).unwrap(), "s3://lake/whole");
    let before = cable.sent();
    let (status, whole) = Cable::ended(cable.sync(&kiosk));
    assert_eq!((status, &whole["written"]), (Some(0), &ROUNDS.into()), "{whole}");
    let bytes = cable.sent() - before;

    // A third of it goes through; then the line is cut, and the power soon after.
    send_to(&kiosk, "s3://lake/cut");
    let before = cable.sent();
    let mut running = cable.sync(&kiosk);
    cable.wait_for(before, bytes / 3);
    cable.plug(false);
    thread::sleep(Duration::from_millis(300));
    assert!(running.try_wait().unwrap().is_none(), "it ended although nothing gets through");
    running.kill().unwrap();
    running.wait().unwrap();
    cable.plug(true);
    let there = cable.objects("cut").len();
    let all = cable.objects("whole");
    assert!(there > 0 && there < all.len(), "{there} of {} objects were there when the line was cut", all.len());

    // A quarter; now the line comes back while the kiosk is still trying.
    let before = cable.sent();
    let running = cable.sync(&kiosk);
    cable.wait_for(before, bytes / 4);
    cable.plug(false);
    thread::sleep(Duration::from_millis(1500));
    cable.plug(true);
    let (status, rest) = Cable::ended(running);
    assert_eq!((status, &rest["trouble"], &rest["left"]), (Some(0), &Value::Null, &0.into()), "{rest}");

    assert_eq!(cable.objects("cut"), all);
    assert_eq!(all.iter().filter(|object| object.contains(".parquet ")).count(), ROUNDS);
    assert_eq!(all.iter().filter(|object| object.contains(".parquet.sig ")).count(), ROUNDS);
}
