//! What stands around the figures: columns, metadata, names and times of files.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::io::Read as _;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use parquet::file::reader::{FileReader, SerializedFileReader};

use crate::common::Kiosk;
use crate::finding::{Bound, Finding, must_fail};

/// The columns of the public table, in order.
const COLUMNS: &str = "schema_version,organisation,site,kiosk,pack,item,item_hash,histogram,cohort,cut_week,batch,response,\
    cell_count,n,mechanism,epsilon,cell_variance,bursts,config_hash,simulated";
/// Monday, 12 January 2026, 00:00 UTC.
const CUT: i64 = 1_768_176_000;

fn list(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            list(&path, files);
        }
        files.push(path);
    }
}

/// Words that would tell where and when a file was made, and by whom.
fn telling(kiosk: &Kiosk) -> BTreeSet<String> {
    let mut words = BTreeSet::new();
    words.insert(kiosk.path().to_str().unwrap().to_owned());
    for (variable, least) in [("USER", 5), ("HOME", 6)] {
        words.extend(std::env::var(variable).ok().filter(|word| word.len() >= least));
    }
    let host = fs::read_to_string("/proc/sys/kernel/hostname").unwrap_or_default();
    words.extend(Some(host.trim().to_owned()).filter(|host| host.len() > 4));
    let today = jiff::Zoned::now().date();
    words.insert(today.to_string());
    // Days of visits, and the fields that never leave.
    words.extend(["2026-01-06", "2026-01-07", "effective", "pending", "abandon", "uptime"].map(str::to_owned));
    words
}

/// Everything that a kiosk exports: its rounds, and the table in both formats.
fn exported(kiosk: &Kiosk) -> (PathBuf, Vec<(PathBuf, Vec<u8>)>) {
    let rounds = kiosk.path().join("rounds");
    kiosk.done(&["export", "--rounds", rounds.to_str().unwrap()]);
    for format in ["csv", "json", "parquet", "xlsx"] {
        let out = kiosk.path().join(format!("table.{format}"));
        kiosk.done(&["export", "--format", format, "--out", out.to_str().unwrap()]);
    }
    let mut files = Vec::new();
    list(&rounds, &mut files);
    files.extend(["table.csv", "table.json", "table.parquet", "table.xlsx"].map(|name| kiosk.path().join(name)));
    files.retain(|file| file.is_file());
    let texts = files.into_iter().map(|file| (file.clone(), fs::read(file).unwrap())).collect();
    (rounds, texts)
}

/// What a Parquet file says besides the table: columns it should not have, who wrote it, anything of its own.
fn beyond_the_table(file: &Path) -> usize {
    let reader = SerializedFileReader::new(fs::File::open(file).unwrap()).unwrap();
    let about = reader.metadata().file_metadata();
    let columns = about.schema().get_fields().iter();
    let unknown = columns.filter(|column| !COLUMNS.split(',').any(|known| known == column.name())).count();
    let own = about.key_value_metadata().map_or(0, Vec::len);
    unknown + own + usize::from(about.created_by() != Some("listening-post"))
}

/// What a workbook says besides its sheets, part by part: who made it and when, and any of the words that tell.
fn beyond_the_sheets(file: &Path, telling: &BTreeSet<String>) -> usize {
    let mut parts = zip::ZipArchive::new(fs::File::open(file).unwrap()).unwrap();
    let mut faults = 0;
    for at in 0..parts.len() {
        let mut part = parts.by_index(at).unwrap();
        faults += usize::from(part.last_modified().is_some_and(|when| when != zip::DateTime::default()));
        let mut text = String::new();
        part.read_to_string(&mut text).unwrap();
        faults += telling.iter().filter(|word| text.contains(word.as_str())).count();
        if part.name().unwrap() == "docProps/core.xml" {
            // Nobody made it, on the day of the newest cut.
            faults += usize::from(!text.contains("<dc:creator></dc:creator>"));
            faults += usize::from(text.matches(">2026-01-12T00:00:00Z<").count() != 2);
        }
    }
    faults
}

#[test]
fn no_file_tells_more_than_its_table() {
    must_fail("envelope", &["RealTimes"], || {
        let kiosk = Kiosk::new();
        kiosk.simulate("2026-01-05T07:00");
        let mut csv = "visit,pack,item,response,cohort,at\n".to_owned();
        for visit in 0..24 {
            let at = format!("2026-01-{:02}T{:02}:07:09", 6 + visit / 12, 8 + visit % 12 / 2);
            let _ = writeln!(csv, "{visit},beans,bean,robusta,day,{at}");
        }
        kiosk.enter(&csv);
        kiosk.release("2026-01-12T04:00");
        let (rounds, texts) = exported(&kiosk);
        let mut faults = 0;
        for (file, text) in &texts {
            let text = String::from_utf8_lossy(text);
            faults += telling(&kiosk).iter().filter(|word| text.contains(word.as_str())).count();
            if file.extension().is_some_and(|extension| extension == "csv") {
                faults += usize::from(text.lines().next() != Some(COLUMNS));
            }
            if file.extension().is_some_and(|extension| extension == "parquet") {
                faults += beyond_the_table(file);
            }
            if file.extension().is_some_and(|extension| extension == "xlsx") {
                faults += beyond_the_sheets(file, &telling(&kiosk));
            }
        }
        let mut files = Vec::new();
        list(&rounds, &mut files);
        let when = |path: &PathBuf| fs::metadata(path).unwrap();
        let untimely = |path: &&PathBuf| when(path).mtime() != CUT || when(path).mtime_nsec() != 0;
        faults += files.iter().filter(untimely).count();
        Finding {
            attack: "envelope",
            tried: format!(
                "columns, host, user, folders, dates of visits and of the export, names of what never leaves, in {} exported \
                 files (CSV, JSON, Parquet and XLSX with their metadata, signatures); times of the rounds' files and folders",
                texts.len()
            ),
            measure: "places that tell more than the table",
            figure: faults as f64,
            bound: Bound::AtMost(0.0),
        }
    });
}
