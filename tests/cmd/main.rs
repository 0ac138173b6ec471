//! What each command says, word for word, and how it ends.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that panics has failed")]
#![allow(
    clippy::format_push_string,
    clippy::format_collect,
    reason = "what a test writes is short, and reads better in one line"
)]
#![allow(clippy::needless_pass_by_value, reason = "an expected text stands where it is compared")]
#![allow(clippy::needless_raw_string_hashes, reason = "expect-test writes its transcripts with them")]

mod admin;
#[path = "../common/mod.rs"]
mod common;
mod progress;

use std::fmt::Write as _;
use std::process::Command;

use common::{Kiosk, Ran};
use expect_test::{Expect, expect};

/// Runs a command and pins its status and both streams, without what differs from machine to machine.
fn check(kiosk: &Kiosk, arguments: &[&str], expected: Expect) {
    expected.assert_eq(&transcript(kiosk, arguments, &kiosk.run(arguments)));
}

fn transcript(kiosk: &Kiosk, arguments: &[&str], ran: &Ran) -> String {
    let mut text = format!("$ listening-post {}\n{}", arguments.join(" "), ran.out);
    for line in ran.err.lines() {
        let _ = writeln!(text, "! {line}");
    }
    let _ = writeln!(text, "= {}", ran.status.unwrap());
    // Without blanks at the ends of lines, which editors take away.
    let text: String = text.lines().map(|line| format!("{}\n", line.trim_end())).collect();
    text.replace(kiosk.path().to_str().unwrap(), "DIR").replace(env!("CARGO_PKG_VERSION"), "VERSION")
}

fn simulated() -> Kiosk {
    let kiosk = Kiosk::new();
    kiosk.simulate("2026-01-05T07:00");
    kiosk
}

/// Eight people over two days: enough for a batch.
fn week() -> String {
    let mut csv = "visit,pack,item,response,cohort,at\n".to_owned();
    for visit in 0..8 {
        let response = ["robusta", "robusta", "arabica", "unsure"][visit % 4];
        let _ =
            writeln!(csv, "{visit},beans,bean,{response},day,2026-01-{:02}T{:02}:00:00", 6 + visit / 4, 8 + visit % 4);
    }
    csv
}

fn released() -> Kiosk {
    let kiosk = simulated();
    kiosk.enter(&week());
    kiosk.release("2026-01-12T04:00");
    kiosk
}

/// The help of a build without a screen: one with a screen has the command `kiosk` besides.
#[cfg(not(feature = "screen"))]
#[test]
fn help_lists_every_command_and_option() {
    check(
        &Kiosk::new(),
        &["--help"],
        expect![[r#"
            $ listening-post --help
            A break-room kiosk that counts what people say and never writes down who said it

            Usage: listening-post [OPTIONS] [COMMAND]

            Commands:
              check        Validate all of the configuration: every fault with file, line and what to write
                           instead
              new          Write a commented starter pack for an activity
              import       Make a pack of a Moodle quiz (GIFT) or a form (XLSForm), and tell what could not be
                           carried over
              enter        Take in answers gathered on paper, from a CSV file
              release      Close whatever is due, and tell what went out
              export       Write what has been released to a file
              report       Make the report: one HTML file to open, or its figures with --json
              comments     Open comments that were sealed to people's keys
              publish      Approve released comments, ideas and actions for the walls of the kiosks, and take
                           them down
              content      Sign content at a desk and publish it, for kiosks to take over by themselves
              customers    Take in what customers said, for the mirror
              verify       Check exported rounds: what is missing, altered, forged or in the wrong place
              sync         Send what was released to every destination, and fetch signed content from there;
                           safe to repeat
              fleet        What concerns many kiosks at once
              demo         Simulate three sites for twelve weeks and export what they release
              doctor       Look after the kiosk: one line a part, with the remedy
              admin        The panel on the screen, for whoever looks after the kiosk
              completions  Print completions for a shell
              man          Print the manual page
              help         Print this message or the help of the given subcommand(s)

            Options:
                  --config <DIR>  The folder with kiosk.toml, packs and media [default: kiosk-config]
                  --data <DIR>    The folder that holds the counters and the releases [default: the app's data
                                  folder of this system]
                  --json          Print for machines
                  --simulated     Create the data folder for simulated data; everything that leaves it says so
                  --now <TIME>    Set the clock of simulated data, such as 2026-11-21T09:00
                  --seed <N>      Make whatever is random in simulated data repeat itself
              -h, --help          Print help
              -V, --version       Print version
            = 0
        "#]],
    );
}

#[test]
fn every_command_has_help_of_its_own() {
    let kiosk = Kiosk::new();
    for command in ["check", "enter", "release", "export", "demo", "doctor", "admin", "completions", "man"] {
        let ran = kiosk.run(&[command, "--help"]);
        assert_eq!((ran.status, ran.err.as_str()), (Some(0), ""), "{command}");
        assert!(ran.out.contains("Usage: listening-post") && ran.out.contains("--config"), "{command}: {}", ran.out);
    }
}

#[test]
fn the_version_is_told_on_one_line() {
    check(
        &Kiosk::new(),
        &["--version"],
        expect![[r#"
        $ listening-post --version
        listening-post VERSION
        = 0
    "#]],
    );
}

#[test]
fn wrong_usage_ends_with_2_and_says_what_is_right() {
    let kiosk = Kiosk::new();
    check(
        &kiosk,
        &["relase"],
        expect![[r#"
            $ listening-post relase
            ! error: unrecognized subcommand 'relase'
            !
            !   tip: a similar subcommand exists: 'release'
            !
            ! Usage: listening-post [OPTIONS] [COMMAND]
            !
            ! For more information, try '--help'.
            = 2
        "#]],
    );
    check(
        &kiosk,
        &["export"],
        expect![[r#"
            $ listening-post export
            ! error: the following required arguments were not provided:
            !   --out <PATH>
            !
            ! Usage: listening-post export --out <PATH>
            !
            ! For more information, try '--help'.
            = 2
        "#]],
    );
    check(
        &kiosk,
        &["export", "--out", "-", "--from", "2026-50"],
        expect![[r#"
            $ listening-post export --out - --from 2026-50
            ! error: invalid value '2026-50' for '--from <ROUND>': `2026-50` is not an ISO week; write it as 2026-W47
            !
            ! For more information, try '--help'.
            = 2
        "#]],
    );
    check(
        &kiosk,
        &["export", "--out", "-", "--from", "2026-W50", "--to", "2026-W01"],
        expect![[r#"
        $ listening-post export --out - --from 2026-W50 --to 2026-W01
        ! error: --from is later than --to
        = 2
    "#]],
    );
    check(
        &kiosk,
        &["export", "--out", "-", "--format", "docx"],
        expect![[r#"
            $ listening-post export --out - --format docx
            ! error: invalid value 'docx' for '--format <FORMAT>'
            !   [possible values: csv, json, xlsx, parquet]
            !
            ! For more information, try '--help'.
            = 2
        "#]],
    );
    check(
        &kiosk,
        &["--now", "noon", "release"],
        expect![[r#"
            $ listening-post --now noon release
            ! error: invalid value 'noon' for '--now <TIME>': failed to parse four digit integer as year: invalid digit, expected 0-9 but got n
            !
            ! For more information, try '--help'.
            = 2
        "#]],
    );
}

#[cfg(not(feature = "screen"))]
#[test]
fn without_a_screen_a_command_must_be_named() {
    check(
        &Kiosk::new(),
        &[],
        expect![[r#"
            $ listening-post
            ! error: this program was built without a screen; name a command, or see --help
            = 2
        "#]],
    );
}

#[test]
fn a_whole_configuration_is_told_in_one_line() {
    check(
        &Kiosk::new(),
        &["check"],
        expect![[r#"
        $ listening-post check
        the pack is whole
        = 0
    "#]],
    );
}

#[test]
fn a_broken_pack_is_shown_with_file_line_caret_and_remedy() {
    let kiosk = Kiosk::new();
    let (_, pack) = Kiosk::usual();
    kiosk.configure(
        "packs/beans.toml",
        &pack.replace("type = \"single\"", "type = \"singel\"").replace("unsure", "robusta"),
    );
    check(
        &kiosk,
        &["check"],
        expect![[r#"
        $ listening-post check
          × there is no item type `singel`
           ╭─[packs/beans.toml:7:8]
         6 │ id = "bean"
         7 │ type = "singel"
           ·        ────┬───
           ·            ╰── not known
         8 │ text = "Which bean?"
           ╰────
          help: did you mean `single`?

        1 fault in 1 file
        = 1
    "#]],
    );
    check(
        &kiosk,
        &["--json", "check"],
        expect![[r#"
        $ listening-post --json check
        {
          "faults": [
            {
              "column": 8,
              "file": "packs/beans.toml",
              "help": "did you mean `single`?",
              "label": "not known",
              "line": 7,
              "message": "there is no item type `singel`",
              "severity": "error"
            }
          ],
          "hash": "806b75b010789363",
          "packs": [],
          "whole": false
        }
        = 1
    "#]],
    );
}

#[test]
fn a_configuration_that_is_not_there_is_told() {
    let kiosk = Kiosk::new();
    let nowhere = kiosk.path().join("nowhere");
    let ran = Ran::of(Command::new(env!("CARGO_BIN_EXE_listening-post")).arg("check").arg("--config").arg(nowhere));
    expect![[r#"
        $ listening-post check
        ! error: could not read `DIR/nowhere`
        !   because: No such file or directory (os error 2)
        = 1
    "#]]
    .assert_eq(&transcript(&kiosk, &["check"], &ran));
}

#[test]
fn a_release_tells_what_went_out_and_never_how_much_waits() {
    let kiosk = simulated();
    check(
        &kiosk,
        &["release"],
        expect![[r#"
        $ listening-post release
        Nothing is due: a round closes on Monday at 03:00, once the kiosk has been powered long enough.
        = 0
    "#]],
    );
    kiosk.enter(&week());
    check(
        &kiosk,
        &["--seed", "3", "--now", "2026-01-12T04:00", "release"],
        expect![[r#"
            $ listening-post --seed 3 --now 2026-01-12T04:00 release
            2026-W02 is closed.
              beans/bean  day 8 answers
            Whatever waits leaves once enough people on enough days have answered; how many have is not told.
            = 0
        "#]],
    );
    check(
        &kiosk,
        &["--json", "--seed", "3", "--now", "2026-01-19T04:00", "release"],
        expect![[r#"
            $ listening-post --json --seed 3 --now 2026-01-19T04:00 release
            {
              "closed": [
                {
                  "cut_week": "2026-W03",
                  "items": [
                    {
                      "cohort": "",
                      "histogram": "responses",
                      "item": "bean",
                      "n": null,
                      "pack": "beans",
                      "state": "waits"
                    },
                    {
                      "cohort": "day",
                      "histogram": "responses",
                      "item": "bean",
                      "n": null,
                      "pack": "beans",
                      "state": "waits"
                    },
                    {
                      "cohort": "night",
                      "histogram": "responses",
                      "item": "bean",
                      "n": null,
                      "pack": "beans",
                      "state": "waits"
                    }
                  ]
                }
              ]
            }
            = 0
        "#]],
    );
}

#[test]
fn an_export_goes_to_a_file_or_to_standard_output() {
    let kiosk = simulated();
    check(
        &kiosk,
        &["export", "--out", "-"],
        expect![[r#"
        $ listening-post export --out -
        schema_version,organisation,site,kiosk,pack,item,item_hash,histogram,cohort,cut_week,batch,response,cell_count,n,mechanism,epsilon,cell_variance,bursts,config_hash,simulated
        = 0
    "#]],
    );
    let out = kiosk.path().join("cells.csv");
    check(
        &kiosk,
        &["export", "--out", out.to_str().unwrap()],
        expect![[r#"
        $ listening-post export --out DIR/cells.csv
        DIR/cells.csv: nothing has been released in these rounds yet.
        = 0
    "#]],
    );
    let kiosk = released();
    check(
        &kiosk,
        &["export", "--out", "-"],
        expect![[r#"
            $ listening-post export --out -
            schema_version,organisation,site,kiosk,pack,item,item_hash,histogram,cohort,cut_week,batch,response,cell_count,n,mechanism,epsilon,cell_variance,bursts,config_hash,simulated
            1,Harbour Coffee,harbour-road,9d667e5a-c805-4d00-a3f5-7027bcb10d05,beans,bean,fd47add7ad9ddafe,responses,day,2026-W02,29cb196a-9bf0-4a43-a128-6bcd669b5078,arabica,2,8,exact,,0.0,0,7c5b7afd6170f301,true
            1,Harbour Coffee,harbour-road,9d667e5a-c805-4d00-a3f5-7027bcb10d05,beans,bean,fd47add7ad9ddafe,responses,day,2026-W02,29cb196a-9bf0-4a43-a128-6bcd669b5078,robusta,4,8,exact,,0.0,0,7c5b7afd6170f301,true
            1,Harbour Coffee,harbour-road,9d667e5a-c805-4d00-a3f5-7027bcb10d05,beans,bean,fd47add7ad9ddafe,responses,day,2026-W02,29cb196a-9bf0-4a43-a128-6bcd669b5078,unsure,2,8,exact,,0.0,0,7c5b7afd6170f301,true
            = 0
        "#]],
    );
    check(
        &kiosk,
        &["export", "--format", "json", "--out", "-"],
        expect![[r#"
            $ listening-post export --format json --out -
            {"about":{"schema_version":1,"organisation":"Harbour Coffee","generator":{"name":"listening-post","version":"VERSION"},"simulated":true,"rounds":{"from":"2026-W02","to":"2026-W02"}},
            "cells":[
            {"schema_version":1,"organisation":"Harbour Coffee","site":"harbour-road","kiosk":"9d667e5a-c805-4d00-a3f5-7027bcb10d05","pack":"beans","item":"bean","item_hash":"fd47add7ad9ddafe","histogram":"responses","cohort":"day","cut_week":"2026-W02","batch":"29cb196a-9bf0-4a43-a128-6bcd669b5078","response":"arabica","cell_count":2,"n":8,"mechanism":"exact","epsilon":null,"cell_variance":0.0,"bursts":0,"config_hash":"7c5b7afd6170f301","simulated":true},
            {"schema_version":1,"organisation":"Harbour Coffee","site":"harbour-road","kiosk":"9d667e5a-c805-4d00-a3f5-7027bcb10d05","pack":"beans","item":"bean","item_hash":"fd47add7ad9ddafe","histogram":"responses","cohort":"day","cut_week":"2026-W02","batch":"29cb196a-9bf0-4a43-a128-6bcd669b5078","response":"robusta","cell_count":4,"n":8,"mechanism":"exact","epsilon":null,"cell_variance":0.0,"bursts":0,"config_hash":"7c5b7afd6170f301","simulated":true},
            {"schema_version":1,"organisation":"Harbour Coffee","site":"harbour-road","kiosk":"9d667e5a-c805-4d00-a3f5-7027bcb10d05","pack":"beans","item":"bean","item_hash":"fd47add7ad9ddafe","histogram":"responses","cohort":"day","cut_week":"2026-W02","batch":"29cb196a-9bf0-4a43-a128-6bcd669b5078","response":"unsure","cell_count":2,"n":8,"mechanism":"exact","epsilon":null,"cell_variance":0.0,"bursts":0,"config_hash":"7c5b7afd6170f301","simulated":true}
            ]}
            = 0
        "#]],
    );
    let out = kiosk.path().join("cells.csv");
    check(
        &kiosk,
        &["export", "--out", out.to_str().unwrap()],
        expect![[r#"
            $ listening-post export --out DIR/cells.csv
            DIR/cells.csv: 3 cells in 1 batch.
            = 0
        "#]],
    );
    check(
        &kiosk,
        &["export", "--out", out.to_str().unwrap(), "--from", "2026-W10"],
        expect![[r#"
        $ listening-post export --out DIR/cells.csv --from 2026-W10
        DIR/cells.csv: nothing has been released in these rounds yet.
        = 0
    "#]],
    );
    check(
        &kiosk,
        &["export", "--out", "/nowhere/cells.csv"],
        expect![[r#"
        $ listening-post export --out /nowhere/cells.csv
        ! error: could not write /nowhere/cells.csv: No such file or directory (os error 2); see whether it is mounted
        = 1
    "#]],
    );
}

#[test]
fn exporting_where_nothing_was_ever_kept_says_so() {
    check(
        &Kiosk::new(),
        &["export", "--out", "-"],
        expect![[r#"
        $ listening-post export --out -
        ! error: there is no data directory at DIR/data
        = 1
    "#]],
    );
}

#[test]
fn real_data_know_neither_an_invented_time_nor_a_seed() {
    let kiosk = Kiosk::new();
    check(
        &kiosk,
        &["--now", "2026-01-12T04:00", "release"],
        expect![[r#"
        $ listening-post --now 2026-01-12T04:00 release
        ! error: --now and --seed work on simulated data only
        = 2
    "#]],
    );
    check(
        &kiosk,
        &["--seed", "1", "release"],
        expect![[r#"
        $ listening-post --seed 1 release
        ! error: --now and --seed work on simulated data only
        = 2
    "#]],
    );
    assert!(!kiosk.data().exists(), "nothing was created");
    kiosk.done(&["release"]);
    check(
        &kiosk,
        &["--now", "2026-01-12T04:00", "release"],
        expect![[r#"
        $ listening-post --now 2026-01-12T04:00 release
        ! error: --now and --seed work on simulated data only
        = 2
    "#]],
    );
    check(
        &kiosk,
        &["--simulated", "release"],
        expect![[r#"
        $ listening-post --simulated release
        ! error: DIR/data holds real data; --simulated needs a data folder of its own
        = 2
    "#]],
    );
}

/// The disk of each machine has another size, and its clock another week.
fn without_what_differs(text: &str) -> String {
    text.lines()
        .map(|line| {
            let keep = |mark: &str| line.find(mark).map(|at| format!("{}…\n", &line[..at]));
            keep("disk ").or_else(|| keep("clock ")).unwrap_or_else(|| format!("{line}\n"))
        })
        .collect()
}

#[test]
fn the_doctor_says_a_line_for_each_part_with_the_remedy() {
    let kiosk = Kiosk::new();
    let look = |kiosk: &Kiosk| without_what_differs(&transcript(kiosk, &["doctor"], &kiosk.run(&["doctor"])));
    // Of the display and of what is touched only a build with a screen tells, and each machine another thing.
    let shown = |line: &str| line.contains("display") || line.contains("touch");
    let parts = |text: &str| text.lines().filter(|line| !shown(line)).collect::<Vec<_>>().join("\n") + "\n";
    expect![[r#"
        $ listening-post doctor
        ok    configuration  1 pack, no errors
        look  data           nothing at DIR/data yet → the first start of the kiosk creates it
        ok    …
        ok    …
        = 0
    "#]]
    .assert_eq(&parts(&look(&kiosk)));
    kiosk.simulate("2026-01-05T07:00");
    expect![[r#"
        $ listening-post doctor
        ok    configuration  1 pack, no errors
        ok    counters       both copies are whole
        ok    ledger         whole
        ok    permissions    for the owner only
        ok    …
        ok    …
        = 0
    "#]]
    .assert_eq(&parts(&look(&kiosk)));
    let ledger = kiosk.data().join("ledger.db");
    let mut permissions = std::fs::metadata(&ledger).unwrap().permissions();
    std::os::unix::fs::PermissionsExt::set_mode(&mut permissions, 0o644);
    std::fs::set_permissions(&ledger, permissions).unwrap();
    std::fs::write(kiosk.data().join("vault/slot-a"), "broken").unwrap();
    expect![[r#"
        $ listening-post doctor
        ok    configuration  1 pack, no errors
        look  counters       one of two copies is broken → the next start mends it from the other
        ok    ledger         whole
        FAIL  permissions    others may look into the data → chmod go= DIR/data/ledger.db
        ok    …
        ok    …
        = 1
    "#]]
    .assert_eq(&parts(&look(&kiosk)));
}

#[test]
fn completions_name_every_command_for_every_shell() {
    let kiosk = Kiosk::new();
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let page = kiosk.done(&["completions", shell]);
        for command in ["check", "enter", "release", "export", "demo", "doctor"] {
            assert!(page.contains(command), "{shell} does not know {command}");
        }
    }
    assert_eq!(kiosk.run(&["completions", "tcsh"]).status, Some(2));
}

#[test]
fn the_manual_is_a_manual() {
    let page = Kiosk::new().done(&["man"]);
    assert!(page.contains(".TH listening-post 1") && page.contains(".SH OPTIONS"), "{page}");
}

#[test]
fn a_reader_who_goes_away_is_no_error() {
    let kiosk = released();
    let mut command = Command::new("sh");
    command.arg("-c").arg("\"$0\" \"$@\" | true");
    command.arg(env!("CARGO_BIN_EXE_listening-post"));
    kiosk.address(&mut command);
    let ran = Ran::of(command.args(["check"]));
    assert_eq!((ran.status, ran.err.as_str()), (Some(0), ""));
}
