"""The ground of a verdict: the effect with its method, signals, false dates, other causes, guard KPIs."""

from kpilib.judge.cycles import Cycle
from kpilib.judge.cycles.guarded import Guarded, Reading
from kpilib.tell.formats import day, decimal
from kpilib.tell.language import marked, say, spoken
from kpilib.tell.phrases import as_sentence
from kpilib.tell.wording.cycles.check import because
from kpilib.tell.wording.cycles.effects import LEVEL, effect_text, size_text, span_text
from kpilib.tell.wording.signals import cause_told

READING: dict[Reading, str] = {
    "no_signal": marked("No signal"),
    "worse": marked("Watch: a signal for the worse"),
    "better": marked("A signal for the better"),
    "moved": marked("A signal"),
    "unknown": marked("Too few weeks to tell"),
}


def ground_text(cycle: Cycle) -> list[str]:
    """The ground of the verdict, sentence by sentence, in the order of the evidence."""
    if cycle.verdict == "not_yet":
        on = say("The check is made on {day}.", day=day(cycle.check)) if cycle.check else (
            say("The check is made when a check date is agreed.")
        )  # fmt: skip
        early = say("What the weeks show until then is left out: who looks early finds more than is there.")
        return [f"{on} {early}"]
    if cycle.evidence is None:
        start = day(cycle.action.start)
        return [say("It was to start on {day}; no effect is claimed for what was not done.", day=start)]
    found = cycle.evidence
    if found.effect is None:
        why = because(cycle)
        return [say("Nothing can be claimed: {why}.", why=why) if why else say("Nothing can be claimed.")]
    said = [_effect_sentence(cycle)]
    if found.used != "randomised":
        said += [_signal_sentence(cycle), _placebo_sentence(cycle)]
    if found.detectable is not None:
        size = size_text(found.detectable, cycle)
        said.append(say("An effect of {size} or more is found in 8 of 10 such checks.", size=size))
    if cycle.why == "several":
        said.append(say("Among all checks of this report it may be chance."))
    return said


def _effect_sentence(cycle: Cycle) -> str:
    found = cycle.evidence
    value, low, high = found.effect
    told = {"effect": effect_text(value, cycle), "level": LEVEL, "span": span_text(low, high, cycle)}
    if found.used == "randomised":
        how = cycle.action.test.how
        return say("Effect {effect} ({level}: {span}), from a randomised test: {how}.", **told, how=how)
    if found.used == "control":
        control = control_name(cycle)
        return say(
            "Effect {effect} ({level}: {span}), beside {control}, which was not touched.", **told, control=control
        )
    if found.series.waves:
        return say("Effect {effect} ({level}: {span}), beside what trend and season let expect.", **told)
    return say("Effect {effect} ({level}: {span}), beside what the trend lets expect.", **told)


def control_name(cycle: Cycle) -> str:
    """What the KPI was held beside: a metric, in one channel where the plan names one."""
    control = cycle.action.control
    metric = cycle.plan.metrics[control.metric] if control.metric else cycle.one.metric
    name = metric.name_in(spoken())
    return say("{metric} of {channel}", metric=name, channel=control.channel) if control.channel else name


def _signal_sentence(cycle: Cycle) -> str:
    signals = cycle.evidence.signals
    side = 1 if cycle.evidence.effect[0] > 0 else -1
    first = signals.first(side)
    if cycle.ground.had_begun:
        return say("A signal and half of the effect were there before the start.")
    if first is None:
        return say("No signal in this direction began in time.")
    week = day(first.first.date(), year=False)
    return say("A signal in this direction began in the week to {day}, after the start.", day=week)


def _placebo_sentence(cycle: Cycle) -> str:
    tried = cycle.evidence.placebo
    if tried is None:
        return say("The baseline has no room for false dates.")
    dates = decimal(tried.dates)
    if not tried.as_large:
        return say("Placebo: none of {dates} false dates showed one as large.", dates=dates)
    large = decimal(tried.as_large)
    return say("Placebo: {large} of {dates} false dates showed one as large.", large=large, dates=dates)


def guard_reading(one: Guarded) -> str:
    """How a guard KPI fared, in a few words."""
    return say(READING[one.reading])


def guards_caption(cycle: Cycle) -> str:
    """Whose guard KPIs a table shows."""
    return say("Guard KPIs of {name}", name=cycle.name)


def meanwhile_text(cycle: Cycle) -> list[str]:
    """What else happened in these weeks, and whether it could be told apart."""
    why = dict(cycle.apart)
    told = []
    for each in cycle.others:
        cause = cause_told(each)
        if each not in why:
            told.append(say("Also at the time: {cause}. It cannot be told apart.", cause=cause))
        elif why[each]:
            told.append(say("Also at the time: {cause}. Ruled out: {why}", cause=cause, why=why[each]))
        else:
            told.append(say("Also at the time: {cause}. The weeks before it tell the same.", cause=cause))
    return [as_sentence(text) for text in told]


def method_text(cycle: Cycle) -> str:
    """How the effect was worked out, in the small print."""
    found = cycle.evidence
    if found is None or found.series is None:
        return ""
    before, after = decimal(len(found.window.before)), decimal(len(found.window.after))
    dependence = decimal(found.series.dependence, 2)
    parts = [
        say("{before} weeks before, {after} after", before=before, after=after),
        say("dependence of neighbouring weeks {dependence}", dependence=dependence),
        say("season of two waves a year") if found.series.waves else say("no season could be told"),
    ]
    if found.signals and found.signals.charted == "news":
        parts.append(say("signals in what is new in each week, as weeks depend on each other"))
    return say("Interrupted time series with level and slope; {details}.", details="; ".join(parts))
