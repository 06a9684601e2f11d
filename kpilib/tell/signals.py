"""A process as plain data, for the results of a run."""

from typing import Any

from kpilib.judge.process import NoProcess, Process
from kpilib.tell.known import known


def process_data(process: Process | NoProcess) -> dict[str, Any]:
    """Limits of today and the signals of the period; or why there are none."""
    if isinstance(process, NoProcess):
        return {"why": process.why, "number": known(process.number)}
    limits = process.limits
    return {
        "centre": limits.centre,
        "lower": limits.lower,
        "upper": limits.upper,
        "trial": limits.trial,
        "autocorrelation": known(process.correlation),
        "signals": [
            {
                "rule": one.rule,
                "side": one.side,
                "first": one.first.date().isoformat(),
                "last": one.last.date().isoformat(),
            }
            for one in process.recent
        ],
    }
