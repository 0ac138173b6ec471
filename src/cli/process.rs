//! What the process must not leave behind: core dumps, and panic messages that quote what somebody said.

use std::panic;

use rustix::process::{DumpableBehavior, Resource, Rlimit, set_dumpable_behavior, setrlimit};

use super::Printer;

/// Keeps what is in memory out of files. Where the system does not allow it, the kiosk runs all the same: this is the
/// second lock on a door that file permissions have shut already.
pub(super) fn keep_memory_private() {
    let none = Rlimit { current: Some(0), maximum: Some(0) };
    let _ = setrlimit(Resource::Core, none);
    // Also keeps other processes of the same user from reading this one's memory.
    let _ = set_dumpable_behavior(DumpableBehavior::NotDumpable);
    panic::set_hook(Box::new(|panicked| {
        // The place and nothing else: a payload may quote a value.
        let place =
            panicked.location().map_or_else(String::new, |place| format!(" at {}:{}", place.file(), place.line()));
        Printer::standard(false).remark(format_args!("listening-post found a mistake of its own{place}"));
    }));
}
