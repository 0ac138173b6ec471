//! That no program but one for these tests can be given a flaw.

use std::fs;

use crate::common::Kiosk;

#[test]
fn only_a_program_for_tests_can_be_given_a_flaw_and_it_says_so() {
    let kiosk = Kiosk::new();
    let version = kiosk.done(&["--version"]);
    let program = fs::read(env!("CARGO_BIN_EXE_listening-post")).unwrap();
    let variable = b"LISTENING_POST_MUTANT";
    let knows = program.windows(variable.len()).any(|window| window == variable);
    let ran = kiosk.run(&["check"]);
    assert_eq!(ran.status, Some(0), "{}", ran.err);
    let says = [version.contains("NEVER use it for people"), ran.err.contains("THIS PROGRAM CAN BE GIVEN FLAWS")];
    assert_eq!((knows, says), (cfg!(feature = "mutants"), [cfg!(feature = "mutants"); 2]));
}
