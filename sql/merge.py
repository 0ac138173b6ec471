"""Leaves one small table of merged cells from a lake of released rounds, on Apache Spark.

    spark-submit sql/merge.py LAKE TABLE [--from 2026-W30] [--to 2026-W42] [--site SITE]

LAKE is the folder or URL that kiosks send to, TABLE the folder to write. `listening-post report --source TABLE` draws the
report from it. Signatures are not checked here: `listening-post verify LAKE` does that.
"""

import argparse
import datetime
import os
import pathlib
import re
import sys

from pyspark.sql import SparkSession

# In the order in which each reads the one before.
STEPS = ["released_cells", "refused_rounds", "counted_cells", "merged_cells"]
# Each round is a bit of a whole number, which a report reads.
MOST_ROUNDS = 62
SQL = pathlib.Path(__file__).resolve().parent
# Names of one store, by which connector or protocol it is reached.
STORES = {"s3a": "s3", "s3n": "s3", "abfss": "abfs", "wasb": "abfs", "wasbs": "abfs"}


def week(text):
    """A round, as the program takes it."""
    try:
        monday = datetime.datetime.strptime(f"{text}-1", "%G-W%V-%u")
    except ValueError:
        monday = None
    if monday is None or monday.strftime("%G-W%V") != text:
        raise argparse.ArgumentTypeError(f"`{text}` is not an ISO week; write it as 2026-W47")
    return text


def place(where):
    """The store of a folder or URL, and the names on the way to it there."""
    found = re.fullmatch(r"([A-Za-z][A-Za-z0-9+.-]+):(?://([^/]*))?(.*)", where, re.DOTALL)
    scheme, authority, path = found.groups() if found else ("file", "", where)
    if scheme.lower() == "file":
        # Where links lead to: what lies there would be removed.
        return ("file", ""), pathlib.Path(os.path.realpath(path)).parts
    host = (authority or "").lower().split(":")[0].replace(".blob.", ".dfs.")
    names = os.path.normpath("/" + path.lstrip("/")).split("/")
    return (STORES.get(scheme.lower(), scheme.lower()), host), tuple(name for name in names if name)


def keep_apart(lake, table):
    """Ends the program if the table is, holds or lies inside the lake: what is there is removed before the table is written."""
    (store, names), (other, others) = place(lake), place(table)
    shorter = min(len(names), len(others))
    if store == other and names[:shorter] == others[:shorter]:
        sys.exit(f"{table} is, holds or lies inside the lake {lake}, and what is there is replaced: name another folder")


def keep_strangers(spark, table):
    """Ends the program if something else than such a table lies where it is to be written."""
    path = spark._jvm.org.apache.hadoop.fs.Path(table)
    files = path.getFileSystem(spark._jsc.hadoopConfiguration())
    if not files.exists(path):
        return
    for status in files.listStatus(path):
        name = status.getPath().getName()
        if not (name.startswith("part-") or name.endswith(".crc") or name in ("_SUCCESS", "_temporary")):
            sys.exit(f"{table} is there and holds {name}, which is no part of a table: name another folder, or remove it")


def qualified(spark, where):
    """The whole URL of a folder, with what the engine's settings add to it."""
    path = spark._jvm.org.apache.hadoop.fs.Path(where)
    return path.getFileSystem(spark._jsc.hadoopConfiguration()).makeQualified(path).toString()


def lake(spark, url):
    """The lake's files as one table; what was compacted stands in folders of its own."""
    tables = []
    for part in ("cells/v1", "compacted/v1"):
        path = spark._jvm.org.apache.hadoop.fs.Path(f"{url.rstrip('/')}/{part}")
        if path.getFileSystem(spark._jsc.hadoopConfiguration()).exists(path):
            # Text, whatever a week may look like to somebody who guesses types.
            files = spark.read.option("basePath", path.toString()).option("pathGlobFilter", "*.parquet")
            tables.append(files.parquet(path.toString()))
    if not tables:
        sys.exit(f"{url} holds no rounds: neither cells/v1 nor compacted/v1 is there")
    table = tables[0]
    for other in tables[1:]:
        # A newer program's files may have more columns.
        table = table.unionByName(other, allowMissingColumns=True)
    return table


def named(spark, arguments, this_week):
    """Says what is left out, and whose clock was ahead."""
    if not arguments.last:
        is_early = f"cut_week > '{this_week}' AND cut_week RLIKE '^[0-9]{{4}}-W[0-9]{{2}}$'"
        early = spark.table("cells").where(is_early).select("cut_week", "kiosk").distinct()
        for round_ in early.orderBy("cut_week", "kiosk").collect():
            what = f"{round_.cut_week} of kiosk {round_.kiosk} is after this week, {this_week}: its clock is ahead"
            print(f"warning: {what}; the table ends before it", file=sys.stderr)
    for refused in spark.table("refused_rounds").orderBy("cut_week", "kiosk").collect():
        print(f"left out: {refused.fault}  {refused.cut_week} of kiosk {refused.kiosk}", file=sys.stderr)


def parsed(arguments):
    """What was asked for; ends the program where that cannot be done."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("lake", help="the folder or URL that kiosks send to")
    parser.add_argument("table", help="the folder to write; a table that is there is replaced")
    parser.add_argument("--from", dest="first", type=week, metavar="ROUND", help="the first round, such as 2026-W30")
    parser.add_argument("--to", dest="last", type=week, metavar="ROUND", help="the last round")
    parser.add_argument("--site", default="", help="one site alone")
    arguments = parser.parse_args(arguments)
    arguments.first, arguments.last = arguments.first or "", arguments.last or ""
    if arguments.last and arguments.first > arguments.last:
        parser.error("--from is later than --to")
    keep_apart(arguments.lake, arguments.table)
    return arguments


def main(arguments, today):
    arguments, this_week = parsed(arguments), today.strftime("%G-W%V")
    spark = SparkSession.builder.appName("listening-post-merge").getOrCreate()
    keep_apart(qualified(spark, arguments.lake), qualified(spark, arguments.table))
    keep_strangers(spark, arguments.table)
    lake(spark, arguments.lake).createOrReplaceTempView("cells")
    span = (arguments.first, arguments.last, arguments.site, this_week)
    names = ", ".join(f"{name} STRING" for name in ("first_week", "last_week", "site", "this_week"))
    spark.createDataFrame([span], names).createOrReplaceTempView("span")
    for step in STEPS:
        spark.sql((SQL / f"{step}.sql").read_text(encoding="utf-8"))
    # Read from the lake once, and not for each of the sums.
    spark.catalog.cacheTable("counted_cells")
    rounds = spark.table("counted_cells").select("cut_week").distinct().count()
    if rounds > MOST_ROUNDS:
        sys.exit(f"there are {rounds} rounds, and a table is of {MOST_ROUNDS} at most: name fewer with --from and --to")
    named(spark, arguments, this_week)
    if rounds == 0:
        sys.exit("nothing was released in these rounds" + (f" at `{arguments.site}`" if arguments.site else ""))
    merged = spark.table("merged_cells")
    merged.coalesce(1).write.mode("overwrite").option("compression", "zstd").parquet(arguments.table)
    spark.catalog.clearCache()
    # The driver counts as one.
    executors = spark.sparkContext._jsc.sc().getExecutorMemoryStatus().size() - 1
    print(f"{arguments.table}: merged by {max(executors, 1)} executors", file=sys.stderr)


if __name__ == "__main__":
    main(sys.argv[1:], datetime.date.today())
    SparkSession.active().stop()
