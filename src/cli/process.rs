//! What the process must not leave behind: core dumps, and panic messages that quote what somebody said.

use std::panic;

use rustix::fs::Mode;
use rustix::mm::{MlockAllFlags, mlockall};
use rustix::process::{DumpableBehavior, Resource, Rlimit, getrlimit, set_dumpable_behavior, setrlimit};

use super::Printer;
use crate::mutant::{self, Mutant};

/// Locks whatever memory is touched, where no limit is set to that or it can be lifted: under a limit the lock would fail
/// some later allocation, which is worse than a page in swap.
fn keep_out_of_swap() {
    let unlimited = Rlimit { current: None, maximum: None };
    let is_unlimited = setrlimit(Resource::Memlock, unlimited).is_ok() || getrlimit(Resource::Memlock) == unlimited;
    if is_unlimited {
        let _ = mlockall(MlockAllFlags::CURRENT | MlockAllFlags::FUTURE | MlockAllFlags::ONFAULT);
    }
}

/// Makes every file from now on its owner's alone, unless it is told otherwise: also one that a library makes beside ours.
pub(super) fn keep_files_private() {
    rustix::process::umask(Mode::RWXG | Mode::RWXO);
}

/// Keeps what is in memory out of files. Where the system does not allow it, the kiosk runs all the same: this is the
/// second lock on a door that file permissions have shut already.
pub(super) fn keep_memory_private() {
    if mutant::active(Mutant::MemoryOpen) {
        return;
    }
    let none = Rlimit { current: Some(0), maximum: Some(0) };
    let _ = setrlimit(Resource::Core, none);
    // Also keeps other processes of the same user from reading this one's memory.
    let _ = set_dumpable_behavior(DumpableBehavior::NotDumpable);
    keep_out_of_swap();
    panic::set_hook(Box::new(|panicked| {
        // The place and nothing else: a payload may quote a value.
        let place =
            panicked.location().map_or_else(String::new, |place| format!(" at {}:{}", place.file(), place.line()));
        let quoted = panicked.payload().downcast_ref::<String>().filter(|_| mutant::active(Mutant::PanicQuoted));
        let quoted = quoted.map_or("", String::as_str);
        Printer::standard(false).remark(format_args!("listening-post found a mistake of its own{place}{quoted}"));
    }));
}
