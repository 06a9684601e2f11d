"""Langkah Sample: web site of a step-counter app from the United States. Dollar, America/New_York.

The story of its third quarter 2026: strong growth since the start in February 2024, new users a little behind plan.
A video went viral in November 2025, the press wrote about the app in May 2026, subscriptions are sold since February.
"""

from datetime import date, timedelta
from pathlib import Path

from tests.demo import layouts, subscriptions
from tests.demo.series import (
    DAYS,
    FILE_PERIODS,
    FIRST_DAY,
    LAST_DAY,
    Counts,
    Series,
    deal,
    during,
    levels,
    months,
    noise,
    scaled,
    spike,
    times,
    weekdays,
    whole,
)

# What the quarter to date comes to.
SESSIONS, ENGAGED, VIEWS, NEW_USERS, ACTIVE_USERS, SUBSCRIBERS = 52_000, 31_700, 140_000, 28_400, 51 * 830, 2_450

VIDEO = date(2025, 11, 8)
PRESS = date(2026, 5, 12)
PUBLIC_HOLIDAYS = [
    (date(year, month, day),) * 2 for year in (2024, 2025, 2026) for month, day in ((7, 4), (12, 24), (12, 25))
]
THANKSGIVING = [(date(2024, 11, 28), date(2024, 11, 29)), (date(2025, 11, 27), date(2025, 11, 28))]

VISITS = times(
    weekdays(1.09, 1.06, 1.04, 1.01, 0.94, 0.9, 0.96),
    # New Year's resolutions, and spring.
    months(1.18, 1.04, 1.02, 1.04, 1.05, 1.0, 0.98, 0.98, 1.02, 0.99, 0.95, 0.9),
    levels(
        {
            FIRST_DAY: 37,
            date(2024, 8, 1): 150,
            date(2025, 2, 1): 310,
            date(2025, 11, 7): 590,
            date(2025, 12, 15): 720,
            date(2026, 5, 1): 900,
            LAST_DAY: 1050,
        }
    ),
    during(PUBLIC_HOLIDAYS, 0.75),
    during(THANKSGIVING, 0.8),
    spike(VIDEO, 8, half_life=2.2),
    spike(PRESS, 1.8, half_life=3),
)
# Curious visitors are new, and leave sooner.
CURIOUS = [(VIDEO, VIDEO + timedelta(6)), (PRESS, PRESS + timedelta(4))]
COUNTRY_SHARE = {
    "United States": 0.612,
    "Canada": 0.083,
    "United Kingdom": 0.071,
    "India": 0.048,
    "Australia": 0.036,
    "Germany": 0.024,
    "Indonesia": 0.019,
    "Philippines": 0.014,
    "Mexico": 0.012,
    "Brazil": 0.009,
}


def write(folder: Path) -> list[Path]:
    """All exports of the client."""
    visits = scaled("langkah/sessions", VISITS, total=SESSIONS, spread=0.06)
    return [*_write_ga4(folder, visits), _write_newsletter(folder, visits), subscriptions.write(folder)]


def _write_ga4(folder: Path, visits: Series) -> list[Path]:
    def measure(name: str, total: float, curious: float, spread: float) -> Counts:
        shape = times(visits.__getitem__, during(CURIOUS, curious))
        return whole(scaled(f"langkah/{name}", shape, total=total, spread=spread))

    measures = {
        "Active users": measure("active", ACTIVE_USERS, 1.06, 0.015),
        "New users": measure("new", NEW_USERS, 1.35, 0.03),
        "Sessions": whole(visits),
        "Engaged sessions": measure("engaged", ENGAGED, 0.78, 0.02),
        "Views": measure("views", VIEWS, 0.8, 0.03),
    }
    paths = []
    for period in FILE_PERIODS:
        days = [day for day in DAYS if period[0] <= day <= period[1]]
        sums = {name: sum(counts[day] for day in days) for name, counts in measures.items()}
        tables = [
            ([], [["Nth day", name], *([layouts.nth_day(day, period), counts[day]] for day in days)])
            for name, counts in measures.items()
        ]
        tables[0][0].append("#  ")
        # Over a year some users return with a new cookie, and some of the year before are still active.
        users = round(sums["New users"] * 1.04)
        countries = [[country, round(users * share)] for country, share in COUNTRY_SHARE.items()]
        tables.append((["#  "], [["Country", "Active users"], *countries]))
        tables.append((["#  "], [["Event name", "Event count"], *_events(sums)]))
        path = layouts.ga4_report(
            folder / f"ga4_snapshot_{period[0].year}.csv",
            period,
            tables,
            title="Reports snapshot",
            account="Langkah Sample (demo)",
            site="langkah-sample.example",
        )
        paths.append(path)
    return paths


def _events(sums: dict[str, int]) -> list[list]:
    counts = {
        "page_view": sums["Views"],
        "session_start": sums["Sessions"],
        "user_engagement": round(sums["Engaged sessions"] * 1.9),
        "first_visit": sums["New users"],
        "scroll": round(sums["Views"] * 0.31),
        "click": round(sums["Sessions"] * 0.22),
        "app_store_click": round(sums["Sessions"] * 0.087),
        "sign_up": round(sums["New users"] * 0.079),
    }
    return sorted(([name, count] for name, count in counts.items()), key=lambda row: -row[1])


def _write_newsletter(folder: Path, visits: Series) -> Path:
    shape = times(visits.__getitem__, during(CURIOUS, 0.6))
    expected = scaled("langkah/subscribers", shape, total=SUBSCRIBERS, spread=0.1)
    new = deal("langkah/subscribers/dealt", {"new": expected})["new"]
    leaving = noise("langkah/unsubscribers", spread=0.3, memory=0)
    active, rows = 60, []
    for day in DAYS:
        active += new[day] - round(active * 0.0016 * leaving[day])
        rows.append([day.isoformat(), new[day], active])
    return layouts.comma_table(folder / "newsletter.csv", "date,new_subscribers,active_subscribers", rows)
