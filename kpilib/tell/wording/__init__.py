"""Every sentence about a KPI. A finding has a verb, a number and a reference; it is a title, an alt text, a line of
the mail. Sentences are in the past tense, which fits one order and many."""

import math
from collections import Counter

import pandas as pd

from kpilib.judge.assess import Assessment, outside
from kpilib.judge.thresholds import CHANCES, FEWEST_WEEKS, MOST_WEEKS, RECENT_DAYS, SMALLEST_DAYS
from kpilib.tell.definitions import made_of
from kpilib.tell.formats import Format, day, days, decimal, share
from kpilib.tell.wording.chance import CHANCE, chance_clause, ends_apart, probability_text, range_note
from kpilib.tell.wording.estimates import interval_clause

STATUS = {
    "hit": "Hit",
    "reached": "Reached",
    "very_likely": "Very likely",
    "likely": "Likely",
    "toss_up": "Toss-up",
    "unlikely": "Unlikely",
    "very_unlikely": "Very unlikely",
    "on_pace": "On pace",
    "close": "Close",
    "behind": "Behind",
    "missed": "Missed",
    "no_data": "No data",
    "no_target": "No target",
    "no_baseline": "No baseline",
    "not_judged": "Not judged",
    "too_early": "Too early",
    "incomplete": "Incomplete",
}
SMALLEST_MULTIPLE = 0.01  # of the present rate; what is smaller is not written out
SMALLEST_GAP = 0.005  # of the path: nearer to it a total is on it, where the gap rounds to nothing
STAGE = {"plan": "Plan", "reach": "Reach", "act": "Act", "convert": "Convert", "engage": "Engage"}


def format_of(one: Assessment) -> Format:
    """How the values of a KPI are written."""
    return Format(one.metric.unit, one.plan.client.currency)


def status_word(one: Assessment) -> str:
    """The status in a word or two; a rate has no pace, so it is on or off its target."""
    if one.pace is None and one.status in ("on_pace", "behind"):
        return "On target" if one.status == "on_pace" else "Off target"
    return STATUS[one.status]


def finding(one: Assessment) -> str:
    """The verdict on a KPI as a sentence."""
    write = format_of(one)
    if math.isnan(one.actual):
        return f"{one.name} cannot be told: {one.reasons[0]}"
    if math.isnan(one.target):
        return f"{_did(one)} {write(one.actual)}{interval_clause(one, write)}; there is no target to hold it to"
    if one.status in ("hit", "missed"):
        return f"{one.name} ended at {write(one.actual)}{interval_clause(one, write)}, {_against_target(one, write)}"
    if one.status == "reached":
        if _alike(one, write):
            return f"{one.name} reached its target of {write(one.target)} before the due date"
        return f"{one.name} reached {write(one.actual)}, past its target of {write(one.target)} before the due date"
    chance = f"; {chance_clause(one, write)}" if one.status in CHANCES else ""
    if one.pace is None:
        return f"{_did(one)} {write(one.actual)}{interval_clause(one, write)}, {_against_target(one, write)}{chance}"
    side = "ahead of" if one.pace.gap >= 0 else "behind"
    if not something(gap := path_gap(one, write)):
        return f"{one.name} reached {write(one.actual)}, on the plan path to {write(one.target)}{chance}"
    return f"{one.name} reached {write(one.actual)}, {gap} {side} the plan path{chance}"


def something(text: str) -> bool:
    """Whether a number is more than nothing as it is written."""
    return any(digit in "123456789" for digit in text)


def path_gap(one: Assessment, write: Format) -> str:
    """How far a total is from its path: part of a count where it is a share of the path that a table would tell."""
    gap = write.gap(one.pace.gap)
    part = write.unit == "count" and abs(one.pace.relative) >= SMALLEST_GAP
    return gap if something(gap) or not part else decimal(abs(one.pace.gap), 1)


def _alike(one: Assessment, write: Format) -> bool:
    """Whether actual and target are written alike, or are nothing apart as that is written."""
    return write(one.actual) == write(one.target) or not something(write.gap(one.actual - one.target))


def _did(one: Assessment) -> str:
    verbs = {"sum": "reached", "distinct": "reached", "mean_day": "averaged", "last": "stood at"}
    verb = verbs.get(one.metric.kind, "came to")
    return f"{one.name} {verb}"


def _against_target(one: Assessment, write: Format) -> str:
    if one.band is not None:
        inside = outside(one.actual, one.band) == 0
        return f"{'within' if inside else 'outside of'} {write(one.band[0])} to {write(one.band[1])}"
    gap = one.actual - one.target
    if _alike(one, write):
        return _nearly(one, write)
    if one.metric.improvement == "decrease":
        side = "over" if gap > 0 else "under"
        return f"{write.gap(gap)} {side} the limit of {write(one.target)}"
    return f"{write.gap(gap)} {'above' if gap > 0 else 'below'} the target of {write(one.target)}"


def _nearly(one: Assessment, write: Format) -> str:
    """Beside its target, by so little that it cannot be written: on which side, as far as that decides."""
    target, gap = write(one.target), one.actual - one.target
    if one.metric.improvement == "increase" and gap < 0:
        return f"just short of its target of {target}"
    if one.metric.improvement == "decrease" and gap > 0:
        return f"just over the limit of {target}"
    if write(one.actual) == target:
        return f"at its target of {target}"
    return f"just under the limit of {target}" if gap < 0 else f"just past its target of {target}"


def explanation(one: Assessment) -> str:
    """What it takes from here, and what is missing: the note under a chart."""
    parts = [range_note(one, format_of(one)), needed(one)]
    if one.missing:
        expects = "; the plan path expects nothing of these days" if one.pace else ""
        parts.append(f"Not measured: {days(one.missing)}{expects}.")
    parts += [f"{reason[0].upper()}{reason[1:]}." for reason in one.reasons]
    return " ".join(part for part in parts if part)


def needed(one: Assessment) -> str:
    """The required rate beside the present one."""
    if not one.required:
        return ""
    write, need = format_of(one), one.required
    name = (
        f"{write(one.target)} {one.metric.noun}"
        if one.metric.noun and one.metric.unit == "count"
        else write(one.target)
    )
    each = f"each of the {need.days_left} days left" if need.days_left > 1 else "the one day left"
    start = f"To reach {name} by {day(one.kpi.due)}, {each} has to bring"
    if math.isnan(need.times):
        return f"{start} {rate(need.per_day, write)}."
    recent = f"the last {RECENT_DAYS} days brought {rate(need.recent_per_day, write)} a day"
    return f"{start} {rate(need.per_day, write)}; {recent}, so {multiple(need.times)} the present rate."


def multiple(times: float) -> str:
    if times < SMALLEST_MULTIPLE:
        return f"less than {SMALLEST_MULTIPLE} times"
    return f"{times:.2f} times" if times < 10 else f"{times:,.0f} times"


def rate(value: float, write: Format) -> str:
    """A daily rate: small counts keep a decimal, and more where one would show nothing."""
    if write.unit != "count" or value >= 100:
        return write(value)
    return next((text for places in (1, 2, 3) if something(text := decimal(value, places))), decimal(value, 1))


def headline(assessments: list[Assessment], *, closed: bool) -> str:
    """The quarter in one sentence, the worst KPI named."""
    total = len(assessments)
    counts = Counter(one.course for one in assessments)
    on = counts["on_course"]
    verb = ("was" if closed else "is") if on < 2 else ("were" if closed else "are")
    result = "hit" if closed else "on course"
    if on == total:
        return f"All {total} KPIs {verb} {result}" if total > 1 else f"The one KPI {verb} {result}"
    start = f"{on or 'None'} of {total} KPIs {verb} {result}" if total > 1 else f"The one KPI {verb} not {result}"
    if counts["off_course"]:
        off = [one for one in assessments if one.course == "off_course"]
        worst = min(off, key=lambda one: (1.0 if math.isnan(one.probability) else one.probability, one.distance))
        return f"{start}; {_shortfall(worst, closed=closed)}"
    if counts["close"]:
        word = "close" if any(one.status == "close" for one in assessments) else "a toss-up"
        return f"{start}, {counts['close']} {word if counts['close'] == 1 or word == 'close' else 'toss-ups'}"
    return f"{start}, {total - on} without a verdict"


def _shortfall(one: Assessment, *, closed: bool) -> str:
    if one.status in CHANCES and one.forecast.numbered and not math.isnan(ends := ends_apart(one)):
        side = "over its limit" if one.metric.improvement == "decrease" else "short of its target"
        p = probability_text(one.forecast.probability)
        return f"the forecast for {_lower(one.name)} ends {_least(ends)} {side} ({p})"
    if one.status in CHANCES and not one.distance < 0:  # it stands well, and will not end so
        return f"hitting the target for {_lower(one.name)} is {CHANCE[one.status]}"
    if not math.isfinite(one.distance):
        return f"{_lower(one.name)} {'missed its target' if closed else 'is off target'}"
    apart = _least(one.distance)
    if closed:
        return f"{_lower(one.name)} missed by {apart}"
    return f"{_lower(one.name)} {f'fell {apart} behind pace' if one.pace else f'came out {apart} off target'}"


def _least(apart: float) -> str:
    """How far a shortfall goes, as a share that is never nothing."""
    text = share(abs(apart))
    return text if something(text) else f"less than {share(0.001)}"


def _lower(name: str) -> str:
    """A name within a sentence; one that begins with an abbreviation keeps its capitals."""
    return name if name[:2].isupper() else name[0].lower() + name[1:]


def lede(ranked: list[Assessment]) -> tuple[str, str]:
    """Two sentences under the headline: the first business KPI that was agreed, and what the worst KPI needs."""
    agreed = [kpi.id for kpi in ranked[0].plan.kpis]
    business = [one for one in ranked if one.kpi.level == "business" and not math.isnan(one.actual)]
    business.sort(key=lambda one: agreed.index(one.kpi.id))
    first = f"{finding(business[0])}." if business else ""
    off = [one for one in ranked if one.course in ("off_course", "close")]
    return first, next((text for one in off if (text := needed(one))), "")


def subtitle(one: Assessment, *, near: bool = False) -> str:
    """What a chart shows, without judging: measure, unit, period, and what its marks mean."""
    marks = "" if math.isnan(one.target) else "Dotted: plan (PL)." if one.pace else "Dotted: target."
    if not math.isnan(one.baseline) and not near:
        marks += f" Light: {one.plan.quarter.year_before.name} (PY), same calendar days."
    if one.forecast is not None and one.forecast.numbered:
        ranges = "fan" if one.pace is not None else "bar at the due date"
        marks += f" Coloured {ranges}: forecast (FC) with its 50% and 80% ranges."
    how = "distance from the plan path" if near else "cumulative" if one.metric.kind == "sum" else "to date"
    return f"{measure_of(one)}, {how}, {day(one.start, year=False)} to {day(one.kpi.due)}. {marks}".strip()


def measure_of(one: Assessment) -> str:
    """The KPI, what is counted where the name does not say it, and the one channel it is about."""
    noun = one.metric.noun or ""
    parts = [one.name]
    parts += [noun] if noun and noun.lower() != one.name.lower() and one.kpi.name is None else []
    told = " ".join(parts).lower()
    parts += [f"{one.scope} only"] if one.scope and one.scope.split()[0].lower() not in told else []
    return ", ".join(parts)


def finding_weekly(one: Assessment, weeks: pd.Series) -> str:
    """What the whole weeks say: of a total, whether the needed rate was ever reached; of a level, how often."""
    write = format_of(one)
    if not len(weeks):
        return f"{one.name} has no whole week to show yet"
    better = weeks.min() if one.metric.improvement == "decrease" else weeks.max()
    if one.required:
        need = one.required.per_day * 7
        best = f"the best of the last {len(weeks)} whole weeks" if len(weeks) > 1 else "the one whole week so far"
        return f"Each week left needs {rate(need, write)}; {best} brought {rate(better, write)}"
    if math.isnan(one.target) or one.metric.kind == "sum":
        return f"{one.name} came to {rate(weeks.iloc[-1], write)} in the last whole week"
    inside = weeks[weeks.index > pd.Timestamp(one.start)]
    if not len(inside):
        return f"{one.name} has no whole week since {day(one.start)} yet"
    good = (inside <= one.target) if one.metric.improvement == "decrease" else (inside >= one.target)
    did = f"met {write(one.target)}"
    if one.band is not None:
        good = inside.between(*one.band)
        did = f"lay within {write(one.band[0])} to {write(one.band[1])}"
    weeks_since = f"{len(inside)} whole weeks" if len(inside) > 1 else "1 whole week"
    return f"{one.name} {did} in {int(good.sum()) or 'none'} of {weeks_since} since {day(one.start)}"


def subtitle_weekly(one: Assessment, weeks: pd.Series) -> str:
    target = "" if math.isnan(one.target) else f" Dotted: {'plan' if one.pace else 'target'}."
    needed_mark = " Dashed: needed from here." if one.required else ""
    first, last = (weeks.index[0].date(), weeks.index[-1].date()) if len(weeks) else (one.start, one.kpi.due)
    span = f"{day(first, year=False)} to {day(last)}"
    return f"{measure_of(one)}, by whole week (dated by its Sunday), {span}.{target}{needed_mark}"


def definition(one: Assessment, language: str = "en") -> str:
    """How the number is made, in words."""
    return made_of(one.metric, language, scope=one.scope)


METHOD = (
    "A total is held to its plan path: the target spread over the days by weekday, from the "
    f"{FEWEST_WEEKS} to {MOST_WEEKS} whole weeks before the period. Days that were not measured are neither expected "
    "nor counted. A rate is a sum divided by a sum and is held to its target; the due date decides.",
    "How likely a target is comes from a forecast of the days left: the last weeks, the weekday pattern and last "
    "years’ course between the same dates, each weighed by how well it served this KPI before. Very likely is a "
    "probability of 0.90 or more, likely 0.66, a toss-up 0.34, unlikely 0.10; below that, very unlikely. On course: "
    "likely or better.",
    f"Without a forecast the pace decides. On pace: at or better than the path, or the target. Close: within a band "
    "that narrows in a straight line from 25% at the start to 5% at the due date. Behind: outside of it. No verdict "
    f"is given before {SMALLEST_DAYS} days of data, without a target, or with more than a fifth of the days missing.",
    "The as-of day is still running and is left out, except at the quarter's end. Days of the period that are "
    "missing are filled for the forecast with what their weekday usually brings, and never in the actual.",
)
