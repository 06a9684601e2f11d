"""Events of several files become one list, and days with honest zeros."""

from datetime import date

import pandas as pd
import pytest

from kpilib.data.events import daily_of, join_events
from kpilib.data.whole import ContradictionError


def payments(*rows: tuple[str, str, str, float]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["kind", "id", "time", "value"])
    times = pd.to_datetime(frame["time"], utc=True)
    return frame.assign(time=times, customer="c", channel="")


def daily(*files: pd.DataFrame) -> pd.DataFrame:
    events, spans = join_events(files, "UTC")
    return daily_of(events, spans).set_index("date")


def test_a_day_without_an_order_within_a_file_is_a_day_of_zeros():
    days = daily(payments(("order", "1", "2026-01-01", 10), ("order", "2", "2026-01-03", 20)))
    assert days.loc["2026-01-02", ["orders", "revenue"]].tolist() == [0, 0]


def test_a_day_between_two_files_is_missing_and_not_zero():
    january = payments(("order", "1", "2026-01-01", 10), ("order", "2", "2026-01-02", 10))
    march = payments(("order", "3", "2026-03-01", 10))
    assert [str(day.date()) for day in daily(january, march).index] == ["2026-01-01", "2026-01-02", "2026-03-01"]


def test_a_refund_that_has_grown_since_an_earlier_file_counts_in_full():
    earlier = payments(("order", "1", "2026-01-01", 50), ("refund", "1", "2026-01-01", 10))
    later = payments(("order", "1", "2026-01-01", 50), ("refund", "1", "2026-01-01", 50))
    assert daily(earlier, later).loc["2026-01-01", ["orders", "refunds", "revenue"]].tolist() == [1, 50, 0]


def test_two_files_that_tell_different_values_of_an_order_contradict_each_other():
    with pytest.raises(ContradictionError, match="order 1 is 50 in one file and 60 in another"):
        daily(payments(("order", "1", "2026-01-01", 50)), payments(("order", "1", "2026-01-01", 60)))


def test_each_file_tells_its_own_days():
    _, spans = join_events([payments(("order", "1", "2026-01-01T23:30:00Z", 10))], "Asia/Jakarta")
    assert spans == [(date(2026, 1, 2), date(2026, 1, 2))]
