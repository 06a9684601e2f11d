"""What customers are worth against what it cost to win them: the same customers, the same currency."""

import math
from collections.abc import Mapping
from typing import Literal

import numpy as np
import pandas as pd

from kpilib.data.facts import Facts
from kpilib.measure.customers.summary import Summary
from kpilib.measure.customers.withheld import CustomerError, Why
from kpilib.measure.days import daily_of
from kpilib.plan.model import Plan

Grain = Literal["month", "quarter"]
FREQ: dict[Grain, str] = {"month": "M", "quarter": "Q"}
WHOLE = ""  # the channel of all customers of a cohort

Costs = Mapping[tuple[pd.Period, str], float]  # by cohort and channel; what is missing is not zero


def costs_of(facts: Facts, plan: Plan, summary: Summary, *, grain: Grain = "month") -> Costs:
    """What it cost to win the customers of each cohort: the days of the cohort up to `until`, each of them known.

    The cost of sales and marketing where a source brings it, or else what the ad platforms cost. It falls on the
    cohort of the days on which it was spent: who clicked in June and bought in July is in the cost of June.
    """
    measure = "acquisition_cost" if facts.sources_of("acquisition_cost") else "cost"
    cohorts = pd.PeriodIndex(_cohort(summary, grain).unique()).sort_values()
    channels = [WHOLE, *sorted({one for one in summary.frame["channel"].unique() if one})]
    found = {}
    for channel in channels:
        days, _ = daily_of(measure, facts, plan, channel or None)
        for cohort in cohorts:
            span = pd.date_range(
                cohort.start_time.normalize(), min(cohort.end_time.normalize(), pd.Timestamp(summary.until))
            )
            found[cohort, channel] = float(days.reindex(span).sum(skipna=False))
    return {key: cost for key, cost in found.items() if not math.isnan(cost)}


def clv_to_cac(
    summary: Summary,
    clv: pd.Series,
    costs: Costs,
    *,
    currency: str | None,
    grain: Grain = "month",
) -> pd.DataFrame:
    """By cohort of first purchase and channel of first purchase: customers, clv, cac, ratio, and why there is none.

    clv      : by customer, what is counted as its value: margin to date, and margin expected where it is added.
    currency : of the costs. Raises CustomerError where the customers' is another one.
    Channel "" is the whole cohort, whatever its channels. clv and cac are per customer; `why` is "" where there is a
    ratio. A cohort in which the history of orders begins has older customers among its new ones and is withheld.
    """
    if currency != summary.currency:
        raise CustomerError(
            f"the customers' value is in {summary.currency}, their cost in {currency}; a ratio needs one currency"
        )
    frame = pd.DataFrame(
        {
            "cohort": _cohort(summary, grain).array,
            "channel": summary.frame["channel"].to_numpy(),
            "clv": clv.reindex(summary.frame.index).to_numpy(dtype=float),
        }
    )
    whole = frame.assign(channel=WHOLE)
    told = frame[frame["channel"] != WHOLE]
    # One customer without a value leaves the mean of its cohort unknown.
    groups = pd.concat([whole, told]).groupby(["cohort", "channel"])["clv"]
    table = pd.DataFrame({"customers": groups.size(), "clv": groups.sum(min_count=1) / groups.size()})
    table["clv"] = table["clv"].where(groups.count() == groups.size())
    table["cac"] = [costs.get(key, math.nan) for key in table.index] / table["customers"]
    begins = _begins(summary, grain)
    table["why"] = [
        _why(cohort, row.clv, row.cac, begins)
        for (cohort, _), row in zip(table.index, table.itertuples(), strict=True)
    ]
    table["ratio"] = np.where(table["why"] == "", table["clv"] / table["cac"].where(table["cac"] > 0), np.nan)
    return table[["customers", "clv", "cac", "ratio", "why"]]


def _why(cohort: pd.Period, clv: float, cac: float, begins: pd.Period | None) -> Why | Literal[""]:
    if begins is not None and cohort <= begins:
        return "history_begins"
    if math.isnan(clv):
        return "no_margin"
    return "" if cac > 0 else "no_cost"


def _begins(summary: Summary, grain: Grain) -> pd.Period | None:
    """The cohort in which the history begins, unless the business itself began with it."""
    first = summary.frame["first"].min()
    known = summary.since is not None and first >= pd.Timestamp(summary.since)
    return None if known else first.to_period(FREQ[grain])


def _cohort(summary: Summary, grain: Grain) -> pd.Series:
    return summary.frame["first"].dt.to_period(FREQ[grain])
