"""The verdict of a cycle with its ground; titles and notes of its charts."""

from kpilib.judge.cycles import Cycle
from kpilib.judge.cycles.guarded import Guarded
from kpilib.judge.thresholds import EFFECT_LEVEL, FEWEST_BASELINE_WEEKS, FEWEST_WEEKS_AFTER
from kpilib.tell import wording
from kpilib.tell.formats import day
from kpilib.tell.wording.cycles.act import conclusion
from kpilib.tell.wording.cycles.effects import AGAINST, a_week, effect_text, kpi_name, moved, signed, span_text
from kpilib.tell.wording.signals import cause_told, cut

LEVEL = f"{EFFECT_LEVEL:.0%}"
READING = {
    "no_signal": "No signal",
    "worse": "Watch: a signal for the worse",
    "better": "A signal for the better",
    "moved": "A signal",
    "unknown": "Too few weeks to tell",
}
LONGEST_NAME = 60


def headline(cycle: Cycle) -> str:
    """The cycle in one or two sentences."""
    return f"{_verdict_sentence(cycle)}. {conclusion(cycle)}".strip()


def _verdict_sentence(cycle: Cycle) -> str:
    name = cut(cycle.name.rstrip("."), LONGEST_NAME)
    if cycle.verdict == "not_yet":
        return f"“{name}” is checked on {day(cycle.check)}" if cycle.check else f"“{name}” has no check date"
    if cycle.verdict == "not_implemented":
        return f"“{name}” was not carried out by its check on {day(cycle.check)}"
    if cycle.verdict in ("worked", "harmed"):
        held = f", {AGAINST[cycle.against]}" if cycle.against and cycle.verdict == "worked" else ""
        return f"“{name}” {'worked' if cycle.verdict == 'worked' else 'did harm'}: {moved(cycle)}{held}"
    if cycle.verdict == "confounded":
        return f"What “{name}” did to {kpi_name(cycle)} cannot be told from what else happened"
    if cycle.verdict == "no_evidence":
        return f"“{name}” shows no effect on {kpi_name(cycle)}{_because(cycle)}"
    return f"Whether “{name}” worked cannot be told{_because(cycle)}"


def _because(cycle: Cycle) -> str:
    """Why there is no claim, as the end of a sentence."""
    found = cycle.evidence
    if cycle.why == "blind":
        return f": an effect below {_size(found.detectable, cycle)} would not have been seen"
    if cycle.why == "too_few_after":
        return f": {len(found.window.after)} whole weeks since the start, and {FEWEST_WEEKS_AFTER} are needed"
    if cycle.why == "too_few_before":
        return f": {len(found.window.before)} whole weeks before the start, and {FEWEST_BASELINE_WEEKS} are needed"
    return {
        "no_data": ": there are no data",
        "no_direction": ": nobody said which side is better",
        "no_placebo": ": there is no room for false dates to hold it to",
        "had_begun": ": it had turned before the start",
        "no_signal": ": no signal began in time",
        "placebo": " that false dates do not show as well",
        "several": " that stands among all checks of this report",
        "interval": ": what changed is within chance",
    }.get(cycle.why, "")


def _size(value: float, cycle: Cycle) -> str:
    return effect_text(abs(value), cycle).removeprefix("+")


def data_state(cycle: Cycle) -> str:
    """Beside the heading: to which day the data go."""
    if not cycle.checked:
        return "not yet"
    return f"data to {day(cycle.until)}" if cycle.evidence else ""


def ground_text(cycle: Cycle) -> list[str]:
    """The ground of the verdict, sentence by sentence, in the order of the evidence."""
    if cycle.verdict == "not_yet":
        on = f"on {day(cycle.check)}" if cycle.check else "when a check date is agreed"
        early = "What the weeks show until then is left out: who looks early finds more than is there."
        return [f"The check is made {on}. {early}"]
    if cycle.evidence is None:
        return [f"It was to start on {day(cycle.action.start)}; no effect is claimed for what was not done."]
    found = cycle.evidence
    if found.effect is None:
        return [f"Nothing can be claimed{_because(cycle)}."]
    value, low, high = found.effect
    said = [f"Effect {effect_text(value, cycle)} ({LEVEL}: {span_text(low, high, cycle)}), {_method(cycle)}."]
    if found.used != "randomised":
        said += [_signal_sentence(cycle), _placebo_sentence(cycle)]
    if found.detectable is not None:
        said.append(f"An effect of {_size(found.detectable, cycle)} or more is found in 8 of 10 such checks.")
    if cycle.why == "several":
        said.append("Among all checks of this report it may be chance.")
    return [text for text in said if text]


def _method(cycle: Cycle) -> str:
    found = cycle.evidence
    if found.used == "randomised":
        return f"from a randomised test: {cycle.action.test.how}"
    if found.used == "control":
        control = cycle.action.control
        named = cycle.plan.metrics[control.metric].name if control.metric else cycle.one.metric.name
        return f"beside {' of '.join(filter(None, (named, control.channel)))}, which was not touched"
    return "beside what trend and season let expect" if found.series.waves else "beside what the trend lets expect"


def _signal_sentence(cycle: Cycle) -> str:
    signals = cycle.evidence.signals
    side = 1 if cycle.evidence.effect[0] > 0 else -1
    first = signals.first(side)
    if cycle.ground.had_begun:
        return "A signal and half of the effect were there before the start."
    if first is None:
        return "No signal in this direction began in time."
    return f"A signal in this direction began in the week to {day(first.first.date(), year=False)}, after the start."


def _placebo_sentence(cycle: Cycle) -> str:
    tried = cycle.evidence.placebo
    if tried is None:
        return "The baseline has no room for false dates."
    return f"Placebo: {tried.as_large or 'none'} of {tried.dates} false dates showed one as large."


def chart_title(cycle: Cycle) -> str:
    """What the weeks after the start are, beside what was expected."""
    found = cycle.evidence
    weeks = found.window.after
    apart = weeks - found.expected.reindex(weeks.index)
    side = 1 if found.effect[0] > 0 else -1
    count = int((apart * side > 0).sum())
    where = "above" if side > 0 else "below"
    told = f"All {count} weeks" if count == len(weeks) else f"{count} of {len(weeks)} weeks"
    return f"{told} since the start lie {where} what was expected without the change"


def chart_subtitle(cycle: Cycle, first, last) -> str:
    """What the chart shows, without judging."""
    found = cycle.evidence
    shade = " Shaded: limits of the baseline." if found.signals.charted == "values" else ""
    span = f"{day(first.date())} to {day(last.date())}"
    measure = wording.measure_of(cycle.one)
    return f"{measure}, by whole week, {span}.{shade} Dashed: expected without the change, {LEVEL} band."


def compared_title(cycle: Cycle) -> str:
    """The result beside the prediction."""
    value, told = cycle.evidence.effect[0], cycle.predicted[0]
    beside = f"{effect_text(value, cycle)}, {effect_text(told, cycle)} was predicted"
    if cycle.against is None:
        return f"The estimate is {beside}; nothing is claimed"
    if value * told < 0:
        return f"The opposite of the prediction: {beside}"
    start = {"within": "The result is as predicted", "below": "Less than predicted", "above": "More than predicted"}
    return f"{start[cycle.against]}: {beside}"


def compared_subtitle(cycle: Cycle) -> str:
    change = f"Change in {kpi_name(cycle)}{a_week(cycle)}"
    return f"{change}. Prediction with its 80% range, effect with its {LEVEL} interval."


def guard_reading(one: Guarded) -> str:
    return READING[one.reading]


def meanwhile_text(cycle: Cycle) -> list[str]:
    """What else happened in these weeks, and whether it could be told apart."""
    why = dict(cycle.apart)
    told = []
    for cause in cycle.others:
        text = cause_told(cause)
        if cause not in why:
            told.append(f"Also at the time: {text}. It cannot be told apart.")
        elif why[cause]:
            told.append(f"Also at the time: {text}. Ruled out: {why[cause]}")
        else:
            told.append(f"Also at the time: {text}. The weeks before it tell the same.")
    return [text if text.endswith(".") else f"{text}." for text in told]


def method_text(cycle: Cycle) -> str:
    """How the effect was worked out, in the small print."""
    found = cycle.evidence
    if found is None or found.series is None:
        return ""
    parts = [f"{len(found.window.before)} weeks before, {len(found.window.after)} after"]
    parts += [f"dependence of neighbouring weeks {found.series.dependence:.2f}"]
    parts += ["season of two waves a year" if found.series.waves else "no season could be told"]
    if found.signals and found.signals.charted == "news":
        parts.append("signals in what is new in each week, as weeks depend on each other")
    return f"Interrupted time series with level and slope; {'; '.join(parts)}."


def short(cycle: Cycle) -> str:
    """The effect in a few words, for a table; empty where there is none to tell."""
    if not cycle.checked or cycle.evidence is None or cycle.evidence.effect is None:
        return ""
    value, low, high = cycle.evidence.effect
    write = wording.format_of(cycle.one)
    return f"{signed(value, write)} ({LEVEL}: {span_text(low, high, cycle)})"
