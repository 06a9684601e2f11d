"""Numbers as people would agree to them."""

import math

from kpilib.judge.assessment import Assessment
from kpilib.judge.thresholds import AGREED_DIGITS
from kpilib.plan.catalogue import Unit
from kpilib.plan.target import Amount

# Finer than this nobody agrees, whatever the change: whole people, cents, hundredths of a percentage point.
FINEST_PLACES: dict[Unit, int] = {"count": 0, "money": 2, "percent": 4}


def agreeable(old: float, new: float, *, up: bool, unit: Unit | None = None) -> float:
    """A new value as a person would agree to it: its change told in two digits, rounded up or down.

    >>> agreeable(310_000_000, 337_364_000, up=True), agreeable(1200, 1063.7, up=False)
    (338000000.0, 1060.0)
    >>> agreeable(12, 10.95, up=False, unit="count"), agreeable(0.023, 0.023854, up=False, unit="percent")
    (10.0, 0.0238)
    """
    if new == old:
        return new
    places = AGREED_DIGITS - 1 - math.floor(math.log10(abs(new - old)))
    places = min(places, FINEST_PLACES.get(unit, places))
    steps = round(new * 10.0**places, 6)  # what floating point adds must not lift a number over its step
    return round((math.ceil(steps) if up else math.floor(steps)) / 10.0**places, max(places, 0))


def amount(value: float, unit: Unit) -> Amount:
    """A value in its metric's unit as it is written in a params file.

    >>> str(amount(0.024, "percent")), str(amount(1200, "count"))
    ('2.4%', '1200')
    """
    return Amount(value=round(value * 100, 9), mark="%") if unit == "percent" else Amount(value=round(value, 9))


def target_of(one: Assessment) -> Amount:
    """The target as a plain number; one that was a change against an earlier quarter is a whole number of people."""
    if isinstance(one.kpi.target, Amount):
        return one.kpi.target
    return amount(float(round(one.target)) if one.metric.unit == "count" else one.target, one.metric.unit)
