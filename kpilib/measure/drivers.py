"""Why a value differs from another time: exact parts that add up to the whole, whatever order they are taken in.

A product such as sessions x conversion rate x order value is split by Shapley values: the mean effect of a factor
over all orders in which the factors can change (Shapley, A Value for n-Person Games, 1953). A rate is split by channel
into what the mix of channels did and what their own rates did, each at the mean of before and after (Bennet, 1920).
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import permutations


@dataclass(frozen=True)
class Drivers:
    """A value before and after, and the parts of its change: name to amount, in the value's unit."""

    before: float
    after: float
    parts: Mapping[str, float]

    @property
    def change(self) -> float:
        return self.after - self.before


def split_product(before: Mapping[str, float], after: Mapping[str, float]) -> Drivers:
    """The change of a product by factor.

    before, after : the same factors, in any units.

    >>> told = split_product({"sessions": 100, "rate": 0.02}, {"sessions": 200, "rate": 0.03})
    >>> told.change, {name: round(part, 2) for name, part in told.parts.items()}
    (4.0, {'sessions': 2.5, 'rate': 1.5})
    """
    names = list(before)
    parts = dict.fromkeys(names, 0.0)
    orders = list(permutations(names))
    for order in orders:
        now = dict(before)
        for name in order:
            old = math.prod(now.values())
            now[name] = after[name]
            parts[name] += (math.prod(now.values()) - old) / len(orders)
    return Drivers(math.prod(before.values()), math.prod(after.values()), parts)


def split_rate(
    before: Mapping[str, tuple[float, float]], after: Mapping[str, tuple[float, float]]
) -> tuple[Drivers, Drivers]:
    """The change of a rate by channel, as the mix of channels and as their own rates.

    before, after : channel to (numerator, denominator).
    Returns (by mix, by rate); the two changes add up to the change of the whole rate. A channel without a denominator
    at one time has the rate of the other time there, so that its coming or going is all mix.
    """
    names = list(dict.fromkeys([*before, *after]))
    then, now = (_shares(names, each) for each in (before, after))
    whole_then, whole_now = (sum(share * rate for share, rate in each.values()) for each in (then, now))
    mix, own = {}, {}
    for name in names:
        (share, rate), (new_share, new_rate) = then[name], now[name]
        rate = new_rate if math.isnan(rate) else rate
        new_rate = rate if math.isnan(new_rate) else new_rate
        # Against the whole rate: more of a channel that converts worse than the others is no gain.
        mix[name] = (new_share - share) * ((rate + new_rate) - (whole_then + whole_now)) / 2
        own[name] = (new_rate - rate) * (share + new_share) / 2
    changed = whole_then + sum(mix.values())
    return Drivers(whole_then, changed, mix), Drivers(changed, whole_now, own)


def _shares(names: Sequence[str], parts: Mapping[str, tuple[float, float]]) -> dict[str, tuple[float, float]]:
    whole = sum(under for _, under in parts.values())
    found = {}
    for name in names:
        top, under = parts.get(name, (0.0, 0.0))
        found[name] = (under / whole if whole else 0.0, top / under if under else math.nan)
    return found
