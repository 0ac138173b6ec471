//! What an export costs beside writing the same bytes bare: a year of one kiosk's rounds, 200 cells each, into a file.

use std::fs::File;
use std::hint::black_box;
use std::io::{self, Write};
use std::path::Path;

use criterion::{Criterion, Throughput};
use listening_post::export::{Format, Options, Origin, write};
use listening_post::release::Batch;
use listening_post::vocabulary::{Round, SiteId};
use serde_json::json;
use uuid::Uuid;

const ROUNDS: usize = 52;
/// 40 items of 5 responses: a large kiosk; most have a quarter of that.
const ITEMS: usize = 40;
const RESPONSES: usize = 5;

type Outcome<T> = Result<T, Box<dyn std::error::Error>>;

/// A year of batches, half of them noisy, read as the store reads them: only a cut makes one otherwise.
fn year() -> Outcome<Vec<Batch>> {
    let mut batches = Vec::with_capacity(ROUNDS * ITEMS);
    let mut round: Round = "2026-W01".parse()?;
    for _ in 0..ROUNDS {
        for item in 0..ITEMS {
            let noisy = item % 2 == 0;
            let cells: Vec<_> =
                (1..=RESPONSES).map(|code| json!({ "response": code.to_string(), "count": code * item })).collect();
            batches.push(serde_json::from_value(json!({
                "id": Uuid::from_u128(batches.len() as u128),
                "pack": format!("pack-{}", item / 8),
                "item": format!("item-{item}"),
                "item_hash": "0123456789abcdef",
                "histogram": "Responses",
                "cohort": if noisy { json!("Unstated") } else { json!({ "One": "night" }) },
                "round": round,
                "n": 9,
                "mechanism": if noisy { json!({ "DiscreteLaplace": { "epsilon": 2.0 } }) } else { json!("Exact") },
                "epsilon": if noisy { Some(2.0) } else { None },
                "cell_variance": if noisy { 1.841_347 } else { 0.0 },
                "bursts": 0,
                "config_hash": "fedcba9876543210",
                "cells": cells,
            }))?);
        }
        round = round.next();
    }
    Ok(batches)
}

fn export(path: &Path, format: Format, origin: &Origin, batches: &[Batch]) -> Outcome<()> {
    Ok(write(format, origin, black_box(batches), &Options::default(), &mut File::create(path)?)?)
}

fn bare(path: &Path, bytes: &[u8]) -> io::Result<()> {
    File::create(path)?.write_all(black_box(bytes))
}

fn main() -> Outcome<()> {
    let origin = Origin {
        organisation: "Harbour Coffee".to_owned(),
        site: SiteId::new("harbour-road")?,
        kiosk: Uuid::from_u128(1),
        simulated: true,
    };
    let batches = year()?;
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("cells");

    let mut criterion = Criterion::default().configure_from_args();
    let mut group = criterion.benchmark_group("export a year of one kiosk");
    for format in [Format::Csv, Format::Json, Format::Parquet] {
        export(&path, format, &origin, &batches)?;
        let bytes = std::fs::read(&path)?;
        group.throughput(Throughput::Bytes(bytes.len() as u64));
        group.bench_function(format.as_str(), |bench| {
            bench.iter(|| export(&path, format, &origin, &batches));
        });
        group.bench_function(format!("{}, the same bytes bare", format.as_str()), |bench| {
            bench.iter(|| bare(&path, &bytes));
        });
    }
    group.finish();
    criterion.final_summary();
    Ok(())
}
