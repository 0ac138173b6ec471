//! kill -9 in the middle of writing: every visit that was acknowledged is there, and none twice.

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

use crate::store::{MONDAY, Store};

/// Names the data directory to the process that is going to be killed.
const DATA: &str = "LISTENING_POST_TEST_DATA";

/// Not a test of its own: the process that is killed, which says a line for each visit that is durable.
#[test]
#[expect(clippy::print_stdout, reason = "the test below reads it")]
#[ignore = "started and killed by the test below"]
fn writer() {
    let Some(data) = std::env::var_os(DATA) else { return };
    let mut store = Store::open(data.as_ref(), MONDAY.at(8, 0, 0, 0)).unwrap();
    loop {
        let visit = store.visit();
        store.counters.add(&visit).unwrap();
        println!("durable");
    }
}

#[test]
fn a_visit_that_was_acknowledged_survives_kill_9() {
    let folder = tempfile::tempdir().unwrap();
    for round in 0..8 {
        let data = folder.path().join(format!("data-{round}"));
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "killed::writer", "--ignored", "--nocapture"])
            .env(DATA, &data)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let is_durable = |line: &std::io::Result<String>| line.as_ref().unwrap().ends_with("durable");
        // Each round is killed after another number of visits, wherever the writer is by then.
        let seen = lines.by_ref().filter(is_durable).take(5 + 4 * round).count();
        child.kill().unwrap();
        child.wait().unwrap();
        // What was on its way through the pipe was acknowledged too.
        let acknowledged = u32::try_from(seen + lines.filter(is_durable).count()).unwrap();
        let store = Store::open(&data, MONDAY.at(12, 0, 0, 0)).unwrap();
        let there = store.answers();
        assert!(
            there == acknowledged || there == acknowledged + 1,
            "{there} of {acknowledged}: only the one being written may be there or not"
        );
    }
}
