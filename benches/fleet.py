"""What benches/fleet.rs runs beside the program: `measure COMMAND...`, and `aggregate LAKE LAST-WEEK` with DuckDB."""

import json
import os
import resource
import subprocess
import sys
import time

# The two sums that a report is drawn from: by site over all rounds, and by round over all sites. One pass over the files.
MERGE = """
SELECT site, cut_week, pack, item, item_hash, histogram, cohort, response, mechanism, epsilon, cell_variance,
       sum(cell_count), sum(n), count(*), bit_or(week), max(bursts)
FROM (SELECT *, CAST(power(2, CAST(substr(cut_week, 7) AS INT)) AS BIGINT) AS week
      FROM read_parquet('{lake}/*/v1/*/*.parquet', hive_partitioning = true, hive_types = {{'cut_week': VARCHAR}})
      WHERE cut_week <= '{last}')
GROUP BY GROUPING SETS (
    (site, pack, item, item_hash, histogram, cohort, response, mechanism, epsilon, cell_variance),
    (cut_week, pack, item, item_hash, histogram, cohort, response, mechanism, epsilon, cell_variance))
"""


def measure(command):
    start = time.monotonic()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    seconds = time.monotonic() - start
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    busy = used.ru_utime + used.ru_stime
    print(json.dumps({"seconds": seconds, "busy": busy, "kilobytes": used.ru_maxrss}))


def aggregate(lake, last):
    import duckdb

    connection = duckdb.connect()
    connection.execute(f"SET threads = {os.cpu_count()}")
    # Kept as a table of its own: making Python's objects of the rows would be no part of adding up.
    connection.execute("CREATE TEMP TABLE merged AS " + MERGE.format(lake=lake, last=last))
    if connection.execute("SELECT count(*) FROM merged").fetchone() == (0,):
        sys.exit("nothing was added up")


if __name__ == "__main__":
    if sys.argv[1] == "measure":
        measure(sys.argv[2:])
    else:
        aggregate(sys.argv[2], sys.argv[3])
