"""The same days in a real PostgreSQL, which is started for these tests where its programs are found."""

import pytest

from kpilib.data.collect import collect
from kpilib.data.warehouse.credentials import variable
from kpilib.data.warehouse.read import connect
from kpilib.errors import ProblemsError
from kpilib.plan.address import parse_address
from tests.data.invented import (
    AS_OF,
    CANARY,
    COLUMNS,
    MOMENTS,
    ORDERS,
    REVENUE,
    SEEN,
    TABLE,
    VALUES,
    as_csv,
    same_days,
    seen,
    value_of,
)
from tests.data.postgres import running

psycopg = pytest.importorskip(
    "psycopg", reason="PostgreSQL's driver is not installed: pip install 'ibis-framework[postgres]'"
)
PASSWORD = f"pw-{CANARY}"
METRICS = ("orders", "revenue")
SECRET = variable("kopi-contoh", "days")


@pytest.fixture(scope="module")
def server():
    """A port on which PostgreSQL answers, with the invented days; its user is `kpi`, its password PASSWORD."""
    with running("kpi", PASSWORD) as port:
        with _session(port) as session:
            session.execute(TABLE.format("days"))
            session.execute(f"insert into days values {VALUES}")
            session.execute("create table visits (moment timestamptz, clock timestamp, who text)")
            for moment, who in MOMENTS:
                session.execute("insert into visits values (%s, %s, %s)", (f"{moment}+00", moment, who))
            session.execute("create schema marketing")
            session.execute("create table marketing.spring as select * from days")
        yield port


def _session(port):
    return psycopg.connect(host="127.0.0.1", port=port, user="kpi", password=PASSWORD, dbname="postgres")


@pytest.fixture
def source(server, monkeypatch):
    monkeypatch.delenv("PGPASSWORD", raising=False)
    monkeypatch.setenv(SECRET, PASSWORD)
    return {"connect": f"postgres://kpi@127.0.0.1:{server}/postgres", "table": "days", "columns": COLUMNS}


@pytest.fixture
def facts_of(plan, folder):
    return lambda source: collect(plan([source], metrics=METRICS), folder, as_of=AS_OF)


@pytest.fixture
def problem_of(facts_of):
    def told(source):
        with pytest.raises(ProblemsError) as error:
            facts_of(source)
        text = " ".join(str(problem) for problem in error.value.problems)
        assert CANARY not in text
        return text

    return told


@pytest.mark.parametrize(
    "where",
    [{"table": "days"}, {"table": "marketing.spring"}, {"table": None, "sql": "select * from days"}],
    ids=["table", "schema", "sql"],
)
def test_the_same_rows_are_the_same_facts_and_the_same_metric(source, facts_of, plan, folder, monkeypatch, where):
    (folder / "shop.csv").write_text(as_csv(), "utf-8")
    monkeypatch.setenv("PGPASSWORD", PASSWORD)  # of the sources that bear another name
    found = facts_of({**source, **where})
    same_days(found, facts_of({"connect": "duckdb", "file": "shop.csv", "columns": COLUMNS}))
    planned = plan([source], metrics=METRICS)
    assert [value_of(metric, found, planned) for metric in METRICS] == [ORDERS, REVENUE]
    assert CANARY not in repr(found.exports)


@pytest.mark.parametrize("told", [{}, {"columns": {"date": "clock"}, "timezone": "UTC"}], ids=["zone", "no zone"])
def test_moments_are_of_the_clients_day_and_customers_are_counted(source, facts_of, monkeypatch, told):
    monkeypatch.setenv("PGPASSWORD", PASSWORD)
    found = facts_of({**source, "table": "visits", **SEEN, **told})
    assert seen(found) == {"2026-07-01": 2, "2026-07-02": 2}


def test_a_schema_in_the_address_is_where_tables_are_looked_for(source, facts_of, monkeypatch):
    monkeypatch.setenv("PGPASSWORD", PASSWORD)
    found = facts_of({**source, "connect": source["connect"] + "/marketing", "table": "spring"})
    assert found.daily["orders"].sum() == ORDERS


def test_nothing_can_be_written(source, folder, server):
    engine = connect(parse_address(source["connect"]), folder, client="kopi-contoh", source="days")
    try:
        with pytest.raises(psycopg.errors.ReadOnlySqlTransaction):
            engine.backend.con.execute("delete from days")
    finally:
        engine.close()
    with _session(server) as session:
        assert session.execute("select count(*) from days").fetchone() == (7,)


def test_an_unknown_table_and_an_unknown_column_are_told_with_the_nearest_name(source, problem_of, monkeypatch):
    assert "there is no column 'mony'; did you mean 'money'?" in problem_of(
        {**source, "columns": {**COLUMNS, "revenue": "mony"}}
    )
    monkeypatch.setenv("PGPASSWORD", PASSWORD)
    assert "no table is named 'dayz'; did you mean 'days'?" in problem_of({**source, "table": "dayz"})


def test_a_wrong_password_is_told_by_where_it_is_looked_for_and_not_repeated(source, problem_of, monkeypatch):
    monkeypatch.setenv(SECRET, f"wrong-{CANARY}")
    problem = problem_of(source)
    assert "cannot be reached" in problem
    assert f"the password is taken from {SECRET}, the keyring, or PGPASSWORD" in problem


def test_an_unknown_database_and_a_select_that_fails_repeat_no_password(source, problem_of, monkeypatch):
    assert 'database "none" does not exist' in problem_of(
        {**source, "connect": source["connect"].replace("/postgres", "/none")}
    )
    monkeypatch.setenv("PGPASSWORD", PASSWORD)
    sql = f"select '{PASSWORD}'::integer as day"
    assert "postgres says: " in problem_of({**source, "table": None, "sql": sql})
