"""How a cycle's prediction turned out, for the next quarter's file."""

from kpilib.judge.cycles import Cycle
from kpilib.tell.formats import NO_BREAK
from kpilib.tell.language import say
from kpilib.tell.wording.cycles.effects import effect_text, verdict_word


def turned_out_text(cycle: Cycle) -> str:
    """What the cycle brought of what was predicted, with common spaces: it stands in a file that people edit."""
    found = cycle.evidence
    about = {"cycle": cycle.action.id, "verdict": verdict_word(cycle.verdict).lower()}
    if found is None or found.effect is None or not cycle.predicted:
        return say("{cycle} tells nothing of it ({verdict})", **about)
    about |= {"brought": effect_text(found.effect[0], cycle), "told": effect_text(cycle.predicted[0], cycle)}
    text = say("{cycle} brought {brought}, {told} was predicted ({verdict})", **about)
    return text.replace(NO_BREAK, " ")
