//! Several who put the same store's rounds together at once, are ended in the middle, or read meanwhile: with a store that
//! refuses to overwrite, and with one that does not know the condition.

use std::collections::{BTreeMap, BTreeSet};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::Ordering;
use std::thread;
use std::time::Duration;

use crate::common::Ran;
use crate::place::{LAKE, READINGS, names, reset, rounds, s3};
use crate::server::{Proxy, Server};
use crate::sync::{CREATE, moto_bucket, settings};

fn command(port: u16) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_listening-post"));
    settings(&mut command, port);
    command.env("AWS_SECRET_ACCESS_KEY", "S3RVER").args(["--data", "/nowhere"]);
    command
}

fn compact(port: u16) -> Command {
    let mut command = command(port);
    command.args(["fleet", "compact", LAKE, "--older-than", "1"]);
    command.stdout(Stdio::null()).stderr(Stdio::piped());
    command
}

/// What was said by one that may have met another, and so may have ended early.
fn ended(child: Child) -> String {
    let ran = child.wait_with_output().unwrap();
    let told = String::from_utf8(ran.stderr).unwrap();
    assert!(ran.status.success() || told.starts_with("error: "), "{:?}: {told}", ran.status);
    assert!(!told.contains("left as it is"), "{told}");
    told
}

/// A lake in a store, as it was sent, and what is to be read from it whatever is done to it.
struct Scene {
    port: u16,
    sent: BTreeMap<String, Vec<u8>>,
    report: String,
    verified: String,
    /// What a run that nobody disturbs leaves.
    left: BTreeSet<String>,
}

impl Scene {
    fn of(port: u16) -> Self {
        let (place, mut sent) = (s3(port), rounds(4, 4));
        // s3rver shows a folder only where a file is right below it.
        for folder in ["cells", "cells/v1", "compacted", "compacted/v1", "status"] {
            sent.insert(format!("{folder}/.shown"), b"shown".to_vec());
        }
        reset(&place, &sent);
        let report = Ran::of(command(port).args(["--json", "report", "--source", LAKE])).out;
        assert!(report.contains("\"difficulty\""), "{report}");
        let verified = READINGS[1](&place).unwrap();
        assert!(verified.contains("findings: []") && verified.matches("rounds: 4").count() == 4, "{verified}");
        let mut scene = Self { port, sent, report, verified, left: BTreeSet::new() };
        scene.is_ended_by_a_run("nobody else");
        scene.left = names(&place);
        let loose = scene.left.iter().filter(|name| name.starts_with("cells/v1/cut")).count();
        let together = scene.left.iter().filter(|name| name.starts_with("compacted/v1/cut")).count();
        assert_eq!((loose, together), (2 * 4, 3), "{:?}", scene.left);
        scene
    }

    fn reset(&self) {
        reset(&s3(self.port), &self.sent);
    }

    /// The report to the last byte, and that nothing is wrong.
    fn is_whole(&self, when: &str) {
        let report = Ran::of(command(self.port).args(["--json", "report", "--source", LAKE]));
        assert_eq!((&report.out, report.err.as_str(), report.status), (&self.report, "", Some(0)), "{when}");
        assert_eq!(READINGS[1](&s3(self.port)).unwrap(), self.verified, "{when}");
    }

    fn is_ended_by_a_run(&self, when: &str) {
        assert_eq!(ended(compact(self.port).spawn().unwrap()), "", "{when}");
        self.is_whole(when);
        if !self.left.is_empty() {
            assert_eq!(names(&s3(self.port)), self.left, "{when}");
        }
    }
}

fn goes_well(port: u16) {
    let scene = Scene::of(port);
    // Two and three at once, one a little later than the other each time, and a reader beside them.
    for later in 0..6 {
        scene.reset();
        let mut running = vec![compact(port).spawn().unwrap()];
        for _ in 0..=later % 2 {
            thread::sleep(Duration::from_millis(40 * later));
            running.push(compact(port).spawn().unwrap());
        }
        while running.iter_mut().any(|child| child.try_wait().unwrap().is_none()) {
            scene.is_whole(&format!("{later}, meanwhile"));
        }
        let told: Vec<String> = running.into_iter().map(ended).collect();
        scene.is_whole(&format!("{later}: {told:?}"));
        scene.is_ended_by_a_run(&format!("{later}: {told:?}"));
    }
    // Ended after ever more requests, with what the last one has left.
    scene.reset();
    let proxy = Proxy::before(port);
    for requests in (10..).step_by(13) {
        let before = proxy.seen.load(Ordering::Relaxed);
        let mut child = compact(proxy.port).spawn().unwrap();
        while proxy.seen.load(Ordering::Relaxed) - before < requests && child.try_wait().unwrap().is_none() {
            thread::sleep(Duration::from_millis(1));
        }
        let done = child.try_wait().unwrap().is_some();
        child.kill().unwrap();
        child.wait().unwrap();
        scene.is_whole(&format!("ended after {requests}"));
        if done {
            assert!(requests > 60, "there were requests to end it after: {requests}");
            break;
        }
    }
    scene.is_ended_by_a_run("at the end");
}

#[test]
fn whoever_meets_on_a_store_that_refuses_to_overwrite_loses_and_doubles_nothing() {
    let server = Server::moto();
    moto_bucket(server.port, CREATE);
    goes_well(server.port);
}

#[test]
fn whoever_meets_on_a_store_that_knows_no_condition_loses_and_doubles_nothing() {
    let folder = tempfile::tempdir().unwrap();
    goes_well(Server::s3rver(folder.path()).port);
}
