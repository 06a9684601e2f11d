"""The verdict on a KPI at an as-of date: a status, the numbers it rests on, and the reasons in plain words."""

import math
from collections.abc import Sequence
from datetime import date, timedelta
from functools import reduce

from kpilib.data.facts import Facts
from kpilib.judge.asked import asked_of
from kpilib.judge.assessment import Assessment, outside
from kpilib.judge.outlook import outlook_of
from kpilib.judge.pace import days_between, pace_of, required_of
from kpilib.judge.standing import standing_of, standing_status, standing_target
from kpilib.judge.status import Status, chance_status
from kpilib.judge.thresholds import LARGEST_MISSING_SHARE, SMALLEST_DAYS, tolerance
from kpilib.measure.estimates import ESTIMATED
from kpilib.measure.metrics import Series, series_of
from kpilib.plan.agreement import first_target, target_by
from kpilib.plan.message import Message
from kpilib.plan.model import Kpi, Plan
from kpilib.plan.periods import Quarter, a_year_before, last_whole_day
from kpilib.plan.target import Band, Target


def assess(plan: Plan, kpi: Kpi, facts: Facts, as_of: date) -> Assessment:
    """Judge one KPI. `facts` hold nothing later than the as-of date's last whole day."""
    first = first_target(plan, kpi, as_of)
    kpi = kpi.model_copy(update={"target": target_by(plan, kpi, as_of)})
    metric = plan.metric_of(kpi)
    start = kpi.starts or plan.quarter.start
    known = {"plan": plan, "kpi": kpi, "metric": metric, "as_of": as_of, "start": start}
    if metric.kind in ESTIMATED:
        return _assess_estimate(known, facts, first)
    series = series_of(metric, facts, plan, channel=kpi.channel)
    if series.absent:
        return _absent(known, facts, series.absent)
    data_to = min(series.data_to, last_whole_day(as_of, plan.quarter), kpi.due)
    before = series.between(a_year_before(start), a_year_before(kpi.due))
    baseline, why_no_baseline = _baseline(plan, kpi, before, data_to)
    target, why_no_target = _target(plan, kpi, series)
    if first is not None:
        known["first_target"] = _target(plan, kpi.model_copy(update={"target": first}), series)[0]
    known |= {"data_to": data_to, "target": target, "baseline": baseline, "year_before": before}
    if isinstance(kpi.target, Band):
        known["band"] = (kpi.target.low.in_unit, kpi.target.high.in_unit)
    reasons = [reason for reason in (why_no_baseline, why_no_target) if reason]
    if data_to < start:
        why = Message("the data end on {day}, before the period starts", day=data_to)
        return Assessment(**known, status="no_data", reasons=(why, *reasons))
    seen = series.between(start, data_to)
    history = series.between(min(series.numerator.index[0].date(), start), start - timedelta(days=1))
    missing = tuple(stamp.date() for stamp in seen.numerator.index[~seen.measured])
    known |= {"actual": seen.value, "days_seen": seen.days_measured, "missing": missing}
    known |= {"series": seen, "history": history}
    if data_to < kpi.due and not math.isnan(seen.value) and kpi.due > last_whole_day(as_of, plan.quarter):
        known["forecast"] = outlook_of(
            metric,
            series.between(series.numerator.index[0].date(), data_to),
            start=start,
            due=kpi.due,
            data_to=data_to,
            target=target,
            band=known.get("band"),
            paths=f"{metric.denominator} {kpi.channel or metric.channel or ''}",
        )
    if metric.kind == "sum" and "band" not in known and not math.isnan(target) and not math.isnan(seen.value):
        known["pace"] = pace_of(seen.numerator, history.numerator, target=target, due=kpi.due)
        if metric.improvement == "increase":
            known["required"] = required_of(seen.numerator, history.numerator, target=target, due=kpi.due)
    open_verdict = Assessment(**known, status="not_judged", reasons=tuple(reasons))
    status, why = _status(open_verdict, plan.quarter)
    return Assessment(**known, status=status, reasons=(*why, *reasons))


def _absent(known: dict, facts: Facts, absent: tuple[str, ...]) -> Assessment:
    said = {
        "measures": _either(absent),
        "sources": ", ".join(sorted({one.source for one in facts.coverage})) or Message("none"),
    }
    if scope := known["kpi"].channel or known["metric"].channel:
        why = Message(
            "no source brings {measures} of the channel {channel} (sources: {sources})", channel=scope, **said
        )
    else:
        why = Message("no source brings {measures} (sources: {sources})", **said)
    return Assessment(**known, data_to=None, status="no_data", absent=absent, reasons=(why,))


def _either(names: Sequence[str]) -> str:
    """Names of which one is enough: "leads or orders"."""
    return reduce(lambda told, name: Message("{one} or {other}", one=told, other=name), names)


def _assess_estimate(known: dict, facts: Facts, first: Target | None) -> Assessment:
    """Judge what is asked or followed, by its value and interval."""
    plan, kpi, metric = known["plan"], known["kpi"], known["metric"]
    standing = standing_of(plan, kpi, facts, known["start"])
    if standing.estimates.absent:
        return _absent(known, facts, standing.estimates.absent)
    target, why = standing_target(plan, kpi, standing.estimates)
    if first is not None:
        known["first_target"] = standing_target(plan, kpi.model_copy(update={"target": first}), standing.estimates)[0]
    known |= {"data_to": min(standing.estimates.data_to, kpi.due), "target": target, "estimates": standing.waves}
    if isinstance(kpi.target, Band):
        known["band"] = (kpi.target.low.in_unit, kpi.target.high.in_unit)
    reasons = [] if why is None else [why]
    if standing.before is not None:
        known["baseline"] = standing.before.value
    now = standing.now
    if now is None:
        return Assessment(**known, status="no_data", reasons=(standing.why_nothing, *reasons))
    known |= {"actual": now.value, "estimate": now}
    if math.isnan(target):
        return Assessment(
            **known, status="no_target" if kpi.target is None else "no_baseline", reasons=tuple(reasons)
        )
    if metric.improvement == "neutral" or (metric.improvement == "band") != ("band" in known):
        reasons.insert(0, Message("neither more nor less of it is better by itself"))
        return Assessment(**known, status="not_judged", reasons=tuple(reasons))
    closed = kpi.due <= last_whole_day(known["as_of"], plan.quarter)
    if closed and metric.kind != "survey" and known["data_to"] < kpi.due:
        reasons.insert(0, Message("the data end on {day}, before the due date", day=known["data_to"]))
        return Assessment(**known, status="incomplete", reasons=tuple(reasons))
    status, told = standing_status(now, target, improvement=metric.improvement, band=known.get("band"), closed=closed)
    return Assessment(**known, status=status, reasons=(*told, *reasons))


def _target(plan: Plan, kpi: Kpi, series: Series) -> tuple[float, str | None]:
    """The target in the metric's unit, and why there is none."""

    def then(quarter: Quarter) -> tuple[float, str | None]:
        whole = series.between(quarter.start, quarter.end)
        absent = _unusable(whole, Message("{quarter}, which the target refers to,", quarter=str(quarter)))
        return (math.nan, absent) if absent else (whole.value, None)

    return asked_of(plan, kpi, then)


def _baseline(plan: Plan, kpi: Kpi, before: Series, data_to: date) -> tuple[float, str | None]:
    """The year before, and why it cannot be compared with the data up to `data_to`."""
    first, last = before.numerator.index[0].date(), before.numerator.index[-1].date()
    for one in plan.agreement.breaks:
        if one.metric == kpi.metric and first < one.on <= data_to:
            return math.nan, Message("not comparable with the year before: {why}", why=one.text)
    absent = _unusable(before, Message("the year before ({first} to {last})", first=first, last=last))
    return (math.nan, absent) if absent else (before.value, None)


def _unusable(series: Series, label: str) -> str | None:
    """Why a past period may not be used: a total with a hole in it is no total, a rate with a large one no rate."""
    days, measured = len(series.numerator), series.days_measured
    if not measured:
        return Message("{label} was not measured", label=label)
    enough = days if series.kind == "sum" else days * (1 - LARGEST_MISSING_SHARE)
    if measured < enough:
        return Message(
            "{label} was measured on {measured} of {days} days only", label=label, measured=measured, days=days
        )
    return None if series.steady else Message("{label} has too few cases", label=label)


def _status(one: Assessment, quarter: Quarter) -> tuple[Status, list[str]]:
    """The status and its reasons. Statuses without a verdict come first: nothing is on course by default."""
    if math.isnan(one.actual):
        return "no_data", [Message("nothing was measured in the period, or its denominator is zero")]
    if math.isnan(one.target):
        return ("no_baseline" if one.kpi.target is not None else "no_target"), []
    if one.metric.improvement == "neutral" or (one.metric.improvement == "band") != (one.band is not None):
        return "not_judged", [Message("neither more nor less of it is better by itself")]
    closed = one.data_to >= one.kpi.due
    lost = len(one.missing) / (one.days_seen + len(one.missing))
    if one.days_seen < SMALLEST_DAYS:
        return "too_early", [_too_few(one.days_seen)]
    if lost > LARGEST_MISSING_SHARE:
        all_days = one.days_seen + len(one.missing)
        gone = Message("{missing} of {days} days were not measured", missing=len(one.missing), days=all_days)
        return "incomplete", [gone]
    if not one.series.steady:
        return "too_early", [Message("too few cases for a rate")]
    if not closed and one.kpi.due <= last_whole_day(one.as_of, quarter):
        return "incomplete", [Message("the data end on {day}, before the due date", day=one.data_to)]
    rises = one.metric.improvement == "increase"
    reached = one.actual >= one.target if rises else one.actual <= one.target
    if one.band is not None:
        reached = outside(one.actual, one.band) == 0
    if closed:
        # What the missing days brought can lift a total over its target, or over its limit, and never back.
        if one.missing and one.metric.kind == "sum":
            if not reached and (rises or (one.band is not None and one.actual < one.band[0])):
                return "incomplete", [_may_be_hit(len(one.missing))]
            if reached and not rises:
                return "incomplete", [_may_be_missed(len(one.missing))]
        return ("hit" if reached else "missed"), []
    if one.metric.kind == "sum" and rises and reached:
        if one.metric.unit != "money":  # money that came in may still go back
            return "reached", []
        status = chance_status(one.forecast.probability) if one.forecast and one.forecast.judged else "on_pace"
        return status, [Message("above the target already; refunds can still take it back")]
    if one.forecast is not None and one.forecast.judged:
        return chance_status(one.forecast.probability), []
    if one.band is not None and one.metric.kind == "sum":
        return "not_judged", [Message("a total that is to stay between two ends is judged when its period is over")]
    ahead = reached if math.isnan(one.distance) else one.distance >= 0  # a limit of zero has no distance as a share
    if ahead:
        return "on_pace", []
    elapsed = days_between(one.start, one.data_to) / one.days_total
    return ("close" if -one.distance <= tolerance(elapsed) else "behind"), []


def _too_few(days: int) -> Message:
    if days == 1:
        return Message("one day of data is too little for a verdict; {needed} are needed", needed=SMALLEST_DAYS)
    return Message(
        "{seen} days of data are too few for a verdict; {needed} are needed", seen=days, needed=SMALLEST_DAYS
    )


def _may_be_hit(days: int) -> Message:
    if days == 1:
        return Message("one day was not measured; with it this may be a hit")
    return Message("{days} days were not measured; with them it may be a hit", days=days)


def _may_be_missed(days: int) -> Message:
    if days == 1:
        return Message("one day was not measured; with it this may be a miss")
    return Message("{days} days were not measured; with them it may be a miss", days=days)
