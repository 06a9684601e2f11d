"""A past report can be made again and gives the same numbers: nothing after the as-of date is seen."""

import shutil
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kpilib.judge.assessment import Assessment
from kpilib.plan.periods import Quarter, last_whole_day
from kpilib.report import open_report
from tests.builders import after, facts_of, judged, kpi_of, readings, rows

CLIENT = Path(__file__).parents[2] / "params" / "langkah-sample"
NEWSLETTER = "exports/newsletter.csv"
ABSURD = 9_999_999
START = "2026-06-01"  # a month before the quarter


def newsletter(folder: Path, until: date, *, later: bool) -> Path:
    """The demo client with a newsletter export that ends on `until`, or goes on with absurd values to October."""
    client = folder / CLIENT.name
    shutil.copytree(CLIENT, client)
    head, *lines = (client / NEWSLETTER).read_text("utf-8").splitlines()
    kept = [head, *(line for line in lines if line.split(",")[0] <= until.isoformat())]
    if later:
        days = (until + timedelta(days=step) for step in range(1, (date(2026, 10, 31) - until).days + 1))
        kept += [f"{day},{ABSURD},{ABSURD}" for day in days]
    (client / NEWSLETTER).write_text("\n".join(kept) + "\n", "utf-8")
    return folder


@pytest.mark.parametrize("as_of", ["2026-07-02", "2026-07-15", "2026-08-21"])
def test_a_report_does_not_see_what_came_after_it(tmp_path, as_of):
    until = last_whole_day(date.fromisoformat(as_of), Quarter(2026, 3))
    told = []
    for later in (False, True):
        params = newsletter(tmp_path / f"later-{later}" / "params", until, later=later)
        results = open_report(CLIENT.name, "2026Q3", as_of, params=params).results
        told.append({key: value for key, value in results.items() if key != "inputs"})  # the file's hash is another
    assert told[0] == told[1]
    subscribers = next(kpi for kpi in told[1]["kpis"] if kpi["id"] == "subscribers")
    assert 0 < subscribers["actual"] < ABSURD
    assert subscribers["data_to"] == until.isoformat()


def numbers(one: Assessment) -> tuple:
    """Everything that a report tells of a KPI; repr, since NaN equals nothing."""
    pace = (one.pace.path.tolist(), one.pace.expected, one.pace.gap) if one.pace else None
    told = (one.status, one.actual, one.target, one.baseline, one.days_seen, one.missing, one.data_to)
    return repr((*told, pace, one.required, one.reasons))


VALUES = st.lists(st.integers(1, 500), min_size=40, max_size=80)


@settings(max_examples=12, deadline=None)
@given(past=VALUES, future=st.lists(st.integers(0, ABSURD), min_size=1, max_size=40))
@pytest.mark.parametrize(
    ("metric", "target"),
    [
        ("leads", 5000),
        ("leads", {"change": "+10%", "against": "2025Q3"}),
        ("lead_rate", "2%"),
        ("daily_visitors", 200),
        ("list_size", 300),
    ],
)
def test_a_verdict_does_not_move_with_later_days(metric, target, past, future):
    def facts(values: list[int]):
        return facts_of(
            rows("crm", "2025-07-01", leads=[10] * 92, sessions=[100] * 92),
            rows("crm", START, leads=values, sessions=[100] * len(values)),
            readings("ga4", START, active_users=values, active_subscribers=values),
        )

    as_of, kpi = after(START, len(past)), kpi_of(metric, target=target)
    assert numbers(judged(facts(past), as_of, kpi)) == numbers(judged(facts(past + future), as_of, kpi))


def test_a_verdict_does_not_move_when_the_last_days_were_missing_and_later_ones_came():
    kpi = kpi_of("leads", target=920)
    then = judged(facts_of(rows("crm", "2026-07-01", leads=[10] * 20)), "2026-07-24", kpi)
    again = judged(facts_of(rows("crm", "2026-07-01", leads=[10] * 20 + [None] * 3 + [10])), "2026-07-24", kpi)
    assert numbers(then) == numbers(again)
