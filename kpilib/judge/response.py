"""How a result answers to a resource, such as leads to ad cost, as far as the client's own weeks can tell."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
import pandas as pd

from kpilib.judge.thresholds import (
    FARTHEST_RESOURCE,
    FEWEST_RESPONSE_WEEKS,
    MOST_RESPONSE_WEEKS,
    RECENT_DAYS,
    RESPONSE_LEVEL,
    SMALLEST_VARIATION,
)
from kpilib.measure.series import weeks_of

TooLittle = Literal["too_few_weeks", "hardly_varied", "no_effect"]


@dataclass(frozen=True)
class NotEnoughData:
    """That an answer cannot be told: the reason as a code, and the numbers it rests on."""

    reason: TooLittle
    numbers: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Response:
    """How a result answers to a resource.

    weeks           : whole weeks that the estimate rests on.
    elasticity      : by how many per cent the result changes for one per cent of the resource; `low` and `high` are
                      its 80 % interval, and `low` is above zero.
    result, resource: what a week brings and takes at present, each in its own unit.
    largest         : the largest week of the resource that was seen.

    It is what went together in the past, not a proof: a season that raises both poses as an answer.
    """

    weeks: int
    elasticity: float
    low: float
    high: float
    result: float
    resource: float
    largest: float

    def gain(self, more: float, *, share: float = 1.0) -> tuple[float, float, float]:
        """What `more` of the resource a week brings a week: estimate, low, high; less where `more` is below zero.

        share : the part of the resource that works for this result.
        The answer flattens: result x ((resource + more) / resource) ^ elasticity.

        >>> [round(one, 1) for one in Response(52, 0.5, 0.25, 1, 100, 2000, 3000).gain(880)]
        [20.0, 9.5, 44.0]
        """
        times = 1 + more / (share * self.resource)
        changes = [self.result * (times**power - 1) for power in (self.elasticity, self.low, self.high)]
        return changes[0], min(changes), max(changes)

    def needed(self, gain: float, *, share: float = 1.0) -> tuple[float, float, float]:
        """How much more of the resource a week it takes for so much more a week: estimate, low, high.

        Infinite where that lies beyond what was ever tried: more than 1.5 times the largest week.

        >>> [round(one) for one in Response(52, 0.5, 0.25, 1, 100, 2000, 3000).needed(20)[:2]]
        [880, 400]
        """
        most = FARTHEST_RESOURCE * self.largest / self.resource
        log_times = math.log1p(gain / self.result)
        powers = (self.elasticity, self.high, self.low)
        logs = [log_times / power for power in powers]
        values = [share * self.resource * math.expm1(one) if one <= math.log(most) else math.inf for one in logs]
        return values[0], values[1], values[2]


def response_of(
    result: pd.Series, resource: pd.Series, *, beside: Sequence[pd.Series] = ()
) -> Response | NotEnoughData:
    """The answer of a result to a resource, estimated from whole weeks.

    result, resource : one value a day, up to the as-of date, NaN where not measured.
    beside : other resources, whose part in the answer is left to them: two budgets that are raised together would
             otherwise each be credited with the whole. One that was nothing in some week is left out.
    Least squares of the change of log(result) on the change of log(resource) from week to week, so that two trends do
    not pose as an answer; standard errors that allow for correlated weeks (Newey and West, 1987, with the lag of
    their 1994 rule, 4 (n / 100) ^ (2 / 9)). The answer is taken to come within the week.
    """
    weeks = _weeks(result, resource, beside)
    if len(weeks) < FEWEST_RESPONSE_WEEKS:
        return NotEnoughData("too_few_weeks", {"weeks": len(weeks), "needed": FEWEST_RESPONSE_WEEKS})
    mean = float(weeks["resource"].mean())
    variation = float(weeks["resource"].std()) / mean
    if variation < SMALLEST_VARIATION:
        return NotEnoughData(
            "hardly_varied", {"weeks": len(weeks), "variation": variation, "needed": SMALLEST_VARIATION}
        )
    # Weeks that do not follow each other give no change from week to week.
    changes = np.log(weeks).asfreq("7D").diff().dropna()
    if len(changes) < FEWEST_RESPONSE_WEEKS - 1:
        return NotEnoughData("too_few_weeks", {"weeks": len(changes) + 1, "needed": FEWEST_RESPONSE_WEEKS})
    elasticity, low, high = _slope(changes)
    if not low > 0:
        return NotEnoughData("no_effect", {"weeks": len(weeks), "elasticity": elasticity, "low": low, "high": high})
    recent = weeks.iloc[-RECENT_DAYS // 7 :].mean()
    return Response(
        weeks=len(weeks),
        elasticity=elasticity,
        low=low,
        high=high,
        result=float(recent["result"]),
        resource=float(recent["resource"]),
        largest=float(weeks["resource"].max()),
    )


def _weeks(result: pd.Series, resource: pd.Series, beside: Sequence[pd.Series]) -> pd.DataFrame:
    """Whole weeks, Monday to Sunday, on which both were measured and neither was nothing (it has no logarithm)."""
    days = pd.DataFrame({"result": result, "resource": resource}).dropna()
    days = days.assign(**{f"beside {number}": other.reindex(days.index) for number, other in enumerate(beside)})
    if not len(days):
        return days
    grouped = weeks_of(days)
    weeks = grouped.sum(min_count=7)[grouped.size() == 7].iloc[-MOST_RESPONSE_WEEKS:]
    weeks = weeks[(weeks[["result", "resource"]] > 0).all(axis=1)]
    return weeks.loc[:, (weeks > 0).all()]


def _slope(changes: pd.DataFrame) -> tuple[float, float, float]:
    """The slope of the changes of the result on those of the resource, beside the others, with its interval."""
    # Seconds of import, for a command that few runs need.
    from statsmodels.regression.linear_model import OLS

    over = np.column_stack([np.ones(len(changes)), changes.drop(columns="result").to_numpy()])
    lags = int(4 * (len(changes) / 100) ** (2 / 9))
    fit = OLS(changes["result"].to_numpy(), over).fit(
        cov_type="HAC", cov_kwds={"maxlags": lags, "use_correction": True}, use_t=True
    )
    low, high = fit.conf_int(alpha=1 - RESPONSE_LEVEL)[1]
    return float(fit.params[1]), float(low), float(high)
