"""One metric, one number: from a file, DuckDB, a real PostgreSQL server and Spark."""

import shutil
from pathlib import Path

import duckdb
import pytest

from kpilib.datacheck import open_data
from kpilib.errors import ProblemsError
from kpilib.report import open_report
from tests.data.postgres import running
from tests.project import CLIENT, QUARTER, shop_days, small_project

CANARY = "canary-4711"
COLUMNS = "{date: day, orders: n, revenue: rev, sessions: visits}"


def client(address: str, table: str = "days", columns: str = COLUMNS) -> str:
    source = f'sources:\n  - {{connect: "{address}", table: {table}, name: lake, columns: {columns}}}\n'
    return CLIENT.split("sources:")[0] + source


def days() -> list[tuple[str, int | None, float, int]]:
    """The days of the small project, one of them without a value for its orders."""
    rows = [line.split(",") for line in shop_days().splitlines()[1:]]
    found = [(day, int(orders), float(revenue), int(sessions)) for day, orders, revenue, sessions in rows]
    return [(day, None if day == "2026-07-03" else orders, *rest) for day, orders, *rest in found]


def from_file(tmp_path: Path) -> Path:
    text = shop_days().replace("2026-07-03,10,", "2026-07-03,,")
    return small_project(tmp_path / "file", export=text)


def from_duckdb(tmp_path: Path) -> Path:
    with duckdb.connect(str(tmp_path / "shop.db")) as base:
        base.execute("create table days (day date, n integer, rev double, visits integer)")
        base.executemany("insert into days values (?, ?, ?, ?)", days())
    return small_project(tmp_path / "duck", client=client(f"duckdb:///{tmp_path}/shop.db"))


def numbers(params: Path) -> dict[str, tuple[float, int]]:
    report = open_report("shop", "2026Q3", "2026-08-21", params=params)
    return {one.kpi.id: (one.actual, one.days_seen) for one in report}


@pytest.fixture(scope="module")
def server():
    """The port of a PostgreSQL server that asks for a password."""
    with running("analyst", CANARY) as port:
        yield port


def from_postgres(tmp_path: Path, port: int) -> Path:
    import psycopg

    address = {"host": "127.0.0.1", "port": port, "user": "analyst", "password": CANARY, "dbname": "postgres"}
    with psycopg.connect(**address) as link:
        link.execute("create table if not exists days (day date, n integer, rev double precision, visits integer)")
        link.execute("delete from days")
        with link.cursor() as cursor:
            cursor.executemany("insert into days values (%s, %s, %s, %s)", days())
    return small_project(tmp_path / "pg", client=client(f"postgres://analyst@127.0.0.1:{port}/postgres"))


def test_a_file_and_duckdb_give_the_same_numbers(tmp_path):
    told = numbers(from_file(tmp_path))
    assert told["orders"] == (500, 50)  # 51 days of ten, less the one that is missing and not zero
    assert numbers(from_duckdb(tmp_path)) == told


def test_postgresql_gives_the_same_numbers(tmp_path, server, monkeypatch):
    monkeypatch.setenv("KPILIB_SHOP_LAKE_PASSWORD", CANARY)
    assert numbers(from_postgres(tmp_path, server)) == numbers(from_file(tmp_path))


def test_a_wrong_password_is_told_and_never_repeated(tmp_path, server, monkeypatch):
    monkeypatch.setenv("KPILIB_SHOP_LAKE_PASSWORD", "wrong-0815")
    with pytest.raises(ProblemsError) as told:
        numbers(from_postgres(tmp_path, server))
    assert "params/shop/client.yml:" in str(told.value)
    assert "wrong-0815" not in str(told.value)
    assert CANARY not in str(told.value)


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # py4j leaves its sockets to Java
def test_spark_gives_the_same_numbers(tmp_path):
    pytest.importorskip("pyspark", reason="the extra spark is not installed: pip install kpilib[spark]")
    if shutil.which("java") is None:
        pytest.skip("Spark needs Java, and there is none on this machine")
    import pandas as pd

    lake = tmp_path / "days.parquet"
    frame = pd.DataFrame(days(), columns=["day", "n", "rev", "visits"])
    frame.assign(day=pd.to_datetime(frame["day"]).dt.date, n=frame["n"].astype("Int64")).to_parquet(lake)
    source = f'sources:\n  - {{connect: "spark://local", sql: "select * from parquet.`{lake}`", name: lake, '
    params = small_project(
        tmp_path / "spark", client=CLIENT.split("sources:")[0] + source + f"columns: {COLUMNS}}}\n"
    )
    assert numbers(params) == numbers(from_file(tmp_path))


def test_nothing_after_the_as_of_date_is_asked_for(tmp_path):
    check = open_data("shop", "2026Q3", "2026-07-15", params=from_duckdb(tmp_path))
    assert check.look.facts.coverage[0].last.isoformat() == "2026-07-14"


@pytest.mark.parametrize(
    ("table", "columns", "told"),
    [
        ("dayz", COLUMNS, "did you mean 'days'?"),
        ("days", COLUMNS.replace("visits", "visit"), "did you mean 'visits'?"),
    ],
)
def test_an_unknown_table_or_column_is_told_with_its_line(tmp_path, table, columns, told):
    params = from_duckdb(tmp_path)
    text = client(f"duckdb:///{tmp_path}/shop.db", table, columns)
    (params / "shop" / "client.yml").write_text(text, "utf-8")
    with pytest.raises(ProblemsError) as wrong:
        numbers(params)
    assert "params/shop/client.yml:6:" in str(wrong.value)
    assert told in str(wrong.value)


def test_a_password_in_the_address_is_refused_and_not_repeated(kpilib, tmp_path):
    params = small_project(tmp_path, client=client(f"postgres://analyst:{CANARY}@127.0.0.1/shop"), quarter=QUARTER)
    code, out, err = kpilib("check", "--params", params)
    assert code == 1
    assert "params/shop/client.yml:6: " in out
    assert CANARY not in out + err


def test_no_secret_is_in_results_or_notebooks(kpilib, tmp_path, server, monkeypatch):
    monkeypatch.setenv("KPILIB_SHOP_LAKE_PASSWORD", CANARY)
    params = from_postgres(tmp_path, server)
    code, out, err = kpilib("run", "2026Q3", "--as-of", "2026-08-21", "--params", params, "--jobs", "1")
    assert code == 0, out
    written = [path.read_text("utf-8") for path in (params.parent / "reports").rglob("*.*") if path.is_file()]
    assert len(written) >= 4
    assert [text for text in (*written, out, err) if CANARY in text] == []
