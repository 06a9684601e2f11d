"""A year of daily facts from events in Parquet: DuckDB through the warehouse, beside pandas reading it in batches.

Not a test: run it with `make bench`; with KPILIB_BENCH_LARGE=1 also at 100 million rows, which take 2 GB of disk.
Each way runs in a process of its own; printed are seconds without imports, peak MB of the whole process, and ratios.
"""

import json
import os
import platform
import shutil
import subprocess
import sys
from importlib.metadata import version

import duckdb
import pytest

from kpilib.data.files import LARGEST

MILLION = 1_000_000
ROWS = (1, 10, *((100,) if os.environ.get("KPILIB_BENCH_LARGE") else ()))
BYTES_A_ROW = 20
COLUMNS = {"date": "at", "channel": "channel", "campaign": "campaign", "sessions": "sessions", "revenue": "revenue"}
ZONE = "Asia/Jakarta"
MAKE = """
set memory_limit = '1GB'; set preserve_insertion_order = false;
copy (
    select
        timestamptz '2025-10-01 00:00:00+00' + to_seconds((hash(i) % 31536000)::bigint) as "at",
        'channel ' || hash(i + 1) % 8 as channel,
        'campaign ' || hash(i + 2) % 40 as campaign,
        (hash(i + 3) % 3)::integer as sessions,
        (hash(i + 4) % 100000) / 100.0 as revenue,
        (hash(i + 5) % 5000000)::integer as visitor
    from range({rows}) as told(i)
) to '{path}' (format parquet)
"""

# What a process prints last: seconds, peak MB, rows, and sums that must agree.
TELL = """
import json, resource, sys, time
from pathlib import Path
path, zone, columns, distinct = Path(sys.argv[1]), sys.argv[2], json.loads(sys.argv[3]), json.loads(sys.argv[4])
{load}
start = time.perf_counter()
{work}
seconds = time.perf_counter() - start
scale = 2**20 if sys.platform == "darwin" else 2**10
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / scale
print(json.dumps([seconds, peak, len(daily), float(daily["sessions"].sum()), float(daily["revenue"].sum())]))
"""
OURS = TELL.format(
    load="""
from datetime import date
import ibis
from kpilib.data.warehouse.read import read_warehouse
from kpilib.plan import catalogue
from kpilib.plan.client import Client
from kpilib.plan.model import Kpi, Plan, QuarterFile
from kpilib.plan.periods import Quarter
ibis.duckdb
source = {"connect": "duckdb", "file": path.name, "columns": columns, "distinct": distinct}
client = Client(name="Bench", currency="IDR", timezone=zone, sources=[source], goals={"g": "Grow"})
kpi = Kpi(id="s", metric="sessions", statement="more", due="2026-09-30", owner="T", level="business", goal="g")
agreement = QuarterFile(agreed={"on": "2026-06-26", "by": ["T"]}, kpis=[kpi])
metrics = {"sessions": catalogue.metrics()["sessions"]}
plan = Plan(id="bench", client=client, quarter=Quarter.parse("2026Q4"), agreement=agreement, metrics=metrics)
""",
    work="daily = read_warehouse(client.sources[0], plan, path.parent, until=date(2026, 12, 31)).daily",
)
THEIRS = TELL.format(
    load="import pandas as pd, pyarrow.parquet as pq",
    work="""
keys, measures = ["day", "channel", "campaign"], ["sessions", "revenue"]
parts = []
for batch in pq.ParquetFile(path).iter_batches(batch_size=500_000, columns=["at", "channel", "campaign", *measures]):
    # Texts as categories: as Python's own objects they would take pandas several times longer.
    frame = batch.to_pandas(categories=["channel", "campaign"])
    frame["day"] = frame["at"].dt.tz_convert(zone).dt.tz_localize(None).dt.normalize()
    parts.append(frame.groupby(keys, as_index=False, observed=True)[measures].sum())
daily = pd.concat(parts).astype({"channel": str, "campaign": str}).groupby(keys, as_index=False)[measures].sum()
""",
)

LARGE = TELL.format(
    load="""
from kpilib.data.readers import read_file
from kpilib.plan.client import Source
import ibis
ibis.duckdb
source = Source(file=path.name, reader="table", columns={**columns, "date": "day"})
""",
    work='daily = read_file(path, "table", source=source).daily',
)
CSV = """
copy (
    select
        date '2025-10-01' + (hash(i) % 365)::integer as day,
        'channel ' || hash(i + 1) % 8 as channel,
        'campaign ' || hash(i + 2) % 40 as campaign,
        (hash(i + 3) % 3)::integer as sessions,
        ((hash(i + 4) % 100000) / 100.0)::decimal(9, 2) as revenue
    from range({rows}) as told(i)
) to '{path}' (header)
"""


def measured(code, path, distinct=None):
    given = [str(path), ZONE, json.dumps(COLUMNS), json.dumps(distinct or {})]
    out = subprocess.run([sys.executable, "-c", code, *given], check=True, capture_output=True, text=True).stdout
    seconds, peak, *found = json.loads(out.splitlines()[-1])
    return seconds, peak, found


@pytest.mark.parametrize("millions", ROWS)
def test_a_year_of_days_beside_pandas(tmp_path, millions):
    rows = millions * MILLION
    if shutil.disk_usage(tmp_path).free < 2 * rows * BYTES_A_ROW:
        pytest.skip(f"{millions} million rows take {rows * BYTES_A_ROW / 1e9:.0f} GB of disk, which are not there")
    path = tmp_path / "events.parquet"
    with duckdb.connect() as database:
        database.execute(MAKE.format(rows=rows, path=path))
    size = path.stat().st_size / 1e6
    seconds, peak, found = measured(OURS, path)
    more_seconds, more_peak, _ = measured(OURS, path, {"active_users": "visitor"})
    their_seconds, their_peak, wanted = measured(THEIRS, path)
    path.unlink()
    assert found == pytest.approx(wanted, rel=1e-9)
    where = f"Python {platform.python_version()}, DuckDB {version('duckdb')}, pandas {version('pandas')}"
    print(
        f"\n{where}, {os.cpu_count()} cores: {millions} million rows, {size:,.0f} MB, to {found[0]:,} rows of a day\n"
        f"  warehouse {seconds:.1f} s, {peak:.0f} MB; pandas in batches {their_seconds:.1f} s, {their_peak:.0f} MB: "
        f"{their_seconds / seconds:.1f} times as fast, {peak / their_peak:.2f} of the memory\n"
        f"  with different visitors by week, month and quarter to date {more_seconds:.1f} s, {more_peak:.0f} MB"
    )


def test_a_table_too_large_to_hold(tmp_path):
    path = tmp_path / "large.csv"
    with duckdb.connect() as database:
        database.execute(CSV.format(rows=8 * MILLION, path=path))
    seconds, peak, found = measured(LARGE, path)
    size = path.stat().st_size / 1e6
    assert size > LARGEST / 1e6
    print(f"\na table of {size:,.0f} MB in CSV, to {found[0]:,} rows of a day: {seconds:.1f} s, {peak:.0f} MB")
