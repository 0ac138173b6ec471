//! What the weekly cut costs for 200 items × 6 cohorts, and two ways to make a canonical image of the counters.

mod kiosks;

use std::hint::black_box;

use criterion::{BatchSize, Criterion};
use jiff::Span;
use jiff::civil::date;
use kiosks::Outcome;
use listening_post::content::Content;
use listening_post::random::Random;
use listening_post::release::cut;
use listening_post::tally::{Quarter, QuarterUse, Tallies, plans};
use listening_post::vocabulary::Round;
use rusqlite::Connection;

/// Enough visits over two days that every item and cohort has a batch.
fn full(content: &Content) -> Tallies {
    let mut tallies = Tallies::new(plans(content), content.hash.clone());
    let mut used = QuarterUse::default();
    let start = date(2026, 1, 5).at(8, 0, 0, 0);
    for round in 0..10_i64 {
        let at = start.saturating_add(Span::new().days(round / 5).hours(round % 5));
        for pack in &content.packs {
            for cohort in &content.kiosk.cohorts {
                let answers = pack.items.iter().map(|item| {
                    (item.id.clone(), listening_post::visit::Response::one(usize::try_from(round).unwrap_or(0) % 5))
                });
                let visit = listening_post::visit::Finished {
                    pack: pack.id.clone(),
                    cohort: Some(cohort.id.clone()),
                    answers: answers.collect(),
                    comments: Vec::new(),
                    burst: false,
                };
                tallies.add(pack, &visit, Quarter::of(at), &mut used);
            }
        }
        if round % 5 == 4 {
            tallies.night();
        }
    }
    tallies
}

/// The same counters as rows of a database in memory: a row a cell, as a vault in SQLite would have them.
fn database(content: &Content) -> Outcome<Connection> {
    let mut connection = Connection::open_in_memory()?;
    connection.execute_batch(
        "CREATE TABLE cell (pack TEXT, item TEXT, cohort TEXT, response INTEGER, answers INTEGER,
                            PRIMARY KEY (pack, item, cohort, response)) STRICT, WITHOUT ROWID;",
    )?;
    let transaction = connection.transaction()?;
    for pack in &content.packs {
        for item in &pack.items {
            for cohort in content.kiosk.cohorts.iter().map(|cohort| cohort.id.as_str()).chain([""]) {
                for response in 0..item.responses().len() {
                    transaction.execute(
                        "INSERT INTO cell VALUES (?1, ?2, ?3, ?4, 0)",
                        (pack.id.as_str(), item.id.as_str(), cohort, i64::try_from(response)?),
                    )?;
                }
            }
        }
    }
    transaction.commit()?;
    Ok(connection)
}

#[expect(clippy::print_stdout, reason = "a bench tells what it measured")]
fn main() -> Outcome<()> {
    let mut criterion = Criterion::default().configure_from_args().sample_size(50);
    let content = kiosks::large_content()?;
    let tallies = full(&content);
    let round = Round::of(date(2026, 1, 5));
    let batches = cut(&mut tallies.clone(), round, &mut Random::System).batches.len();
    assert_eq!(batches, 1200, "every item and cohort has a batch");

    let mut group = criterion.benchmark_group("200 items × 6 cohorts");
    group.bench_function("cut, with noise from the system", |bench| {
        let fresh = || tallies.clone();
        bench.iter_batched(fresh, |mut tallies| cut(&mut tallies, round, &mut Random::System), BatchSize::LargeInput);
    });
    group.bench_function("canonical image: postcard of a value", |bench| {
        bench.iter(|| postcard::to_stdvec(black_box(&tallies)));
    });
    let mut connection = database(&content)?;
    let mut image = 0;
    group.bench_function("canonical image: VACUUM and serialize of SQLite in memory", |bench| {
        bench.iter(|| -> rusqlite::Result<u8> {
            connection.execute_batch("UPDATE cell SET answers = answers + 1 WHERE item = 'item-1'; VACUUM")?;
            let bytes = connection.serialize("main")?;
            image = bytes.len();
            Ok(black_box(bytes[0]))
        });
    });
    group.finish();
    println!("a value takes {} bytes, SQLite {image}", postcard::to_stdvec(&tallies)?.len());
    criterion.final_summary();
    Ok(())
}
