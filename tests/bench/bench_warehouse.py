"""A year of daily facts from a large Parquet file: DuckDB through the warehouse, beside pandas reading it in batches.

Not a test: run it with `make bench`. Each in a process of its own; prints seconds, peak MB, and their ratios.
"""

import json
import platform
import subprocess
import sys
from importlib.metadata import version

import duckdb
import pytest

ROWS = (1_000_000, 10_000_000)
COLUMNS = {"date": "day", "channel": "channel", "campaign": "campaign", "orders": "orders", "revenue": "revenue"}
MAKE = """
copy (
    select
        date '2025-10-01' + (hash(i) % 365)::integer as day,
        'channel ' || hash(i + 1) % 8 as channel,
        'campaign ' || hash(i + 2) % 20 as campaign,
        (hash(i + 3) % 3)::integer as orders,
        ((hash(i + 4) % 100000) / 100)::decimal(12, 2) as revenue,
        'visitor ' || hash(i + 5) % 1000000 as visitor
    from range({rows}) as told(i)
) to '{path}' (format parquet)
"""

# What a process prints last: seconds, peak MB, rows, and sums that must agree.
TELL = """
import json, resource, sys, time
from pathlib import Path
path = Path(sys.argv[1])
{load}
start = time.perf_counter()
{work}
seconds = time.perf_counter() - start
scale = 2**20 if sys.platform == "darwin" else 2**10
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / scale
found = [len(daily), float(daily["orders"].sum()), round(float(daily["revenue"].sum()), 2)]
print(json.dumps([seconds, peak, found]))
"""
OURS = TELL.format(
    load="""
from datetime import date
from kpilib.data.warehouse.read import read_warehouse
from kpilib.plan import catalogue
from kpilib.plan.model import Client, Kpi, Plan, QuarterFile
from kpilib.plan.periods import Quarter
columns = json.loads(sys.argv[2])
source = {"connect": "duckdb", "file": path.name, "columns": columns}
client = Client(name="Bench", currency="IDR", timezone="Asia/Jakarta", sources=[source], goals={"g": "Grow"})
kpi = Kpi(id="o", metric="orders", statement="more", due="2026-09-30", owner="T", level="business", goal="g")
agreement = QuarterFile(agreed={"on": "2026-06-26", "by": ["T"]}, kpis=[kpi])
metrics = {"orders": catalogue.metrics()["orders"]}
plan = Plan(id="bench", client=client, quarter=Quarter.parse("2026Q3"), agreement=agreement, metrics=metrics)
""",
    work="daily = read_warehouse(client.sources[0], plan, path.parent, until=date(2026, 9, 30)).daily",
)
THEIRS = TELL.format(
    load="import pandas as pd, pyarrow.parquet as pq",
    work="""
keys = ["day", "channel", "campaign"]
names = [*keys, "orders", "revenue"]
parts = []
file = pq.ParquetFile(path)
for batch in file.iter_batches(batch_size=500_000, columns=names):
    frame = batch.to_pandas()
    frame["revenue"] = frame["revenue"].astype(float)
    parts.append(frame.groupby(keys, as_index=False)[["orders", "revenue"]].sum())
daily = pd.concat(parts).groupby(keys, as_index=False)[["orders", "revenue"]].sum()
""",
)


def measured(code, *given):
    run = [sys.executable, "-c", code, *given]
    out = subprocess.run(run, check=True, capture_output=True, text=True).stdout
    return json.loads(out.splitlines()[-1])


@pytest.mark.parametrize("rows", ROWS)
def test_a_year_of_days_beside_pandas(tmp_path, rows):
    path = tmp_path / "events.parquet"
    with duckdb.connect() as database:
        database.execute(MAKE.format(rows=rows, path=path))
    seconds, peak, found = measured(OURS, str(path), json.dumps(COLUMNS))
    their_seconds, their_peak, wanted = measured(THEIRS, str(path))
    assert found[:2] == wanted[:2]
    assert found[2] == pytest.approx(wanted[2], rel=1e-9)
    where = f"Python {platform.python_version()}, DuckDB {version('duckdb')}, pandas {version('pandas')}"
    print(
        f"\n{where}: {rows:,} rows, {path.stat().st_size / 2**20:.0f} MB, {found[0]:,} days x channels x campaigns\n"
        f"  warehouse {seconds:.2f} s, {peak:.0f} MB; pandas in batches {their_seconds:.2f} s, {their_peak:.0f} MB; "
        f"ratio of seconds {seconds / their_seconds:.2f}, of memory {peak / their_peak:.2f}"
    )
