"""The verdict of a cycle in one or two sentences, and why nothing is claimed where nothing is."""

from kpilib.judge.cycles import Cycle
from kpilib.judge.thresholds import FEWEST_BASELINE_WEEKS, FEWEST_WEEKS_AFTER
from kpilib.tell import wording
from kpilib.tell.formats import day
from kpilib.tell.language import marked, say, say_count
from kpilib.tell.wording.cycles.act import conclusion
from kpilib.tell.wording.cycles.effects import LEVEL, kpi_name, moved, size_text, span_text
from kpilib.tell.wording.signals import cut

LONGEST_NAME = 60
WORKED = {
    None: marked("“{name}” worked: {moved}"),
    "within": marked("“{name}” worked: {moved}, as predicted"),
    "below": marked("“{name}” worked: {moved}, less than predicted"),
    "above": marked("“{name}” worked: {moved}, more than predicted"),
}
BECAUSE = {
    "no_data": marked("there are no data"),
    "no_direction": marked("nobody said which side is better"),
    "no_placebo": marked("there is no room for false dates to hold it to"),
    "had_begun": marked("it had turned before the start"),
    "no_signal": marked("no signal began in time"),
    "interval": marked("what changed is within chance"),
}
NO_EFFECT = {
    "placebo": marked("“{name}” shows no effect on {kpi} that false dates do not show as well"),
    "several": marked("“{name}” shows no effect on {kpi} that stands among all checks of this report"),
}


def headline(cycle: Cycle) -> str:
    """The cycle in one or two sentences."""
    return f"{_verdict_sentence(cycle)}. {conclusion(cycle)}".strip()


def _verdict_sentence(cycle: Cycle) -> str:
    name, why = cut(cycle.name.rstrip("."), LONGEST_NAME), because(cycle)
    if cycle.verdict == "not_yet":
        if cycle.check is None:
            return say("“{name}” has no check date", name=name)
        return say("“{name}” is checked on {day}", name=name, day=day(cycle.check))
    if cycle.verdict == "not_implemented":
        return say("“{name}” was not carried out by its check on {day}", name=name, day=day(cycle.check))
    if cycle.verdict == "worked":
        return say(WORKED[cycle.against], name=name, moved=moved(cycle))
    if cycle.verdict == "harmed":
        return say("“{name}” did harm: {moved}", name=name, moved=moved(cycle))
    about = {"name": name, "kpi": kpi_name(cycle)}
    if cycle.verdict == "confounded":
        return say("What “{name}” did to {kpi} cannot be told from what else happened", **about)
    if cycle.verdict == "no_evidence":
        if cycle.why in NO_EFFECT:
            return say(NO_EFFECT[cycle.why], **about)
        return say("“{name}” shows no effect on {kpi}: {why}", **about, why=why)
    return say("Whether “{name}” worked cannot be told: {why}", name=name, why=why)


def because(cycle: Cycle) -> str:
    """Why there is no claim, as a clause; empty where there is one, or where the verdict alone says why."""
    found = cycle.evidence
    if cycle.why == "blind":
        return say("an effect below {size} would not have been seen", size=size_text(found.detectable, cycle))
    if cycle.why == "too_few_after":
        return say_count(
            "{number} whole week since the start, and {needed} are needed",
            "{number} whole weeks since the start, and {needed} are needed",
            len(found.window.after),
            needed=FEWEST_WEEKS_AFTER,
        )
    if cycle.why == "too_few_before":
        return say_count(
            "{number} whole week before the start, and {needed} are needed",
            "{number} whole weeks before the start, and {needed} are needed",
            len(found.window.before),
            needed=FEWEST_BASELINE_WEEKS,
        )
    return say(BECAUSE[cycle.why]) if cycle.why in BECAUSE else ""


def data_state(cycle: Cycle) -> str:
    """Beside the heading: to which day the data go."""
    if not cycle.checked:
        return say("not yet")
    return say("data to {day}", day=day(cycle.until)) if cycle.evidence else ""


def short(cycle: Cycle) -> str:
    """The effect in a few words, for a table; empty where there is none to tell."""
    if not cycle.checked or cycle.evidence is None or cycle.evidence.effect is None:
        return ""
    value, low, high = cycle.evidence.effect
    return f"{wording.format_of(cycle.one).gap(value, sign=True)} ({LEVEL}: {span_text(low, high, cycle)})"
