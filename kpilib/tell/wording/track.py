"""How earlier forecasts turned out, in sentences."""

from kpilib.judge.thresholds import TRACKED_DAYS_LEFT
from kpilib.judge.track import Kept, Track
from kpilib.plan.model import Plan
from kpilib.plan.periods import Quarter
from kpilib.tell.formats import Format, share

FAIRNESS = {
    "fair": "{whose} probabilities have been close to fair",
    "too_hopeful": "{whose} probabilities have been too hopeful: fewer targets were hit than told",
    "too_cautious": "{whose} probabilities have been too cautious: more targets were hit than told",
    "too_sure": "{whose} probabilities have been too sure: the likely came less often than told, the unlikely more",
    "not_sure_enough": "{whose} probabilities have not been sure enough: the likely came more often than told",
}
FEW_OUTSIDE = 3  # results that are told one by one


def finding_track(track: Track) -> str:
    """Whether targets were hit as often as told."""
    return FAIRNESS[track.fairness].format(whose="Our" if track.kept else "The back-test's")


def subtitle_track(track: Track, plan: Plan) -> str:
    """What the chart shows: whose forecasts, how many, of which quarters."""
    start = "Share of targets hit by stated probability"
    if not track.kept:
        return (
            f"{start}, {track.count:,} targets in {track.quarters} quarters of {track.series} public daily series, "
            "75 to 7 days before their due date."
        )
    names = [_quarter(one.quarter, plan) for one in track.kept if one.hit is not None]
    span = names[0] if names[0] == names[-1] else f"{names[0]} to {names[-1]}"
    forecasts = "1 forecast" if track.count == 1 else f"{track.count} forecasts"
    return f"{start}, {forecasts} about {TRACKED_DAYS_LEFT} days before the due date, {span}, 80% Wilson intervals."


def ranges_held(track: Track, plan: Plan) -> str:
    """How many results fell inside the 80 % range: in the last quarter, and in all of them."""
    if not track.kept:
        inside = share(track.inside / track.ranges)
        return f"In the back-test on public series, {inside} of {track.ranges:,} results fell inside the 80% range."
    last = track.kept[-1].quarter
    told = _inside([one for one in track.kept if one.quarter == last])
    text = f"In {_quarter(last, plan)}, {told} fell inside our 80% range."
    if track.kept[0].quarter == last:
        return text
    return f"{text} Since {_quarter(track.kept[0].quarter, plan)} it was {track.inside} of {track.ranges}."


def results_outside(track: Track, plan: Plan) -> str:
    """The results of the last quarter that fell outside of their range; empty without any."""
    if not track.kept:
        return ""
    outside = [one for one in track.kept if one.quarter == track.kept[-1].quarter and not one.inside]
    more = f" {len(outside) - FEW_OUTSIDE} more fell outside too." if len(outside) > FEW_OUTSIDE else ""
    return " ".join(_outside(one, plan) for one in outside[:FEW_OUTSIDE]) + more


def track_note(own: Track, shown: Track, plan: Plan) -> str:
    """All that is to be said beside the chart: of this client first, and of the back-test where that is shown."""
    if shown is own:
        parts = [ranges_held(own, plan), results_outside(own, plan)]
    else:
        due = "No forecast of this client has come due yet." if not own.kept else ""
        few = "Too few forecasts have come due to judge the probabilities." if own.kept else ""
        first = ranges_held(own, plan) if own.kept else ""
        parts = [first, results_outside(own, plan), few, due, ranges_held(shown, plan)]
    return " ".join(part for part in parts if part)


def hits(count: int, hit: int) -> str:
    """A label in the chart: so many of so many, or a share where they are too many to read.

    >>> hits(9, 7), hits(471, 365)
    ('7 of 9', '77%')
    """
    return f"{hit} of {count}" if count < 100 else share(hit / count)


def _inside(kept: list[Kept]) -> str:
    inside, count = sum(one.inside for one in kept), len(kept)
    return f"{inside or 'none'} of {count} results" if count > 1 else f"{'the' if inside else 'not the'} one result"


def _outside(one: Kept, plan: Plan) -> str:
    metric = plan.metrics.get(one.came.metric)
    write = Format(metric.unit if metric else "number", plan.client.currency)
    side = "below" if one.came.actual < one.told.low else "above"
    ends = f"{write(one.told.low)} to {write(one.told.high)}"
    return f"{one.came.name} ended at {write(one.came.actual)}, {side} the range of {ends}."


def _quarter(text: str, plan: Plan) -> str:
    client = plan.client
    return Quarter.parse(
        text, fiscal_year_starts=client.fiscal_year_starts, named_by=client.fiscal_year_named_by
    ).name
