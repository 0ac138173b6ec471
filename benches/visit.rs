//! What a visit costs to make durable, beside writing and syncing the same bytes bare.

mod kiosks;

use std::fs::{File, OpenOptions};
use std::hint::black_box;
use std::os::unix::fs::FileExt;
use std::path::Path;
use std::time::{Duration, Instant};

use criterion::Criterion;
use kiosks::{Kiosk, Outcome};

/// Two files that are written in place, each durable before the next: the least that a visit can cost.
struct Bare {
    files: [File; 2],
    bytes: Vec<u8>,
}

impl Bare {
    fn new(folder: &Path, length: usize) -> Outcome<Self> {
        let open = |name| OpenOptions::new().create(true).truncate(false).write(true).open(folder.join(name));
        let bare = Self { files: [open("bare-a")?, open("bare-b")?], bytes: vec![0xA5; length] };
        bare.write()?;
        Ok(bare)
    }

    fn write(&self) -> std::io::Result<()> {
        self.files.iter().try_for_each(|file| {
            file.write_all_at(black_box(&self.bytes), 0)?;
            file.sync_data()
        })
    }
}

fn time(work: impl FnOnce() -> Outcome<()>) -> Outcome<Duration> {
    let start = Instant::now();
    work()?;
    Ok(start.elapsed())
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}

/// Both in turns, so that whatever else the machine does falls on both alike.
#[expect(clippy::print_stdout, reason = "a bench tells what it measured")]
fn compare(name: &str, kiosk: &mut Kiosk, bare: &Bare) -> Outcome<()> {
    const TURNS: usize = 400;
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for turn in 0..TURNS {
        ours.push(time(|| kiosk.add(turn))?);
        theirs.push(time(|| Ok(bare.write()?))?);
    }
    let (ours, theirs) = (median(ours), median(theirs));
    let ratio = ours.as_secs_f64() / theirs.as_secs_f64();
    let kib = bare.bytes.len() / 1024;
    println!("{name}, slots of {kib} KiB: a visit {ours:?}, bare {theirs:?}, ratio {ratio:.2} (goal: 1.30 at most)");
    Ok(())
}

fn main() -> Outcome<()> {
    let mut criterion = Criterion::default().configure_from_args().sample_size(30);
    let mut group = criterion.benchmark_group("a visit made durable");
    let mut kiosks = [("the sample configuration", kiosks::sample()?), ("200 items × 6 cohorts", kiosks::large()?)];
    let mut all_bare = Vec::new();
    for (name, kiosk) in &mut kiosks {
        let length = usize::try_from(std::fs::metadata(kiosk.data().join("vault/slot-a"))?.len())?;
        let bare = Bare::new(kiosk.data(), length)?;
        let mut turn = 0;
        group.bench_function(*name, |bench| {
            bench.iter(|| {
                turn += 1;
                kiosk.add(turn)
            });
        });
        group.bench_function(format!("{name}, the same bytes bare"), |bench| bench.iter(|| bare.write()));
        all_bare.push(bare);
    }
    group.finish();
    for ((name, kiosk), bare) in kiosks.iter_mut().zip(&all_bare) {
        compare(name, kiosk, bare)?;
    }
    criterion.final_summary();
    Ok(())
}
