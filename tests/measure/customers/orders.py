"""Orders and refunds as facts have them, from a few words."""

import numpy as np
import pandas as pd

from kpilib.data.facts import Coverage, Facts
from kpilib.measure.customers.simulate import simulate_events
from tests.builders import day

BUYING, SPEND = np.array([0.6, 6.0, 0.9, 1.6]), np.array([6.25, 3.74, 15.44])


def orders(*rows: tuple, margin: float = 0.5) -> pd.DataFrame:
    """Each row is customer, day, value, and perhaps kind and id; ids count from 1."""
    filled = [(*row, *("order", "")[len(row) - 3 :]) if len(row) < 5 else row for row in rows]
    frame = pd.DataFrame(filled, columns=["customer", "date", "value", "kind", "id"])
    frame["id"] = [name or str(place + 1) for place, name in enumerate(frame["id"])]
    frame = frame.assign(date=pd.to_datetime(frame["date"]), value=frame["value"].astype(float))
    return frame.assign(margin=frame["value"] * margin, channel="", source="shop")


def invented(customers: int, *, seed: int = 1, until: str = "2026-06-30", days: int = 365) -> pd.DataFrame:
    """Orders of customers who buy as MBG/NBD and spend as Gamma-Gamma say."""
    rng = np.random.default_rng(seed)
    made = simulate_events(customers, "mbg_nbd", BUYING, SPEND, until=day(until), days=days, rng=rng)
    return made.assign(source="shop")


def facts_of_orders(events: pd.DataFrame, first: str, last: str, daily: pd.DataFrame | None = None, **about) -> Facts:
    """Facts with these events, of a source that tells of them from `first` to `last`."""
    from tests.builders import facts_of

    base = facts_of(*([daily] if daily is not None else []))
    told = Coverage("shop", "table", "orders", day(first), day(last), **about)
    return Facts(base.daily, base.readings, events, (told, *base.coverage), ())
