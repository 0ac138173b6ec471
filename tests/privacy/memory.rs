//! What is in memory: nothing of a visit once it is counted, and nobody else may look.

use std::fs::{self, File};
use std::io::{BufRead, BufReader, Read, Seek, SeekFrom, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;

use age::secrecy::ExposeSecret;
use jiff::ToSpan;
use listening_post::clock::{Clock, SimulatedClock};
use listening_post::comments::Comment;
use listening_post::content::Content;
use listening_post::random::Random;
use listening_post::store::{Counters, DataDirectory, Kind};
use listening_post::visit::{Finished, Response};
use listening_post::vocabulary::ItemId;
use zeroize::{Zeroize, Zeroizing};

use crate::common::{Kiosk, content, told_once};
use crate::finding::{Bound, Finding, must_fail};
use crate::history::MONDAY;

/// Names the data directory to the process that is looked into.
const DATA: &str = "LISTENING_POST_TEST_DATA";
/// Names the flaw that it is to have.
#[cfg(feature = "mutants")]
const FLAW: &str = "LISTENING_POST_TEST_FLAW";
const OPTIONS: usize = 30;
const PEOPLE: usize = 12;

const KIOSK: &str = "organisation = \"O\"\nsite = \"s\"\nlanguages = [\"en\"]\ntime_zone = \"UTC\"\nheadcount = 500\n";

fn asked() -> Arc<Content> {
    let options: String = (0..OPTIONS).map(|at| format!("{{ id = \"o{at}\", text = \"Option {at}\" }},\n")).collect();
    let pack = format!(
        "kind = \"pulse\"\ntitle = \"Your say\"\n[[item]]\nid = \"picks\"\ntype = \"multiple\"\nat_most = 12\n\
         text = \"Which of these?\"\noptions = [\n{options}]\n[[item]]\nid = \"why\"\ntype = \"comment\"\ntext = \"Why?\"\n"
    );
    let secret = age::x25519::Identity::generate();
    let kiosk = format!("{KIOSK}[comments]\nrecipients = [\"{}\"]\n", secret.to_public());
    let _ = secret.to_string().expose_secret().len();
    content(&kiosk, &[("say", &pack)])
}

/// What one person picks: twelve positions that no program has side by side by chance.
fn picks(person: usize) -> Vec<usize> {
    let mut left: Vec<usize> = (0..OPTIONS).collect();
    let mut state = 31 + person;
    while left.len() > 12 {
        state = state.wrapping_mul(1_103_515_245).wrapping_add(12_345) % (1 << 31);
        left.remove((state >> 8) % left.len());
    }
    left
}

/// What one person says, put together anew each time, so that the program's own text does not hold it.
fn says(person: usize) -> Zeroizing<String> {
    let mut text = Zeroizing::new(String::with_capacity(80));
    let mut state = 977 + u32::try_from(person).unwrap() * 7919;
    for _ in 0..6 {
        for _ in 0..6 {
            state = state.wrapping_mul(1_103_515_245).wrapping_add(12_345);
            text.push(char::from(b'a' + u8::try_from((state >> 16) % 26).unwrap()));
        }
        text.push(' ');
    }
    text
}

/// Not a test of its own: the process that is looked into. It tells each stage on a line and waits for one.
#[test]
#[expect(clippy::print_stdout, reason = "the test below reads it")]
#[ignore = "started and looked into by the test below"]
fn visitor() {
    let Some(data) = std::env::var_os(DATA) else { return };
    #[cfg(feature = "mutants")]
    if let Some(flaw) = std::env::var_os(FLAW) {
        let flaw = listening_post::mutant::Mutant::ALL.iter().find(|one| *format!("{one:?}") == *flaw);
        listening_post::mutant::choose(flaw.copied());
    }
    let clock = SimulatedClock::at(MONDAY.at(8, 0, 0, 0));
    let content = asked();
    let opened = Counters::open(
        &DataDirectory::at(data.as_ref()),
        Kind::Simulated,
        content.clone(),
        clock.clone(),
        Random::System,
    );
    let mut counters = opened.unwrap().0;
    let wait = |stage: &str| {
        println!("stage {stage}");
        std::io::stdin().read_line(&mut String::new()).unwrap();
    };
    let pass = |counters: &mut Counters<SimulatedClock, Random>, hours: i64| {
        for _ in 0..hours {
            clock.advance_to(clock.wall().saturating_add(1.hour()));
            counters.pass_time().unwrap();
        }
    };
    wait("begun");
    for person in 0..PEOPLE {
        pass(&mut counters, 7);
        let mut positions = picks(person);
        let visit = Finished {
            pack: content.packs[0].id.clone(),
            cohort: None,
            answers: vec![(ItemId::new("picks").unwrap(), Response::several(positions.clone()))],
            comments: vec![(ItemId::new("why").unwrap(), Comment::new(&says(person)).unwrap())],
            burst: false,
        };
        positions.zeroize();
        if person == 0 {
            wait("asked");
        }
        counters.add(&visit).unwrap();
    }
    wait("visited");
    pass(&mut counters, 8 * 24);
    wait("cut");
}

/// The bytes of everything another process may write to.
fn memory(process: u32) -> std::io::Result<Vec<u8>> {
    let maps = fs::read_to_string(format!("/proc/{process}/maps"))?;
    let mut memory = File::open(format!("/proc/{process}/mem"))?;
    let mut all = Vec::new();
    for line in maps.lines().filter(|line| line.split(' ').nth(1).is_some_and(|mode| mode.starts_with("rw"))) {
        let range = line.split(' ').next().unwrap();
        let (from, to) = range.split_once('-').unwrap();
        let [from, to] = [from, to].map(|place| u64::from_str_radix(place, 16).unwrap());
        memory.seek(SeekFrom::Start(from))?;
        // Some pages of the system's own cannot be read.
        let mut bytes = vec![0; usize::try_from(to - from).unwrap()];
        if memory.read_exact(&mut bytes).is_ok() {
            all.extend(bytes);
        }
    }
    Ok(all)
}

/// Canaries of people's picks and comments in these bytes: six numbers in a row, or two words.
fn canaries(bytes: &[u8]) -> [usize; 2] {
    let holds = |needle: &[u8]| bytes.windows(needle.len()).any(|window| window[0] == needle[0] && window == needle);
    let picked = |person: &usize| {
        let numbers: Vec<u8> = picks(*person)[3..9].iter().flat_map(|position| position.to_ne_bytes()).collect();
        holds(&numbers)
    };
    let said = |person: &usize| holds(&says(*person).as_bytes()[14..27]);
    [(0..PEOPLE).filter(picked).count(), (0..PEOPLE).filter(said).count()]
}

/// Goes on to the next stage and waits for it.
fn next(child: &mut Child, lines: &mut impl Iterator<Item = std::io::Result<String>>, stage: &str) {
    child.stdin.as_mut().unwrap().write_all(b"\n").unwrap();
    reach(lines, stage);
}

fn reach(lines: &mut impl Iterator<Item = std::io::Result<String>>, stage: &str) {
    assert!(lines.any(|line| line.unwrap().ends_with(stage)), "{stage}");
}

#[test]
fn nothing_of_a_visit_is_in_memory_once_it_is_counted() {
    must_fail("memory", &["AnswersLinger"], || {
        let folder = tempfile::tempdir().unwrap();
        let mut command = Command::new(std::env::current_exe().unwrap());
        command.args(["--exact", "memory::visitor", "--ignored", "--nocapture"]).env(DATA, folder.path().join("data"));
        #[cfg(feature = "mutants")]
        command.env(FLAW, format!("{:?}", listening_post::mutant::chosen().unwrap()));
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        reach(&mut lines, "begun");
        next(&mut child, &mut lines, "asked");
        let while_there = memory(child.id());
        next(&mut child, &mut lines, "visited");
        let visited = memory(child.id());
        next(&mut child, &mut lines, "cut");
        let cut = memory(child.id());
        child.stdin.as_mut().unwrap().write_all(b"\n").unwrap();
        assert!(child.wait().unwrap().success());
        let (while_there, after) = if let (Ok(there), Ok(visited), Ok(cut)) = (while_there, visited, cut) {
            (canaries(&there), [canaries(&visited), canaries(&cut)])
        } else {
            told_once("another process's memory cannot be read here, as it should be; so it was not looked through");
            // A mutant cannot show itself either.
            ([1, 1], [[usize::from(cfg!(feature = "mutants")); 2]; 2])
        };
        assert_eq!(while_there, [1, 1], "an answer and a comment are found while they are there");
        Finding {
            attack: "memory",
            tried: format!(
                "/proc/PID/mem of a process in which {PEOPLE} people picked twelve options each and left a sealed comment: \
                 looked through after the visits and after a cut"
            ),
            measure: "people whose picks or words are found",
            figure: after.iter().flatten().sum::<usize>() as f64,
            bound: Bound::AtMost(0.0),
        }
    });
}

/// A user that owns nothing.
const NOBODY: &str = "65534";

/// Ways into the memory of the running program that are open.
fn doors(kiosk: &Kiosk) -> Option<(Vec<&'static str>, bool)> {
    let pipe = kiosk.path().join("answers.csv");
    assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let root = fs::metadata("/proc/self").map(|meta| std::os::unix::fs::MetadataExt::uid(&meta)).unwrap() == 0;
    // Memory is locked where nothing limits it; the limit is lifted for that where it can be.
    let lift = ["prlimit", "--memlock=unlimited:unlimited"];
    let lifted = Command::new(lift[0]).args([lift[1], "true"]).stderr(Stdio::null()).status();
    let lifted = lifted.is_ok_and(|status| status.success());
    let as_nobody = |program: &Path| {
        let mut command = Command::new(if lifted { lift[0] } else { "setpriv" });
        if lifted {
            command.args([lift[1], "setpriv"]);
        }
        command.args(["--reuid", NOBODY, "--regid", NOBODY, "--clear-groups"]).arg(program);
        command
    };
    let program = Path::new(env!("CARGO_BIN_EXE_listening-post"));
    let mut command = if root {
        let owned = Command::new("chown").args(["-R", NOBODY]).arg(kiosk.path()).status().unwrap().success();
        let starts = as_nobody(program).arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status();
        if !owned || !starts.is_ok_and(|status| status.success()) {
            told_once("the program cannot be started as another user here, so nobody tried to read its memory");
            return None;
        }
        as_nobody(program)
    } else {
        Command::new(program)
    };
    kiosk.address(&mut command);
    let mut child = command.arg("enter").arg(&pipe).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    // Both ends wait for each other: once this is open, the program is waiting for answers.
    let end = File::create(&pipe).unwrap();
    let place = format!("/proc/{}/mem", child.id());
    let read = if root {
        as_nobody(Path::new("dd"))
            .arg(format!("if={place}"))
            .args(["of=/dev/null", "count=0"])
            .stderr(Stdio::null())
            .status()
    } else {
        Command::new("dd").arg(format!("if={place}")).args(["of=/dev/null", "count=0"]).stderr(Stdio::null()).status()
    };
    let mut open = Vec::new();
    if read.unwrap().success() {
        open.push("memory");
    }
    let limits = fs::read_to_string(format!("/proc/{}/limits", child.id())).unwrap();
    let core = limits.lines().find(|line| line.starts_with("Max core file size")).unwrap();
    if core.split_whitespace().filter(|word| *word == "0").count() < 2 {
        open.push("core");
    }
    // `nobody` may not lift the limit; then nothing is locked, and swap is for whoever sets up the machine.
    let status = fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap();
    let locked = status.lines().find(|line| line.starts_with("VmLck")).unwrap();
    let unlimited = limits.lines().any(|line| line.starts_with("Max locked memory") && line.contains("unlimited"));
    if !unlimited {
        told_once(
            "locked memory is limited here and the limit cannot be lifted, so nothing is locked and nobody looked",
        );
    }
    if unlimited && locked.split_whitespace().nth(1) == Some("0") {
        open.push("swap");
    }
    drop(end);
    child.wait().unwrap();
    Some((open, unlimited))
}

#[test]
fn nobody_else_may_look_into_the_memory_of_the_program() {
    must_fail("core-dumps", &["MemoryOpen"], || {
        let kiosk = Kiosk::new();
        kiosk.simulate("2026-01-05T07:00");
        let (open, swap) = doors(&kiosk).unwrap_or_else(|| {
            // Visibly less: the limit on core dumps of a program that has been started, as any user sees it.
            (if cfg!(feature = "mutants") { vec!["unknown"] } else { Vec::new() }, false)
        });
        let swap = if swap { "the lock on memory" } else { "memory is not locked, for this machine limits that" };
        Finding {
            attack: "core dumps and swap",
            tried: format!("another process of the same user opens /proc/PID/mem; the limits of core dumps; {swap}"),
            measure: "ways that are open",
            figure: open.len() as f64,
            bound: Bound::AtMost(0.0),
        }
    });
}
