"""Names that must exist and values that must fit together in a quarter's file, seen beside client.yml.

Works on the YAML trees, not on the models, so that a misspelt key in one place does not hide a misspelt KPI in
another: every problem is told at once. `client_references` and `cycle_references` do the same elsewhere.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from kpilib.errors import Problem, nearest
from kpilib.plan import catalogue
from kpilib.plan.finding import rules
from kpilib.plan.located import Loc, Located
from kpilib.plan.periods import Quarter, day_of


def quarter_problems(quarter: Located, client: Located, period: Quarter | None) -> Iterator[Problem]:
    """What does not fit in <quarter>.yml, seen beside client.yml.

    period : the quarter's days; None where a faulty client.yml does not tell them.
    What a client.yml that cannot be read might name is not missed: its own problems are told, and no more.
    """
    units = units_of(client)
    goals = [loc[1] for loc, _ in client.items("goals")]
    kpis = metric_of_kpis(quarter)
    for loc, kpi in quarter.items("kpis"):
        if not isinstance(kpi, dict):
            continue
        yield from unknown_metric(quarter, loc, kpi, client)
        if tells(client, "goals"):
            yield from _goal_problems(quarter, loc, text_at(kpi, "goal"), goals)
        if isinstance(kpi.get("leads_to"), dict):
            yield from unknown_name(quarter, (*loc, "leads_to"), "kpi", kpi["leads_to"].get("kpi"), kpis)
        lines = [str(line) for group in ("budget", "hours") for line in keys_at(quarter.tree or {}, group)]
        for line in keys_at(kpi, "uses"):
            yield from unknown_name(quarter, (*loc, "uses", line), "line of budget or hours", line, lines)
        for code in keys_at(kpi, "accept"):
            yield from unknown_name(quarter, (*loc, "accept", code), "check", code, rules())
        yield from _target_problems(quarter, loc, kpi, units.get(text_at(kpi, "metric")))
        yield from _due_problems(quarter, loc, kpi, period)
    for group in ("kpis", "actions", "activities"):
        yield from _twice(quarter, group)
    for group in ("actions", "activities", "negotiations", "flags", "dependencies"):
        for loc, item in quarter.items(group):
            if isinstance(item, dict):
                yield from unknown_name(quarter, (*loc, "kpi"), "kpi", item.get("kpi"), kpis)
    yield from _uplift_problems(quarter, kpis, units)
    for group in ("breaks", "context"):
        for loc, item in quarter.items(group):
            if isinstance(item, dict):
                yield from unknown_metric(quarter, loc, item, client)


def _goal_problems(quarter: Located, loc: Loc, goal: str | None, goals: list[Any]) -> Iterator[Problem]:
    if goals or goal is None:
        yield from unknown_name(quarter, (*loc, "goal"), "goal", goal, goals)
    else:
        hint = f"client.yml names none yet; write there goals: {{{goal}: ...}}"
        yield quarter.problem((*loc, "goal"), f"no goal is named '{goal}'; {hint}")


def tells(client: Located, key: str) -> bool:
    """Whether client.yml can be read as far as this block of keys, which may be absent."""
    return client.tree is not None and isinstance(client.tree.get(key) or {}, dict)


def text_at(item: dict, key: str) -> str | None:
    """The text under a key; None for anything else, which the model tells."""
    return item[key] if isinstance(item.get(key), str) else None


def units_of(client: Located) -> dict[str | None, str | None]:
    """Every metric that may be named, with its unit; None where a client's own does not tell it."""
    units: dict[str | None, str | None] = {name: metric.unit for name, metric in catalogue.metrics().items()}
    for loc, metric in client.items("metrics"):
        units[str(loc[1])] = text_at(metric, "unit") if isinstance(metric, dict) else None
    return units


def metric_of_kpis(quarter: Located) -> dict[str | None, str | None]:
    """The KPIs by id, with the metric that each names."""
    kpis = [kpi for _, kpi in quarter.items("kpis") if isinstance(kpi, dict) and text_at(kpi, "id")]
    return {kpi["id"]: text_at(kpi, "metric") for kpi in kpis}


def unknown_metric(quarter: Located, loc: Loc, item: dict, client: Located) -> Iterator[Problem]:
    """That the `metric` of an item is neither the catalogue's nor the client's own, where client.yml tells these."""
    if tells(client, "metrics"):
        yield from unknown_name(quarter, (*loc, "metric"), "metric", item.get("metric"), units_of(client))


def _twice(quarter: Located, group: str) -> Iterator[Problem]:
    seen: set[str] = set()
    for loc, item in quarter.items(group):
        name = text_at(item, "id") if isinstance(item, dict) else None
        if name is None:
            continue
        if name in seen:
            yield quarter.problem((*loc, "id"), f"the id '{name}' is used a second time")
        seen.add(name)


def keys_at(source: dict, key: str) -> set[str]:
    return set(source[key]) if isinstance(source.get(key), dict) else set()


def unknown_name(file: Located, loc: Loc, noun: str, found: Any, known: Iterable[Any]) -> Iterator[Problem]:
    names = {str(name) for name in known}
    if isinstance(found, str) and found not in names:
        yield file.problem(loc, f"no {noun} is named '{found}'; {nearest(found, names)}")


def _target_problems(quarter: Located, loc: Loc, kpi: dict, unit: str | None) -> Iterator[Problem]:
    target = kpi.get("target")
    if target is None or isinstance(target, dict) or unit is None:
        return
    marked = isinstance(target, str) and target.strip().endswith("%")
    if unit == "percent" and not marked and not isinstance(target, str):
        yield quarter.problem(
            (*loc, "target"),
            f"'{kpi.get('metric')}' is a percentage: write the target with its mark, such as 2.4%",
        )
    if unit != "percent" and marked:
        yield quarter.problem(
            (*loc, "target"),
            f"target '{target}' is a percentage, '{kpi.get('metric')}' is not; a growth is written "
            "{change: +29%, against: 2025Q3}",
        )


def _uplift_problems(
    quarter: Located, metric_of: dict[str | None, str | None], units: dict[str | None, str | None]
) -> Iterator[Problem]:
    """An uplift is a difference: of a percentage in points, of anything else a plain number."""
    for loc, item in quarter.items("dependencies"):
        uplift = item.get("uplift") if isinstance(item, dict) else None
        unit = units.get(metric_of.get(text_at(item, "kpi"))) if uplift is not None else None
        if unit is None or not re.search(r"\d", str(uplift)):
            continue
        mark = re.search(r"(%|pp)\s*$", str(uplift))
        if unit == "percent" and (not mark or mark[1] != "pp"):
            hint = "write the uplift in percentage points, such as +0.20pp"
            yield quarter.problem((*loc, "uplift"), f"'{metric_of[item['kpi']]}' is a percentage: {hint}")
        elif unit != "percent" and mark:
            hint = "write it as a plain number"
            yield quarter.problem((*loc, "uplift"), f"uplift '{uplift}' has the mark of a percentage: {hint}")


def _due_problems(quarter: Located, loc: Loc, kpi: dict, period: Quarter | None) -> Iterator[Problem]:
    due, starts = day_of(kpi.get("due")), day_of(kpi.get("starts"))
    if kpi.get("starts") is None and period is not None:
        starts = period.start
    if due is not None and period is not None and due < period.start:
        yield quarter.problem((*loc, "due"), f"due {due} is before {period} starts on {period.start}")
    elif due is not None and starts is not None and due <= starts:
        yield quarter.problem((*loc, "due"), f"due {due} is not after the start, {starts}")
