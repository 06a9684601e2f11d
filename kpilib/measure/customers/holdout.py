"""Models held to weeks that they have not seen."""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pandas as pd

from kpilib.measure.customers.buying import Buying, fit_buying
from kpilib.measure.customers.frequency import Model, expected_if_alive, p_alive
from kpilib.measure.customers.purchases import Purchases, net_purchases
from kpilib.measure.customers.summary import DAYS, Summary, Unit, summarise
from kpilib.measure.customers.thresholds import FEWEST_HELD_OUT_WEEKS, HELD_OUT_SHARE, HELD_OUT_WEEKS
from kpilib.measure.customers.withheld import Withheld

MOST_TOLD = 7  # customers with so many purchases or more are one group


@dataclass(frozen=True, repr=False)
class HoldOut:
    """What the customers known at `cut` were expected to buy after it, and what they bought.

    weeks     : expected and actual purchases by the last day of each week after the cut, expected of what was known
                of each customer at the cut.
    frequency : by purchases up to the cut (after the first one; the last row is that many or more), the customers
                and what one of them was expected to buy and bought.
    tracked   : repeat purchases by week from the beginning of the history, expected of the day of a customer's first
                purchase alone; this is what published tracking plots show.
    """

    buying: Buying
    cut: date
    until: date
    customers: int
    weeks: pd.DataFrame
    frequency: pd.DataFrame
    tracked: pd.DataFrame

    @property
    def expected(self) -> float:
        return float(self.weeks["expected"].sum())

    @property
    def actual(self) -> int:
        return int(self.weeks["actual"].sum())

    @property
    def error(self) -> float:
        """Of the held-out weeks alone: expected less actual, as a share of actual; NaN where nothing was bought."""
        return self.expected / self.actual - 1 if self.actual else float("nan")

    @property
    def cumulative_error(self) -> float:
        """Of all repeat purchases up to the last week, those before the cut too, as a share of the actual ones."""
        sums = self.tracked.sum()
        return float(sums["expected"] / sums["actual"] - 1) if sums["actual"] else float("nan")

    def __repr__(self) -> str:
        bought = f"{self.expected:.0f} expected, {self.actual} bought"
        return f"HoldOut({self.buying.model} after {self.cut}: {bought}, {self.error:+.1%})"


def hold_out(
    events: pd.DataFrame, as_of: date, model: Model, *, weeks: int | None = None, unit: Unit = "week"
) -> HoldOut | Withheld:
    """Fit the model as it would have been `weeks` before `as_of`, and hold it to what came then.

    events : as for `net_purchases`; the model sees refunds up to the cut, and what came then those up to `as_of`.
    weeks  : a quarter of a year, or a third of a shorter history, unless it is given.
    """
    now = net_purchases(events, as_of)
    return now if isinstance(now, Withheld) else hold_out_models(events, now, (model,), weeks=weeks, unit=unit)[model]


def hold_out_models(
    events: pd.DataFrame, now: Purchases, models: tuple[Model, ...], *, weeks: int | None = None, unit: Unit = "week"
) -> dict[Model, HoldOut | Withheld]:
    """Several models held to the same weeks; `now` are the purchases of these events up to the last of them."""
    history = (np.datetime64(now.until, "D") - now.day.min()).astype(int) // 7
    if weeks is None:
        weeks = min(HELD_OUT_WEEKS, int(history * HELD_OUT_SHARE))
    if not FEWEST_HELD_OUT_WEEKS <= weeks < history:
        return dict.fromkeys(models, Withheld("short_history", int(history), FEWEST_HELD_OUT_WEEKS / HELD_OUT_SHARE))
    then = net_purchases(events, now.until - timedelta(weeks=weeks))
    if isinstance(then, Withheld):
        return dict.fromkeys(models, then)
    summary = summarise(then, unit)
    fits = {model: fit_buying(summary, model) for model in models}
    return {
        model: found if isinstance(found, Withheld) else _held(summary, found, now, weeks)
        for model, found in fits.items()
    }


def _held(summary: Summary, buying: Buying, now: Purchases, weeks: int) -> HoldOut:
    """The purchases after the cut of those who were customers then."""
    known = summary.frame.index.get_indexer(now.customers)[now.customer]
    ahead = now.day - np.datetime64(summary.until, "D").astype(int)
    rows = (ahead > 0) & now.bought & (known >= 0)
    cells, values = summary.cells, buying.fit.values
    alive = p_alive(cells, buying.model, values)
    times = np.arange(1, weeks + 1) * 7 / DAYS[summary.unit]
    by_then = [expected_if_alive(time, cells.x, cells.age, buying.model, values) * alive for time in times]
    whole = np.array([(each * cells.weight).sum() for each in by_then])
    groups = pd.DataFrame(
        {
            "frequency": summary.frame["frequency"].clip(upper=MOST_TOLD).to_numpy(),
            "expected": by_then[-1][cells.of],
            "actual": np.bincount(known[rows], minlength=len(summary)),
        }
    ).groupby("frequency")
    return HoldOut(
        buying,
        summary.until,
        now.until,
        len(summary),
        pd.DataFrame(
            {"expected": np.diff(whole, prepend=0.0), "actual": np.bincount((ahead[rows] - 1) // 7, minlength=weeks)},
            pd.date_range(end=now.until, periods=weeks, freq="7D", name="week"),
        ),
        groups[["expected", "actual"]].mean().assign(customers=groups.size()),
        _tracked(summary, buying, now, known),
    )


def _tracked(summary: Summary, buying: Buying, now: Purchases, known: np.ndarray) -> pd.DataFrame:
    """Repeat purchases of these customers by week, in whole weeks back from the last day."""
    first = summary.frame["first"].to_numpy("datetime64[D]").astype(int)
    end = np.datetime64(now.until, "D").astype(int)
    weeks = -(-(end - int(first.min()) + 1) // 7)
    ends = end - 7 * np.arange(weeks - 1, -1, -1)
    days, customers = np.unique(first, return_counts=True)
    time = np.maximum(ends[:, None] - days[None, :], 0) / DAYS[summary.unit]
    by_then = (buying.expected_of_new(time) * customers).sum(axis=1)
    mine = now.bought & (known >= 0)
    mine[mine] = now.day[mine] > first[known[mine]]
    actual = np.bincount(weeks - 1 - (end - now.day[mine]) // 7, minlength=weeks)
    return pd.DataFrame(
        {"expected": np.diff(by_then, prepend=0.0), "actual": actual},
        pd.date_range(end=now.until, periods=weeks, freq="7D", name="week"),
    )
