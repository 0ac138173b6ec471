//! What a visit costs to make durable, beside writing and syncing the same bytes bare.

mod kiosks;

use std::fs::{File, OpenOptions};
use std::hint::black_box;
use std::os::unix::fs::FileExt;
use std::time::{Duration, Instant};

use criterion::Criterion;
use kiosks::{Kiosk, Outcome};
use listening_post::content::Item;

/// As many files as the kiosk has slots, written in place, each durable before the next: the least that a visit can cost.
struct Bare {
    files: Vec<(File, Vec<u8>)>,
}

impl Bare {
    /// Beside the slots that a visit writes: those of comments are among them only where a pack takes comments.
    fn beside(kiosk: &Kiosk) -> Outcome<Self> {
        let items = kiosk.content.packs.iter().flat_map(|pack| &pack.items);
        let comments: &[&str] =
            if items.clone().any(Item::takes_comments) { &["comments-a", "comments-b"] } else { &[] };
        let mut files = Vec::new();
        for slot in ["slot-a", "slot-b"].iter().chain(comments) {
            let length = usize::try_from(std::fs::metadata(kiosk.data().join("vault").join(slot))?.len())?;
            let path = kiosk.data().join(format!("bare-{slot}"));
            let file = OpenOptions::new().create(true).truncate(false).write(true).open(path)?;
            files.push((file, vec![0xA5; length]));
        }
        let bare = Self { files };
        bare.write()?;
        Ok(bare)
    }

    fn kib(&self) -> usize {
        self.files.iter().map(|(_, bytes)| bytes.len()).sum::<usize>() / 1024
    }

    fn write(&self) -> std::io::Result<()> {
        self.files.iter().try_for_each(|(file, bytes)| {
            file.write_all_at(black_box(bytes), 0)?;
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
    let (kib, slots) = (bare.kib(), bare.files.len());
    println!(
        "{name}, {kib} KiB in {slots} slots: a visit {ours:?}, bare {theirs:?}, ratio {ratio:.2} (goal: 1.30 at most)"
    );
    Ok(())
}

fn main() -> Outcome<()> {
    let mut criterion = Criterion::default().configure_from_args().sample_size(30);
    let mut group = criterion.benchmark_group("a visit made durable");
    let mut kiosks = [
        ("the sample configuration", kiosks::sample()?),
        ("the same without comments", kiosks::without_comments()?),
        ("200 items × 6 cohorts", kiosks::large()?),
    ];
    let mut all_bare = Vec::new();
    for (name, kiosk) in &mut kiosks {
        let bare = Bare::beside(kiosk)?;
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
