"""Every KPI in a row, worst first: where it stands, where it will end, how likely its target is, what changed."""

import math
from collections.abc import Sequence

from markupsafe import Markup

from kpilib.judge.assess import Assessment
from kpilib.judge.insight import Insight
from kpilib.judge.process import Process
from kpilib.tell import bullet, wording
from kpilib.tell.formats import ABSENT, NO_BREAK, Format, day, share
from kpilib.tell.page import fragment
from kpilib.tell.style import FAVOURABLE
from kpilib.tell.table import Column, Table, cell, table
from kpilib.tell.wording.chance import probability_text, withheld
from kpilib.tell.wording.changes import change_cell
from kpilib.tell.wording.estimates import interval_text
from kpilib.tell.wording.signals import signals_detail, signals_text

LONGEST_UNBROKEN = 16  # letters of an owner's name that stay on one line


def table_scorecard(
    assessments: Sequence[Assessment],
    insight: Insight,
) -> Table:
    """Every KPI in a row, worst first. What changed is told as soon as there is an earlier report."""
    columns = [
        Column("kpi", "KPI"),
        Column("actual", "Actual", "right"),
        Column("progress", "Progress to target", full=True),
        Column("target", "Target", "right"),
        Column("forecast", "Forecast,\n80% range", "right"),
        Column("status", "Chance of\nhitting"),
    ]
    if since := sorted({change.since for change in insight.changes.values()}):
        columns.append(Column("change", f"Since\n{day(since[-1], year=False)}"))
    columns.append(Column("signals", "Process\nsignals", full=True))
    rows = [_scored(one) | _second_look(one, insight) for one in assessments]
    ends = sorted({one.data_to for one in assessments if one.data_to})
    until = f", data to {day(ends[0])}" if len(ends) == 1 else ""
    first, due = min(one.start for one in assessments), max(one.kpi.due for one in assessments)
    caption = f"{len(rows)} agreed KPIs, worst first. Period {day(first, year=False)} to {day(due)}{until}."
    return table("score", columns, rows, caption=caption, after=fragment("key.html.j2", example=_example()))


def _scored(one: Assessment) -> dict[str, str]:
    write = wording.format_of(one)
    owner = one.kpi.owner if len(one.kpi.owner) > LONGEST_UNBROKEN else one.kpi.owner.replace(" ", NO_BREAK)
    stage = f"{wording.STAGE[one.metric.stage]} · {one.kpi.level} · {owner}"
    return {
        "kpi": cell(one.name, stage, strong=True),
        "actual": cell(write(one.actual), _apart(one), strong=True),
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


def _apart(one: Assessment) -> str:
    """How far from its pace a total is, and a rate from its target; what is asked or followed has its interval."""
    if one.estimate is not None:
        return interval_text(one.estimate, wording.format_of(one))
    if one.pace is not None:
        if math.isnan(one.pace.relative):
            return ""
        return f"{share(one.pace.relative, sign=True)} to pace"
    if one.band is not None or math.isnan(one.attainment):
        return ""
    return f"{share(one.attainment - 1, sign=True)} to target"


def target_text(one: Assessment, write: Format) -> str:
    """The target as it is written: a band by its ends, an upper limit with its sign."""
    if one.band is not None:
        return f"{write(one.band[0])}\N{EN DASH}{write(one.band[1])}"
    limit = one.metric.improvement == "decrease" and not math.isnan(one.target)
    return ("≤\N{NO-BREAK SPACE}" if limit else "") + write(one.target)


def _forecast(one: Assessment, write: Format) -> Markup:
    told = one.forecast
    if told is None:
        return cell(ABSENT)
    if not told.known:
        return cell(ABSENT, f"withheld: {withheld(one)}")
    if not told.numbered:
        return cell(ABSENT, "low confidence")
    return cell(write(told.median), write.range(*told.most), strong=True)


def _status(one: Assessment) -> Markup:
    word = fragment("word.html.j2", course=one.course, word=wording.status_word(one))
    if one.forecast is None or not one.forecast.judged:
        return word
    second = probability_text(one.forecast.probability) if one.forecast.numbered else "low confidence"
    return word + Markup("<small>{}</small>").format(second)


def _example() -> Markup:
    alt = (
        "How to read a bar: a dark bar is the actual, a shaded range the forecast, a triangle the plan today, "
        "a tall line the target."
    )
    ranges = ((0.82, 0.98), (0.87, 0.93))
    return bullet.draw(actual=0.46, pace=0.55, ranges=ranges, colour=FAVOURABLE, alt=alt)
