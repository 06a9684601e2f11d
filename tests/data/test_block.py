import math
from datetime import date

import pandas as pd
import pytest

from kpilib.data.block import Block, daily_rows, known_columns, reading_rows, without, without_repeats
from kpilib.data.sheet import Row
from kpilib.errors import ExportError


@pytest.fixture
def block(sheet):
    def make(text):
        found = sheet(text)
        return Block(found, found.rows[0], found.rows[1:])

    return make


def test_a_column_is_found_whatever_its_case_and_the_first_of_two_wins(block):
    one = block("Day,COST,cost\n2026-07-01,1,2\n")
    assert one.find("cost") == 1
    assert one.find("absent", "day") == 0
    assert one.find("absent") is None


def test_a_short_row_has_empty_cells_at_its_end(block):
    assert block("day,cost\n1,2\n3\n").column(1) == ["2", ""]


def test_ambiguous_dates_are_refused_with_the_setting_that_helps(block):
    with pytest.raises(
        ExportError, match=r"^export\.csv:2: column 'Day': .* say which with date_format: '%d/%m/%Y' or '%m/%d/%Y'"
    ):
        block("Day,cost\n3/4/2026,1\n").dates(0)


def test_a_cell_that_is_no_date_is_refused_with_its_line_and_column(block):
    with pytest.raises(ExportError, match=r"^export\.csv:3: column 'Day': 'soon' is not a date$"):
        block("Day,cost\n2026-07-01,1\nsoon,2\n").dates(0)


def test_a_cell_of_another_form_than_told_is_refused_with_the_form(block):
    with pytest.raises(ExportError, match=r"'2026-07-01' is not a date of the form %d/%m/%Y$"):
        block("Day,cost\n2026-07-01,1\n").dates(0, form="%d/%m/%Y")


def test_the_decimal_mark_of_one_column_settles_another(block):
    one = block("day;cost;clicks\n1;0,5;1.234\n")
    assert one.numbers([1, 2]) == {1: [0.5], 2: [1234.0]}


def test_ambiguous_numbers_are_refused_with_the_setting_that_helps(block):
    with pytest.raises(ExportError, match=r"^export\.csv:2: '1\.234' may be .* with decimal: '\.' or decimal: ','$"):
        block("day;cost\n1;1.234\n").numbers([1])


def test_a_decimal_mark_that_is_told_settles_ambiguous_numbers(block):
    one = block("day;cost\n1;1.234\n")
    assert one.numbers([1], decimal=",") == {1: [1234.0]}
    assert one.numbers([1], decimal=".") == {1: [1.234]}


def test_a_cell_that_is_no_number_is_refused_with_its_line_and_column(block):
    with pytest.raises(ExportError, match=r"^export\.csv:3: column 'cost': 'lots' is not a number$"):
        block("day,cost\n1,2\n2,lots\n").numbers([1])


def test_two_columns_for_one_measure_are_refused(block):
    with pytest.raises(ExportError, match=r"^export\.csv:1: columns 'Revenue' and 'Income' both hold revenue$"):
        known_columns(block("Revenue,Income\n1,2\n"), {"revenue": "revenue", "income": "revenue"})


def test_rows_of_one_day_channel_and_campaign_are_added():
    days = [date(2026, 7, 1)] * 3
    rows = daily_rows(days, ["Email", "Email", "Direct"], [""] * 3, {"orders": [1.0, 2.0, 4.0]})
    assert rows[["channel", "orders"]].values.tolist() == [["Direct", 4.0], ["Email", 3.0]]


def test_a_sum_of_nothing_but_missing_values_is_missing():
    rows = daily_rows([date(2026, 7, 1)] * 2, [""] * 2, [""] * 2, {"a": [math.nan] * 2, "b": [math.nan, 5.0]})
    assert math.isnan(rows["a"][0])
    assert rows["b"][0] == 5


def test_missing_readings_are_left_out():
    day = date(2026, 7, 1)
    rows = reading_rows([(day, day)] * 2, "active_users", [math.nan, 7.0], [""] * 2, [""] * 2)
    assert rows["value"].tolist() == [7]
    assert rows["end"].tolist() == [pd.Timestamp(day)]


def test_what_is_left_out_is_counted_with_its_first_line():
    rows = [Row(2, ("a",)), Row(3, ("x",)), Row(4, ("x",))]
    kept, [dropped] = without(rows, lambda row: row.cells == ("x",), "an x")
    assert kept == (rows[0],)
    assert (dropped.reason, dropped.count, dropped.line) == ("an x", 2, 3)


def test_where_nothing_is_left_out_nothing_is_told():
    assert without([Row(2, ("a",))], lambda _: False, "never") == ((Row(2, ("a",)),), [])


def test_the_first_of_equal_rows_is_kept():
    kept, [dropped] = without_repeats([Row(2, ("a", "1")), Row(3, ("a", "1")), Row(4, ("a", "2"))])
    assert [row.line for row in kept] == [2, 4]
    assert (dropped.count, dropped.line) == (1, 3)
