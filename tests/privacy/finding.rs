//! What an attack came to, and what it must come to: nothing on the program as it is, something on each of its mutants.

use std::env;
use std::fs;
use std::path::Path;

use serde_json::json;

/// The attacks that must fail, as the table in `docs/anonymity.md` names them; an attack may be tried in several ways.
pub const ATTACKS: [&str; 21] = [
    "order",
    "canonical image",
    "system calls",
    "raw disk",
    "memory",
    "core dumps and swap",
    "differencing",
    "reconstruction",
    "value-blind gates",
    "ε falsifier",
    "redraw",
    "flooding",
    "clock",
    "fold",
    "presence",
    "envelope",
    "logs and panics",
    "contest beside pulse",
    "comments",
    "configuration",
    "retention",
];

/// Names the folder that findings are written to, for the table.
pub const FOLDER: &str = "LISTENING_POST_FINDINGS";

/// What an attack came to.
#[derive(Debug)]
pub struct Finding {
    /// One of [`ATTACKS`].
    pub attack: &'static str,
    /// What was tried, and how often.
    pub tried: String,
    /// What the figure is.
    pub measure: &'static str,
    /// What came of it.
    pub figure: f64,
    /// What must come of it.
    pub bound: Bound,
}

/// What a figure must keep to.
#[derive(Debug, Clone, Copy)]
pub enum Bound {
    /// It must not be larger.
    AtMost(f64),
    /// It must not be smaller.
    AtLeast(f64),
}

impl Finding {
    /// Whether the attack failed.
    fn holds(&self) -> bool {
        match self.bound {
            Bound::AtMost(most) => self.figure <= most,
            Bound::AtLeast(least) => self.figure >= least,
        }
    }

    fn write(&self, id: &str, mutant: Option<&str>) {
        assert!(ATTACKS.contains(&self.attack), "{}", self.attack);
        let Some(folder) = env::var_os(FOLDER) else { return };
        let (sign, bound) = match self.bound {
            Bound::AtMost(most) => ("≤", most),
            Bound::AtLeast(least) => ("≥", least),
        };
        let finding = json!({
            "id": id, "attack": self.attack, "tried": self.tried, "measure": self.measure, "figure": self.figure,
            "sign": sign, "bound": bound, "mutant": mutant,
        });
        let name = format!("{id}.{}.json", mutant.unwrap_or("none"));
        fs::write(Path::new(&folder).join(name), finding.to_string()).unwrap();
    }
}

/// Runs an attack. It must fail; in a build with mutants it must succeed on each of `mutants` instead.
///
/// `id` names the row of the table.
#[track_caller]
pub fn must_fail(id: &str, mutants: &[&str], attack: impl Fn() -> Finding) {
    run(id, mutants, attack, true);
}

/// The same for a run too short for the table, beside a long one of the same `id`.
#[track_caller]
pub fn must_fail_in_short(id: &str, mutants: &[&str], attack: impl Fn() -> Finding) {
    run(id, mutants, attack, false);
}

#[cfg(not(feature = "mutants"))]
#[track_caller]
fn run(id: &str, _: &[&str], attack: impl Fn() -> Finding, whole: bool) {
    let finding = attack();
    assert!(finding.holds(), "the attack succeeded: {finding:?}");
    if whole {
        finding.write(id, None);
    }
}

#[cfg(feature = "mutants")]
#[track_caller]
fn run(id: &str, mutants: &[&str], attack: impl Fn() -> Finding, _: bool) {
    use listening_post::mutant::{Mutant, choose};

    assert!(!mutants.is_empty(), "an attack that nothing makes succeed shows nothing");
    for name in mutants {
        let mutant = Mutant::ALL.iter().find(|mutant| format!("{mutant:?}") == *name);
        choose(Some(*mutant.unwrap_or_else(|| panic!("there is no mutant {name}"))));
        let finding = attack();
        choose(None);
        assert!(!finding.holds(), "the attack failed on {name}: {finding:?}");
        finding.write(id, Some(name));
    }
}

/// Runs an attack in a build with mutants: it must fail on the first mutant, which breaks something without being a
/// flaw, and succeed on the second.
#[cfg(feature = "mutants")]
#[track_caller]
pub fn must_fail_when_provoked(
    id: &str,
    [provoked, flawed]: [listening_post::mutant::Mutant; 2],
    attack: impl Fn() -> Finding,
) {
    let of = |mutant| {
        listening_post::mutant::choose(Some(mutant));
        let finding = attack();
        listening_post::mutant::choose(None);
        finding
    };
    let (firm, broken) = (of(provoked), of(flawed));
    assert!(firm.holds(), "the attack succeeded: {firm:?}");
    assert!(!broken.holds(), "the attack failed on {flawed:?}: {broken:?}");
    firm.write(id, None);
    broken.write(id, Some(&format!("{flawed:?}")));
}
