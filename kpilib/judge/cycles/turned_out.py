"""How the prediction of a cycle turned out, for the prediction of the next one."""

from kpilib.judge.cycles.one import Cycle
from kpilib.plan.child import TurnedOut

MOST = 2.0  # a prediction is never more than doubled by one result: a convention of this project
TOLD = ("worked", "harmed", "no_evidence")


def turned_out(cycle: Cycle, said: str) -> TurnedOut:
    """The effect as a share of the predicted one, from nothing to twice; `said` is its sentence."""
    if cycle.verdict not in TOLD or not cycle.predicted or not cycle.predicted[0]:
        return TurnedOut(None, said)
    ratio = cycle.evidence.effect[0] / cycle.predicted[0]
    return TurnedOut(min(MOST, max(0.0, ratio)), said)
