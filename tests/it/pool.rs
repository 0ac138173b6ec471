//! The pool: what small sites give up, sealed, merged and released together.

use std::fs;
use std::path::{Path, PathBuf};

use age::secrecy::ExposeSecret;
use listening_post::pool::Identity;

use crate::desk::{Desk, Ran, files, run, text};
use parquet::file::reader::{FileReader, SerializedFileReader};

/// Sites of 12 with k = 8 are too small to be reported on their own.
const SMALL: u32 = 12;

pub struct Council {
    folder: tempfile::TempDir,
    recipient: String,
}

impl Council {
    pub fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let identity = Identity::generate();
        let text = format!("# the council's\n{}\n", identity.to_string().expose_secret());
        fs::write(folder.path().join("identity"), text).unwrap();
        Self { folder, recipient: identity.to_public().to_string() }
    }

    fn privacy(&self) -> String {
        format!("pool_recipient = \"{}\"", self.recipient)
    }

    /// A site whose tallies of two weeks are given up in the second.
    pub fn site(&self, name: &str, a_day: u32) -> Desk {
        let desk = Desk::new(name, SMALL, &self.privacy());
        desk.live(2, a_day);
        let exported = desk.export(&desk.path("lake"));
        assert_eq!(exported.code, 0, "{}", exported.err);
        desk
    }

    pub fn out(&self) -> PathBuf {
        self.folder.path().join("pooled.csv")
    }

    pub fn pool(&self, lakes: &[&Path], more: &[&str]) -> Ran {
        let (identity, out) = (self.folder.path().join("identity"), self.out());
        let mut arguments = vec!["fleet", "pool", "--identity", text(&identity), "--out", text(&out)];
        arguments.extend(lakes.iter().map(|lake| text(lake)));
        arguments.extend(more);
        run(&arguments)
    }
}

fn spills(lake: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut files = files(lake);
    files.retain(|(path, _)| path.to_str().unwrap().ends_with(".spill.age"));
    files
}

#[test]
fn three_small_sites_are_released_together_and_the_spills_destroyed() {
    let council = Council::new();
    let sites = [council.site("north", 2), council.site("south", 2), council.site("west", 1)];
    let lakes: Vec<PathBuf> = sites.iter().map(|site| site.path("lake")).collect();
    let lakes: Vec<&Path> = lakes.iter().map(PathBuf::as_path).collect();
    for lake in &lakes {
        let cells = files(lake).into_iter().filter(|(path, _)| path.extension().unwrap() == "parquet");
        for (path, _) in cells {
            let rows = SerializedFileReader::new(fs::File::open(lake.join(&path)).unwrap()).unwrap();
            assert_eq!(rows.metadata().file_metadata().num_rows(), 0, "nothing leaves alone: {path:?}");
        }
    }
    let two = council.pool(&lakes[..2], &["--destroy"]);
    assert!(two.out.contains("Nothing is large enough yet"), "{}{}", two.out, two.err);
    assert!(!council.out().exists());

    let ran = council.pool(&lakes, &["--destroy"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let csv = fs::read_to_string(council.out()).unwrap();
    let rows: Vec<&str> = csv.lines().skip(1).collect();
    assert_eq!(rows.len(), 5, "{csv}");
    // Two weeks of three days with five answers.
    for row in rows {
        assert!(row.starts_with("1,Harbour Coffee,(pooled),") && row.contains(",30,discrete-laplace,2.0,"), "{row}");
        assert!(row.ends_with(",true"), "{row}");
    }
    for (lake, site) in lakes.iter().zip(&sites) {
        assert!(spills(lake).is_empty());
        // They stay destroyed, and nobody takes their absence for a loss.
        assert_eq!(site.export(lake).code, 0);
        assert!(spills(lake).is_empty());
        assert_eq!(run(&["--data", "/nowhere", "verify", text(lake)]).code, 0);
    }
    assert_eq!(council.pool(&lakes, &[]).code, 2, "what was pooled is not overwritten");
}

#[test]
fn without_destroy_it_says_what_to_destroy() {
    let council = Council::new();
    let sites = [council.site("north", 2), council.site("south", 2), council.site("west", 2)];
    let lakes: Vec<PathBuf> = sites.iter().map(|site| site.path("lake")).collect();
    // The same folder twice is counted once.
    let mut twice: Vec<&Path> = lakes.iter().map(PathBuf::as_path).collect();
    twice.push(&lakes[0]);
    let ran = council.pool(&twice, &[]);
    assert!(ran.out.contains("Destroy the spills now") && ran.out.contains(".spill.age"), "{}", ran.out);
    assert!(fs::read_to_string(council.out()).unwrap().contains(",36,discrete-laplace,"));
}

#[test]
fn there_is_one_spill_of_one_size_a_round_whatever_happened() {
    let council = Council::new();
    let sizes = |a_day: u32| {
        let desk = council.site("north", a_day);
        let all = spills(&desk.path("lake"));
        assert_eq!(all.len(), 2, "one in each round");
        all.into_iter().map(|(_, bytes)| bytes.len()).collect::<Vec<_>>()
    };
    let (none, some) = (sizes(0), sizes(6));
    assert_eq!(none, some);
    assert_eq!(none[0], none[1]);
    assert!(none[0].is_multiple_of(64 * 1024));
}

#[test]
fn without_a_pool_there_is_no_spill_and_nothing_leaves() {
    let desk = Desk::new("north", SMALL, "");
    desk.live(2, 6);
    desk.export(&desk.path("lake"));
    assert_eq!(files(&desk.path("lake")).len(), 4);
    assert!(spills(&desk.path("lake")).is_empty());
}

#[test]
fn what_was_counted_before_there_was_a_pool_does_not_go_into_it() {
    let council = Council::new();
    let before = |desk: &Desk| {
        desk.answer(1, 6);
        desk.configure("Harbour Coffee", "north", SMALL, &council.privacy());
        // The first cut begins a round with the pool, the second gives up what is old.
        desk.close("2026-11-09");
        desk.close("2026-11-16");
        desk.export(&desk.path("lake"));
    };
    let north = Desk::new("north", SMALL, "");
    before(&north);
    assert_eq!(spills(&north.path("lake")).len(), 1);
    let others = [council.site("south", 1), council.site("west", 1)];
    let lakes = [north.path("lake"), others[0].path("lake"), others[1].path("lake")];
    let ran = council.pool(&lakes.each_ref().map(PathBuf::as_path), &[]);
    assert!(ran.out.contains("Nothing is large enough yet"), "{}{}", ran.out, ran.err);
}

#[test]
fn a_spill_that_no_kiosk_vouches_for_stops_everything() {
    let council = Council::new();
    let north = council.site("north", 2);
    let lake = north.path("lake");
    let path = lake.join(&spills(&lake)[0].0);
    let whole = fs::read(&path).unwrap();
    let mut bytes = whole.clone();
    let last = bytes.len() - 1;
    bytes[last] ^= 1;
    fs::write(&path, bytes).unwrap();
    let ran = council.pool(&[&lake], &[]);
    assert_eq!((ran.code, ran.err.contains("not the one that its kiosk signed")), (1, true), "{}", ran.err);
    let ran = run(&["--data", "/nowhere", "verify", text(&lake)]);
    assert_eq!((ran.code, ran.out.contains("sealed spill")), (1, true), "{}", ran.out);

    fs::write(&path, whole).unwrap();
    let key = {
        let other = council.site("south", 1);
        let out = other.export(&other.path("lake")).out;
        out.split_whitespace().find(|word| word.starts_with("RW")).unwrap().trim_end_matches(':').to_owned()
    };
    let ran = council.pool(&[&lake], &["--key", &key]);
    assert_eq!((ran.code, ran.err.contains("not to be trusted")), (1, true), "{}", ran.err);
}

#[test]
fn another_key_opens_nothing() {
    let council = Council::new();
    let north = council.site("north", 2);
    let stranger = Council::new();
    let ran = stranger.pool(&[&north.path("lake")], &[]);
    assert_eq!((ran.code, ran.err.contains("could not open a sealed spill")), (1, true), "{}", ran.err);
}
