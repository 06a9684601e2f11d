"""Why a value differs from another time: exact parts that add up to the whole, whatever order they are taken in.

A product such as sessions x conversion rate x order value is split by Shapley values: the mean effect of a factor
over all orders in which the factors can change (Shapley, A Value for n-Person Games, 1953). A rate is split by
channel into what the mix of channels did and what their own rates did, each at the mean of before and after (Bennet,
The Theory of Measurement of Changes in Cost of Living, 1920).
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import permutations

Parts = tuple[float, float]  # numerator and denominator of a rate


@dataclass(frozen=True)
class Drivers:
    """A value before and after, and the parts of its change: name to amount, in the value's unit."""

    before: float
    after: float
    parts: Mapping[str, float]

    @property
    def change(self) -> float:
        return self.after - self.before

    def largest(self, most: int, rest: str) -> "Drivers":
        """The largest parts in either direction, those that are left put together under the name `rest`.

        >>> Drivers(0, 6, {"a": 4, "b": -1, "c": 1, "d": 2}).largest(2, "others").parts
        {'a': 4, 'd': 2, 'others': 0}
        """
        if len(self.parts) <= most + 1:
            return self
        ranked = sorted(self.parts, key=lambda name: -abs(self.parts[name]))
        kept = {name: part for name, part in self.parts.items() if name in ranked[:most]}
        return Drivers(self.before, self.after, kept | {rest: sum(self.parts[name] for name in ranked[most:])})


def split_product(before: Mapping[str, float], after: Mapping[str, float]) -> Drivers:
    """The change of a product by factor.

    before, after : the same factors, in any units.
    Raises ValueError for factors that differ or are not finite.

    >>> told = split_product({"sessions": 100, "rate": 0.02}, {"sessions": 200, "rate": 0.03})
    >>> told.change, {name: round(part, 2) for name, part in told.parts.items()}
    (4.0, {'sessions': 2.5, 'rate': 1.5})
    """
    names = list(before)
    if set(names) != set(after):
        raise ValueError(f"the factors differ: {sorted(before)} before, {sorted(after)} after")
    _finite([*before.values(), *after.values()])
    parts = dict.fromkeys(names, 0.0)
    orders = list(permutations(names))
    for order in orders:
        now = dict(before)
        for name in order:
            old = math.prod(now.values())
            now[name] = after[name]
            parts[name] += (math.prod(now.values()) - old) / len(orders)
    return Drivers(math.prod(before.values()), math.prod(after.values()), parts)


def chain(volumes: Mapping[str, Parts], names: Iterable[str]) -> tuple[dict[str, float], dict[str, float]] | None:
    """The last of some volumes as the first of them times the quotients between, before and after.

    volumes : name to (before, after), such as sessions, orders, revenue.
    names   : what the factors are called, such as sessions, conversion rate, order value.
    A quotient by zero is unknown, and taken to be what it was at the other time. None where a volume is zero and the
    next one is not, since no quotient can explain that.

    >>> chain({"orders": (0, 20), "revenue": (0, 800)}, ["orders", "order value"])
    ({'orders': 0, 'order value': 40.0}, {'orders': 20, 'order value': 40.0})
    """
    known, names = list(volumes.values()), list(names)
    factors = {names[0]: list(known[0])}
    for name, under, over in zip(names[1:], known, known[1:], strict=False):
        if any(not b and t for t, b in zip(over, under, strict=True)):
            return None
        rates = [t / b if b else math.nan for t, b in zip(over, under, strict=True)]
        other = [0.0 if math.isnan(rate) else rate for rate in reversed(rates)]
        factors[name] = [second if math.isnan(rate) else rate for rate, second in zip(rates, other, strict=True)]
    return {name: both[0] for name, both in factors.items()}, {name: both[1] for name, both in factors.items()}


def split_sum(before: Mapping[str, float], after: Mapping[str, float]) -> Drivers:
    """The change of a sum by its summands, the largest first; one that is new or gone counts whole.

    >>> split_sum({"Email": 10, "Direct": 5}, {"Direct": 7, "Video": 1}).parts
    {'Email': -10.0, 'Direct': 2.0, 'Video': 1.0}
    """
    _finite([*before.values(), *after.values()])
    names = dict.fromkeys([*before, *after])
    parts = {name: float(after.get(name, 0.0) - before.get(name, 0.0)) for name in names}
    ranked = dict(sorted(parts.items(), key=lambda item: -abs(item[1])))
    return Drivers(float(sum(before.values())), float(sum(after.values())), ranked)


def split_rate(before: Mapping[str, Parts], after: Mapping[str, Parts]) -> tuple[Drivers, Drivers]:
    """The change of a rate by channel, as the mix of channels and as their own rates.

    before, after : channel to (numerator, denominator).
    Returns (by mix, by rate); the two changes add up to the change of the whole rate. A channel without a denominator
    at one time has the rate of the other time there, so that its coming or going is all mix.
    Raises ValueError where the denominators of one time come to nothing.

    >>> mix, own = split_rate({"Search": (30, 1000), "Social": (0, 0)}, {"Search": (30, 1000), "Social": (5, 500)})
    >>> [round(part, 4) for part in (mix.before, mix.change, own.change, own.after)]
    [0.03, -0.0067, 0.0, 0.0233]
    """
    _finite([number for each in (before, after) for parts in each.values() for number in parts])
    wholes = [sum(under for _, under in each.values()) for each in (before, after)]
    if not all(wholes):
        raise ValueError("a rate has no parts where its denominators come to nothing")
    then, now = (sum(top for top, _ in each.values()) / u for each, u in zip((before, after), wholes, strict=True))
    mix, own = {}, {}
    for name in dict.fromkeys([*before, *after]):
        both = [each.get(name, (0.0, 0.0)) for each in (before, after)]
        rates = [top / under for top, under in both if under]
        rate = sum(rates) / len(rates) if rates else 0.0
        share = both[1][1] / wholes[1] - both[0][1] / wholes[0]
        # Against the whole rate: more of a channel that converts worse than the others is no gain.
        mix[name] = share * (rate - (then + now) / 2)
        own[name] = both[1][0] / wholes[1] - both[0][0] / wholes[0] - share * rate
    changed = then + sum(mix.values())
    return Drivers(then, changed, mix), Drivers(changed, now, own)


def _finite(numbers: Iterable[float]) -> None:
    if not all(math.isfinite(number) for number in numbers):
        raise ValueError("a value that is not known has no parts")
