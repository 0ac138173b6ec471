//! What happens when things break: power, disks, files, other processes.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that panics has failed")]
#![allow(
    clippy::format_push_string,
    clippy::format_collect,
    reason = "what a test writes is short, and reads better in one line"
)]
#![allow(clippy::needless_pass_by_value, reason = "an expected text stands where it is compared")]

#[path = "../common/mod.rs"]
mod common;
mod compact;
mod content;
mod crash;
mod disk;
mod files;
mod killed;
mod store;

#[test]
fn what_could_not_be_tested_is_noted_for_the_end_with_the_test_that_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("not-tested");
    common::noted(&file, "no strace");
    common::noted(&file, "no mount");
    let name = "what_could_not_be_tested_is_noted_for_the_end_with_the_test_that_says_so";
    let noted = std::fs::read_to_string(file).unwrap();
    assert_eq!(noted, format!("{name}: no strace\n{name}: no mount\n"));
}
