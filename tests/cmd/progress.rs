//! Bars while work takes long: on a terminal, and nowhere else.

use std::fs::File;
use std::io::Read;
use std::process::Stdio;

use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};

use crate::common::Kiosk;

/// What a report writes to its standard error, if that is a terminal.
fn on_a_terminal(kiosk: &Kiosk, arguments: &[&str]) -> String {
    let terminal = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).unwrap();
    grantpt(&terminal).unwrap();
    unlockpt(&terminal).unwrap();
    let name = ptsname(&terminal, Vec::new()).unwrap();
    let end = File::options().read(true).write(true).open(name.to_str().unwrap()).unwrap();
    let mut command = kiosk.command();
    command.args(arguments).env("TERM", "xterm").env_remove("NO_COLOR");
    let mut child = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::from(end)).spawn().unwrap();
    assert!(child.wait().unwrap().success());
    // The command holds our end of the terminal open until it is gone.
    drop(command);
    let mut shown = Vec::new();
    // A terminal whose other end is closed is an error to read from, after everything was read.
    let _ = File::from(terminal).read_to_end(&mut shown);
    String::from_utf8_lossy(&shown).into_owned()
}

#[test]
fn a_bar_is_drawn_on_a_terminal_and_cleared_and_nowhere_else() {
    let kiosk = Kiosk::new();
    kiosk.simulate("2026-01-05T07:00");
    let out = kiosk.path().join("report.html");
    let report = ["report", "--out", out.to_str().unwrap()];
    let shown = on_a_terminal(&kiosk, &report);
    assert!(shown.contains("reading") && shown.contains('%'), "{shown:?}");
    // The line is cleared at the end.
    assert!(shown.trim_end().ends_with("\u{1b}[2K") || shown.contains("\r\u{1b}[2K"), "{shown:?}");
    assert_eq!(on_a_terminal(&kiosk, &[&["--json"], &report[..]].concat()), "");
    assert_eq!(kiosk.run(&report).err, "");
    let lake = kiosk.path().join("lake");
    kiosk.release("2026-01-12T05:00");
    kiosk.done(&["export", "--rounds", lake.to_str().unwrap()]);
    let verify = ["verify", lake.to_str().unwrap()];
    let shown = on_a_terminal(&kiosk, &verify);
    assert!(shown.contains("checking") && shown.contains('%'), "{shown:?}");
    assert_eq!(on_a_terminal(&kiosk, &[&["--json"], &verify[..]].concat()), "");
}
