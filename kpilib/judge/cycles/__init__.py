"""The PDCA cycles of a report: each checked, with the Act that is proposed, and what last quarter's promises became.

one        a cycle and what may be concluded
check      from its record and the weeks around it to the verdict
around     these weeks, and the evidence in them
planned    what was predicted, in the unit of a week
meanwhile  what else may have moved the KPI
guarded    KPIs that must not suffer
together   all cycles of a report
promises   what was promised in the quarter before
turned_out how a prediction turned out, for the next one
sound      the rules that a cycle and its decision have to keep
"""

from kpilib.judge.cycles.one import Cycle
from kpilib.judge.cycles.promises import Promise, promises_of
from kpilib.judge.cycles.together import cycles_of

__all__ = ["Cycle", "Promise", "cycles_of", "promises_of"]
