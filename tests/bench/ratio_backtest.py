"""The back-test of ratios of sums: coverage of their 80 % range, and how far their median ended from the actual."""

import time
from collections.abc import Iterator, Sequence

import pandas as pd

from kpilib.judge.ratio import forecast_ratio
from tests.bench.daily_series import Daily, cases


def ratio_scores(series: Sequence[Daily], days_left: tuple[int, ...]) -> pd.DataFrame:
    """One row per ratio, quarter and days left.

    error, present_error : of the median, and of the ratio to date held to the due date, as shares of the actual.
    """
    rows = []
    for family, name, top, under, shares in _pairs(series):
        for case in cases(Daily(family, name, under), days_left):
            actual = top[case.start : case.due].sum() / under[case.start : case.due].sum()
            to_date = top[case.start : case.as_of].sum() / case.to_date
            clock = time.process_time()
            told = forecast_ratio(
                top, under, start=case.start, due=case.due, as_of=case.as_of, counts=True, shares=shares, paths=name
            )
            ms = 1000 * (time.process_time() - clock)
            row = {"family": family, "days_left": case.days_left, "ms": ms}
            if told.confidence != "none":
                low, high = told.interval(0.8)
                row |= {"covered": float(low <= actual <= high), "error": abs(told.median / actual - 1)}
                row |= {"present_error": abs(to_date / actual - 1)}
            rows.append(row)
    return pd.DataFrame(rows)


def _pairs(series: Sequence[Daily]) -> Iterator[tuple[str, str, pd.Series, pd.Series, bool]]:
    """Numerator, denominator, and whether the one counts some of the cases of the other."""
    by_name = {one.name: one.values for one in series}
    visits = by_name["Unique.Visits"]
    yield "bobnau", "first / unique", by_name["First.Time.Visits"], visits, True
    yield "bobnau", "returning / unique", by_name["Returning.Visits"], visits, True
    yield "bobnau", "loads / unique", by_name["Page.Loads"], visits, False
    yield "cta", "bus / total", by_name["bus"], by_name["total_rides"], True
    pages = [one.values for one in series if one.family == "wikipedia72"]
    for at in range(0, len(pages) - 1, 2):
        yield "wikipedia72", f"page {at} / both", pages[at], pages[at] + pages[at + 1], True
