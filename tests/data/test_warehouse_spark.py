"""The same days read by Spark on this machine, where it and Java are installed."""

import shutil

import pytest

from kpilib.data.collect import collect
from tests.data.invented import (
    AS_OF,
    COLUMNS,
    MOMENTS,
    ORDERS,
    REVENUE,
    SEEN,
    VALUES,
    as_csv,
    same_days,
    seen,
    value_of,
)

pytest.importorskip("pyspark", reason="Spark is not installed: pip install 'ibis-framework[pyspark]'")
if not shutil.which("java"):
    pytest.skip("Spark needs Java, which is not here", allow_module_level=True)

METRICS = ("orders", "revenue")


@pytest.mark.filterwarnings("ignore::ResourceWarning")  # PySpark's own: sockets to the JVM that it leaves open
def test_the_same_rows_are_the_same_facts_and_the_same_metric(plan, folder):
    (folder / "shop.csv").write_text(as_csv(), "utf-8")
    # Two quotes are one in SQL, but to Spark they are two texts side by side.
    rows = VALUES.replace("O''Clock", "O\\'Clock")
    source = {
        "connect": "spark://local",
        "sql": f"select * from values {rows} as told(day, channel, campaign, n, money)",
        "columns": COLUMNS,
    }
    found = collect(plan([source], metrics=METRICS), folder, as_of=AS_OF)
    same_days(
        found,
        collect(plan([{"connect": "duckdb", "file": "shop.csv", "columns": COLUMNS}]), folder, as_of=AS_OF),
    )
    planned = plan([source], metrics=METRICS)
    assert [value_of(metric, found, planned) for metric in METRICS] == [ORDERS, REVENUE]


@pytest.mark.filterwarnings("ignore::ResourceWarning")
@pytest.mark.parametrize(
    ("kind", "zone", "told"),
    [("timestamp", "Z", {}), ("timestamp_ntz", "", {"timezone": "UTC"})],
    ids=["zone", "no zone"],
)
def test_moments_are_of_the_clients_day_and_customers_are_counted(plan, folder, kind, zone, told):
    rows = ", ".join(f"({kind}'{moment}{zone}', '{who}')" for moment, who in MOMENTS)
    sql = f"select * from values {rows} as told(moment, who)"
    found = collect(plan([{"connect": "spark://local", "sql": sql, **SEEN, **told}]), folder, as_of=AS_OF)
    assert seen(found) == {"2026-07-01": 2, "2026-07-02": 2}
