"""Where the words of chance begin and end, for those who explain them."""

from kpilib.judge.thresholds import CHANCES
from kpilib.tell.formats import decimal


def chance_bounds() -> dict[str, str]:
    """The least probability of `likely` and of `toss_up`, and the largest `below` likely, as they are shown.

    >>> chance_bounds()
    {'likely': '0.66', 'toss_up': '0.34', 'below': '0.65'}
    """
    likely, toss_up = CHANCES["likely"], CHANCES["toss_up"]
    return {"likely": decimal(likely, 2), "toss_up": decimal(toss_up, 2), "below": decimal(likely - 0.01, 2)}
