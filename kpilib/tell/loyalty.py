"""Loyalty and awareness: every measure of them beside its interval, and the triangle of cohorts."""

from collections.abc import Mapping, Sequence

from markupsafe import Markup

from kpilib.judge.assessment import Assessment
from kpilib.judge.moves import share_interval
from kpilib.judge.watched import agreed
from kpilib.measure.loyalty import Cohort
from kpilib.plan.catalogue import measure_name
from kpilib.tell.formats import ABSENT, Format, month
from kpilib.tell.language import retold, say, spoken
from kpilib.tell.names import name_of
from kpilib.tell.page import fragment
from kpilib.tell.pairs import COURSE
from kpilib.tell.table import Column, Table, cell, table, titled
from kpilib.tell.wording import format_of, target_value
from kpilib.tell.wording import loyalty as words
from kpilib.tell.wording.estimates import counted_text, interval_text, move_text, move_word, range_text

MOST_COHORTS, MONTHS = 8, 6


def table_loyalty(shown: Sequence[Assessment], notes: Sequence[str] = ()) -> Table:
    """Feeling, buying again and recommending. `notes` say how the scales of the answers were understood."""
    if not shown:
        return table("loyalty", [], [])
    after = Markup('<p class="kpi-note">{}</p>').format(words.scale_text(notes)) if notes else ""
    rows = [_row(one, words.LOYALTY) for one in shown]
    return titled(words.finding_loyalty(shown), table("loyalty", _columns(shown), rows, after=after))


def table_awareness(shown: Sequence[Assessment]) -> Table:
    """Who knows the brand, as far as people were asked, and what only stands for it."""
    if not shown:
        return table("awareness", [], [])
    rows = [_row(one, words.AWARENESS) for one in shown]
    return titled(words.finding_awareness(shown), table("awareness", _columns(shown), rows))


def _columns(shown: Sequence[Assessment]) -> list[Column]:
    """Targets only where one of them is an agreed KPI."""
    columns = (
        Column("measure", say("Measure")),
        Column("value", say("Value"), "right"),
        Column("people", say("People"), "right"),
        Column("change", say("Change"), full=True),
        Column("target", say("Target"), "right"),
    )
    return [one for one in columns if one.key != "target" or any(agreed(each) for each in shown)]


def _row(one: Assessment, said: Mapping[str, str]) -> dict[str, str | Markup]:
    write, move = format_of(one), words.move_of(one)
    last = one.estimates[-1] if one.estimates else None
    word = fragment("word.html.j2", course=COURSE[move.course], word=move_word(move))
    return {
        "measure": cell(name_of(one), say(said[one.kpi.metric]), strong=True),
        "value": cell(write(last.value if last else one.actual), _interval(one), strong=True),
        "people": cell(counted_text(one, last), retold(last.name)) if last else _counted(one),
        "change": word + Markup("<small>{}</small>").format(move_text(one, move, write)),
        "target": target_value(one, write) if agreed(one) else "",
    }


def _interval(one: Assessment) -> str:
    write = format_of(one)
    if one.estimates:
        return interval_text(one.estimates[-1], write)
    low, high = share_interval(one)
    return "" if low != low else range_text(low, high, write)


def _counted(one: Assessment) -> str:
    """What a share of days is held against."""
    if one.metric.denominator is None:
        return ABSENT
    return f"{Format('count')(float(one.series.denominator.sum()))} {measure_name(one.metric.denominator, spoken())}"


def table_cohorts(found: Sequence[Cohort], least: int) -> Table:
    """The returning rate by cohort and month; cells that cannot be known yet are blank.

    least : customers below which a share is not told.
    """
    shown = [one for one in found if not one.cut][-MOST_COHORTS:]
    months = max((sum(hits is not None for hits in one.bought) for one in shown), default=0)
    if not months or not any(one.n >= least for one in shown):
        return table("cohorts", [], [])
    columns = [Column("month", say("First purchase")), Column("n", say("Customers"), "right")]
    columns += [Column(f"m{after}", say("Month {number}", number=after), "right") for after in range(1, months + 1)]
    rows = [
        {"month": month(one.month.start_time), "n": Format("count")(one.n)} | _shares(one, months, least)
        for one in shown
    ]
    return table("cohorts", columns, rows, caption=say(words.COHORTS))


def _shares(one: Cohort, months: int, least: int) -> dict[str, Markup | str]:
    cells: dict[str, Markup | str] = {}
    for after in range(1, months + 1):
        told = one.share(after)
        if told is None:
            continue
        write = Format("percent")
        shown = told.n >= least
        cells[f"m{after}"] = (
            cell(write(told.value), write.range(*told.interval)) if shown else cell(ABSENT, say("too few"))
        )
    return cells
