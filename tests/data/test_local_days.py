"""The day of a moment in the client's time zone, told by an engine, is the one that Python's zoneinfo tells."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import ibis
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kpilib.data.warehouse.local_days import day_of, shifts

YEAR = (date(2026, 1, 1), date(2026, 12, 31))
# One hour ahead and back, none, half an hour, the other half of the year, across the date line, Ramadan, 45 minutes.
ZONES = (
    "Europe/Berlin", "Asia/Jakarta", "Asia/Kolkata", "America/New_York", "Australia/Lord_Howe", "America/Santiago",
    "Pacific/Kiritimati", "Africa/Casablanca", "Pacific/Chatham", "UTC",
)  # fmt: skip
FROM_UTC = {zone: shifts("UTC", zone, *YEAR) for zone in ZONES}


def clock(*parts):
    """A time by a clock, without a zone, as a column has it."""
    return datetime(*parts)  # noqa: DTZ001


def shifted(told, between):
    """What the engine does: add what belongs to the first of the times that is later."""
    return told + next((shift for until, shift in between if told < until), between[-1][1])


def test_a_zone_without_summer_time_has_one_shift():
    [(until, shift)] = FROM_UTC["Asia/Jakarta"]
    assert shift == timedelta(hours=7)
    assert until > clock(2027, 1, 1)


def test_the_same_clock_is_not_shifted():
    assert {shift for _, shift in shifts("Europe/Berlin", "Europe/Berlin", *YEAR)} == {timedelta()}


@pytest.mark.parametrize("zone", ZONES)
@given(moment=st.datetimes(clock(2026, 1, 1), clock(2026, 12, 31)))
@settings(max_examples=50, deadline=None)
def test_every_moment_is_what_zoneinfo_says(zone, moment):
    local = moment.replace(tzinfo=UTC).astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    assert shifted(moment, FROM_UTC[zone]) == local


def test_the_hour_that_a_clock_shows_twice_counts_as_its_first():
    between = shifts("Europe/Berlin", "UTC", *YEAR)
    assert shifted(clock(2026, 10, 25, 2, 30), between) == clock(2026, 10, 25, 0, 30)
    assert shifted(clock(2026, 10, 25, 3, 30), between) == clock(2026, 10, 25, 2, 30)


@pytest.mark.parametrize("engine", ["duckdb", "by its calendar"])
@pytest.mark.parametrize("zone", ZONES)
def test_an_engine_tells_the_days_that_zoneinfo_tells(zone, engine):
    """Every half an hour of the two days around each change of the clocks, and a microsecond before each."""
    changes = [until for until, _ in FROM_UTC[zone][:-1]] or [clock(2026, 7, 1)]
    steps = [timedelta(minutes=30 * step) for step in range(-48, 49)]
    times = [change + step - timedelta(seconds=off) for change in changes for step in steps for off in (0, 1e-6)]
    table = ibis.memtable(pa.table({"at": times}))
    found = table.select("at", day=day_of(table.at, FROM_UTC[zone], engine=engine)).to_pyarrow().to_pylist()
    wanted = [one["at"].replace(tzinfo=UTC).astimezone(ZoneInfo(zone)).date() for one in found]
    assert [one["day"] for one in found] == wanted
