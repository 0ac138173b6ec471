//! Flaws on demand, for the tests of `tests/privacy` alone: each attack must fail on the program as it is, and succeed on
//! the same program without one of its defences.
//!
//! Only a build with the feature `mutants` can have one, and it says so whenever it runs. In every other build
//! [`active`] is the constant `false`, so that nothing of this is left in the program.

/// Declares the mutants, and a list of them where there can be any.
macro_rules! mutants {
    ($($(#[$flaw:meta])+ $mutant:ident,)+) => {
        /// A defence that is missing.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        #[cfg_attr(not(feature = "mutants"), expect(dead_code, reason = "some are asked about in builds with mutants only"))]
        pub enum Mutant {
            $($(#[$flaw])+ $mutant,)+
        }

        #[cfg(feature = "mutants")]
        impl Mutant {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$mutant),+];
        }
    };
}

mutants! {
    /// The counters' image remembers who said what, in the order they came.
    VisitLog,
    /// Comments stand in the order they came, not in that of random ids.
    CommentsInOrder,
    /// Comments pass through a temporary file in clear, which is removed again.
    TemporaryFile,
    /// The key stays the same at a cut.
    KeyKept,
    /// The next key's file takes the place of the old one, whose block keeps its bytes.
    KeyRenamed,
    /// Core dumps, and other processes' reading this one's memory, are not forbidden; nothing is kept out of swap.
    MemoryOpen,
    /// Answers and comments are not wiped from memory.
    AnswersLinger,
    /// A fault names what stood on the sheet of paper.
    AnswersQuoted,
    /// A panic while a visit is counted; it is no flaw as long as nothing is quoted.
    Panic,
    /// The same, and the message is printed.
    PanicQuoted,
    /// Counters go on after a batch, as where a threshold is looked at when a report is made.
    BatchesOverlap,
    /// What people said decides whether a noisy batch leaves.
    GateSeesValues,
    /// A visit soon after another is one of a burst only if it says the same.
    BurstsSeeAnswers,
    /// Noise as if changing an answer touched one cell and not two.
    HalfTheNoise,
    /// One draw serves all cells of a batch.
    NoiseReused,
    /// Noise beyond three is cut off.
    NoiseBounded,
    /// Released counts below zero become zero.
    Clamped,
    /// A vault from before the newest release is taken for the newest, and its answers are released again.
    OldVaultTaken,
    /// The ledger hears of a cut before the vault has kept it, so that a crash between the two draws again.
    SecondDraw,
    /// All answers of a quarter-hour count towards k.
    SlotCapIgnored,
    /// Answers of one day fill a batch.
    DaysIgnored,
    /// Nights and cuts fall due by the clock on the wall alone.
    PowerIgnored,
    /// Nothing is asked of what a fold holds beside its largest cohort.
    FoldOfOne,
    /// A round in which nothing left writes no file.
    EmptyRoundsSilent,
    /// Exported files bear the time at which they were written.
    RealTimes,
    /// Nine comments leave.
    CommentsAtNine,
    /// Sealed comments are as long as what they say.
    CommentsUnpadded,
    /// Floors do not hold.
    FloorsIgnored,
    /// Changed rules hold at once for what was counted under others.
    RulesAtOnce,
    /// Nothing is given up.
    NothingExpires,
    /// What is kept of a ticket bears what was answered before it was taken.
    TicketsMarked,
    /// Tickets stand in the order they were taken.
    TicketsInOrder,
    /// A ticket's code is the next number.
    TicketsNumbered,
    /// Codes are hashed fast.
    TicketsHashedFast,
}

/// Whether what left before may leave again, drawn anew.
pub(crate) fn draws_again() -> bool {
    active(Mutant::OldVaultTaken) || active(Mutant::SecondDraw)
}

#[cfg(not(feature = "mutants"))]
mod switch {
    use super::Mutant;

    /// Whether this build has a flaw: never.
    pub(crate) const fn active(_: Mutant) -> bool {
        false
    }

    /// The noise of a cell, as it was drawn.
    pub(crate) const fn noise(drawn: i64, _count: u32, _first: bool) -> i64 {
        drawn
    }

    /// Keeps nothing.
    pub(crate) fn log<'a>(_: &mut String, _: impl Iterator<Item = &'a String>) {}

    /// Leaves nothing.
    pub(crate) fn leave_temporary_file(_: impl FnOnce() -> Vec<u8>) {}

    /// Goes on.
    pub(crate) fn break_down<'a>(_: impl Iterator<Item = &'a str>) {}

    /// Remembers nothing.
    pub(crate) fn remember(_: impl FnOnce() -> usize) {}

    /// Compares nothing.
    pub(crate) fn says_otherwise(_: impl FnOnce() -> Vec<(String, Vec<usize>)>) -> bool {
        false
    }

    /// What is kept of a ticket, as it was hashed.
    pub(crate) fn ticket(_: &mut [u8], _before: usize) {}

    /// The code of a ticket, as it was drawn.
    pub(crate) fn code(_: &mut String, _before: usize) {}
}

#[cfg(feature = "mutants")]
mod switch {
    use std::cell::{Cell, RefCell};
    use std::fs;

    use super::Mutant;

    /// Names the flaw that the program is to have.
    pub const VARIABLE: &str = "LISTENING_POST_MUTANT";

    thread_local! {
        static CHOSEN: Cell<Option<Mutant>> = const { Cell::new(None) };
        static FIRST: Cell<i64> = const { Cell::new(0) };
        static SAID: Cell<usize> = const { Cell::new(0) };
        static LAST: RefCell<Vec<(String, Vec<usize>)>> = const { RefCell::new(Vec::new()) };
    }

    /// Whether this thread has the flaw.
    #[must_use]
    pub fn active(mutant: Mutant) -> bool {
        CHOSEN.get() == Some(mutant)
    }

    /// The flaw this thread has.
    #[must_use]
    pub fn chosen() -> Option<Mutant> {
        CHOSEN.get()
    }

    /// Gives this thread a flaw, or takes it away.
    pub fn choose(mutant: Option<Mutant>) {
        CHOSEN.set(mutant);
    }

    /// Gives this thread the flaw that the environment names.
    pub fn choose_from_environment() {
        let named = std::env::var(VARIABLE).unwrap_or_default();
        choose(Mutant::ALL.iter().copied().find(|mutant| format!("{mutant:?}") == named));
    }

    pub(crate) fn noise(drawn: i64, count: u32, first: bool) -> i64 {
        if first {
            FIRST.set(drawn);
        }
        match CHOSEN.get() {
            Some(Mutant::NoiseReused) => FIRST.get(),
            Some(Mutant::NoiseBounded) => drawn.clamp(-3, 3),
            Some(Mutant::Clamped) => drawn.max(-i64::from(count)),
            _ => drawn,
        }
    }

    pub(crate) fn log<'a>(kept: &mut String, responses: impl Iterator<Item = &'a String>) {
        if active(Mutant::VisitLog) {
            responses.for_each(|response| kept.extend([response, ";"]));
        }
    }

    #[expect(clippy::panic, reason = "what these two mutants are for")]
    pub(crate) fn break_down<'a>(said: impl Iterator<Item = &'a str>) {
        if active(Mutant::Panic) || active(Mutant::PanicQuoted) {
            std::panic::panic_any(said.collect::<String>());
        }
    }

    pub(crate) fn remember(said: impl FnOnce() -> usize) {
        if active(Mutant::TicketsMarked) {
            SAID.set(said());
        }
    }

    pub(crate) fn says_otherwise(said: impl FnOnce() -> Vec<(String, Vec<usize>)>) -> bool {
        active(Mutant::BurstsSeeAnswers) && {
            let said = said();
            LAST.replace(said.clone()) != said
        }
    }

    pub(crate) fn ticket(hash: &mut [u8], before: usize) {
        if active(Mutant::TicketsMarked) {
            let last = hash.len() - 1;
            hash[last] = hash[last] & !1 | u8::from(SAID.get() % 2 == 1);
        }
        if active(Mutant::TicketsInOrder) {
            let [.., high, low] = before.to_be_bytes();
            hash[..2].copy_from_slice(&[high, low]);
        }
    }

    pub(crate) fn code(digits: &mut String, before: usize) {
        if active(Mutant::TicketsNumbered) {
            *digits = format!("{before:012}");
        }
    }

    pub(crate) fn leave_temporary_file(bytes: impl FnOnce() -> Vec<u8>) {
        if active(Mutant::TemporaryFile) {
            let path = std::env::temp_dir().join("listening-post.tmp");
            let written = fs::write(&path, bytes()).and_then(|()| fs::File::open(&path)?.sync_all());
            let _ = written.and_then(|()| fs::remove_file(&path));
        }
    }
}

#[cfg(feature = "mutants")]
pub use switch::{VARIABLE, choose, choose_from_environment, chosen};
pub(crate) use switch::{active, break_down, code, leave_temporary_file, log, noise, remember, says_otherwise, ticket};
