"""Names and numbers of a cycle that must fit what else the quarter's file says; works on the YAML trees."""

import re
from collections.abc import Iterator
from typing import Any

from kpilib.errors import Problem
from kpilib.plan.located import Loc, Located
from kpilib.plan.references import metric_of_kpis, text_at, units_of, unknown_metric, unknown_name


def cycle_problems(quarter: Located, client: Located) -> Iterator[Problem]:
    """What does not fit in the actions of <quarter>.yml: unknown names, and marks that a number may not have."""
    units, kpis = units_of(client), metric_of_kpis(quarter)
    ids = [item.get("id") for _, item in quarter.items("actions") if isinstance(item, dict)]
    for loc, item in quarter.items("actions"):
        if not isinstance(item, dict):
            continue
        guards = item.get("guards")
        for number, guard in enumerate(guards if isinstance(guards, list) else ()):
            yield from unknown_name(quarter, (*loc, "guards", number), "kpi", guard, kpis)
        control, slow, test = (_block(item, key) for key in ("control", "slow", "test"))
        yield from unknown_metric(quarter, (*loc, "control"), control, client)
        yield from unknown_name(quarter, (*loc, "slow", "kpi"), "kpi", slow.get("kpi"), kpis)
        own, slow_unit = (units.get(kpis.get(text_at(one, "kpi"))) for one in (item, slow))
        yield from _marks(quarter, (*loc, "prediction"), _block(item, "prediction"), own)
        yield from _marks(quarter, (*loc, "test"), test, own)
        yield from _marks(quarter, (*loc, "slow", "prediction"), _block(slow, "prediction"), slow_unit)
    for loc, item in quarter.items("dependencies"):
        if isinstance(item, dict):
            yield from unknown_name(quarter, (*loc, "cycle"), "action", item.get("cycle"), ids)


def _block(item: dict, key: str) -> dict[str, Any]:
    return item[key] if isinstance(item.get(key), dict) else {}


def _marks(quarter: Located, loc: Loc, told: dict[str, Any], unit: str | None) -> Iterator[Problem]:
    """An effect on a percentage is told in points: a percent of a percentage can be read in two ways."""
    if unit is None:
        return
    for key in ("effect", "low", "high"):
        mark = re.search(r"(%|pp)\s*$", str(told[key])) if key in told else None
        if key in told and unit == "percent" and (mark is None or mark[1] != "pp"):
            yield quarter.problem(
                (*loc, key), f"'{told[key]}' is of a percentage: write it in points, such as +0.20pp"
            )
        elif mark is not None and mark[1] == "pp" and unit != "percent":
            hint = "write a share such as +10%, or a plain number"
            yield quarter.problem((*loc, key), f"'{told[key]}' is in points, and the KPI is no percentage: {hint}")
