"""What customers are worth: the margin they have brought, and the margin they are expected to bring."""

import math
from dataclasses import dataclass
from datetime import date
from functools import partial

import numpy as np
import pandas as pd

from kpilib.measure.customers import frequency
from kpilib.measure.customers.buying import Buying
from kpilib.measure.customers.cells import Cells
from kpilib.measure.customers.frequency import Model
from kpilib.measure.customers.maximum import Estimate, in_logarithm, spread_of
from kpilib.measure.customers.spend import Spend, expected_value
from kpilib.measure.customers.summary import DAYS, Summary
from kpilib.measure.customers.thresholds import LEVEL
from kpilib.measure.customers.withheld import CustomerError, Withheld

DAYS_OF_YEAR = 365.25
DAYS_OF_STEP = DAYS_OF_YEAR / 12  # money is discounted once a month


@dataclass(frozen=True)
class Historic:
    """The margin that customers have brought so far, from their first purchase on: counted, not estimated."""

    total: float
    customers: int
    until: date
    currency: str | None = None

    @property
    def mean(self) -> float:
        return self.total / self.customers


@dataclass(frozen=True, repr=False)
class Worth:
    """The margin that the customers of a summary are expected to bring within a horizon, in money of today.

    frame    : for each customer p_alive, purchases (expected, not discounted), value (of the next purchase) and clv.
    total    : of all customers, with the range that the parameters leave open. What single customers do scatters
               around it, and a world that changes is in no range.
    horizon  : in days.
    discount : a year, as a share.
    margin   : what is earned of what is paid, as a share.
    """

    frame: pd.DataFrame
    total: Estimate
    purchases: Estimate
    horizon: int
    discount: float
    margin: float
    level: float
    until: date
    currency: str | None = None

    @property
    def mean(self) -> Estimate:
        """Of one customer, over all of them, those too who have left."""
        return self.total.over(len(self.frame))

    def __repr__(self) -> str:
        told = f"{self.mean.value:,.2f} ({self.mean.low:,.2f} to {self.mean.high:,.2f})"
        return f"Worth({told} {self.currency or ''} a customer in {self.horizon} days)"


def historic_worth(summary: Summary) -> Historic | Withheld:
    """Margin to date; withheld where the margin of a customer's order is not known: revenue is no profit."""
    total = float(summary.frame["margin"].sum(skipna=False))
    if math.isnan(total):
        return Withheld("no_margin", int(summary.frame["margin"].isna().sum()))
    return Historic(total, len(summary), summary.until, summary.currency)


def predict_worth(
    summary: Summary,
    buying: Buying,
    spend: Spend,
    *,
    horizon: int = 365,
    discount: float = 0.10,
    margin: float | None = None,
    level: float = LEVEL,
) -> Worth | Withheld:
    """Expected margin of every customer over the next `horizon` days.

    Sum over months k of margin x (E[purchases by k] - E[purchases by k-1]) x E[value] / (1 + discount)^(k/12).
    Purchases and values are independent in these models. The margin is that of all purchases so far unless it is
    given. Raises CustomerError for a horizon without a day, a discount below zero, and a model in another unit.
    """
    check_horizon(horizon, discount)
    if buying.unit != summary.unit:
        raise CustomerError(f"the model counts by {buying.unit}, the customers by {summary.unit}")
    share = summary.margin_share if margin is None else margin
    if math.isnan(share):
        return Withheld("no_margin", int(summary.frame["margin"].isna().sum()))
    cells = summary.cells
    count, mean = summary.frame["paid"].to_numpy(float), summary.frame["spend"].to_numpy()
    value = expected_value(count, mean, spend.fit.values)
    if not np.isfinite(value).all():
        return Withheld("no_mean")
    steps = np.append(np.arange(DAYS_OF_STEP, horizon - DAYS_OF_STEP / 2, DAYS_OF_STEP), horizon)
    times, weights = steps / DAYS[summary.unit], (1 + discount) ** (-steps / DAYS_OF_YEAR)
    discounted = partial(_discounted, cells, buying.model, times=times, weights=weights)
    plain = partial(_discounted, cells, buying.model, times=times[-1:], weights=np.ones(1))
    each = discounted(buying.fit.values)[cells.of]
    purchases = plain(buying.fit.values)
    of_cell = np.bincount(cells.of, value, len(cells))
    # The two models know nothing of each other, so what each leaves open adds up.
    spread = spread_of(lambda values: (discounted(values) * of_cell).sum(), buying.fit)
    spread += spread_of(lambda values: (each * expected_value(count, mean, values)).sum(), spend.fit)
    of_purchases = spread_of(lambda values: (plain(values) * cells.weight).sum(), buying.fit)
    frame = {"p_alive": buying.p_alive(summary), "purchases": purchases[cells.of], "value": value}
    return Worth(
        pd.DataFrame(frame | {"clv": share * each * value}, summary.frame.index),
        ranged((each * value).sum(), spread, level, times=share),
        ranged((purchases * cells.weight).sum(), of_purchases, level),
        horizon,
        discount,
        share,
        level,
        summary.until,
        summary.currency,
    )


def check_horizon(horizon: int, discount: float) -> None:
    """Raises CustomerError for a horizon or a discount of which no value can be made."""
    if horizon < 1 or not 0 <= discount < math.inf:
        raise CustomerError(
            f"a horizon of {horizon} days and a discount of {discount:g} a year: the horizon is one day at least, "
            "the discount a share such as 0.10"
        )


def ranged(total: float, variance: float, level: float, *, times: float = 1.0) -> Estimate:
    """A positive total with its range, times a factor that may be negative.

    >>> ranged(100, 0.0, 0.8, times=-0.5)
    Estimate(value=-50.0, low=-50.0, high=-50.0)
    """
    told = in_logarithm(float(total), math.sqrt(variance) / float(total) if total > 0 else math.nan, level)
    low, high = sorted((times * told.low, times * told.high))
    return Estimate(times * told.value, low, high)


def _discounted(
    cells: Cells, model: Model, values: np.ndarray, *, times: np.ndarray, weights: np.ndarray
) -> np.ndarray:
    """Purchases expected in each cell up to the last of `times`, those of each step times its weight."""
    # What is expected of a customer who is still there depends on x and age alone: far fewer pairs than cells.
    counts, of_count = np.unique(cells.x, return_inverse=True)
    ages, of_age = np.unique(cells.age, return_inverse=True)
    pairs, of_pair = np.unique(of_count * len(ages) + of_age, return_inverse=True)
    x, age = counts[pairs // len(ages)][:, None], ages[pairs % len(ages)][:, None]
    by_then = frequency.expected_if_alive(times[None, :], x, age, model, values)
    return frequency.p_alive(cells, model, values) * (np.diff(by_then, axis=1, prepend=0.0) @ weights)[of_pair]
