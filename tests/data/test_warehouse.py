"""The same days in a file, in a DuckDB database and in Parquet are the same facts; problems are told by line."""

import gzip
import importlib.util
import math
import sys
import types
from datetime import date

import duckdb
import pytest

from kpilib.data.collect import collect
from kpilib.data.warehouse.credentials import password, variable, without_secrets
from kpilib.data.warehouse.engine import WarehouseError
from kpilib.data.warehouse.read import read_warehouse
from kpilib.errors import ProblemsError
from kpilib.plan.address import parse_address
from kpilib.plan.client import Client, Source
from kpilib.plan.located import Located
from tests.data.invented import (
    AS_OF,
    CANARY,
    COLUMNS,
    MOMENTS,
    ORDERS,
    REVENUE,
    ROWS,
    SEEN,
    TABLE,
    VALUES,
    as_csv,
    same_days,
    seen,
    value_of,
)

METRICS = ("orders", "revenue")
DATABASE = {"connect": "duckdb://shop.db", "table": "days", "columns": COLUMNS}


@pytest.fixture
def shop(folder):
    """The rows in every form that DuckDB reads; runs further statements in the database."""
    with duckdb.connect(str(folder / "shop.db")) as database:
        database.execute(TABLE.format("days"))
        database.execute(f"insert into days values {VALUES}")
        database.execute(f"copy days to '{folder / 'shop.parquet'}' (format parquet)")
        database.execute(f"copy (select * from days limit 3) to '{folder / 'part1.parquet'}' (format parquet)")
        database.execute(f"copy (select * from days offset 3) to '{folder / 'part2.parquet'}' (format parquet)")
    (folder / "shop.csv").write_text(as_csv(), "utf-8")
    (folder / "whole.csv").write_text(as_csv(ROWS[:-1]), "utf-8")

    def run(*statements):
        with duckdb.connect(str(folder / "shop.db")) as database:
            for statement in statements:
                database.execute(statement)

    return run


@pytest.fixture
def file_facts(shop, plan, folder):  # noqa: ARG001
    """What the reader `table` says of the rows up to the last whole day."""
    return collect(plan([{"file": "whole.csv", "reader": "table", "columns": COLUMNS}]), folder)


@pytest.fixture
def facts_of(plan, folder):
    return lambda source, as_of=AS_OF: collect(plan([source], metrics=METRICS), folder, as_of=as_of)


@pytest.fixture
def problems_of(plan, folder):
    """What is wrong with a source that stands in client.yml from line 2 on, one key a line."""

    def told(**source):
        lines = []
        for key, value in source.items():
            lines.append(f"    {key}:" + ("" if isinstance(value, dict) else f" {value}"))
            lines += [f"      {name}: {one}" for name, one in value.items()] if isinstance(value, dict) else []
        (folder / "client.yml").write_text("sources:\n  -\n" + "\n".join(lines) + "\n", "utf-8")
        with pytest.raises(ProblemsError) as error:
            collect(plan([source], metrics=METRICS), folder, as_of=AS_OF)
        return [str(problem).rpartition("kopi-contoh/")[2] for problem in error.value.problems]

    return told


@pytest.mark.parametrize(
    "where",
    [
        {"connect": "duckdb://shop.db", "table": "days"},
        {"connect": "duckdb://shop.db", "table": "main.days"},
        {"connect": "duckdb://shop.db", "sql": "select * from days"},
        {"connect": "duckdb", "file": "shop.parquet"},
        {"connect": "duckdb", "file": "part*.parquet"},
        {"connect": "duckdb", "file": "shop.csv"},
    ],
    ids=["table", "schema.table", "sql", "parquet", "parts", "csv"],
)
def test_the_same_rows_are_the_same_facts_and_the_same_metric(shop, file_facts, facts_of, plan, where):  # noqa: ARG001
    source = {**where, "columns": COLUMNS}
    found = facts_of(source)
    same_days(found, file_facts)
    told = [
        [(one.measure, one.first, one.last, one.missing) for one in facts.coverage] for facts in (found, file_facts)
    ]
    assert told[0] == told[1]
    planned = plan([source], metrics=METRICS)
    for metric, value in (("orders", ORDERS), ("revenue", REVENUE)):
        assert value_of(metric, found, planned) == value_of(metric, file_facts, planned) == value


def test_a_database_by_its_whole_path_is_read(shop, file_facts, facts_of, folder):  # noqa: ARG001
    same_days(facts_of({**DATABASE, "connect": f"duckdb://{folder / 'shop.db'}"}), file_facts)


def test_a_select_of_a_file_in_the_clients_folder_is_read(shop, file_facts, facts_of, folder):  # noqa: ARG001
    select = f"select * from read_parquet('{folder / 'shop.parquet'}')"
    same_days(facts_of({"connect": "duckdb", "sql": select, "columns": COLUMNS}), file_facts)


def test_null_is_missing_and_zero_is_zero(shop, facts_of):  # noqa: ARG001
    daily = facts_of(DATABASE).daily.set_index(["date", "channel"])
    assert math.isnan(daily.loc[("2026-07-02", "Email"), "orders"])
    assert daily.loc[("2026-07-04", "Email"), "orders"] == 0
    assert math.isnan(daily.loc[("2026-07-01", "Paid Social"), "revenue"])


def test_nan_in_a_column_of_doubles_is_missing_and_does_not_spread(shop, facts_of):
    shop("alter table days alter money type double", "update days set money = 'nan' where n = 3")
    daily = facts_of(DATABASE).daily.set_index(["date", "channel"])
    assert daily.loc[("2026-07-01", "Email"), "revenue"] == 0.5


def test_a_day_whose_values_are_all_null_and_a_day_without_a_row_are_missing(shop, facts_of):  # noqa: ARG001
    [coverage] = [one for one in facts_of(DATABASE).coverage if one.measure == "orders"]
    assert coverage.missing == (date(2026, 7, 2), date(2026, 7, 3))


def test_days_from_as_of_on_are_not_asked_for(shop, facts_of):  # noqa: ARG001
    assert facts_of(DATABASE).daily["date"].max().date() == date(2026, 7, 4)
    assert facts_of(DATABASE, date(2026, 7, 6)).daily["orders"].sum() == ORDERS + 1000


def test_the_engine_itself_is_not_asked_for_days_after_as_of(shop, plan, folder):
    # A value that would be refused, on the day of the report, is never looked at.
    shop("alter table days alter money type double", "update days set money = 'inf' where n = 1000")
    planned = plan([DATABASE], metrics=METRICS)
    export = read_warehouse(planned.client.sources[0], planned, folder, until=date(2026, 7, 4))
    assert export.rows == len(ROWS) - 1
    with pytest.raises(WarehouseError, match="'money' holds a number without an end"):
        read_warehouse(planned.client.sources[0], planned, folder, until=date(2026, 7, 5))


def test_a_moment_is_of_the_clients_day(shop, facts_of):
    shop("create table moments as select timestamptz '2026-07-01 23:30:00+00' as day, 1 as n")
    source = {"connect": "duckdb://shop.db", "table": "moments", "columns": {"date": "day", "orders": "n"}}
    assert [str(day.date()) for day in facts_of(source).daily["date"]] == ["2026-07-02"]


def test_moments_are_of_the_clients_day_with_and_without_a_zone(shop, facts_of):
    rows = ", ".join(f"('{moment}+00'::timestamptz, '{moment}'::timestamp, '{who}')" for moment, who in MOMENTS)
    shop(f"create table visits as select * from (values {rows}) as told(moment, clock, who)")
    source = {"connect": "duckdb://shop.db", "table": "visits", **SEEN}
    told = {"2026-07-01": 2, "2026-07-02": 2}
    assert seen(facts_of(source)) == told
    assert seen(facts_of({**source, "columns": {"date": "clock"}, "timezone": "UTC"})) == told


def test_different_customers_are_counted_and_not_added(shop, facts_of):
    shop(
        "create table visits as select * from (values (date '2026-07-01', 'a'), (date '2026-07-01', 'b'),"
        " (date '2026-07-02', 'a'), (date '2026-07-02', null)) as told(day, who)"
    )
    source = {
        "connect": "duckdb://shop.db",
        "table": "visits",
        "columns": {"date": "day"},
        "distinct": {"customers": "who"},
    }
    readings = facts_of(source).readings
    assert readings["value"].tolist() == [2, 2]


def test_the_same_rows_in_another_order_have_the_same_fingerprint(shop, facts_of):
    [(_, one)] = facts_of(DATABASE).exports
    shop(
        "create table other as select * from days order by money",
        "drop table days",
        "alter table other rename to days",
    )
    [(_, other)] = facts_of(DATABASE).exports
    assert one.sha256 == other.sha256


def test_the_database_is_not_changed_and_nothing_is_left_open(shop, facts_of, folder):
    before = (folder / "shop.db").read_bytes()
    facts_of(DATABASE)
    assert (folder / "shop.db").read_bytes() == before
    shop("drop table days")  # opens it for writing


def test_an_unknown_table_is_told_by_its_line_with_the_nearest_name(shop, problems_of):  # noqa: ARG001
    [problem] = problems_of(**{**DATABASE, "table": "dayz"})
    assert problem == "client.yml:4: source 'dayz': no table is named 'dayz'; did you mean 'days'?"


def test_every_unknown_column_is_told_by_its_line_with_the_nearest_name(shop, problems_of):  # noqa: ARG001
    one, two = problems_of(**{**DATABASE, "columns": {**COLUMNS, "channel": "chanel", "revenue": "mony"}})
    there = "columns: day, channel, campaign, n, money"
    assert one == f"client.yml:7: source 'days': there is no column 'chanel'; did you mean 'channel'? {there}"
    assert two == f"client.yml:10: source 'days': there is no column 'mony'; did you mean 'money'? {there}"


def test_a_column_of_text_is_not_added_up(shop, problems_of):  # noqa: ARG001
    [problem] = problems_of(**{**DATABASE, "columns": {**COLUMNS, "orders": "campaign"}})
    assert problem.startswith("client.yml:9: source 'days': column 'campaign' holds no numbers but text")


@pytest.mark.parametrize(
    "sql", ["drop table days", "select 1; drop table days", "update days set n = 1", "copy days to 'x'"]
)
def test_only_one_select_is_run(shop, facts_of, problems_of, sql):  # noqa: ARG001
    [problem] = problems_of(connect="duckdb://shop.db", sql=f'"{sql}"', columns=COLUMNS)
    assert problem.startswith("client.yml:4: source 1: sql is not")
    assert len(facts_of(DATABASE).daily)


def test_a_select_opens_no_file_outside_of_the_folder(shop, problems_of, write):  # noqa: ARG001
    outside = write(as_csv(), "other/shop.csv")
    select = f"select * from read_csv('{outside}')"
    [problem] = problems_of(connect="duckdb", sql=f'"{select}"', columns=COLUMNS)
    assert problem.startswith("client.yml:4: source 1: ")
    assert "1000" not in problem


def test_a_select_follows_no_link_out_of_the_folder(shop, problems_of, write, folder):  # noqa: ARG001
    (folder / "exports").mkdir(exist_ok=True)
    (folder / "exports/link.csv").symlink_to(write(as_csv(), "other/shop.csv"))
    select = "select * from read_csv('exports/link.csv')"
    for told in ({"connect": "duckdb"}, {"connect": "duckdb://shop.db"}):
        [problem] = problems_of(**told, sql=f'"{select}"', columns=COLUMNS)
        assert "'exports/link.csv' is a link that leads out of the client's folder" in problem


def test_a_file_of_another_client_is_not_read_through_a_link_or_by_its_path(shop, problems_of, write, folder):  # noqa: ARG001
    write("name: Other", "other/client.yml")
    theirs = write(as_csv(), "other/shop.csv")
    (folder / "link.csv").symlink_to(theirs)
    for file in ("link.csv", str(theirs)):
        [problem] = problems_of(connect="duckdb", file=file, columns=COLUMNS)
        assert problem.startswith("client.yml:4: source '")
        assert problem.endswith("belongs to another client, 'other'")
    [problem] = problems_of(connect="duckdb", file="../other/shop.csv", columns=COLUMNS)
    assert "file '../other/shop.csv' leads out of the client's folder" in problem
    [problem] = problems_of(connect="duckdb", file="shap.csv", columns=COLUMNS)
    assert problem.endswith("file 'shap.csv' matches no file")


def test_files_that_are_damaged_or_no_text_are_told_by_their_line(shop, problems_of, folder):  # noqa: ARG001
    (folder / "cut.csv.gz").write_bytes(gzip.compress(as_csv().encode(), mtime=0)[:-9])
    [problem] = problems_of(connect="duckdb", file="cut.csv.gz", columns=COLUMNS)
    assert problem == "client.yml:4: source 'cut.csv.gz': cut.csv.gz is cut off or damaged; download it again"
    (folder / "photo.csv").write_bytes(b"\x89PNG\0" * 50)
    [problem] = problems_of(connect="duckdb", file="photo.csv", columns=COLUMNS)
    assert problem.startswith("client.yml:4: source 'photo.csv': photo.csv is not text")


def test_an_absent_database_and_one_that_is_none_are_told(shop, problems_of, folder):  # noqa: ARG001
    [problem] = problems_of(**{**DATABASE, "connect": "duckdb://shap.db"})
    assert problem == "client.yml:3: source 'days': the database 'shap.db' is absent"
    (folder / "none.db").write_text("not a database " * 400, "utf-8")
    [problem] = problems_of(**{**DATABASE, "connect": "duckdb://none.db"})
    assert "is not a database of DuckDB" in problem


def test_a_table_without_a_day_up_to_as_of_is_told(shop, problems_of):
    shop("delete from days where day < date '2026-07-05'")
    [problem] = problems_of(**DATABASE)
    assert problem == "client.yml:4: source 'days': holds no row of 2021-07-01 to 2026-07-04"


SECRETS = (
    f"postgres://kpi:{CANARY}@localhost/shop",
    f"postgres://localhost/shop?password={CANARY}",
    f"postgres://localhost/shop?sslkey={CANARY}",
    f"postgres://localhost/shop#{CANARY}",
    f"postgres://kpi:a/{CANARY}@localhost/shop",
    f"postgres://localhost:{CANARY}/shop",
    f"mysql://kpi:{CANARY}@localhost/shop",
    f"duckdb://kpi:{CANARY}@shop.db",
    f"spark://kpi:{CANARY}@local",
    f"bigquery://kpi:{CANARY}@project/set",
)


@pytest.mark.parametrize("connect", SECRETS)
def test_a_password_in_connect_is_refused_and_not_repeated(connect, folder):
    with pytest.raises(ValueError, match=r"password|address") as refused:
        parse_address(connect)
    assert CANARY not in str(refused.value)
    text = (
        "name: Kopi\ncurrency: IDR\ntimezone: Asia/Jakarta\ngoals: {g: Grow}\nsources:\n"
        f"  - connect: '{connect}'\n    table: days\n    columns: {{date: day, orders: n}}\n"
    )
    (folder / "client.yml").write_text(text, "utf-8")
    client = Located(folder / "client.yml", "client.yml")
    assert client.validated(Client) is None
    assert client.problems
    assert any(problem.line == 6 for problem in client.problems)
    assert CANARY not in " ".join(str(problem) for problem in client.problems)


def test_a_known_password_is_in_no_text_of_an_engine(monkeypatch):
    monkeypatch.setenv("PGPASSWORD", "other-canary")
    text = without_secrets(f"no {CANARY}, no other-canary, no x://a:b@c", CANARY)
    assert text == "no ***, no ***, no x://***@c"


@pytest.mark.parametrize("name", [variable("kopi-contoh", "days"), "PGPASSWORD"])
def test_a_canary_in_the_environment_is_in_no_message_and_no_export(shop, facts_of, problems_of, monkeypatch, name):  # noqa: ARG001
    monkeypatch.setenv(name, CANARY)
    assert CANARY not in repr(facts_of(DATABASE).exports)
    bad = {**DATABASE, "table": "dayz"}
    assert CANARY not in " ".join(problems_of(**bad))
    closed = {**DATABASE, "connect": "postgres://kpi@127.0.0.1:1/shop"}
    pytest.importorskip(
        "psycopg", reason="PostgreSQL's driver is not installed: pip install 'ibis-framework[postgres]'"
    )
    [problem] = problems_of(**closed)
    assert problem.startswith("client.yml:3: source 'days': postgres://127.0.0.1:1/shop cannot be reached: ")
    assert CANARY not in problem


@pytest.fixture
def keyring(monkeypatch):
    """A keyring in place of the system's; `monkeypatch` sets what it says."""
    errors = types.ModuleType("keyring.errors")
    errors.KeyringError = type("KeyringError", (Exception,), {})
    errors.NoKeyringError = type("NoKeyringError", (errors.KeyringError,), {})
    module = types.ModuleType("keyring")
    monkeypatch.setitem(sys.modules, "keyring", module)
    monkeypatch.setitem(sys.modules, "keyring.errors", errors)
    return module, errors


def test_the_environment_comes_before_the_keyring(keyring, monkeypatch):
    keyring[0].get_password = lambda service, entry: f"{service} {entry}"
    assert password("kopi-contoh", "web") == "kpilib kopi-contoh/web"
    monkeypatch.setenv("KPILIB_KOPI_CONTOH_WEB_PASSWORD", "nearer")
    assert password("kopi-contoh", "web") == "nearer"


def test_a_keyring_that_is_not_there_is_no_password_and_one_that_is_closed_is_told(keyring, problems_of):
    module, errors = keyring

    def refuse(error):
        def get_password(*_):
            raise error(CANARY)

        return get_password

    module.get_password = refuse(errors.NoKeyringError)
    assert password("kopi-contoh", "web") is None
    module.get_password = refuse(errors.KeyringError)
    [problem] = problems_of(**{**DATABASE, "connect": "postgres://localhost/shop"})
    assert problem == "client.yml:3: source 'days': the keyring does not answer: KeyringError"


def test_an_engine_that_is_not_installed_is_told_with_what_to_install(problems_of):
    if importlib.util.find_spec("google") and importlib.util.find_spec("google.cloud"):
        pytest.skip("BigQuery is installed here")
    [problem] = problems_of(**{**DATABASE, "connect": "bigquery://project/shop"})
    assert problem.endswith("bigquery is not installed here; install it with: pip install 'ibis-framework[bigquery]'")


def test_a_source_repeats_no_secret_when_it_is_shown():
    source = Source(connect="postgres://kpi@localhost/shop", table="days", columns=COLUMNS)
    assert source.address.shown == "postgres://localhost/shop"
