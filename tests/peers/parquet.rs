//! An exported Parquet file in DuckDB: the rows of the CSV, with the types that engines agree on.

use std::process::Command;

use crate::common::Kiosk;
use crate::setup::python;

/// Reads both files and prints, a line each, what differs; then the columns and their types.
const COMPARE: &str = r#"
import csv, duckdb, sys
table = duckdb.sql(f"SELECT * FROM read_parquet('{sys.argv[1]}', hive_partitioning = false)")
rows = [dict(zip(table.columns, row)) for row in table.fetchall()]
with open(sys.argv[2], newline="", encoding="utf-8") as file:
    others = list(csv.DictReader(file))
assert len(rows) == len(others) > 0, (len(rows), len(others))
def text(value):
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    return repr(value) if isinstance(value, float) else str(value)
for row, other in zip(rows, others):
    for column, value in other.items():
        own = text(row[column])
        same = own == value or isinstance(row[column], float) and float(value) == row[column]
        assert same, (column, own, value)
print(" ".join(f"{name}:{kind}" for name, kind in zip(table.columns, table.types)))
"#;

#[test]
fn duckdb_reads_the_rows_of_the_csv_from_it() {
    let kiosk = Kiosk::new();
    kiosk.simulate("2026-01-05T07:00");
    let visits: String = (0..30)
        .map(|visit| {
            let bean = ["robusta", "arabica", "unsure"][visit % 3];
            let cohort = ["day", "night", ""][visit % 3];
            format!("{visit},beans,bean,{bean},{cohort},2026-01-{:02}T{:02}:05:00\n", 6 + visit / 10, 8 + visit % 10)
        })
        .collect();
    kiosk.enter(&format!("visit,pack,item,response,cohort,at\n{visits}"));
    kiosk.release("2026-01-12T04:00");
    let file = |name: &str| kiosk.path().join(name).to_str().unwrap().to_owned();
    let (parquet, csv) = (file("cells.parquet"), file("cells.csv"));
    kiosk.done(&["export", "--format", "parquet", "--out", &parquet]);
    kiosk.done(&["export", "--format", "csv", "--out", &csv]);
    let ran = Command::new(python()).args(["-c", COMPARE, &parquet, &csv]).output().unwrap();
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
    assert_eq!(
        String::from_utf8(ran.stdout).unwrap().trim(),
        "schema_version:INTEGER organisation:VARCHAR site:VARCHAR kiosk:VARCHAR pack:VARCHAR item:VARCHAR \
         item_hash:VARCHAR histogram:VARCHAR cohort:VARCHAR cut_week:VARCHAR batch:VARCHAR response:VARCHAR \
         cell_count:BIGINT n:BIGINT mechanism:VARCHAR epsilon:DOUBLE cell_variance:DOUBLE bursts:BIGINT \
         config_hash:VARCHAR simulated:BOOLEAN"
    );
}
