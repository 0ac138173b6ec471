use expect_test::expect;
use listening_post::cli::check::{report, summary};
use listening_post::content::load;

use super::{PACK, folder};

#[test]
fn a_report_shows_the_line_a_caret_and_what_to_write_instead() {
    let text = format!(
        "{}{}",
        PACK.replace("title", "titel"),
        "[[item]]\nid = \"today\"\ntype = \"nps\"\ntext = \"And you?\"\n"
    );
    let (text, wrong) = report(&load(&folder(&[("packs/weekly-pulse.toml", &text), ("pack.toml", "")])), false, false);
    expect![[r#"
          × a pack has no key `titel`
           ╭─[packs/weekly-pulse.toml:3:1]
         2 │ kind = "pulse"
         3 │ titel = "Today"
           · ──┬──
           ·   ╰── nobody reads this
         4 │ [[item]]
           ╰────
          help: did you mean `title`?

          × item `today` appears twice in this pack
            ╭─[packs/weekly-pulse.toml:9:6]
          8 │ [[item]]
          9 │ id = "today"
            ·      ───┬───
            ·         ╰── used again here
         10 │ type = "nps"
            ╰────
          help: give each item an id of its own; released counts are filed under it

        pack.toml
          ⚠ nothing reads `pack.toml`
          help: packs belong into packs/

        2 faults and 1 warning in 2 files
    "#]]
    .assert_eq(&text);
    assert!(wrong);
}

#[test]
fn warnings_alone_keep_nothing_from_running() {
    let loaded = load(&folder(&[("pack.toml", "")]));
    let (_, wrong) = report(&loaded, false, false);
    expect!["the pack is whole; 1 warning in 1 file"].assert_eq(&summary(&loaded));
    assert!(!wrong);
}

#[test]
fn machines_get_the_same_faults() {
    let (text, _) = report(&load(&folder(&[("packs/whole.toml", &PACK.replace("smiley", "smily"))])), true, false);
    expect![[r#"
        {
          "faults": [
            {
              "column": 8,
              "file": "packs/whole.toml",
              "help": "did you mean `smiley`?",
              "label": "not known",
              "line": 6,
              "message": "there is no item type `smily`",
              "severity": "error"
            }
          ],
          "hash": "0ed23dbb19e701c7",
          "packs": [],
          "whole": false
        }
    "#]]
    .assert_eq(&text);
}
