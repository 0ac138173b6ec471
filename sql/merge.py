"""Leaves one small table of merged cells from a lake of released rounds, on Apache Spark.

    spark-submit sql/merge.py LAKE TABLE [--from 2026-W30] [--to 2026-W42]

LAKE is the folder or URL that kiosks send to, TABLE the folder to write. `listening-post report --source TABLE` draws the
report from it. Signatures are not checked here: `listening-post verify LAKE` does that.
"""

import argparse
import pathlib
import sys

from pyspark.sql import SparkSession

# In the order in which each reads the one before.
STEPS = ["released_cells", "contradictions", "counted_cells", "merged_cells"]
# Each round is a bit of a whole number, which a report reads.
MOST_ROUNDS = 62
SQL = pathlib.Path(__file__).resolve().parent


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
        table = table.unionByName(other.select(table.columns))
    return table


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("lake", help="the folder or URL that kiosks send to")
    parser.add_argument("table", help="the folder to write; what is there is replaced")
    parser.add_argument("--from", dest="first", default="", metavar="ROUND", help="the first round, such as 2026-W30")
    parser.add_argument("--to", dest="last", default="", metavar="ROUND", help="the last round")
    arguments = parser.parse_args()

    spark = SparkSession.builder.appName("listening-post-merge").getOrCreate()
    lake(spark, arguments.lake).createOrReplaceTempView("cells")
    span = spark.createDataFrame([(arguments.first, arguments.last)], "first_week STRING, last_week STRING")
    span.createOrReplaceTempView("span")
    for step in STEPS:
        spark.sql((SQL / f"{step}.sql").read_text(encoding="utf-8"))
    # Read from the lake once, and not for each of the sums.
    spark.catalog.cacheTable("counted_cells")
    rounds = spark.table("counted_cells").select("cut_week").distinct().count()
    if rounds > MOST_ROUNDS:
        sys.exit(f"there are {rounds} rounds, and a table is of {MOST_ROUNDS} at most: name fewer with --from and --to")
    contradictions = spark.table("contradictions").count()
    if contradictions:
        print(f"{contradictions} histograms were told twice and differently, and are left out", file=sys.stderr)
    merged = spark.table("merged_cells")
    merged.coalesce(1).write.mode("overwrite").option("compression", "zstd").parquet(arguments.table)
    # The driver counts as one.
    executors = spark.sparkContext._jsc.sc().getExecutorMemoryStatus().size() - 1
    print(f"{arguments.table}: merged by {max(executors, 1)} executors", file=sys.stderr)
    spark.stop()


if __name__ == "__main__":
    main()
