"""Activities and campaigns, in sentences."""

import math
from collections.abc import Sequence

from kpilib.judge.activities import Run
from kpilib.judge.thresholds import SMALLEST_DAYS, WEEKS_AROUND
from kpilib.measure.campaigns import Campaign
from kpilib.plan.catalogue import measure_name
from kpilib.tell.formats import ABSENT, Format, day, share
from kpilib.tell.wording.pairs import inside

VISITORS = {"daily_visitors": "daily visitors", "sessions": "sessions a day"}
NOT_PROVEN = (
    "Before: the {weeks} weeks before. After: up to {weeks} weeks. Means of measured days, freed from the weekday; "
    "the interval allows for days that resemble their neighbours. What else happened on these days is in it too."
)
RATES = "What converted is held against what the column names; under 30 of it nothing is told. {claims}"
CLAIMS = "Conversions that a platform claims are its own count and are not added to orders."


def finding_runs(runs: Sequence[Run]) -> str:
    """What the activities did to the visitors."""
    judged = [run for run in runs if not math.isnan(run.interval[0])]
    more = [run for run in judged if run.sure and run.lift > 0]
    if not judged:
        several = "activity" if len(runs) == 1 else "activities"
        return f"{len(runs)} {several}, too short or too new to tell what came of it"
    if more:
        best = max(more, key=lambda run: run.lift / run.before.mean)
        what = _visitors(best)
        return f"{what[0].upper()}{what[1:]} were {share(best.lift / best.before.mean)} more during {best.name}"
    return f"None of {len(judged)} activities clearly moved {_visitors(judged[0])}" if len(judged) > 1 else (
        f"{judged[0].name} did not clearly move {_visitors(judged[0])}"
    )  # fmt: skip


def subtitle_runs(runs: Sequence[Run]) -> str:
    told = next((run for run in runs if run.visitors is not None), None)
    what = f"{_visitors(told)[0].upper()}{_visitors(told)[1:]} before, during and after. " if told else ""
    return what + NOT_PROVEN.format(weeks=WEEKS_AROUND)


def lift_text(run: Run) -> tuple[str, str]:
    """The change of the days during it, and its interval or why there is none."""
    if run.visitors is None:
        return ABSENT, "no source counts visitors"
    if math.isnan(run.interval[0]):
        return ABSENT, f"fewer than {SMALLEST_DAYS} days"
    low, high = (share(end / run.before.mean, sign=True) for end in run.interval)
    return share(run.lift / run.before.mean, sign=True), f"95%: {low} to {high}"


def weeks_text(run: Run) -> str:
    """Its weeks as a process."""
    if not run.weeks:
        return ""
    return f"{run.beyond} of {run.weeks} whole weeks outside of the limits before"


def reach_text(run: Run) -> tuple[str, str]:
    """Prospects reached, and of how many reachable."""
    write = Format("count")
    if math.isnan(run.audience) and math.isnan(run.reached):
        return ABSENT, ""
    of = "" if math.isnan(run.audience) else f"of {write(run.audience)} reachable"
    if math.isnan(run.reached):
        return ABSENT, f"{write(run.audience)} reachable"
    part = f" ({share(run.reached / run.audience)})" if run.audience > 0 else ""
    return write(run.reached), f"{of}{part}"


def days_text(run: Run) -> str:
    end = day(run.last, year=False) if run.over else "now"
    return f"{day(run.first, year=False)} to {end}"


def _visitors(run: Run) -> str:
    return VISITORS[run.visitors.kpi.metric] if run.visitors else "visitors"


def finding_campaigns(found: Sequence[Campaign]) -> str:
    """The campaign that converts best, if it surely does better than the next one of its kind."""
    kind = (found[0].source, found[0].numerator)
    mine = [one for one in found if (one.source, one.numerator) == kind and not math.isnan(one.interval[0])]
    mine = sorted(mine, key=lambda one: -one.rate)
    write = Format("percent")
    if len(mine) < 2:
        return f"{len(found)} campaign{'s' if len(found) > 1 else ''} and what converted"
    best, next_one = mine[:2]
    what = f"{measure_name(best.numerator)} per {singular(best.denominator)}"
    if best.interval[0] > next_one.interval[1]:
        return f"{best.name} converted best: {write(best.rate)} {what}"
    return f"No campaign surely converts better than the next: {best.name} leads with {write(best.rate)} {what}"


def rate_name(one: Campaign) -> str:
    """The rate with what it is held against."""
    return f"{inside(measure_name(one.numerator))} per {singular(one.denominator)}"


def singular(measure: str) -> str:
    """One of what a measure counts.

    >>> singular("sessions"), singular("email_delivered")
    ('session', 'e-mail delivered')
    """
    return "e-mail delivered" if measure == "email_delivered" else measure_name(measure).removesuffix("s")


def note_campaigns(found: Sequence[Campaign]) -> str:
    claims = CLAIMS if any(one.numerator.startswith("claimed") for one in found) else ""
    return RATES.format(claims=claims).strip()
