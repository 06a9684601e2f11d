"""How a cycle's prediction turned out, for the next quarter's file."""

from kpilib.judge.cycles import Cycle
from kpilib.tell.formats import NO_BREAK
from kpilib.tell.wording.cycles.effects import VERDICT, effect_text


def turned_out_text(cycle: Cycle) -> str:
    """What the cycle brought of what was predicted, with common spaces: it stands in a file that people edit."""
    found = cycle.evidence
    if found is None or found.effect is None or not cycle.predicted:
        return f"{cycle.action.id} tells nothing of it ({VERDICT[cycle.verdict].lower()})"
    brought, told = effect_text(found.effect[0], cycle), effect_text(cycle.predicted[0], cycle)
    text = f"{cycle.action.id} brought {brought}, {told} was predicted ({VERDICT[cycle.verdict].lower()})"
    return text.replace(NO_BREAK, " ")
