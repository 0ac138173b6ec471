"""Merges lakes by the files of sql/ on DuckDB and on Spark, and holds the two and the exported counts against each other.

usage: engines.py FOLDER CASE... -- EXPORTED.csv...

FOLDER holds the lakes. A case is `NAME LAKE [OPTION]...`, with the options of merge.py; its table is left in FOLDER as
NAME.parquet. Those in ON_SPARK are merged there as well. Spark is started once: it takes longer than all merges together.
"""

import collections
import contextlib
import csv
import datetime
import io
import pathlib
import shutil
import sys

import duckdb

root = pathlib.Path(__file__).resolve().parents[2]
# In the place of this folder, where a google.py lies.
sys.path[0] = str(root / "sql")
import merge  # noqa: E402

# What Spark merges, and the day on which it does.
SUNDAY = datetime.date(2021, 1, 31)
ON_SPARK = {"harmed": SUNDAY, "part": SUNDAY, "before": datetime.date(2021, 1, 13)}
KINDS = ("pack", "item", "item_hash", "histogram", "cohort", "mechanism", "epsilon", "cell_variance")


def week(day, later=0):
    return (day + datetime.timedelta(weeks=later)).strftime("%G-W%V")


def engine(files):
    """DuckDB with the cells of these files, and a table that says what is asked."""
    duck = duckdb.connect()
    duck.execute("SET threads = 1")
    duck.execute(
        "CREATE TEMP TABLE cells AS SELECT * FROM read_parquet("
        "$files, hive_partitioning = true, hive_types = {'cut_week': VARCHAR}, union_by_name = true)",
        {"files": [str(file) for file in files]},
    )
    return duck


def ask(duck, first="", last="", site="", this_week=""):
    names = {"first_week": first, "last_week": last, "site": site, "this_week": this_week}
    duck.execute(f"CREATE OR REPLACE TEMP TABLE span AS SELECT {', '.join(f'${name} AS {name}' for name in names)}", names)
    for step in merge.STEPS:
        duck.execute((root / f"sql/{step}.sql").read_text(encoding="utf-8"))


def files(lake):
    return [path for part in ("cells", "compacted") for path in lake.glob(f"{part}/v1/*/*.parquet")]


def rows(relation):
    return relation.columns, sorted(relation.fetchall())


def on_spark(arguments, today=SUNDAY):
    """What the job says, and how it ends if it gives up."""
    said = io.StringIO()
    with contextlib.redirect_stderr(said):
        try:
            merge.main([str(argument) for argument in arguments], today)
        except SystemExit as end:
            return said.getvalue(), end.code
    return said.getvalue(), None


def merged(folder, name, lake, options):
    """The merged cells of a case, the same on both engines."""
    duck = engine(files(folder / lake))
    asked = merge.parsed([lake, f"{name}.parquet", *options])
    ask(duck, asked.first, asked.last, asked.site)
    table = folder / f"{name}.parquet"
    duck.execute(f"COPY (SELECT * FROM merged_cells) TO '{table}' (COMPRESSION zstd)")
    if name in ON_SPARK:
        # What ends before a week is what is merged in that week, whatever clocks were ahead.
        left = [] if name == "before" else options
        theirs = folder / f"{name}.spark"
        said, end = on_spark([folder / lake, theirs, *left], ON_SPARK[name])
        assert end is None and "merged by 2 executors" in said, (end, said)
        refused = duck.sql("SELECT fault, cut_week, kiosk FROM refused_rounds ORDER BY cut_week, kiosk").fetchall()
        told = [line for line in said.splitlines() if line.startswith("left out")]
        assert told == [f"left out: {fault}  {cut} of kiosk {kiosk}" for fault, cut, kiosk in refused], said
        early = {line.split()[1] for line in said.splitlines() if line.startswith("warning")}
        assert early == ({"2021-W03", "2021-W04"} if name == "before" else set()), said
        columns, own = rows(duck.sql("SELECT * FROM merged_cells"))
        their_columns, others = rows(duck.sql(f"SELECT * FROM read_parquet('{theirs}/*.parquet')"))
        assert columns == their_columns, (columns, their_columns)
        # Doubles as well: none of them is worked out, each is one that a kiosk wrote.
        assert own == others, (name, [pair for pair in zip(own, others) if pair[0] != pair[1]][:5])
    return duck


def as_exported(duck, exported):
    """The same sums from what the kiosks exported as text, without SQL: those of the last quarter of a year."""
    quarter = {week(SUNDAY, -back) for back in range(13)}
    sums, batches = collections.Counter(), collections.defaultdict(dict)
    for path in exported:
        with open(path, newline="", encoding="utf-8") as file:
            for row in csv.DictReader(file):
                if row["cut_week"] in quarter:
                    key = (row["site"], *(row[name] for name in KINDS[:-2]), *(float(row[name] or 0) for name in KINDS[-2:]))
                    sums[(*key, row["response"])] += int(row["cell_count"])
                    batches[key][row["batch"]] = int(row["n"])
    assert {"", "day", "(other)"} <= {key[5] for key in batches}
    names = ", ".join(("site", *KINDS))
    own = duck.sql(f"SELECT {names}, response, cell_count FROM merged_cells WHERE view_name = 'site'").fetchall()
    assert {row[:-1]: row[-1] for row in own} == dict(sums)
    own = duck.sql(f"SELECT DISTINCT {names}, n, batches FROM merged_cells WHERE view_name = 'site'").fetchall()
    assert {row[:-2]: row[-2:] for row in own} == {key: (sum(n.values()), len(n)) for key, n in batches.items()}


def a_quarter_is_thirteen_weeks(duck):
    """Whichever year ends in it, with 52 weeks or 53; and what names no week is no round."""
    duck.execute("CREATE TEMP TABLE one AS SELECT * FROM cells LIMIT 1")
    first = datetime.date(2014, 9, 1)
    weeks = [week(first, later) for later in range(53 * 13)]
    odd = ["2020-W1", "2020W010", "later-on", "9999-W99", "    -W  ", "2021-W00"]
    duck.execute("CREATE TEMP TABLE weeks AS SELECT unnest($weeks) AS week", {"weeks": weeks + odd})
    duck.execute("CREATE OR REPLACE TEMP TABLE cells AS SELECT one.* REPLACE (weeks.week AS cut_week) FROM one, weeks")
    for year in range(2015, 2028):
        last = datetime.date.fromisocalendar(year, 7, 1)
        ask(duck, last=week(last))
        there = [found for [found] in duck.sql("SELECT DISTINCT cut_week FROM released_cells ORDER BY 1").fetchall()]
        assert there == [week(last, -back) for back in reversed(range(13))], there


def as_many_rounds_as_there_are_bits(folder, file):
    """And one more, which is refused; where each is a bit, all of them are set."""
    lake = folder / "many"
    first = datetime.date(2019, 11, 18)
    for later in range(merge.MOST_ROUNDS + 1):
        partition = lake / f"cells/v1/cut_week={week(first, later)}"
        partition.mkdir(parents=True)
        shutil.copy(file, partition)
    _, end = on_spark([lake, folder / "many.spark", "--from", week(first)])
    assert "63 rounds" in end and not (folder / "many.spark").exists(), end
    duck = engine(files(lake))
    ask(duck, first=week(first, 1))
    masks = duck.sql("SELECT DISTINCT rounds_mask FROM merged_cells WHERE view_name = 'site'").fetchall()
    assert masks == [(2**merge.MOST_ROUNDS - 1,)], masks
    duck.execute(f"COPY (SELECT * FROM merged_cells) TO '{folder / 'most.parquet'}' (COMPRESSION zstd)")


def what_is_no_table_stays(folder):
    for name, there in [("home", "letter.txt"), ("other", "cells")]:
        (folder / name / there).mkdir(parents=True)
        _, end = on_spark([folder / "lake", folder / name])
        assert there in end and (folder / name / there).exists(), end
    # Nothing is put in the place of a table for want of anything else.
    table = sorted((folder / "part.spark").iterdir())
    for options in (["--from", "2021-W05"], ["--site", "old-mill"]):
        _, end = on_spark([folder / "lake", folder / "part.spark", *options])
        assert "nothing was released" in end and sorted((folder / "part.spark").iterdir()) == table, end


def main():
    at = sys.argv.index("--")
    folder, cases, exported = pathlib.Path(sys.argv[1]), sys.argv[2:at], sys.argv[at + 1 :]
    ducks = {name: merged(folder, name, lake, options) for name, lake, *options in map(str.split, cases)}
    assert set(ON_SPARK) < set(ducks)
    as_exported(ducks["whole"], exported)
    refused = ducks["harmed"].sql("SELECT cut_week, fault FROM refused_rounds ORDER BY cut_week").fetchall()
    assert refused == [("2020-W46", "duplicate"), ("2021-W01", "duplicate"), ("2021-W04", "newer")], refused
    apart = "SELECT COUNT(*) FROM (SELECT DISTINCT kiosk, item, cut_week, epsilon FROM counted_cells WHERE cohort = '(other)')"
    kept = "SELECT COUNT(*) FROM (SELECT DISTINCT kiosk, item, cut_week FROM counted_cells WHERE cohort = '(other)')"
    [[apart]], [[kept]] = (ducks["whole"].sql(count).fetchall() for count in (apart, kept))
    assert apart > kept > 0, "some waited while their epsilon was changed, and left apart from others in the same week"
    as_many_rounds_as_there_are_bits(folder, next((folder / "lake/cells/v1").glob("cut_week=2021-W04/*.parquet")))
    what_is_no_table_stays(folder)
    a_quarter_is_thirteen_weeks(ducks["whole"])


main()
