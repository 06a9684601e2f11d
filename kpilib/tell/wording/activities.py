"""Activities around their days, in sentences."""

import math
from collections.abc import Sequence

from kpilib.judge.activities import Phase, Run
from kpilib.judge.thresholds import SMALLEST_DAYS, WEEKS_AROUND
from kpilib.plan.catalogue import measure_name
from kpilib.tell.formats import ABSENT, Format, day, decimal, share
from kpilib.tell.language import SOURCE, marked, say, say_count, spoken
from kpilib.tell.phrases import capital

VISITORS = {"daily_visitors": marked("daily visitors"), "sessions": marked("sessions a day")}


def finding_runs(runs: Sequence[Run]) -> str:
    """What the activities did to the visitors."""
    judged = [run for run in runs if not math.isnan(run.interval[0]) and run.before.mean]
    more = [run for run in judged if run.sure and run.lift > 0]
    if not judged:
        return say_count(
            "{number} activity, too short or too new to tell what came of it",
            "{number} activities, too short or too new to tell what came of it",
            len(runs),
        )
    if more:
        best = max(more, key=lambda run: run.lift / run.before.mean)
        told = {"share": share(best.lift / best.before.mean), "name": best.name}
        return say("{visitors} were {share} more during {name}", visitors=capital(_visitors(best)), **told)
    visitors = _visitors(judged[0])
    if len(judged) == 1:
        return say("{name} did not clearly move {visitors}", name=judged[0].name, visitors=visitors)
    count = decimal(len(judged))
    return say("None of {count} activities clearly moved {visitors}", count=count, visitors=visitors)


def subtitle_runs(runs: Sequence[Run]) -> str:
    """What is compared over which days, and what else may be in it."""
    told = next((run for run in runs if run.visitors is not None), None)
    parts = [say("{visitors} before, during and after.", visitors=capital(_visitors(told)))] if told else []
    weeks = decimal(WEEKS_AROUND)
    parts += [
        say("Before: the {weeks} weeks before. After: up to {weeks} weeks.", weeks=weeks),
        say(
            "Means of measured days, freed from the weekday; the interval allows for days that resemble their "
            "neighbours."
        ),
        say("What else happened on these days is in it too."),
    ]
    return " ".join(parts)


def mean_text(phase: Phase) -> tuple[str, str]:
    """The mean of the days before, during or after, and how many they are."""
    if not phase.days:
        return ABSENT, ""
    return Format("count")(phase.mean), say_count("{number} day", "{number} days", phase.days)


def lift_text(run: Run) -> tuple[str, str]:
    """The change of the days during it, and its interval or why there is none."""
    if run.visitors is None:
        return ABSENT, say("no source counts visitors")
    if math.isnan(run.interval[0]):
        return ABSENT, say("fewer than {days} days", days=decimal(SMALLEST_DAYS))
    if not run.before.mean:
        return ABSENT, say("nobody came before")
    low, high = (share(end / run.before.mean, sign=True) for end in run.interval)
    return share(run.lift / run.before.mean, sign=True), f"95%: {say('{low} to {high}', low=low, high=high)}"


def weeks_text(run: Run) -> str:
    """Its weeks as a process."""
    if not run.weeks:
        return ""
    told = {"beyond": decimal(run.beyond), "weeks": decimal(run.weeks)}
    return say("{beyond} of {weeks} whole weeks outside of the limits before", **told)


def reach_text(run: Run) -> tuple[str, str]:
    """Prospects reached, and of how many reachable."""
    write = Format("count")
    if math.isnan(run.audience):
        return (ABSENT if math.isnan(run.reached) else write(run.reached)), ""
    audience = write(run.audience)
    if math.isnan(run.reached):
        return ABSENT, say("{audience} reachable", audience=audience)
    if not run.audience:
        return write(run.reached), say("of {audience} reachable", audience=audience)
    part = share(run.reached / run.audience)
    return write(run.reached), say("of {audience} reachable ({share})", audience=audience, share=part)


def days_text(run: Run) -> str:
    """The days of an activity, as far as they have come."""
    first = day(run.first, year=False)
    if run.over:
        return say("{first} to {last}", first=first, last=day(run.last, year=False))
    return say("{first} to now", first=first)


def _visitors(run: Run) -> str:
    return say(VISITORS[run.visitors.kpi.metric])


def measured(measure: str) -> str:
    """What a measure counts, in the language that is being spoken."""
    return measure_name(measure, spoken())


def singular(measure: str) -> str:
    """One of what a measure counts; only English has a word of its own for it.

    >>> singular("sessions"), singular("email_delivered")
    ('session', 'e-mail delivered')
    """
    if spoken() != SOURCE:
        return measured(measure)
    return "e-mail delivered" if measure == "email_delivered" else measured(measure).removesuffix("s")
