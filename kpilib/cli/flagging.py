"""The command of an early warning: raise it, accept its target, or keep an explanation."""

from datetime import date
from pathlib import Path
from typing import Annotated

import typer
from ruamel.yaml.comments import CommentedMap

from kpilib.cli import complete
from kpilib.cli.console import app, as_date, names_in, out, print_json, report_day, today_at
from kpilib.cli.menu import example
from kpilib.cli.options import AQuarter, AsJson, OfClient, Params
from kpilib.errors import KpilibError, UnknownNameError, nearest
from kpilib.plan.agreement import in_time, last_day
from kpilib.plan.edit import edit_quarter
from kpilib.plan.flag import amount_given, open_flag_of, raised, write_acceptance, write_flag
from kpilib.plan.model import Flag, Kpi, Plan
from kpilib.plan.params import find_params, read_plan


@app.command(
    epilog=example(
        "kpilib flag 2026Q3 --client kopi-contoh --kpi leads --as-of 2026-08-21",
        'kpilib flag 2026Q3 --client kopi-contoh --kpi leads --accept --by "Ana, Budi"',
    )
)
def flag(
    quarter: AQuarter,
    client: OfClient,
    kpi: Annotated[str, typer.Option(help="The id of the KPI that is in danger.", autocompletion=complete.kpis)],
    cause: Annotated[str | None, typer.Option(help="Why; what is noted in the plan if not given.")] = None,
    impact: Annotated[str | None, typer.Option(help="What it costs; the counterfactual if not given.")] = None,
    target: Annotated[str | None, typer.Option(help="The new target; the recalculated one if not given.")] = None,
    as_of: Annotated[str | None, typer.Option(help="YYYY-MM-DD: the day it is raised; today if not given.")] = None,
    accept: Annotated[bool, typer.Option("--accept", help="The parties accept the target.")] = False,
    by: Annotated[str | None, typer.Option(help="Who accepts, with commas between the names.")] = None,
    statement: Annotated[str | None, typer.Option(help="The new statement of the KPI whose target changes.")] = None,
    as_json: AsJson = False,
    params: Params = None,
) -> None:
    """Raise an early warning, or accept its target.

    A target counts if it is raised and accepted up to two weeks before the due date; afterwards the explanation is
    kept and the target stays. What is not given comes from the draft. Prints the letter that goes with the warning.
    """
    folder = params or find_params()
    plan = read_plan(folder, client, quarter)
    given, names = as_date(as_of), names_in(by)
    day = given or today_at(plan)
    found = {one.id: one for one in plan.kpis}.get(kpi)
    if found is None:
        raise UnknownNameError(f"no KPI is named '{kpi}'; {nearest(kpi, [one.id for one in plan.kpis])}")
    if accept and not names:
        raise KpilibError('say who accepts: --by "Name, Name"; nothing was written')
    if statement is not None and not accept:
        raise KpilibError("a statement changes when its target is accepted: add --accept; nothing was written")
    waiting = open_flag_of(plan, kpi, day)
    if accept and waiting and (cause, impact, target) == (None, None, None):
        made = edit_quarter(
            folder,
            client,
            quarter,
            lambda tree: write_acceptance(tree, kpi, on=day, by=names, statement=statement),
        )
        if as_json:
            print_json(_data(waiting, plan, day, names, letter=None))
        else:
            out.print(f"{_accepted(waiting, names, day)}: {made.file}", markup=False)
        return
    one, letter = _drafted(folder, plan, found, day, str(report_day(plan, given)), cause, impact, target)
    if accept and one.target is None and in_time(day, found.due):
        raise KpilibError("there is no new target to accept; say it with --target, nothing was written")

    def change(tree: CommentedMap) -> None:
        write_flag(tree, one)
        if accept and one.target is not None:
            write_acceptance(tree, kpi, on=day, by=names, statement=statement)

    made = edit_quarter(folder, client, quarter, change)
    if as_json:
        print_json(_data(one, plan, day, names if accept and one.target is not None else (), letter=letter))
        return
    out.print(f"{_outcome(one, found, names if accept else (), day)}: {made.file}\n\n{letter}", markup=False, end="")


def _drafted(
    folder: Path,
    plan: Plan,
    kpi: Kpi,
    day: date,
    as_of: str,
    cause: str | None,
    impact: str | None,
    target: str | None,
) -> tuple[Flag, str]:
    """The flag as it is to be written, what was not given taken from the draft, and the letter that goes with it.

    day : on which it is raised. as_of: of the report that the draft is made from.
    """
    from kpilib.judge.warn import draft_warning
    from kpilib.report import open_report
    from kpilib.tell.warning import draft_cause, draft_impact
    from kpilib.tell.wording.letter import letter

    report = open_report(plan.id, str(plan.quarter), as_of, params=folder)
    draft = draft_warning(report[kpi.id], report.assessments, report.facts)
    made = raised(
        on=day,
        kpi=kpi.id,
        due=kpi.due,
        cause=draft_cause(draft) if cause is None else cause,
        impact=draft_impact(draft) if impact is None else impact,
        old=draft.old,
        target=draft.new if target is None else amount_given(target),
    )
    return made, letter(draft.raised_as(made, said=cause is not None), plan.client.language)


def _data(one: Flag, plan: Plan, day: date, names: tuple[str, ...], *, letter: str | None) -> dict[str, object]:
    """A warning as data: what was the target, what is proposed, and who has accepted it, if anybody."""
    return {
        "client": plan.id,
        "quarter": str(plan.quarter),
        "kpi": one.kpi,
        "raised": one.on,
        "cause": one.cause,
        "impact": one.impact,
        "old": None if one.old is None else str(one.old),
        "target": None if one.target is None else str(one.target),
        "accepted": {"on": day, "by": names} if names else None,
        "file": plan.file,
        "letter": letter,
    }


def _outcome(one: Flag, kpi: Kpi, names: tuple[str, ...], day: date) -> str:
    if one.target is not None and names:
        return _accepted(one, names, day)
    if one.target is not None:
        return f"'{kpi.id}' is flagged: {one.old} -> {one.target}, to be accepted by {last_day(kpi.due)}"
    if in_time(day, kpi.due):
        return f"'{kpi.id}' is flagged, without another target"
    return (
        f"the explanation of '{kpi.id}' is kept and its target stays: a recalculation had to be raised and accepted "
        f"by {last_day(kpi.due)}"
    )


def _accepted(one: Flag, names: tuple[str, ...], day: date) -> str:
    who = ", ".join(names)
    return f"the target of '{one.kpi}' is {one.target} instead of {one.old} from {day} on, accepted by {who}"
