"""A value at its due date as equally likely draws, for what is no plain total."""

import math
from dataclasses import dataclass, field

import numpy as np

from kpilib.judge.blend import CLIP
from kpilib.judge.forecast import Confidence, Improvement


@dataclass(frozen=True)
class Sampled:
    """A value at its due date; what is asked of a `Forecast` is asked of it in the same way.

    to_date : the value of the days measured so far; `days_left`, `confidence` and `why` are those of `Forecast`.
    draws   : equally likely values, path by path; empty where nothing may be said.
    """

    to_date: float
    days_left: int
    confidence: Confidence
    why: tuple[str, ...] = ()
    draws: np.ndarray = field(default_factory=lambda: np.array([]), repr=False)

    @property
    def median(self) -> float:
        """The value that is as likely exceeded as missed; NaN where nothing may be said."""
        return self.quantile(0.5)

    def quantile(self, share: float) -> float:
        """The value below which it ends with this probability; NaN where nothing may be said."""
        return float(np.quantile(self.draws, share)) if len(self.draws) else math.nan

    def interval(self, level: float) -> tuple[float, float]:
        """The range that holds the value with this probability, such as .8. Raises ValueError outside of 0 to 1."""
        if not 0 < level < 1:
            raise ValueError(f"a level is between 0 and 1, such as 0.8; not {level}")
        return self.quantile((1 - level) / 2), self.quantile((1 + level) / 2)

    def probability(self, target: float, improvement: Improvement = "increase") -> float:
        """How likely the value ends at `target` or better; NaN where nothing may be said."""
        if improvement not in ("increase", "decrease"):
            raise ValueError(f"improvement is increase or decrease, not {improvement!r}")
        if not len(self.draws) or math.isnan(target):
            return math.nan
        hit = self.draws >= target if improvement == "increase" else self.draws <= target
        share = float(hit.mean())
        return share if self.days_left == 0 else float(np.clip(share, CLIP, 1 - CLIP))
