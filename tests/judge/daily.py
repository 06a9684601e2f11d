"""Daily series with a known truth, for the tests of forecasts."""

import numpy as np
import pandas as pd

START, AS_OF, DUE = "2026-07-01", "2026-08-20", "2026-09-30"  # 51 days seen, 41 left
SPAN = {"start": START, "due": DUE, "as_of": AS_OF}
WEEK = np.array([1.2, 1.1, 1.0, 1.0, 1.1, 0.9, 0.7])


def steady(days: int, each: float = 100.0, *, last: str = AS_OF) -> pd.Series:
    """So many days of a steady weekday pattern with a mean of `each`, ending on `last`."""
    index = pd.date_range(end=last, periods=days)
    return pd.Series(each * WEEK[index.day_of_week], index)


def noisy(days: int, each: float = 100.0, *, seed: int = 0, last: str = AS_OF) -> pd.Series:
    """Counts around a steady weekday pattern."""
    level = steady(days, each, last=last)
    return pd.Series(np.random.default_rng(seed).poisson(level).astype(float), level.index)


def simulated(kind: str, seed: int, days: int = 1200) -> pd.Series:
    """One run of a process: a level that persists, one that wanders, a season, or noise alone."""
    draw = np.random.default_rng(seed).normal(size=(2, days))
    at = np.arange(days)
    logs = {
        "persisting": 0.05 * _persisting(draw[0], 0.9),
        "wandering": 0.01 * draw[0].cumsum() + 0.1 * draw[1],
        "seasonal": 0.3 * np.sin(2 * np.pi * at / 364) + 0.008 * draw[0].cumsum() + 0.1 * draw[1],
        "noise": 0.5 * draw[0],
    }[kind]
    return pd.Series(1000 * WEEK[at % 7] * np.exp(logs), pd.date_range("2024-01-01", periods=days))


def _persisting(steps: np.ndarray, memory: float) -> np.ndarray:
    values = np.zeros(len(steps))
    for at in range(1, len(steps)):
        values[at] = memory * values[at - 1] + steps[at]
    return values
