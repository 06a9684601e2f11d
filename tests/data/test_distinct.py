"""Different customers are counted in the engine, exactly, for every window that a report looks at."""

from datetime import date, timedelta

import duckdb
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kpilib.data.collect import collect
from kpilib.data.warehouse.distinct import counted, grains
from kpilib.errors import ProblemsError
from kpilib.judge.assess import assess
from kpilib.plan.model import Context
from kpilib.plan.periods import Quarter

DAY = timedelta(days=1)
JULY = date(2026, 7, 1)
VISITS = {
    "connect": "duckdb://shop.db",
    "table": "visits",
    "columns": {"date": "day"},
    "distinct": {"customers": "who"},
}


@pytest.fixture
def visits(folder):
    """Puts rows of day, channel and customer into the database."""

    def put(rows, day="date"):
        with duckdb.connect(str(folder / "shop.db")) as database:
            database.execute(f"create or replace table visits (day {day}, channel varchar, who varchar)")
            database.executemany("insert into visits values (?, ?, ?)", rows)

    return put


@pytest.fixture
def readings_of(plan, folder):
    """The readings of a source by span, those of all channels."""

    def told(source=VISITS, channel="", as_of=date(2026, 9, 30), **about):
        found = collect(plan([source], **about), folder, as_of=as_of).readings
        found = found[found["channel"] == channel]
        return {
            (start.date(), end.date()): value
            for start, end, value in zip(found["start"], found["end"], found["value"], strict=True)
        }

    return told


def every_day(first, last, who="a", channel="Email"):
    return [(first + offset * DAY, channel, who) for offset in range((last - first).days + 1)]


def test_who_comes_twice_counts_once_up_to_every_day_of_the_quarter(visits, readings_of):
    rows = [(JULY, "Email", "a"), (JULY, "Email", "b"), (JULY + DAY, "TV", "a"), (JULY + 2 * DAY, "TV", "c")]
    visits(rows)
    found = readings_of()
    assert [found[JULY, JULY + step * DAY] for step in range(3)] == [2, 2, 3]


def test_nobody_is_no_customer(visits, readings_of):
    visits([(JULY, "Email", None), (JULY, "Email", ""), (JULY, "Email", "a")])
    assert readings_of()[JULY, JULY] == 1


def test_weeks_months_and_quarters_each_count_anew(visits, readings_of):
    visits([*every_day(date(2026, 4, 1), date(2026, 9, 30)), (date(2026, 8, 4), "Email", "b")])
    found = readings_of()
    assert found[date(2026, 8, 3), date(2026, 8, 9)] == 2
    assert found[date(2026, 8, 10), date(2026, 8, 16)] == 1
    assert found[date(2026, 8, 1), date(2026, 8, 31)] == 2
    assert found[date(2026, 9, 1), date(2026, 9, 30)] == 1
    assert found[date(2026, 4, 1), date(2026, 6, 30)] == 1
    assert found[JULY, date(2026, 9, 30)] == 2


def test_quarters_are_those_of_the_fiscal_year():
    like = Quarter.parse("2026Q3", fiscal_year_starts=2)
    assert (like.start, like.end) == (date(2025, 8, 1), date(2025, 10, 31))
    assert grains(like)["quarter"].of(date(2026, 7, 31)) == (date(2026, 5, 1), date(2026, 7, 31))


def test_days_after_the_last_whole_day_are_not_counted(visits, readings_of):
    visits([(JULY, "Email", "a"), (JULY + DAY, "Email", "b"), (JULY + 2 * DAY, "Email", "c")])
    assert max(readings_of(as_of=JULY + 2 * DAY)) == (JULY, JULY + DAY)


def test_a_quarter_with_a_day_without_a_row_is_counted_up_to_it_and_the_rest_is_told(visits, plan, folder):
    visits([(JULY, "Email", "a"), (JULY + 2 * DAY, "Email", "b")])
    facts = collect(plan([VISITS]), folder)
    assert facts.readings["end"].tolist() == [pd.Timestamp(JULY)]
    [(_, export)] = facts.exports
    [note] = export.notes
    assert note.startswith("customers is not counted for 2 weeks, months and quarters with a day without rows")
    assert note.endswith(
        "the first from 2026-07-01 to 2026-07-31; zero_fill: true says that such days are days of zeros"
    )


def test_zero_fill_and_starts_say_that_a_day_without_a_row_had_nobody(visits, readings_of):
    second = JULY + DAY
    visits([(second, "Email", "a"), (second + 2 * DAY, "Email", "b")])
    found = readings_of({**VISITS, "zero_fill": True, "starts": second})
    assert [found[JULY, JULY + step * DAY] for step in range(4)] == [0, 1, 1, 2]


def test_channels_are_counted_where_a_kpi_has_one_and_their_sum_is_not_the_whole(visits, plan, folder):
    visits([(JULY, "Email", "a"), (JULY, "TV", "a"), (JULY, "TV", "b")])
    told = {"columns": {"date": "day", "channel": "channel"}, "distinct": {"active_users": "who"}}
    source = {**VISITS, **told}
    agreed = plan([source], metrics=("active_users",))
    assert set(collect(agreed, folder).readings["channel"]) == {""}
    kpi = agreed.kpis[0].model_copy(update={"channel": "TV"})
    asked = agreed.model_copy(update={"agreement": agreed.agreement.model_copy(update={"kpis": (kpi,)})})
    found = collect(asked, folder).readings
    assert dict(zip(found["channel"], found["value"], strict=True)) == {"": 2, "Email": 1, "TV": 2}


def test_single_days_are_counted_where_a_kpi_takes_the_mean_of_days(visits, plan, folder):
    visits([(JULY, "Email", "a"), (JULY + DAY, "Email", "a"), (JULY + DAY, "Email", "b")])
    source = {**VISITS, "distinct": {"active_users": "who"}}
    agreed = plan([source], metrics=("daily_visitors",))
    facts = collect(agreed, folder, as_of=JULY + 2 * DAY)
    assert assess(agreed, agreed.kpis[0], facts, JULY + 2 * DAY).actual == 1.5
    told = agreed.agreement.model_copy(update={"kpis": (), "context": (Context(metric="daily_visitors", why="w"),)})
    assert len(collect(agreed.model_copy(update={"agreement": told}), folder).readings) == len(facts.readings)


@pytest.mark.parametrize("form", ["%Y-%m-%d", "%Y%m%d", "%d.%m.%Y", "%m/%d/%Y"])
def test_days_that_are_text_are_counted_by_where_year_month_and_day_stand(visits, readings_of, form):
    days = [date(2026, 7, day) for day in range(1, 32)]
    visits([(f"{day:{form}}", "Email", "a" if day.day < 31 else "b") for day in days], day="varchar")
    found = readings_of()
    assert (found[JULY, date(2026, 7, 30)], found[JULY, date(2026, 7, 31)]) == (1, 2)


def test_days_in_words_are_refused_with_how_to_write_them(visits, readings_of):
    visits([("1 July 2026", "Email", "a")], day="varchar")
    with pytest.raises(ProblemsError, match="to count different values, write them as 2026-07-01"):
        readings_of()


def test_moments_are_counted_on_the_clients_day(visits, readings_of):
    visits([("2026-06-30 16:59:00+00", "Email", "a"), ("2026-06-30 17:00:00+00", "Email", "b")], day="timestamptz")
    assert readings_of()[JULY, JULY] == 1


def test_a_window_ends_at_the_first_day_that_is_not_known():
    quarter = grains(Quarter.parse("2026Q3"))["quarter"]
    known = {JULY, JULY + DAY, JULY + 3 * DAY}
    told, left_out = counted({JULY: 3, JULY + DAY: 1}, quarter, known.__contains__, JULY, JULY + 3 * DAY)
    assert told == [((JULY, JULY), 3), ((JULY, JULY + DAY), 4)]
    assert left_out == [(JULY, date(2026, 9, 30))]


SEEN = st.lists(
    st.tuples(
        st.dates(date(2026, 6, 20), date(2026, 8, 10)),
        st.sampled_from(["Email", "TV"]),
        st.sampled_from([None, *"abcde"]),
    ),
    min_size=1,
    max_size=40,
)


@given(rows=SEEN)
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_window_is_what_counting_by_hand_gives(visits, readings_of, rows):
    visits(rows)
    found = readings_of({**VISITS, "zero_fill": True}, metrics=("daily_visitors",))
    last = max(day for day, _, _ in rows)
    for (start, end), value in found.items():
        assert value == len({who for day, _, who in rows if start <= day <= end and who is not None})
        assert end <= last
    first = min(day for day, _, _ in rows)
    wanted = {(one, one + 6 * DAY) for one in pd.date_range(first, last, freq="W-MON").date if one + 6 * DAY <= last}
    assert wanted <= set(found)
