"""Every threshold of a judgement: its one home, with a name and a source."""

# A verdict on fewer days than one week would judge a weekday: a convention of this project.
SMALLEST_DAYS = 7

# With more of the elapsed days missing than this, what was measured does not stand for the whole: a convention.
LARGEST_MISSING_SHARE = 0.20

# How far from its pace a KPI may be and still be called close: a quarter at the start of the period, a twentieth at
# its end, in a straight line between them. Source: the pacing bands of Optmyzr, as published in its help pages.
TOLERANCE_AT_START = 0.25
TOLERANCE_AT_END = 0.05

# Weekday weights need whole weeks: at least 4 of them, at most the last 12. Source: common practice of pacing tools.
FEWEST_WEEKS = 4
MOST_WEEKS = 12

# The days whose mean is called the present rate: four weeks, so that every weekday counts the same.
RECENT_DAYS = 28


def tolerance(elapsed: float) -> float:
    """The distance from pace that still counts as close, as a share; `elapsed` is the share of days gone.

    >>> tolerance(0.0), round(tolerance(0.5), 3), round(tolerance(1.0), 3)
    (0.25, 0.15, 0.05)
    """
    return TOLERANCE_AT_START + (TOLERANCE_AT_END - TOLERANCE_AT_START) * elapsed
