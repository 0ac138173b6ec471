"""Merges a lake by the files of sql/ on DuckDB and on Spark, and holds the two and the exported counts against each other.

usage: engines.py LAKE TABLE EXPORTED.csv...
"""

import collections
import csv
import pathlib
import subprocess
import sys

import duckdb

lake, table, *exported = sys.argv[1:]
root = pathlib.Path(__file__).resolve().parents[2]

merge = [sys.executable, str(root / "sql/merge.py"), lake, table]
spark = subprocess.run(merge, capture_output=True, text=True, encoding="utf-8")
assert spark.returncode == 0, spark.stderr[-4000:]
assert "merged by 2 executors" in spark.stderr, spark.stderr[-4000:]

duck = duckdb.connect()
duck.execute("SET threads = 1")
files = [str(path) for part in ("cells", "compacted") for path in pathlib.Path(lake).glob(f"{part}/v1/*/*.parquet")]
duck.execute(
    "CREATE TEMP TABLE cells AS SELECT * FROM read_parquet($files, hive_partitioning = true, hive_types = {'cut_week': VARCHAR})",
    {"files": files},
)
duck.execute("CREATE TEMP TABLE span AS SELECT '' AS first_week, '' AS last_week")
for step in ("released_cells", "contradictions", "counted_cells", "merged_cells"):
    duck.execute((root / f"sql/{step}.sql").read_text(encoding="utf-8"))


def rows(relation):
    return relation.columns, sorted(relation.fetchall())


columns, merged = rows(duck.sql("SELECT * FROM merged_cells"))
their_columns, theirs = rows(duck.sql(f"SELECT * FROM read_parquet('{table}/*.parquet')"))
assert columns == their_columns, (columns, their_columns)
# Doubles as well: none of them is worked out, each is one that a kiosk wrote.
assert merged == theirs, [pair for pair in zip(merged, theirs) if pair[0] != pair[1]][:5]

# The same sums from what the kiosks exported as text, without SQL.
sums, batches = collections.Counter(), collections.defaultdict(dict)
for path in exported:
    with open(path, newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            key = tuple(row[name] for name in ("site", "pack", "item", "item_hash", "histogram", "cohort", "mechanism"))
            sums[(*key, row["response"])] += int(row["cell_count"])
            batches[key][row["batch"]] = int(row["n"])
place = {name: at for at, name in enumerate(columns)}
site = [row for row in merged if row[place["view_name"]] == "site"]
of = lambda row, *names: tuple(row[place[name]] for name in names)
key = ("site", "pack", "item", "item_hash", "histogram", "cohort", "mechanism")
assert {of(row, *key, "response"): of(row, "cell_count")[0] for row in site} == dict(sums)
assert {of(row, *key): of(row, "n", "batches") for row in site} == {
    one: (sum(counts.values()), len(counts)) for one, counts in batches.items()
}

# A kiosk's card was copied: the same histogram, cohort and round in two batches. Neither is counted, and nothing else is missing.
before = duck.sql("SELECT COUNT(*) FROM counted_cells").fetchall()[0][0]
[[one]] = duck.sql("SELECT batch FROM counted_cells ORDER BY batch LIMIT 1").fetchall()
rows_of_it = duck.sql(f"SELECT COUNT(*) FROM counted_cells WHERE batch = '{one}'").fetchall()[0][0]
assert duck.sql("SELECT COUNT(*) FROM contradictions").fetchall() == [(0,)]
duck.execute(f"INSERT INTO cells SELECT * REPLACE ('twin' AS batch) FROM cells WHERE batch = '{one}'")
assert duck.sql("SELECT batches FROM contradictions").fetchall() == [(2,)]
assert duck.sql("SELECT COUNT(*) FROM counted_cells").fetchall()[0][0] == before - rows_of_it
