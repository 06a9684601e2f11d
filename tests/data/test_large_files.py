"""A table that is too large to hold is read through by DuckDB, and is the same table as a small one."""

from datetime import date

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kpilib.data import files
from kpilib.data.readers import read_file
from kpilib.errors import ExportError
from kpilib.plan.client import Source

SHOP = {"date": "Tanggal", "channel": "Kanal", "campaign": "Kampanye", "orders": "Pesanan", "revenue": "Pendapatan"}
HEADER = "Tanggal,Kanal,Kampanye,Pesanan,Pendapatan"


@pytest.fixture
def large(monkeypatch):
    """Every file with a byte in it is large."""
    return lambda: monkeypatch.setattr(files, "LARGEST", 0)


@pytest.fixture
def both_ways(write, monkeypatch):
    """A text read at once and read through."""

    def read(text, *, name="shop.csv", columns=SHOP, **told):
        path = write(text, name)
        source = Source(file=name, reader="table", columns=columns, **told)
        monkeypatch.setattr(files, "LARGEST", 256 * 1024**2)
        small = read_file(path, "table", source=source)
        monkeypatch.setattr(files, "LARGEST", 0)
        return small, read_file(path, "table", source=source)

    return read


@pytest.fixture
def refused(write, large):
    """Why a large text is not read."""

    def told(text, *, columns=SHOP, line=None, **more):
        large()
        path = write(text, "shop.csv")
        with pytest.raises(ExportError) as error:
            read_file(path, "table", source=Source(file="shop.csv", reader="table", columns=columns, **more))
        assert (error.value.problem.file, error.value.problem.line) == ("shop.csv", line)
        return error.value.problem.text

    return told


def same(small, through):
    pd.testing.assert_frame_equal(small.daily, through.daily, check_dtype=False)
    pd.testing.assert_frame_equal(small.readings, through.readings, check_dtype=False)
    kept = [(one.reason, one.count) for one in small.dropped]
    assert kept == [(one.reason, one.count) for one in through.dropped]
    about = ("file", "reader", "rows", "sha256", "delimiter", "currency")
    assert [getattr(small, name) for name in about] == [getattr(through, name) for name in about]


def test_rows_of_a_day_channel_and_campaign_are_added(both_ways):
    rows = "2026-07-01,Email,July,3,10.25\n2026-07-01,Email,July,2,0.5\n2026-07-02,,O'Clock,4,20\n"
    small, through = both_ways(f"{HEADER}\n{rows}")
    same(small, through)
    assert through.daily["orders"].tolist() == [5, 4]
    assert through.daily["revenue"].tolist() == [10.75, 20]


@pytest.mark.parametrize(
    "text",
    [
        f"{HEADER}\n2026-07-01,Email,July,,--\n2026-07-02,Email,July,0,n/a\n",
        f"{HEADER}\n2026-07-01,Email,July,3,1\nTotal,,,3,1\nGrand total,,,3,1\n",
        f"\n\n{HEADER}\n\n2026-07-01,Email,July,3,1\n,,,,\n",
        f"{HEADER}\r\n2026-07-01,Email,July,3,1\r\n2026-07-02,Email,July,3,1\r\n",
        f'{HEADER}\n2026-07-01,"Email, weekly","say ""yes""",3,1\n',
        f"{HEADER}\n2026-07-01,  Email ,July\N{NO-BREAK SPACE}sale,3,1\n2026-07-01,Email,July sale,3,1\n",
        f"\N{BYTE ORDER MARK}{HEADER}\n2026-07-01,Café,Ölwechsel,3,1\n",
        f"{HEADER}\n2026-07-01,Email,July,3\n2026-07-02,Email,July,3,1\n",
        f"{HEADER}\n2026-07-01,Email,July,-3,-150.5\n",
        HEADER.replace(",", "\t") + "\n2026-07-01\tEmail\tJuly\t3\t1\n",
        HEADER.lower() + "\n20260701,Email,July,3,1\n",
        f"{HEADER},tanggal\n2026-07-01,Email,July,3,1,2025-01-01\n",
    ],
    ids=[
        "empty cells", "totals", "blank rows", "windows lines", "quotes", "spaces", "byte order mark", "short rows",
        "negative numbers", "tabs", "case of the header", "a name twice",
    ],
)  # fmt: skip
def test_a_large_table_is_what_a_small_one_is(both_ways, text):
    same(*both_ways(text))


@pytest.mark.parametrize(
    ("days", "told"),
    [
        (("01/07/2026", "31/07/2026"), {}),
        (("07/01/2026", "07/31/2026"), {}),
        (("01.07.26", "31.07.26"), {}),
        (("1 Jul 2026", "31 Jul 2026"), {}),
        (("2026-07-01 23:30:00", "2026-07-31 00:10:00"), {}),
        (("03/04/2026", "05/06/2026"), {"date_format": "%d/%m/%Y"}),
    ],
)
def test_dates_are_read_as_in_a_small_table(both_ways, days, told):
    rows = "".join(f"{day},Email,July,3,1\n" for day in days)
    same(*both_ways(f"{HEADER}\n{rows}", **told))


def test_decimal_commas_are_found_over_all_columns(both_ways):
    text = HEADER.replace(",", ";") + "\n01.07.2026;Email;July;3;1,234\n31.07.2026;Email;July;3;10,5\n"
    small, through = both_ways(text)
    same(small, through)
    assert through.daily["revenue"].tolist() == [1.234, 10.5]


def test_a_measure_over_one_column_per_channel(both_ways):
    columns = {"date": "day", "cost": {"fb": "Paid Social", "tv": "TV"}}
    small, through = both_ways("day,fb,tv\n2026-07-01,3,10\n2026-07-02,,20\n", columns=columns)
    same(small, through)
    assert through.daily["cost"].sum() == 33


def test_the_channel_that_all_rows_belong_to(both_ways):
    small, through = both_ways("day,n\n2026-07-01,3\n", columns={"date": "day", "orders": "n"}, channel="Email")
    same(small, through)
    assert through.daily["channel"].tolist() == ["Email"]


def test_readings_stand_beside_the_days(both_ways):
    text = "day,new,list\n2026-07-01,3,100\n2026-07-02,4,\n2026-07-03,0,104\n"
    told = {"columns": {"date": "day", "new_subscribers": "new"}, "readings": {"active_subscribers": "list"}}
    small, through = both_ways(text, **told)
    same(small, through)
    assert through.readings["value"].tolist() == [100, 104]


def test_two_readings_of_a_day_are_refused_and_not_added(refused):
    told = {"columns": {"date": "day"}, "readings": {"active_subscribers": "list"}}
    text = refused("day,list\n2026-07-01,100\n2026-07-01,104\n", **told)
    assert text == "active_subscribers of 2026-07-01 is 100 and 104; keep only the one that is right"


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ("2026-07-01,Email,July,3,$5", "column 'Pendapatan': '$5' is not a plain number such as 1234.5"),
        (
            '2026-07-01,Email,July,3,"1,234.50"',
            "column 'Pendapatan': '1,234.50' is not a plain number such as 1234.5",
        ),
        ("2026-07-01,Email,July,ten,5", "column 'Pesanan': 'ten' is not a plain number such as 1234.5"),
        ("soon,Email,July,3,5", "column 'Tanggal': 'soon' is not a date"),
        (",Email,July,3,5", "column 'Tanggal': '' is not a date"),
        ("Total,,,3,5", "all 1 rows are totals"),
        ("", "holds no rows"),
        ("2026-07-01,Email,July,3,1e999", "column 'Pendapatan' holds a number without an end"),
    ],
)
def test_what_cannot_be_read_right_is_refused(refused, row, why):
    assert refused(f"{HEADER}\n{row}\n") == why


def test_dates_and_numbers_with_two_readings_are_refused_with_what_to_say(refused):
    text = refused(f"{HEADER}\n03/04/2026,Email,July,3,5\n05/08/2026,Email,July,3,5\n")
    assert "may be 3 April 2026 or 4 March 2026" in text
    assert "date_format" in text
    text = refused(HEADER.replace(",", ";") + "\n2026-07-01;Email;July;3;1.234\n")
    assert text.endswith("say which with decimal: '.' or decimal: ','")


def test_unknown_columns_are_told_with_those_that_are_there(refused):
    text = refused(f"{HEADER}\n2026-07-01,Email,July,3,5\n", columns={"date": "Tangal", "orders": "Pesanan"})
    assert text.startswith("there is no column 'Tangal'; did you mean 'Tanggal'? columns: Tanggal, Kanal")


def test_a_row_with_more_cells_than_the_header_is_refused_with_its_line(refused):
    text = f"{HEADER}\n2026-07-01,Email,July,3,5\n2026-07-02,Email,July,3,5,6,7\n"
    assert refused(text, line=3) == "has more cells than the header"


def test_text_that_is_not_unicode_is_refused_wherever_it_stands(refused):
    text = refused(f"{HEADER}\n2026-07-01,Café,July,3,5\n".encode("cp1252"))
    assert "is read as UTF-8 only" in text
    row = "2026-07-01,Email,July,3,5\n"
    text = refused(f"{HEADER}\n{row * 4000}2026-07-02,Café,July,3,5\n".encode("cp1252"), line=4002)
    assert text == "is not written in UTF-8; save the file as UTF-8"


def test_a_large_table_in_parquet(write, large):
    rows = {"day": [date(2026, 7, 1), date(2026, 7, 1), None], "n": [3, 4, 5], "money": [0.1, None, 1.0]}
    path = write("", "shop.parquet")
    pd.DataFrame(rows).to_parquet(path)
    large()
    source = Source(file="shop.parquet", reader="table", columns={"date": "day", "orders": "n", "revenue": "money"})
    found = read_file(path, "table", source=source)
    assert found.daily[["orders", "revenue"]].values.tolist() == [[7, 0.1]]
    assert [(one.reason, one.count) for one in found.dropped] == [("row without a date", 1)]


def test_moments_in_a_large_parquet_file_belong_to_a_warehouse(write, large):
    path = write("", "shop.parquet")
    pd.DataFrame({"at": pd.to_datetime(["2026-07-01 23:30"], utc=True), "n": [3]}).to_parquet(path)
    large()
    with pytest.raises(ExportError, match="holds moments; connect: duckdb tells their days"):
        read_file(path, "table", source=Source(file="s", reader="table", columns={"date": "at", "orders": "n"}))


def test_a_large_file_of_another_reader_is_refused_with_the_hint(write, large):
    path = write(f"{HEADER}\n2026-07-01,Email,July,3,5\n", "shop.csv")
    large()
    with pytest.raises(ExportError, match="let the warehouse read it: connect: duckdb"):
        read_file(path, "ga4")


CELLS = st.sampled_from(["", "0", "3", "-2", "1.5", "0.1", "0.2", "1234567.25", "--", "1e3"])
ROWS = st.lists(
    st.tuples(st.dates(date(2026, 1, 1), date(2026, 9, 30)), st.sampled_from(["", "Email", "Söcial"]), CELLS, CELLS),
    min_size=1,
    max_size=30,
)


@given(rows=ROWS)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_rows_are_the_same_facts_both_ways(both_ways, rows):
    text = "\n".join([HEADER, *(f"{day},{channel},July,{n},{money}" for day, channel, n, money in rows)]) + "\n"
    # A lone 1.234 could be a thousand: the mark is told.
    small, through = both_ways(text, decimal=".")
    pd.testing.assert_frame_equal(small.daily, through.daily, check_dtype=False, rtol=1e-11)
    assert small.rows == through.rows
