use expect_test::expect;
use listening_post::content::load;

use super::{faults, folder};

const ACTIONS: &str = r#"
[[action]]
id = "chairs"
said = "Nowhere to sit"
did = "Six chairs"
on = 2026-09-28
[[action]]
id = "tills"
said = "The till freezes"
did = "Two new tills"
on = 2026-11-03
"#;

#[test]
fn the_newest_action_comes_first() {
    let actions = load(&folder(&[("actions.toml", ACTIONS)])).content.unwrap().actions;
    assert_eq!(actions.iter().map(|action| action.id.as_str()).collect::<Vec<_>>(), ["tills", "chairs"]);
}

#[test]
fn a_broken_action_leaves_the_kiosk_running_without_actions() {
    let text = ACTIONS
        .replace("tills", "chairs")
        .replace("2026-11-03", "\"2026-11-03\"")
        .replace("did = \"Six", "did_ = \"Six");
    let folder = folder(&[("actions.toml", &text)]);
    assert!(load(&folder).content.unwrap().actions.is_empty());
    expect![[r#"
        error actions.toml:5 at did_
          action `chairs` has no key `did_`
          help: did you mean `did`?
        error actions.toml:8 at "chairs"
          action `chairs` appears twice
          help: give each action an id of its own; "did you know?" is counted under it
        error actions.toml:11 at "2026-11-03"
          `on` must be a date without quotes, such as 2026-11-02, not a string
          help: `on`: the day it was done, or its status was last looked at, such as 2026-11-03
    "#]]
    .assert_eq(&faults(&[("actions.toml", &text)]));
}
