"""How earlier forecasts turned out, in sentences."""

from kpilib.judge.thresholds import TRACKED_DAYS_LEFT
from kpilib.judge.track import Kept, Track
from kpilib.plan.model import Plan
from kpilib.tell.formats import Format, decimal, share
from kpilib.tell.language import marked, say, say_count

OURS = {
    "fair": marked("Our probabilities have been close to fair"),
    "too_hopeful": marked("Our probabilities have been too hopeful: fewer targets were hit than told"),
    "too_cautious": marked("Our probabilities have been too cautious: more targets were hit than told"),
    "too_sure": marked(
        "Our probabilities have been too sure: the likely came less often than told, the unlikely more"
    ),
    "not_sure_enough": marked("Our probabilities have not been sure enough: the likely came more often than told"),
}
BACK_TEST = {
    "fair": marked("The back-test's probabilities have been close to fair"),
    "too_hopeful": marked("The back-test's probabilities have been too hopeful: fewer targets were hit than told"),
    "too_cautious": marked("The back-test's probabilities have been too cautious: more targets were hit than told"),
    "too_sure": marked(
        "The back-test's probabilities have been too sure: the likely came less often than told, the unlikely more"
    ),
    "not_sure_enough": marked(
        "The back-test's probabilities have not been sure enough: the likely came more often than told"
    ),
}
FEW_OUTSIDE = 3  # results that are told one by one


def finding_track(track: Track) -> str:
    """Whether targets were hit as often as told."""
    return say((OURS if track.kept else BACK_TEST)[track.fairness])


def subtitle_track(track: Track, plan: Plan) -> str:
    """What the chart shows: whose forecasts, how many, of which quarters."""
    if not track.kept:
        return say(
            "Share of targets hit by stated probability, {targets} targets in {quarters} quarters of {series} public "
            "daily series, 75 to 7 days before their due date.",
            targets=decimal(track.count),
            quarters=decimal(track.quarters),
            series=decimal(track.series),
        )
    names = [_quarter(one.quarter, plan) for one in track.kept if one.hit is not None]
    span = names[0] if names[0] == names[-1] else say("{low} to {high}", low=names[0], high=names[-1])
    return say_count(
        "Share of targets hit by stated probability, {number} forecast about {days} days before the due date, "
        "{quarters}, 80% Wilson intervals.",
        "Share of targets hit by stated probability, {number} forecasts about {days} days before the due date, "
        "{quarters}, 80% Wilson intervals.",
        track.count,
        days=TRACKED_DAYS_LEFT,
        quarters=span,
    )


def ranges_held(track: Track, plan: Plan) -> str:
    """How many results fell inside the 80 % range: in the last quarter, and in all of them."""
    if not track.kept:
        return say(
            "In the back-test on public series, {inside} of {results} results fell inside the 80% range.",
            inside=share(track.inside / track.ranges),
            results=decimal(track.ranges),
        )
    last = track.kept[-1].quarter
    text = _held_in(_quarter(last, plan), [one for one in track.kept if one.quarter == last])
    if track.kept[0].quarter == last:
        return text
    since = say(
        "Since {quarter} it was {inside} of {results}.",
        quarter=_quarter(track.kept[0].quarter, plan),
        inside=track.inside,
        results=track.ranges,
    )
    return f"{text} {since}"


def _held_in(quarter: str, kept: list[Kept]) -> str:
    inside, count = sum(one.inside for one in kept), len(kept)
    if count == 1:
        if inside:
            return say("In {quarter}, the one result fell inside our 80% range.", quarter=quarter)
        return say("In {quarter}, the one result fell outside our 80% range.", quarter=quarter)
    if not inside:
        return say("In {quarter}, none of {count} results fell inside our 80% range.", quarter=quarter, count=count)
    return say(
        "In {quarter}, {inside} of {count} results fell inside our 80% range.",
        quarter=quarter,
        inside=inside,
        count=count,
    )


def results_outside(track: Track, plan: Plan) -> str:
    """The results of the last quarter that fell outside of their range; empty without any."""
    if not track.kept:
        return ""
    outside = [one for one in track.kept if one.quarter == track.kept[-1].quarter and not one.inside]
    told = [_outside(one, plan) for one in outside[:FEW_OUTSIDE]]
    if more := len(outside[FEW_OUTSIDE:]):
        told.append(say_count("{number} more fell outside too.", "{number} more fell outside too.", more))
    return " ".join(told)


def track_note(own: Track, shown: Track, plan: Plan) -> str:
    """All that is to be said beside the chart: of this client first, and of the back-test where that is shown."""
    if shown is own:
        parts = [ranges_held(own, plan), results_outside(own, plan)]
    elif own.kept:
        few = say("Too few forecasts have come due to judge the probabilities.")
        parts = [ranges_held(own, plan), results_outside(own, plan), few, ranges_held(shown, plan)]
    else:
        parts = [say("No forecast of this client has come due yet."), ranges_held(shown, plan)]
    return " ".join(part for part in parts if part)


def hits(count: int, hit: int) -> str:
    """A label in the chart: so many of so many, or a share where they are too many to read.

    >>> hits(9, 7), hits(471, 365)
    ('7 of 9', '77%')
    """
    return say("{some} of {all}", some=hit, all=count) if count < 100 else share(hit / count)


def _outside(one: Kept, plan: Plan) -> str:
    metric = plan.metrics.get(one.came.metric)
    write = Format(metric.unit if metric else "number", plan.client.currency)
    about = {
        "kpi": one.came.name,
        "value": write(one.came.actual),
        "low": write(one.told.low),
        "high": write(one.told.high),
    }
    if one.came.actual < one.told.low:
        return say("{kpi} ended at {value}, below the range of {low} to {high}.", **about)
    return say("{kpi} ended at {value}, above the range of {low} to {high}.", **about)


def _quarter(text: str, plan: Plan) -> str:
    return plan.client.quarter(text).name
