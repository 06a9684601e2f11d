"""Several cycles in a report: the more that are checked, the more look like a success by chance."""

from collections.abc import Mapping

from kpilib.judge.thresholds import EFFECT_LEVEL


def discovered(chances: Mapping[str, float]) -> set[str]:
    """The names whose p-value stands the false discovery rate of the whole report.

    Benjamini and Hochberg (1995), Journal of the Royal Statistical Society B 57:289: the largest k with
    p(k) <= k/m x 5 %, and all before it.

    >>> sorted(discovered({"a": 0.001, "b": 0.03, "c": 0.045, "d": 0.5}))
    ['a']
    >>> sorted(discovered({"a": 0.001, "b": 0.02, "c": 0.03, "d": 0.5}))
    ['a', 'b', 'c']
    """
    ranked = sorted(chances, key=lambda name: chances[name])
    share = (1 - EFFECT_LEVEL) / len(ranked) if ranked else 0.0
    kept = [rank for rank, name in enumerate(ranked, start=1) if chances[name] <= rank * share + 1e-12]
    return set(ranked[: max(kept, default=0)])
