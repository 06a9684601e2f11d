"""How likely a KPI's target is on its due date, and the range in which it will end."""

import math
from dataclasses import dataclass, field

from kpilib.judge.forecast import Confidence


@dataclass(frozen=True)
class Outlook:
    """Where a KPI ends on its due date, in its own unit.

    probability : that it ends at its target or better; NaN where nothing may be said. With `confidence` "low" it is
                  told as a word and never as a number.
    median      : as likely exceeded as missed; `half` holds it with 50 %, `most` with 80 %; NaN if nothing is said.
    days_left   : days after the data's last day up to the due date.
    confidence  : of `Forecast`.
    why         : codes with their numbers, of `Forecast`: why nothing, or only a word, is said.
    """

    probability: float = math.nan
    median: float = math.nan
    half: tuple[float, float] = (math.nan, math.nan)
    most: tuple[float, float] = (math.nan, math.nan)
    days_left: int = 0
    confidence: Confidence = "none"
    why: tuple[str, ...] = field(default=())

    @property
    def known(self) -> bool:
        """Whether anything may be said."""
        return not math.isnan(self.probability)

    @property
    def numbered(self) -> bool:
        """Whether it may be said as a number with its range."""
        return self.known and self.confidence in ("full", "no_seasonal_memory")
