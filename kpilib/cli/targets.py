"""Commands of a KPI in doubt: the packages to agree on."""

from typing import Annotated

import typer

from kpilib.cli import complete
from kpilib.cli.console import app, as_date, names_in, out, print_json, report_day, today_at
from kpilib.cli.menu import example
from kpilib.cli.options import AClient, AQuarter, AsJson, AsOf, Params
from kpilib.errors import KpilibError
from kpilib.plan.params import find_params, read_plan


@app.command(
    epilog=example(
        "kpilib negotiate kopi-contoh 2026Q3 leads",
        'kpilib negotiate kopi-contoh 2026Q3 leads --accept D --by "Ana, Budi" --reason "the page comes late"',
    )
)
def negotiate(
    client: AClient,
    quarter: AQuarter,
    kpi: Annotated[str, typer.Argument(help="The id of the KPI that is in doubt.", autocompletion=complete.kpis)],
    as_of: AsOf = None,
    as_json: AsJson = False,
    accept: Annotated[str | None, typer.Option(help="The letter of the package that was agreed on.")] = None,
    by: Annotated[str | None, typer.Option(help="Who agreed, with commas between the names.")] = None,
    reason: Annotated[str | None, typer.Option(help="Why, in a sentence.")] = None,
    statement: Annotated[str | None, typer.Option(help="The new statement of the KPI whose target changes.")] = None,
    params: Params = None,
) -> None:
    """Offer packages for a KPI in doubt, or accept one.

    More budget, more hours, less of another KPI, or another target. Accepting one writes all of it into the quarter's
    file in one edit.
    """
    from kpilib.judge.negotiate import packages
    from kpilib.judge.package import accept as accept_package
    from kpilib.report import open_report
    from kpilib.tell.packages import find_package, package_data, packages_text

    folder = params or find_params()
    plan = read_plan(folder, client, quarter)
    given = as_date(as_of)
    today = given or today_at(plan)
    report = open_report(client, quarter, str(report_day(plan, given)), params=folder)
    offers = packages(report.plan, report.facts, report.assessments, kpi, report.as_of)
    if accept is not None:
        chosen = find_package(offers, accept)
        names = names_in(by)
        if not names or not (reason or "").strip():
            raise KpilibError('say who agreed and why: --by "Name, Name" --reason "..."; nothing was written')
        accept_package(chosen, folder, plan, on=today, by=names, reason=reason.strip(), statement=statement)
        if as_json:
            print_json({"kpi": kpi, "accepted": package_data(chosen), "on": today, "by": names, "file": plan.file})
        else:
            out.print(f"package {chosen.id} is written into {plan.file}", markup=False)
    elif as_json:
        print_json({"kpi": kpi, "packages": [package_data(one) for one in offers]})
    else:
        out.print(packages_text(report[kpi], offers, {one.kpi.id: one for one in report.assessments}), markup=False)
