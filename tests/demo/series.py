"""Day-by-day numbers of an invented business: the shape of its calendar, noise, whole counts.

A `Factor` says how a day differs from an ordinary one (1.2: a fifth more). Factors are multiplied into a shape;
a shape with noise is a `Series`, one number per day of DAYS. Every random number comes from a generator that is
seeded with the name of its series, so that a new series leaves the others as they were.
"""

from bisect import bisect
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from itertools import accumulate, groupby, pairwise
from math import exp, fsum, prod, sqrt
from random import Random

FIRST_DAY = date(2024, 2, 1)
LAST_DAY = date(2026, 8, 20)
DAYS = tuple(FIRST_DAY + timedelta(n) for n in range((LAST_DAY - FIRST_DAY).days + 1))
QUARTER_TO_DATE = tuple(day for day in DAYS if day >= date(2026, 7, 1))
# One export per calendar year, as an analyst downloads them: (first day, last day).
FILE_PERIODS = (
    (FIRST_DAY, date(2024, 12, 31)),
    (date(2025, 1, 1), date(2025, 12, 31)),
    (date(2026, 1, 1), LAST_DAY),
)

Factor = Callable[[date], float]
Series = dict[date, float]
Counts = dict[date, int]
Span = tuple[date, date]


def weekdays(*seven: float) -> Factor:
    """A factor for each weekday, Monday first."""
    return lambda day: seven[day.weekday()]


def months(*twelve: float) -> Factor:
    """A yearly pattern: the factors of the twelve month middles, joined by straight lines."""

    def factor(day: date) -> float:
        position = day.timetuple().tm_yday / 30.4375 - 0.5
        left = int(position // 1)
        share = position - left
        return twelve[left % 12] * (1 - share) + twelve[(left + 1) % 12] * share

    return factor


def levels(knots: dict[date, float]) -> Factor:
    """Slow growth: levels on certain days, with a constant rate of growth between two of them."""
    ends = sorted(knots)

    def factor(day: date) -> float:
        for start, end in pairwise(ends):
            if start <= day <= end:
                return knots[start] * (knots[end] / knots[start]) ** ((day - start).days / (end - start).days)
        raise ValueError(f"{day} is outside the levels {ends[0]} to {ends[-1]}")

    return factor


def during(spans: Iterable[Span], value: float) -> Factor:
    """`value` on the days of the spans (both ends included), 1 on all others."""
    spans = tuple(spans)
    return lambda day: value if any(first <= day <= last for first, last in spans) else 1.0


def spike(start: date, height: float, *, half_life: float) -> Factor:
    """1 + `height` on the first day, half of the height after `half_life` days, and so on."""
    return lambda day: 1 + height * 0.5 ** ((day - start).days / half_life) if day >= start else 1.0


def times(*factors: Factor) -> Factor:
    """All factors multiplied."""
    return lambda day: prod(factor(day) for factor in factors)


def noise(name: str, *, spread: float, memory: float = 0.5) -> Series:
    """Noise around 1: the log has the standard deviation `spread` and correlates by `memory` with the day before."""
    random = Random(name)
    state = random.gauss(0, spread)
    values = {}
    for day in DAYS:
        values[day] = exp(state)
        state = memory * state + sqrt(1 - memory**2) * random.gauss(0, spread)
    return values


def daily(name: str, shape: Factor, *, spread: float = 0.05) -> Series:
    """The shape with its own noise, one number per day."""
    own_noise = noise(name, spread=spread)
    return {day: shape(day) * own_noise[day] for day in DAYS}


def scale(parts: dict[str, Series], *, total: float, days: Iterable[date] = QUARTER_TO_DATE) -> dict[str, Series]:
    """The parts, all multiplied by one number, so that together they add up to `total` over `days`."""
    # fsum, because sum() of floats has changed with Python 3.12.
    ratio = total / fsum(series[day] for series in parts.values() for day in days)
    return {part: {day: value * ratio for day, value in series.items()} for part, series in parts.items()}


def scaled(name: str, shape: Factor, *, total: float, spread: float = 0.05) -> Series:
    """A single series that adds up to `total` over the quarter to date."""
    return scale({name: daily(name, shape, spread=spread)}, total=total)[name]


def whole(series: Series) -> Counts:
    """The series in whole numbers."""
    return {day: round(value) for day, value in series.items()}


def deal(name: str, expected: dict[str, Series]) -> dict[str, Counts]:
    """Whole counts for small expected numbers: the events of a month fall on its days and parts by chance.

    expected : events per day for each part (a channel, say).
    Weeks vary as counts do, the sum of a month is as expected.
    """
    random = Random(name)
    counts = {part: dict.fromkeys(series, 0) for part, series in expected.items()}
    cells = sorted((day, part) for part, series in expected.items() for day in series)
    for _, of_month in groupby(cells, key=lambda cell: (cell[0].year, cell[0].month)):
        month = list(of_month)
        shares = list(accumulate(expected[part][day] for day, part in month))
        for _ in range(round(shares[-1])):
            day, part = month[bisect(shares, random.random() * shares[-1])]
            counts[part][day] += 1
    return counts
