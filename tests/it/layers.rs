//! What holds always, read from the sources: who may name what, and which way data walks.

use std::fs;
use std::path::{Path, PathBuf};

/// The modules in the order in which data walks; those of one line may name each other.
const ORDER: [&[&str]; 17] = [
    &["mutant", "stats"],
    &["vocabulary"],
    &["clock", "random"],
    &["comments", "envelope", "pin"],
    &["config", "content"],
    &["visit", "paper", "customers", "exchange"],
    &["tally"],
    &["release"],
    &["contest", "export", "pool"],
    &["report"],
    &["chain", "publish"],
    &["edition"],
    &["speech", "store"],
    &["sync"],
    &["fleet"],
    &["admin"],
    &["cli", "screen"],
];

/// What `paper` may name of the modules beside it: it is a visit that was written down elsewhere.
const BESIDE: [(&str, &str); 1] = [("paper", "visit")];

struct Source {
    /// The path below `src/`, with `/` between the parts.
    path: String,
    /// The lines without comments, and without the tests at the end of the file.
    lines: Vec<(usize, String)>,
}

impl Source {
    fn module(&self) -> &str {
        self.path.split('/').next().unwrap().trim_end_matches(".rs")
    }
}

fn sources() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut paths = Vec::new();
    collect(&root, &mut paths);
    assert!(paths.len() > 50, "the sources are there");
    let mut sources: Vec<Source> = paths
        .iter()
        .map(|path| {
            let text = fs::read_to_string(path).unwrap();
            let lines = text
                .lines()
                .enumerate()
                .take_while(|(_, line)| *line != "#[cfg(test)]")
                .map(|(at, line)| (at + 1, line.split("//").next().unwrap().to_owned()))
                .collect();
            let below = path.strip_prefix(&root).unwrap();
            Source { path: below.to_str().unwrap().replace('\\', "/"), lines }
        })
        // Files that are tests from end to end.
        .filter(|source| !source.path.ends_with("tests.rs") && !source.path.ends_with("_cases.rs"))
        .collect();
    sources.sort_by(|left, right| left.path.cmp(&right.path));
    sources
}

fn collect(folder: &Path, paths: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, paths);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            paths.push(path);
        }
    }
}

/// The places outside `allowed` that hold one of `words`.
fn named_outside(allowed: impl Fn(&str) -> bool, words: &[&str]) -> Vec<String> {
    let mut found = Vec::new();
    for source in sources().iter().filter(|source| !allowed(&source.path)) {
        for (at, line) in &source.lines {
            found.extend(
                words
                    .iter()
                    .filter(|word| holds(line, word))
                    .map(|word| format!("src/{}:{at} names {word}", source.path)),
            );
        }
    }
    found
}

/// Whether `word` stands in `line` as a word of its own.
fn holds(line: &str, word: &str) -> bool {
    line.match_indices(word).any(|(at, _)| {
        let before = line[..at].chars().next_back();
        let after = line[at + word.len()..].chars().next();
        let part = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_');
        !(part(before) || part(after) && word.ends_with(|c: char| c.is_alphanumeric()))
    })
}

#[track_caller]
fn nothing(found: &[String]) {
    assert!(found.is_empty(), "\n{}", found.join("\n"));
}

fn starts(folder: &'static str) -> impl Fn(&str) -> bool {
    move |path| path.starts_with(folder)
}

#[test]
fn only_the_store_names_sqlite() {
    nothing(&named_outside(starts("store/"), &["rusqlite"]));
}

#[test]
fn only_the_screen_names_slint() {
    nothing(&named_outside(starts("screen/"), &["slint", "i_slint_core", "i_slint_backend_testing"]));
}

#[test]
fn only_the_printer_prints() {
    let words = ["println!", "eprintln!", "print!", "eprint!", "dbg!", "stdout()", "stderr()"];
    nothing(&named_outside(starts("cli/printer.rs"), &words));
}

#[test]
fn only_the_clock_reads_time() {
    let words = ["Instant::now", "SystemTime", "Zoned::now", "Timestamp::now", "chrono"];
    nothing(&named_outside(starts("clock.rs"), &words));
}

#[test]
fn only_one_file_asks_the_system_for_randomness() {
    let words = ["SysRng", "OsRng", "ThreadRng", "rand::rng()", "rng()", "getrandom", "new_v4"];
    nothing(&named_outside(starts("random.rs"), &words));
}

#[test]
fn what_decides_reads_and_writes_nothing() {
    let pure = [
        "admin",
        "pin",
        "vocabulary",
        "comments",
        "envelope",
        "content",
        "visit",
        "paper",
        "tally",
        "release",
        "export",
        "pool",
        "contest",
        "chain",
        "edition",
        "stats",
        "customers",
        "exchange",
        "report",
        "publish",
    ];
    let words = ["std::fs", "fs::", "std::env", "env::var", "std::net", "std::process", "Command"];
    let outside = |path: &str| !pure.contains(&path.split('/').next().unwrap().trim_end_matches(".rs"));
    nothing(&named_outside(outside, &words));
}

#[test]
fn data_walk_one_way() {
    let place = |module: &str| ORDER.iter().position(|row| row.contains(&module));
    let mut found = Vec::new();
    for source in &sources() {
        let module = source.module();
        if ["lib", "main"].contains(&module) {
            continue;
        }
        let here = place(module).unwrap_or_else(|| panic!("src/{} is in no row of ORDER", source.path));
        for (at, line) in &source.lines {
            for (start, _) in line.match_indices("crate::") {
                let other: String =
                    line[start + 7..].chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
                let Some(there) = place(&other) else { continue };
                let beside = there == here
                    && other != module
                    && !["config", "content", "cli", "screen"].contains(&module)
                    && !BESIDE.contains(&(module, other.as_str()));
                if there > here || beside {
                    found.push(format!("src/{}:{at} names {other}", source.path));
                }
            }
        }
    }
    nothing(&found);
}

#[test]
fn every_module_of_the_library_has_its_place() {
    let library = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("src/lib.rs")).unwrap();
    for module in library.lines().filter_map(|line| line.strip_prefix("pub mod ")?.strip_suffix(';')) {
        assert!(ORDER.iter().any(|row| row.contains(&module)), "{module} is in no row of ORDER");
    }
}

#[test]
fn nothing_listens() {
    let words = ["TcpListener", "UdpSocket", "UnixListener", "UnixDatagram", "TcpSocket", "socket_with", "listen("];
    nothing(&named_outside(|_| false, &words));
}
