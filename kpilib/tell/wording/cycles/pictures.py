"""Titles and subtitles of a cycle's charts."""

from kpilib.judge.cycles import Cycle
from kpilib.tell import wording
from kpilib.tell.formats import day, decimal
from kpilib.tell.language import marked, say
from kpilib.tell.wording.cycles.effects import LEVEL, a_week, effect_text, kpi_name

AGAINST = {
    "within": marked("The result is as predicted: {effect}, {told} was predicted"),
    "below": marked("Less than predicted: {effect}, {told} was predicted"),
    "above": marked("More than predicted: {effect}, {told} was predicted"),
}


def chart_title(cycle: Cycle) -> str:
    """What the weeks after the start are, beside what was expected."""
    found = cycle.evidence
    weeks = found.window.after
    apart = weeks - found.expected.reindex(weeks.index)
    above = found.effect[0] > 0
    count = int((apart > 0).sum() if above else (apart < 0).sum())
    told = {"count": decimal(count), "total": decimal(len(weeks))}
    if count == len(weeks):
        return (
            say("All {count} weeks since the start lie above what was expected without the change", **told)
            if above
            else say("All {count} weeks since the start lie below what was expected without the change", **told)
        )
    return (
        say("{count} of {total} weeks since the start lie above what was expected without the change", **told)
        if above
        else say("{count} of {total} weeks since the start lie below what was expected without the change", **told)
    )


def chart_subtitle(cycle: Cycle, first, last) -> str:
    """What the chart shows, without judging."""
    told = {
        "measure": wording.measure_of(cycle.one),
        "first": day(first.date()),
        "last": day(last.date()),
        "level": LEVEL,
    }
    if cycle.evidence.signals.charted == "values":
        return say(
            "{measure}, by whole week, {first} to {last}. Shaded: limits of the baseline. "
            "Dashed: expected without the change, {level} band.",
            **told,
        )
    return say(
        "{measure}, by whole week, {first} to {last}. Dashed: expected without the change, {level} band.", **told
    )


def compared_title(cycle: Cycle) -> str:
    """The result beside the prediction."""
    value, predicted = cycle.evidence.effect[0], cycle.predicted[0]
    told = {"effect": effect_text(value, cycle), "told": effect_text(predicted, cycle)}
    if cycle.against is None:
        return say("The estimate is {effect}, {told} was predicted; nothing is claimed", **told)
    if value * predicted < 0:
        return say("The opposite of the prediction: {effect}, {told} was predicted", **told)
    return say(AGAINST[cycle.against], **told)


def compared_subtitle(cycle: Cycle) -> str:
    """What is compared, and which ranges are drawn."""
    change = a_week(say("Change in {kpi}", kpi=kpi_name(cycle)), cycle)
    ranges = say("Prediction with its 80% range, effect with its {level} interval.", level=LEVEL)
    return f"{change}. {ranges}"
