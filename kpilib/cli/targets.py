"""Commands of a KPI in doubt: the packages to agree on."""

import json
from typing import Annotated

import typer

from kpilib.cli.console import Params, app, as_date, names_in, out, today_at
from kpilib.errors import KpilibError
from kpilib.plan.params import find_params, read_plan


@app.command()
def negotiate(
    client: Annotated[str, typer.Argument(help="The client.")],
    quarter: Annotated[str, typer.Argument(help="The quarter, such as 2026Q3.")],
    kpi: Annotated[str, typer.Argument(help="The id of the KPI that is in doubt.")],
    as_of: Annotated[str | None, typer.Option(help="YYYY-MM-DD: nothing later is seen; today if not given.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the packages as JSON.")] = False,
    accept: Annotated[str | None, typer.Option(help="The letter of the package that was agreed on.")] = None,
    by: Annotated[str | None, typer.Option(help="Who agreed, with commas between the names.")] = None,
    reason: Annotated[str | None, typer.Option(help="Why, in a sentence.")] = None,
    statement: Annotated[str | None, typer.Option(help="The new statement of the KPI whose target changes.")] = None,
    params: Params = None,
) -> None:
    """Print the packages to agree on for a KPI, or accept one: target, budget and reason change in one edit."""
    from kpilib.judge.negotiate import packages
    from kpilib.judge.package import accept as accept_package
    from kpilib.report import open_report
    from kpilib.tell.packages import find_package, package_data, packages_text

    folder = params or find_params()
    plan = read_plan(folder, client, quarter)
    today = as_date(as_of) or today_at(plan)
    report = open_report(client, quarter, str(min(today, plan.quarter.end)), params=folder)
    offers = packages(report.plan, report.facts, report.assessments, kpi, report.as_of)
    if accept is not None:
        chosen = find_package(offers, accept)
        names = names_in(by)
        if not names or not (reason or "").strip():
            raise KpilibError('say who agreed and why: --by "Name, Name" --reason "..."; nothing was written')
        accept_package(chosen, folder, plan, on=today, by=names, reason=reason.strip(), statement=statement)
        out.print(f"package {chosen.id} is written into {plan.file}", markup=False)
    elif as_json:
        print(json.dumps({"kpi": kpi, "packages": [package_data(one) for one in offers]}, ensure_ascii=False))
    else:
        out.print(packages_text(report[kpi], offers, {one.kpi.id: one for one in report.assessments}), markup=False)
