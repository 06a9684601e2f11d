"""Facts of people in memory: answers of surveys, and orders of customers one by one."""

from collections.abc import Mapping, Sequence
from datetime import date

import pandas as pd

from kpilib.data.facts import Coverage, Facts, missing_days
from tests.builders import READING_KEYS, facts_of


def wave(name: str, first: str, last: str, n: float, **said: float) -> pd.DataFrame:
    """One wave: so many said so, of n people."""
    frame = pd.DataFrame({"measure": list(said), "value": [float(count) for count in said.values()]})
    about = {
        "start": pd.Timestamp(first),
        "end": pd.Timestamp(last),
        "source": "survey",
        "channel": "",
        "n": float(n),
    }
    return frame.assign(**about, campaign=name)[list(READING_KEYS)]


def nps(name: str, first: str, last: str, promoters: int, detractors: int, n: int) -> pd.DataFrame:
    rest = n - promoters - detractors
    return wave(name, first, last, n, promoters=promoters, passives=rest, detractors=detractors)


def orders_of(
    bought: Mapping[str, Sequence[str]],
    first: str,
    last: str,
    *frames: pd.DataFrame,
    value: float = 50.0,
    refunds: Mapping[str, float] | None = None,
) -> Facts:
    """Facts of a shop: customer to the days of the orders; a customer "" is nobody known.

    Orders are called customer-number, such as ana-1; `refunds` is what went back of an order.
    """
    rows = [
        ("order", f"{customer}-{number}", customer, day, value)
        for customer, days in bought.items()
        for number, day in enumerate(days, start=1)
    ]
    days = {row[1]: row[3] for row in rows}
    rows += [("refund", name, "", days[name], back) for name, back in (refunds or {}).items()]
    events = pd.DataFrame(rows, columns=["kind", "id", "customer", "date", "value"])
    events["date"] = pd.to_datetime(events["date"])
    events = events.assign(time=events["date"].dt.tz_localize("UTC"), margin=float("nan"), channel="", source="shop")
    span = pd.date_range(first, last)
    counts = events[events["kind"] == "order"].groupby("date").size().reindex(span, fill_value=0)
    daily = pd.DataFrame(
        {"date": span, "source": "shop", "channel": "", "campaign": "", "orders": counts.to_numpy(float)}
    )
    made = facts_of(daily, *frames)
    ends = (date.fromisoformat(first), date.fromisoformat(last))
    cover = Coverage("shop", "shopify", "orders", *ends, missing_days({one.date() for one in span}, *ends))
    others = tuple(one for one in made.coverage if (one.source, one.measure) != ("shop", "orders"))
    return Facts(made.daily, made.readings, events, (cover, *others), ())
