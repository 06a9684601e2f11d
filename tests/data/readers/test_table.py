import math

import pandas as pd
import pytest

from kpilib.data.readers import read_file
from kpilib.errors import ExportError
from kpilib.plan.client import Source


@pytest.fixture
def table(write):
    """A text read as a table that client.yml describes so."""

    def read(text, **told):
        return read_file(write(text), "table", source=Source(file="export.csv", reader="table", **told))

    return read


def test_columns_become_the_measures_that_client_yml_names(table):
    export = table(
        "Tanggal,Kanal,Pesanan\n2026-07-01,Email,3\n2026-07-01,Direct,4\n",
        columns={"date": "Tanggal", "channel": "Kanal", "orders": "Pesanan"},
    )
    assert export.daily[["channel", "orders"]].values.tolist() == [["Direct", 4], ["Email", 3]]


def test_one_column_per_channel_becomes_one_row_per_channel(table):
    export = table(
        "date,facebook_cost,tv_cost,orders\n2026-07-01,10,20,3\n",
        columns={"date": "date", "orders": "orders", "cost": {"facebook_cost": "Paid Social", "tv_cost": "TV"}},
    )
    by_channel = export.daily.set_index("channel")
    assert by_channel["cost"].dropna().to_dict() == {"Paid Social": 10, "TV": 20}
    assert by_channel["orders"].dropna().to_dict() == {"": 3}


def test_the_channel_of_a_file_stands_in_each_of_its_rows(table):
    export = table("d,c\n2026-07-01,5\n", columns={"date": "d", "cost": "c"}, channel="Paid Social")
    assert export.daily["channel"].tolist() == ["Paid Social"]


def test_readings_are_kept_apart_from_what_may_be_added(table):
    export = table(
        "d,n,s\n2026-07-01,5,100\n2026-07-02,6,\n",
        columns={"date": "d", "orders": "n"},
        readings={"active_subscribers": "s"},
    )
    assert export.daily["orders"].tolist() == [5, 6]
    assert export.readings[["measure", "value"]].values.tolist() == [["active_subscribers", 100]]


def test_a_table_of_readings_alone_is_read(table):
    export = table("d,s\n2026-07-01,100\n", columns={"date": "d"}, readings={"active_subscribers": "s"})
    assert export.daily.empty
    assert export.readings["value"].tolist() == [100]


def test_the_date_format_of_client_yml_settles_ambiguous_dates(table):
    export = table("d,n\n03/04/2026,5\n", columns={"date": "d", "orders": "n"}, date_format="%d/%m/%Y")
    assert export.daily["date"].tolist() == [pd.Timestamp(2026, 4, 3)]


def test_ambiguous_dates_are_refused_with_the_setting_that_helps(table):
    with pytest.raises(ExportError, match=r"^export\.csv:2: .*say which with date_format"):
        table("d,n\n03/04/2026,5\n", columns={"date": "d", "orders": "n"})


def test_the_decimal_mark_of_client_yml_settles_ambiguous_numbers(table):
    export = table("d;c\n2026-07-01;1.234\n", columns={"date": "d", "cost": "c"}, decimal=",")
    assert export.daily["cost"].tolist() == [1234]


def test_ambiguous_numbers_of_a_file_with_semicolons_are_refused_with_the_setting_that_helps(table):
    with pytest.raises(ExportError, match=r"^export\.csv:2: .*say which with decimal: '\.' or decimal: ','$"):
        table("d;c\n2026-07-01;1.234\n", columns={"date": "d", "cost": "c"})


def test_a_decimal_mark_that_cannot_be_right_is_refused(table):
    with pytest.raises(ExportError, match=r"^export\.csv:2: .*'12,50' is not a number whose decimal mark is '\.'$"):
        table("d;c\n2026-07-01;12,50\n", columns={"date": "d", "cost": "c"}, decimal=".")


def test_an_empty_cell_is_missing_and_not_zero(table):
    export = table("d,n\n2026-07-01,\n2026-07-02,0\n", columns={"date": "d", "orders": "n"})
    assert math.isnan(export.daily["orders"][0])
    assert export.daily["orders"][1] == 0


def test_total_rows_are_dropped_and_counted(table):
    export = table("d,n\n2026-07-01,5\nJumlah,5\n", columns={"date": "d", "orders": "n"})
    assert [(one.reason, one.count, one.line) for one in export.dropped] == [("total of other rows", 1, 3)]


def test_a_missing_column_is_refused_with_the_nearest_name(table):
    with pytest.raises(ExportError, match=r"^export\.csv:1: has no column 'Pesanen'; did you mean 'Pesanan'\?$"):
        table("Tanggal,Pesanan\n2026-07-01,5\n", columns={"date": "Tanggal", "orders": "Pesanen"})


def test_a_missing_column_of_readings_is_refused_with_the_nearest_name(table):
    with pytest.raises(ExportError, match=r"did you mean 'followers'\?$"):
        table("d,followers\n2026-07-01,5\n", columns={"date": "d"}, readings={"active_subscribers": "folowers"})


def test_a_table_without_a_date_column_is_refused_with_its_columns(table):
    with pytest.raises(ExportError, match=r"client\.yml names no column for 'date'; columns: d, n"):
        table("d,n\n2026-07-01,5\n", columns={"orders": "n"})


def test_a_header_without_rows_is_refused(table):
    with pytest.raises(ExportError, match=r"^export\.csv:1: it holds a header and no rows$"):
        table("d,n\n", columns={"date": "d", "orders": "n"})


def test_totals_alone_are_refused_with_their_count(table):
    with pytest.raises(ExportError, match=r"^export\.csv:1: all 1 rows are totals$"):
        table("d,n\nTotal,5\n", columns={"date": "d", "orders": "n"})


def test_the_currency_of_client_yml_stands_with_the_export(table):
    assert table("d,c\n2026-07-01,5\n", columns={"date": "d", "cost": "c"}, currency="USD").currency == "USD"
