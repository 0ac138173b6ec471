//! `admin set-pin`: what it takes, what it refuses, and that a terminal never shows it.

use std::fs::{self, File};
use std::io::{BufRead, BufReader, Read, Write};
use std::os::unix::fs::PermissionsExt;
use std::process::Stdio;

use expect_test::{Expect, expect};
use listening_post::pin::Pin;
use listening_post::store::{AdminFiles, DataDirectory};
use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};

use crate::common::{Kiosk, Ran};

fn set(kiosk: &Kiosk, input: &str) -> Ran {
    let mut command = kiosk.command();
    command.args(["admin", "set-pin"]);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    Ran {
        status: output.status.code(),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

fn check(kiosk: &Kiosk, input: &str, expected: Expect) {
    expected.assert_eq(&crate::transcript(kiosk, &["admin", "set-pin"], &set(kiosk, input)));
}

fn opens(kiosk: &Kiosk, digits: &str) -> bool {
    let hash = AdminFiles::of(&DataDirectory::at(kiosk.data())).pin().unwrap();
    hash.is_some_and(|hash| hash.matches(&Pin::new(digits).unwrap()))
}

#[test]
fn a_pin_is_set_from_standard_input_and_kept_for_the_owner_only() {
    let kiosk = Kiosk::new();
    check(
        &kiosk,
        "472913\n",
        expect![[r#"
            $ listening-post admin set-pin
            The PIN is set. Hold a finger in a top corner of the first screen for 3 seconds to open the panel.
            = 0
        "#]],
    );
    assert!(opens(&kiosk, "472913") && !opens(&kiosk, "472914"));
    let pin = kiosk.data().join("admin/pin");
    assert_eq!(fs::metadata(&pin).unwrap().permissions().mode() & 0o777, 0o600);
    assert!(fs::read_to_string(&pin).unwrap().starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
    assert_eq!(set(&kiosk, "8086 no\n").status, Some(1));
    assert!(opens(&kiosk, "472913"), "a PIN that is refused changes nothing");
    assert_eq!(set(&kiosk, "31415926\r\n").status, Some(0));
    assert!(opens(&kiosk, "31415926") && !opens(&kiosk, "472913"));
}

#[test]
fn what_is_no_pin_or_is_tried_first_is_refused_with_the_reason() {
    let kiosk = Kiosk::new();
    check(
        &kiosk,
        "1234\n",
        expect![[r#"
            $ listening-post admin set-pin
            ! error: a PIN has 6 to 12 digits and nothing else
            = 1
        "#]],
    );
    check(
        &kiosk,
        "123456\n",
        expect![[r#"
            $ listening-post admin set-pin
            ! error: this PIN is among the first that somebody would try; choose one without a pattern, such as a row or a repetition
            = 1
        "#]],
    );
    assert!(!kiosk.data().exists(), "nothing was written");
}

#[test]
fn a_pin_can_be_set_before_the_kiosk_has_ever_run_and_the_kiosk_runs_all_the_same() {
    let kiosk = Kiosk::new();
    assert_eq!(set(&kiosk, "472913\n").status, Some(0));
    kiosk.done(&["release"]);
    assert!(opens(&kiosk, "472913"));
    let doctor = kiosk.done(&["doctor"]);
    assert!(doctor.contains("permissions    for the owner only"), "{doctor}");
    fs::set_permissions(kiosk.data().join("admin/pin"), fs::Permissions::from_mode(0o644)).unwrap();
    assert!(kiosk.run(&["doctor"]).out.contains("admin/pin"), "the doctor sees a PIN that others may read");
}

/// Types on a terminal, each line after the prompt for it; what the terminal showed, and how the command ended.
fn type_on_a_terminal(kiosk: &Kiosk, lines: [&str; 2]) -> (String, Ran) {
    let master = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).unwrap();
    grantpt(&master).unwrap();
    unlockpt(&master).unwrap();
    let name = ptsname(&master, Vec::new()).unwrap();
    let terminal = File::options().read(true).write(true).open(name.to_str().unwrap()).unwrap();
    let mut master = File::from(master);

    let mut command = kiosk.command();
    command.args(["admin", "set-pin"]);
    command.stdin(terminal.try_clone().unwrap()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let mut prompts = BufReader::new(child.stderr.take().unwrap());
    let mut err = String::new();
    for line in lines {
        prompts.read_line(&mut err).unwrap();
        master.write_all(format!("{line}\n").as_bytes()).unwrap();
    }
    prompts.read_to_string(&mut err).unwrap();
    let mut out = String::new();
    child.stdout.take().unwrap().read_to_string(&mut out).unwrap();
    let status = child.wait().unwrap().code();
    // So that there is something to read, also if nothing was shown.
    (&terminal).write_all(b"END").unwrap();
    let mut shown = Vec::new();
    while !shown.ends_with(b"END") {
        let mut bytes = [0; 256];
        let read = master.read(&mut bytes).unwrap();
        shown.extend_from_slice(&bytes[..read]);
    }
    (String::from_utf8(shown).unwrap(), Ran { status, out, err })
}

#[test]
fn a_terminal_asks_twice_and_shows_neither() {
    let kiosk = Kiosk::new();
    let (shown, ran) = type_on_a_terminal(&kiosk, ["472913", "472913"]);
    assert_eq!(ran.status, Some(0), "{}", ran.err);
    assert_eq!(shown, "\r\n\r\nEND", "line ends and nothing else");
    assert!(opens(&kiosk, "472913"));
}

#[test]
fn two_that_differ_set_nothing() {
    let kiosk = Kiosk::new();
    let (shown, ran) = type_on_a_terminal(&kiosk, ["472913", "472931"]);
    assert_eq!(ran.status, Some(1));
    assert!(ran.err.ends_with("error: the two are not the same; nothing was changed\n"), "{}", ran.err);
    assert!(!shown.contains("4729") && !kiosk.data().exists());
}
