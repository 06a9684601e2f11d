"""The review of a plan that `kpilib check` prints, and the agreement that follows it."""

from collections.abc import Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from ruamel.yaml.comments import CommentedMap

from kpilib.data.collect import collect
from kpilib.errors import Problem, ProblemsError
from kpilib.judge.assess import assess
from kpilib.judge.assessment import Assessment
from kpilib.judge.checks import check_plan
from kpilib.plan.agreement import fingerprint
from kpilib.plan.edit import edit_quarter
from kpilib.plan.finding import Finding
from kpilib.plan.model import Kpi, Plan
from kpilib.plan.params import client_folder, read_plan
from kpilib.plan.periods import last_whole_day
from kpilib.tell.checks.listing import finding_data, listing
from kpilib.tell.checks.readback import readback


@dataclass(frozen=True)
class Review:
    """One client's quarter: problems of its files, for which nothing else can be told, or else what was found."""

    problems: tuple[Problem, ...] = ()
    plan: Plan | None = None
    assessments: tuple[Assessment, ...] = ()
    findings: tuple[Finding, ...] = ()

    def lines(self, language: str | None) -> Iterator[str]:
        """The review for a terminal, in a language or else in the client's."""
        if self.plan:
            yield from listing(self.plan, self.assessments, self.findings, language or self.plan.client.language)

    def data(self, language: str | None) -> list[dict[str, Any]]:
        """The findings as plain data."""
        if not self.plan:
            return []
        return [finding_data(one, self.plan, language or self.plan.client.language) for one in self.findings]


def review(params: Path, client: str, quarter: str, as_of: date | None = None) -> Review:
    """Review a client's quarter with the data up to `as_of`, or all data up to the quarter's end.

    Raises UnknownNameError for a client or quarter that does not exist.
    """
    try:
        plan = read_plan(params, client, quarter)
        facts = collect(plan, client_folder(params, client), as_of=as_of)
    except ProblemsError as error:
        return Review(problems=error.problems)
    day = as_of or plan.quarter.end
    seen = facts.until(last_whole_day(day, plan.quarter))
    assessments = tuple(assess(plan, kpi, seen, day) for kpi in plan.kpis)
    return Review((), plan, assessments, tuple(check_plan(plan, seen, assessments, day)))


def agree(
    params: Path, client: str, quarter: str, *, parties: Sequence[str] | None = None, on: date | None = None
) -> list[str]:
    """Write the agreement into the quarter's file and return what was agreed, KPI by KPI.

    parties, on : who agrees and when; what the file says where they are not given. A second agreement counts its
    version up. Raises ProblemsError for a file that cannot be read.
    """
    found = review(params, client, quarter)
    if found.problems:
        raise ProblemsError(found.problems)
    plan = found.plan

    def change(tree: CommentedMap) -> None:
        agreed = tree["agreed"]
        agreed["on"] = on or datetime.now(ZoneInfo(plan.client.timezone)).date()
        if parties:
            agreed["by"] = list(parties)
        if plan.agreement.agreed_kpis:
            agreed["version"] = plan.agreement.agreed.version + 1
        tree["agreed_kpis"] = {kpi.id: _flow(_seen(plan, kpi, tree)) for kpi in plan.kpis}

    plan = edit_quarter(params, client, quarter, change)
    told = [f"{one.kpi.id}: {readback(one, plan.client.language)}" for one in found.assessments]
    agreed = plan.agreement.agreed
    return [*told, f"agreed on {agreed.on} by {', '.join(agreed.by)}, version {agreed.version}: {plan.file}"]


def _seen(plan: Plan, kpi: Kpi, tree: CommentedMap) -> dict[str, Any]:
    """What the parties saw of a KPI: its fingerprint, and target and due date as the file has them."""
    written = next(item for item in tree["kpis"] if item["id"] == kpi.id)
    target = {"target": deepcopy(written["target"])} if kpi.target is not None else {}
    return {"definition": fingerprint(plan, kpi), **target, "due": kpi.due}


def _flow(entries: dict[str, Any]) -> CommentedMap:
    """A block of keys that is written on one line."""
    line = CommentedMap(entries)
    line.fa.set_flow_style()
    return line
