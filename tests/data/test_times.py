import pandas as pd
import pytest

from kpilib.data.block import Block
from kpilib.data.times import parse_times, times_of
from kpilib.errors import ExportError


@pytest.fixture
def block(sheet):
    """A column of moments under the header `when`."""

    def of(*moments):
        found = sheet("when|n\n" + "".join(f"{moment}|1\n" for moment in moments))
        return Block(found, found.rows[0], found.rows[1:])

    return of


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-03-12 09:14:02", "2026-03-12T09:14:02"),
        ("2026-03-12T09:14", "2026-03-12T09:14:00"),
        ("2026-03-12 09:14:02.123", "2026-03-12T09:14:02"),
        ("2026-03-12", "2026-03-12T00:00:00"),
        ("3/15/2026 2:30 PM", "2026-03-15T14:30:00"),
        ("15/03/2026 09.14", "2026-03-15T09:14:00"),
        ("March 15, 2026 12:00 pm", "2026-03-15T12:00:00"),
        ("Mar 15, 2026 @ 12:05 am", "2026-03-15T00:05:00"),
        ("15 Mar 2026, 12:00", "2026-03-15T12:00:00"),
        ("2026-03-12 09:14:02 -0400", "2026-03-12T09:14:02-04:00"),
        ("2026-03-12T09:14:02+07:00", "2026-03-12T09:14:02+07:00"),
        ("2026/03/12 9:14:02 AM GMT+7", "2026-03-12T09:14:02+07:00"),
        ("2026-03-12T02:14:02Z", "2026-03-12T02:14:02+00:00"),
    ],
)
def test_a_moment_is_read_as_it_is_written(text, moment):
    [found] = parse_times([text])
    assert found.isoformat() == moment


@pytest.mark.parametrize("text", ["2026-03-12 25:00", "soon", ""])
def test_what_is_no_moment_is_none(text):
    assert parse_times([text]) == [None]


@pytest.mark.parametrize("form", ["%d/%m/%Y", "%d/%m/%Y %H:%M"])
def test_the_form_of_client_yml_may_be_that_of_the_date_alone(form):
    [found] = parse_times(["03/04/2026 09:14"], form=form)
    assert found.isoformat() == "2026-04-03T09:14:00"


def test_moments_with_offsets_are_brought_to_utc(block):
    times = times_of(block("2026-03-12 23:00 -0400", "2026-03-12 23:00 +0000"), 0)
    assert times.tolist() == [pd.Timestamp("2026-03-13 03:00Z"), pd.Timestamp("2026-03-12 23:00Z")]


def test_moments_without_an_offset_know_no_zone_unless_the_file_says_utc(block):
    assert times_of(block("2026-03-12 23:00"), 0).dt.tz is None
    assert times_of(block("2026-03-12 23:00"), 0, utc=True).tolist() == [pd.Timestamp("2026-03-12 23:00Z")]


def test_offsets_in_some_cells_only_are_refused(block):
    with pytest.raises(ExportError, match="column 'when': some times have an offset to UTC and others have none"):
        times_of(block("2026-03-12 23:00 -0400", "2026-03-12 23:00"), 0)


def test_what_is_no_moment_is_refused_with_its_line(block):
    with pytest.raises(ExportError, match=r"^export\.csv:3: column 'when': '2026-03-12 25:00' is not a time$"):
        times_of(block("2026-03-12 23:00", "2026-03-12 25:00"), 0)


def test_an_empty_cell_is_refused_unless_it_may_be_empty(block):
    with pytest.raises(ExportError, match="'' is not a time"):
        times_of(block("2026-03-12 23:00", ""), 0)
    assert times_of(block("2026-03-12 23:00", ""), 0, blanks=True).isna().tolist() == [False, True]


def test_day_and_month_that_may_be_either_way_round_are_refused_with_both_readings(block):
    with pytest.raises(ExportError, match=r"^export\.csv:2: column 'when': .* 3 April 2026 or 4 March 2026"):
        times_of(block("03/04/2026 09:14", "05/04/2026 09:14"), 0)
