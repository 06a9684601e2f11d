"""What can be agreed on and what was: the packages of a warning, and the log of every target that moved."""

import math
from collections.abc import Mapping
from datetime import date

from markupsafe import Markup

from kpilib.judge.assessment import Assessment
from kpilib.judge.package import Package
from kpilib.judge.status import COURSE
from kpilib.judge.warn import EarlyWarning
from kpilib.plan.agreement import first_target, flag_counts, last_day
from kpilib.plan.model import Flag, Kpi, Move, Negotiation, Plan
from kpilib.plan.target import Amount
from kpilib.tell.formats import ABSENT, NO_BREAK, Format, day, share
from kpilib.tell.language import marked, say, say_as, spoken
from kpilib.tell.names import name_of
from kpilib.tell.packages import reason_text
from kpilib.tell.page import fragment
from kpilib.tell.phrases import capital
from kpilib.tell.table import Column, Table, cell, table, titled
from kpilib.tell.wording import STATUS, format_of
from kpilib.tell.wording import warnings as words
from kpilib.tell.wording.counted import counted_gap
from kpilib.tell.wording.cycles.lengths import hours

TITLES = (
    marked("No package has an estimate"),
    marked("One package to choose from"),
    marked("Two packages to choose from"),
    marked("Three packages to choose from"),
)
KIND = {
    "more_budget": marked("More budget"),
    "more_hours": marked("More hours"),
    "lower_another": marked("Less of another KPI"),
    "another_target": marked("Another target"),
}
ARROW = f"{NO_BREAK}→{NO_BREAK}"


def table_packages(w: EarlyWarning, others: Mapping[str, Assessment]) -> Table:
    """The ways to a fair target: the recalculation where there is one, and the packages of the negotiation.

    others : every KPI of the plan by its id, as a package may lower another one.
    """
    columns = [
        Column("package", say("Package")),
        Column("change", say("What changes"), full=True),
        Column("cost", say("Cost"), "right"),
        Column("target", say("{kpi} target", kpi=name_of(w.one)), "right", label=say("Target")),
        Column("chance", say("Chance of hitting")),
    ]
    rows = [_recalculation(w)] if w.new is not None and not w.too_late else []
    rows += [_package(w, offer, others) for offer in w.offers]
    count = len(rows) - sum(not offer.estimated for offer in w.offers)
    title = say(TITLES[count])
    caption = say("Each is a way to a fair target; none lowers a target without the agreement of both sides.")
    return titled(title, table(f"packages-{w.one.kpi.id}", columns, rows, caption=caption))


def _recalculation(w: EarlyWarning) -> dict[str, str]:
    if math.isnan(w.lost):
        change = say("The target that was raised with the warning")
    else:
        change = say("The target follows what came late: {amount} less to reach", amount=counted_gap(w.one, w.lost))
    return {
        "package": cell(say("Recalculate"), strong=True),
        "change": change,
        "cost": say_as("a cost", "none"),
        "target": _instead(w, w.new, w.old),
        "chance": _chance(w, w.chance),
    }


def _instead(w: EarlyWarning, new: Amount, old: Amount | None) -> Markup:
    """A target, and the one that it would take the place of."""
    write = format_of(w.one)
    return cell(write(new.in_unit), say("instead of {target}", target=write(old.in_unit)) if old else "")


def _package(w: EarlyWarning, offer: Package, others: Mapping[str, Assessment]) -> dict[str, str]:
    name = cell(f"{offer.id}. {say(KIND[offer.kind])}", strong=True)
    if not offer.estimated:
        return {
            "package": name,
            "change": say("Not estimated; {reason}", reason=reason_text(offer)),
            "cost": ABSENT,
            "target": ABSENT,
            "chance": ABSENT,
        }
    write = format_of(w.one)
    moved = [_moved(move, w.one.plan) for move in offer.moves]
    moved += [
        say(
            "{kpi} uses {new} of {line} instead of {old}",
            kpi=name_of(others[one.kpi]),
            new=share(one.new),
            line=one.line,
            old=share(one.old),
        )
        for one in offer.shares
    ]
    if offer.kind == "another_target":
        moved.append(say("The target follows the forecast of {value}", value=write(offer.effect.value)))
    else:
        moved.append(say("about {amount} more", amount=counted_gap(w.one, offer.effect.value)))
    return {
        "package": name,
        "change": capital("; ".join(moved)),
        "cost": _cost(w, offer, others),
        "target": _instead(w, offer.new, offer.old if offer.new != offer.old else None),
        "chance": _chance(w, offer.chance),
    }


def _cost(w: EarlyWarning, offer: Package, others: Mapping[str, Assessment]) -> str:
    if offer.cost is None:
        return say_as("a cost", "none")
    if offer.cost_of == "money":
        return Format("money", w.one.plan.client.currency)(offer.cost.value)
    if offer.cost_of == "hours":
        return hours(round(offer.cost.value))
    other = others[offer.cost_of]
    return say("{amount} of {kpi}", amount=format_of(other).gap(offer.cost.value), kpi=name_of(other))


def _chance(w: EarlyWarning, probability: float) -> Markup | str:
    if math.isnan(probability):
        return ABSENT
    status, number = words.chance_cell(w, probability)
    word = fragment("word.html.j2", course=COURSE[status], word=say(STATUS[status]))
    return word + (Markup("<small>{}</small>").format(number) if number else "")


def table_log(plan: Plan, as_of: date) -> Table:
    """Every negotiation and every flag up to a day, oldest first, with the old target beside the new one."""
    columns = [
        Column("on", say("Date")),
        Column("kpi", say("KPI")),
        Column("change", say("Change")),
        Column("reason", say("Reason and exchange"), full=True),
        Column("agreed", say("Agreed by"), full=True),
    ]
    kpis = {kpi.id: kpi for kpi in plan.kpis}
    rows = [(one.on, _negotiated(one, kpis[one.kpi], plan)) for one in plan.agreement.negotiations if one.on <= as_of]
    rows += [(one.on, _flagged(one, kpis[one.kpi], plan, as_of)) for one in plan.agreement.flags if one.on <= as_of]
    rows.sort(key=lambda row: row[0])
    caption = say("All target changes for this quarter. A target that moves without an entry here does not count.")
    return titled(say("Negotiation log"), table("log", columns, [row for _, row in rows], caption=caption))


def _negotiated(one: Negotiation, kpi: Kpi, plan: Plan) -> dict[str, str]:
    kept = one.old == one.new
    change = (
        say("{target} kept", target=_written(one.old, kpi, plan)) if kept else _change(one.old, one.new, kpi, plan)
    )
    moved = "; ".join(_moved(move, plan) for move in one.moves)
    agreed = ", ".join(one.agreed_by) or say("not noted")
    if one.on > kpi.due:
        agreed = say("{parties}; after the due date, so it does not count", parties=agreed)
    return _row(one.on, kpi, plan, change, cell(one.reason, moved), agreed)


def _flagged(one: Flag, kpi: Kpi, plan: Plan, as_of: date) -> dict[str, str]:
    if one.target is None:
        change, agreed = say("target stays"), say("explanation, too late for another target")
    else:
        first = first_target(plan, kpi, as_of)
        old = one.old or (first if isinstance(first, Amount) else None)
        change, agreed = _change(old, one.target, kpi, plan), _answer(one, kpi, as_of)
    return _row(one.on, kpi, plan, change, cell(one.cause, one.impact), agreed)


def _answer(one: Flag, kpi: Kpi, as_of: date) -> str:
    if one.accepted and one.accepted.on <= as_of:
        names = ", ".join(one.accepted.by)
        if flag_counts(one, kpi.due):
            return f"{names}, {day(one.accepted.on)}"
        return say("{parties}; too late, so it does not count", parties=names)
    until = last_day(kpi.due)
    if as_of <= until:
        return say("open until {day}", day=day(until))
    return say("nobody by the last day; the target stays")


def _row(on: date, kpi: Kpi, plan: Plan, change: str, reason: Markup | str, agreed: str) -> dict[str, str]:
    name = kpi.name or plan.metric_of(kpi).name_in(spoken())
    return {"on": day(on), "kpi": name, "change": change, "reason": reason, "agreed": agreed}


def _change(old: Amount | None, new: Amount, kpi: Kpi, plan: Plan) -> str:
    before = _written(old, kpi, plan) if old is not None else ""
    return f"{before}{ARROW}{_written(new, kpi, plan)}".strip()


def _written(value: Amount, kpi: Kpi, plan: Plan) -> str:
    return Format(plan.metric_of(kpi).unit, plan.client.currency)(value.in_unit)


def _moved(move: Move, plan: Plan) -> str:
    """What else moves, as old and new."""
    if move.kpi is not None:
        kpi = next(one for one in plan.kpis if one.id == move.kpi)
        return f"{kpi.name or plan.metric_of(kpi).name_in(spoken())} {_change(move.old, move.new, kpi, plan)}"
    write = Format("money", plan.client.currency) if move.budget is not None else lambda value: hours(round(value))
    return f"{move.budget or move.hours} {write(move.old.in_unit)}{ARROW}{write(move.new.in_unit)}"
