"""Numbers in the results of a run."""

import math


def known(value: float) -> float | None:
    """A number as JSON has it: null where it is not known, or has no end.

    >>> known(0.18), known(math.nan), known(-math.inf)
    (0.18, None, None)
    """
    return value if math.isfinite(value) else None
