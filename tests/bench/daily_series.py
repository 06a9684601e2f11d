"""Public daily series in the shared data folder, and the quarters of which they are forecast."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

ROOT = Path(__file__).parents[2]
FOLDER = Path(os.environ.get("KPILIB_REAL_DATA", ROOT.parent / "shared" / "data")) / "daily"
DAYS_LEFT = (75, 60, 45, 30, 14, 7)
TARGETS = np.array([0.85, 0.9, 0.95, 1, 1.05, 1.1, 1.15, 1.2, 1.3])  # times the same quarter of the year before
MOST_MISSING, FEWEST_DAYS, LEAST_OF_YEAR_BEFORE = 3, 56, 0.9


@dataclass(frozen=True)
class Daily:
    """One public series: one value a day, NaN where none was published."""

    family: str
    name: str
    values: pd.Series


@dataclass(frozen=True)
class Case:
    """One forecast to be made: what was known `days_left` days before the end of a quarter, and how it ended.

    known : the days up to the as-of date. targets : empty where the year before is not known.
    """

    family: str
    name: str
    start: pd.Timestamp
    due: pd.Timestamp
    days_left: int
    known: pd.Series
    to_date: float
    actual: float
    targets: np.ndarray

    @property
    def as_of(self) -> pd.Timestamp:
        return self.due - pd.Timedelta(days=self.days_left)


def daily_series(folder: Path = FOLDER) -> list[Daily]:
    """All series of the folder. Each has a SOURCE.md there."""
    return [
        *_table(folder / "wikipedia_traffic_72/defi3.csv", "wikipedia72", drop_first=True),
        *_website(folder / "website_visitors_bobnau/daily-website-visitors.csv"),
        *_ridership(folder / "cta_ridership/CTA_-_Ridership_-_Daily_Boarding_Totals.csv"),
        _dateless(folder / "fpp2_hyndsight_insurance/hyndsight.csv", "2014-04-30"),
        *_prophet(folder / "prophet_examples"),
        _rides(folder / "capital_bikeshare_hourly/hourly_bikesharing.csv.gz"),
        *_table(folder / "wikipedia_pageviews_tool/pageviews-20150701-20210906.csv", "pageviews"),
    ]


def cases(series: Daily, days_left: tuple[int, ...] = DAYS_LEFT) -> Iterator[Case]:
    """Every quarter of a series that was measured to its end, seen from each number of days left."""
    values = series.values
    first, last = values.index[0], values.index[-1]
    for quarter in pd.period_range(first.to_period("Q"), last.to_period("Q")):
        start, due = quarter.start_time.normalize(), quarter.end_time.normalize()
        whole = values[start:due]
        if start < first or due > last or whole.isna().sum() > MOST_MISSING:
            continue
        year_before = values[start - pd.DateOffset(years=1) : due - pd.DateOffset(years=1)]
        comparable = start - pd.DateOffset(years=1) >= first and year_before.notna().mean() > LEAST_OF_YEAR_BEFORE
        targets = TARGETS * year_before.sum() if comparable and year_before.sum() > 0 else np.array([])
        for left in days_left:
            as_of = due - pd.Timedelta(days=left)
            known = values[:as_of]
            if known.notna().sum() >= FEWEST_DAYS:
                to_date, actual = float(values[start:as_of].sum()), float(whole.sum())
                yield Case(series.family, series.name, start, due, left, known, to_date, actual, targets)


def _table(path: Path, family: str, *, drop_first: bool = False) -> list[Daily]:
    """A file with the date in its first column and a series in each of the others."""
    frame = pd.read_csv(path, index_col=0, parse_dates=True)
    names = [name.strip('"') for name in frame.columns] if drop_first else list(frame.columns)
    return [Daily(family, name, frame.iloc[:, at].astype(float)) for at, name in enumerate(names)]


def _website(path: Path) -> list[Daily]:
    frame = pd.read_csv(path, thousands=",")
    days = pd.to_datetime(frame["Date"], format="%m/%d/%Y")
    names = ("Page.Loads", "Unique.Visits", "First.Time.Visits", "Returning.Visits")
    return [Daily("bobnau", name, pd.Series(frame[name].to_numpy(float), days)) for name in names]


def _ridership(path: Path) -> list[Daily]:
    frame = pd.read_csv(path, thousands=",")
    frame["service_date"] = pd.to_datetime(frame["service_date"])
    frame = frame.drop_duplicates("service_date").set_index("service_date").sort_index()
    return [Daily("cta", name, frame[name].astype(float)) for name in ("bus", "rail_boardings", "total_rides")]


def _dateless(path: Path, first: str) -> Daily:
    values = pd.read_csv(path)["value"].to_numpy(float)
    return Daily("hyndsight", "hyndsight", pd.Series(values, pd.date_range(first, periods=len(values))))


def _prophet(folder: Path) -> list[Daily]:
    logs = pd.read_csv(folder / "example_wp_log_peyton_manning.csv", parse_dates=["ds"]).set_index("ds")["y"]
    walks = pd.read_csv(folder / "example_pedestrians_covid.csv", parse_dates=["ds"]).groupby("ds")["y"].last()
    peyton, walkers = np.exp(logs).asfreq("D"), walks.astype(float).asfreq("D")
    return [Daily("prophet", "peyton", peyton), Daily("prophet", "pedestrians", walkers)]


def _rides(path: Path) -> Daily:
    hours = pd.read_csv(path)
    rides = hours.groupby(pd.to_datetime(hours["date"]))["count"].sum().astype(float).asfreq("D")
    return Daily("bikeshare", "rides", rides)
