"""Customers made by the models themselves: for ranges by repetition, for tests, for benchmarks."""

from datetime import date

import numpy as np
import pandas as pd

from kpilib.measure.customers.frequency import Model


def simulate_purchases(
    ages: np.ndarray, model: Model, values: np.ndarray, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """Times of the purchases after the first one, of customers who are watched for `ages`.

    values : r, alpha, a, b. Returns the customer's place and the time since the first purchase, in any order.
    """
    r, alpha, a, b = values
    rate = rng.gamma(r, 1 / alpha, len(ages))
    chance = np.maximum(rng.beta(a, b, len(ages)), 1e-12)
    there = np.ones(len(ages), dtype=bool)
    if model == "mbg_nbd":
        there = rng.random(len(ages)) >= chance
    at, place, who, when = np.zeros(len(ages)), np.flatnonzero(there), [], []
    while len(place):
        at[place] += rng.exponential(1 / np.maximum(rate[place], 1e-300))
        place = place[at[place] <= ages[place]]
        who.append(place)
        when.append(at[place])
        place = place[rng.random(len(place)) >= chance[place]]
    return np.concatenate([np.empty(0, dtype=int), *who]), np.concatenate([np.empty(0), *when])


def simulate_values(who: np.ndarray, customers: int, values: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """What each purchase is worth; `values` are p, q and v of the Gamma-Gamma model, `who` the customers' places."""
    p, q, v = values
    scale = rng.gamma(q, 1 / v, customers)
    return rng.gamma(p, 1 / scale[who])


def simulate_events(
    customers: int,
    model: Model,
    buying: np.ndarray,
    spend: np.ndarray,
    *,
    until: date,
    days: int,
    rng: np.random.Generator,
    margin: float = 0.4,
) -> pd.DataFrame:
    """Orders of customers who first bought on one of the `days` before `until`, as facts have them.

    buying, spend : parameters by the week, and in money.
    """
    ages = rng.integers(1, days, customers)
    who, when = simulate_purchases(ages / 7, model, buying, rng)
    who = np.concatenate([np.arange(customers), who])
    since = np.concatenate([np.zeros(customers), when * 7])
    value = np.round(simulate_values(who, customers, spend, rng), 2)
    # A purchase after half a day falls on the next day: whole days are counted from the day of the first one.
    day = np.datetime64(until, "D") - ages[who] + np.minimum(np.ceil(since), ages[who]).astype(int)
    frame = pd.DataFrame({"customer": who, "date": day.astype("datetime64[s]"), "value": value})
    frame = frame.sort_values(["date", "customer"], kind="stable", ignore_index=True)
    names = pd.Series(np.char.add("c", np.arange(customers).astype(str)), dtype="str")
    return frame.assign(
        kind="order",
        id=pd.Series(np.arange(len(frame))).astype("str"),
        customer=names.take(frame["customer"]).to_numpy(),
        margin=frame["value"] * margin,
        channel="",
    )
