"""The statuses that a KPI can have, the course that each means, and the words of chance among them."""

from typing import Literal

from kpilib.judge.thresholds import CHANCES

Status = Literal[
    "hit", "reached", "very_likely", "likely", "toss_up", "unlikely", "very_unlikely", "missed",
    "on_pace", "close", "behind",
    "no_data", "no_target", "no_baseline", "not_judged", "too_early", "incomplete",
]  # fmt: skip
Course = Literal["on_course", "close", "off_course", "unknown"]

COURSE: dict[Status, Course] = {
    "hit": "on_course",
    "reached": "on_course",
    "very_likely": "on_course",
    "likely": "on_course",
    "toss_up": "close",
    "unlikely": "off_course",
    "very_unlikely": "off_course",
    "on_pace": "on_course",
    "close": "close",
    "behind": "off_course",
    "missed": "off_course",
}


def chance_status(probability: float) -> Status:
    """A chance in calibrated words.

    >>> chance_status(0.9), chance_status(0.18)
    ('very_likely', 'unlikely')
    """
    return next(status for status, least in CHANCES.items() if probability >= least)
