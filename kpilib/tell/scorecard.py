"""Every KPI in a row, worst first: where it stands, where it will end, how likely its target is, what changed."""

import math
from collections.abc import Sequence

from markupsafe import Markup

from kpilib.judge.assessment import Assessment
from kpilib.judge.insight import Insight
from kpilib.judge.process import Process
from kpilib.tell import bullet, wording
from kpilib.tell.bounds import chance_bounds
from kpilib.tell.formats import ABSENT, NO_BREAK, Format, day, share
from kpilib.tell.language import say
from kpilib.tell.names import level_name, stage_name
from kpilib.tell.page import fragment
from kpilib.tell.reference import link_to_note
from kpilib.tell.style import FAVOURABLE
from kpilib.tell.table import Column, Table, cell, table
from kpilib.tell.wording.chance import probability_text, withheld
from kpilib.tell.wording.changes import change_cell
from kpilib.tell.wording.estimates import interval_text
from kpilib.tell.wording.signals import signals_detail, signals_text

LONGEST_UNBROKEN = 16  # letters of an owner's name that stay on one line
LONGEST_WORD = 20  # letters of a status that stay on one line


def table_scorecard(
    assessments: Sequence[Assessment],
    insight: Insight,
) -> Table:
    """Every KPI in a row, worst first. What changed is told as soon as there is an earlier report."""
    columns = [
        Column("kpi", say("KPI")),
        Column("actual", say("Actual"), "right"),
        Column("progress", say("Progress to target"), full=True),
        Column("target", say("Target"), "right"),
        Column("forecast", say("Forecast,\n80% range"), "right"),
        Column("status", say("Chance of\nhitting")),
    ]
    if since := sorted({change.since for change in insight.changes.values()}):
        columns.append(Column("change", say("Since\n{day}", day=day(since[-1], year=False))))
    columns.append(Column("signals", say("Process\nsignals"), full=True))
    rows = [_scored(one) | _second_look(one, insight) for one in assessments]
    ends = sorted({one.data_to for one in assessments if one.data_to})
    first, due = min(one.start for one in assessments), max(one.kpi.due for one in assessments)
    about = {"first": day(first, year=False), "last": day(due)}
    if len(rows) == 1:
        caption = [say("The one agreed KPI.")]
    else:
        caption = [say("{number} agreed KPIs, worst first.", number=len(rows))]
    if len(ends) == 1:
        caption.append(say("Period {first} to {last}, data to {day}.", day=day(ends[0]), **about))
    else:
        caption.append(say("Period {first} to {last}.", **about))
    return table("score", columns, rows, caption=" ".join(caption), after=_key())


def _scored(one: Assessment) -> dict[str, str]:
    write = wording.format_of(one)
    owner = one.kpi.owner if len(one.kpi.owner) > LONGEST_UNBROKEN else one.kpi.owner.replace(" ", NO_BREAK)
    stage = f"{stage_name(one.metric.stage)} · {level_name(one.kpi.level)} · {owner}"
    return {
        "kpi": cell(link_to_note(one), stage, strong=True),
        "actual": cell(write(one.actual), apart_text(one), strong=True),
        "progress": bullet.bullet(one, alt=wording.finding(one)),
        "target": target_text(one, write),
        "forecast": _forecast(one, write),
        "status": _status(one),
    }


def _second_look(one: Assessment, insight: Insight) -> dict[str, str]:
    process = insight.processes[one.kpi.id]
    known = process if isinstance(process, Process) else None
    cells = {"signals": cell(signals_text(known), signals_detail(known))}
    change = insight.changes.get(one.kpi.id)
    return cells | ({"change": cell(*change_cell(change))} if change else {})


def apart_text(one: Assessment) -> str:
    """How far from its pace a total is, and a rate from its target; what is asked or followed has its interval."""
    if one.estimate is not None:
        return interval_text(one.estimate, wording.format_of(one))
    if one.pace is not None:
        return "" if math.isnan(one.pace.relative) else _to_pace(one)
    if one.band is not None or math.isnan(one.attainment):
        return ""
    if one.metric.improvement == "decrease":
        return _to_limit(one)
    return say("{share} to target", share=share(one.attainment - 1, sign=True))


def _to_pace(one: Assessment) -> str:
    apart = one.pace.relative
    if one.metric.improvement == "increase":
        return say("{share} to pace", share=share(apart, sign=True))
    if apart > 0:
        return say("{share} over pace", share=share(apart))
    return say("{share} under pace", share=share(-apart))


def _to_limit(one: Assessment) -> str:
    apart = one.attainment - 1
    if apart > 0:
        return say("{share} over its limit", share=share(apart))
    return say("{share} under its limit", share=share(-apart))


def target_text(one: Assessment, write: Format) -> str:
    """The target as it is written: a band by its ends, an upper limit with its sign."""
    limit = one.metric.improvement == "decrease" and not math.isnan(one.target)
    return ("≤\N{NO-BREAK SPACE}" if limit else "") + wording.target_value(one, write)


def _forecast(one: Assessment, write: Format) -> Markup:
    told = one.forecast
    if told is None:
        return cell(ABSENT)
    if not told.known:
        return cell(ABSENT, say("withheld: {why}", why=withheld(one)))
    if not told.numbered:
        return cell(ABSENT, say("low confidence"))
    return cell(write(told.median), write.range(*told.most), strong=True)


def _status(one: Assessment) -> Markup:
    said = wording.status_word(one)
    word = fragment("word.html.j2", course=one.course, word=said, long=len(said) > LONGEST_WORD)
    second = chance_text(one)
    return word + Markup("<small>{}</small>").format(second) if second else word


def chance_text(one: Assessment) -> str:
    """The probability beside a status; "" where none is told."""
    if one.forecast is None or not one.forecast.judged:
        return ""
    return probability_text(one.forecast.probability) if one.forecast.numbered else say("low confidence")


def _key() -> Markup:
    """How to read a row, with an example of its bar."""
    alt = say(
        "How to read a bar: a dark bar is the actual, a shaded range the forecast, a triangle the plan today, "
        "a tall line the target."
    )
    ranges = ((0.82, 0.98), (0.87, 0.93))
    example = bullet.draw(actual=0.46, pace=0.55, ranges=ranges, colour=FAVOURABLE, alt=alt)
    text = say(
        "Dark bar: actual to date. Shaded: where it will end, with 50% and 80% probability. Triangle: where the plan "
        "is today; rates have none. Tall line: target. Every bar starts at zero and is scaled to its own target, so "
        "the targets align. For a limit (≤) a bar that stays left of the line is good. On course: a probability (P) "
        "of {likely} or more; toss-up: {toss_up} to {below}.",
        **chance_bounds(),
    )
    return fragment("key.html.j2", example=example, text=text)
