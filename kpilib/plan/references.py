"""Names that must exist and values that must fit together across a client's two files.

Works on the YAML trees, not on the models, so that a misspelt key in one place does not hide a misspelt KPI in
another: every problem is told at once.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

from kpilib.errors import Problem, nearest
from kpilib.plan import catalogue
from kpilib.plan.client import Source
from kpilib.plan.finding import rules
from kpilib.plan.located import Loc, Located
from kpilib.plan.logo import logo_uri
from kpilib.plan.notebooks import notebook_names, notebook_stem
from kpilib.plan.periods import Quarter
from kpilib.plan.places import files_of, name_in, wrong_with_file, wrong_with_pattern


def client_problems(client: Located, folder: Path) -> Iterator[Problem]:
    """What does not fit in client.yml; `folder` is the client's own, where its exports are."""
    own = _client_measures(client)
    measures = catalogue.measures().keys() | own
    readings = {name for name, measure in catalogue.measures().items() if not measure.adds}
    names = set()
    for loc, source in client.items("sources"):
        if not isinstance(source, dict):
            continue
        reader = source.get("reader", "auto")
        names.add(_label(source))
        yield from unknown_name(client, (*loc, "reader"), "reader", reader, [*catalogue.readers(), "auto"])
        yield from _file_problems(client, loc, source.get("file"), folder)
        if reader not in ("table", "survey") and "connect" not in source:
            for key in ("columns", "readings"):
                if key in source:
                    yield client.problem((*loc, key), f"'{key}' belongs to the reader 'table', not to '{reader}'")
        elif "columns" in source or "readings" in source:
            if reader != "survey" and isinstance(source.get("columns"), dict) and "date" not in source["columns"]:
                yield client.problem((*loc, "columns"), "columns names no 'date'")
        elif reader != "survey":
            yield client.problem(loc, "a table needs 'columns': measure to header, with at least date")
        for measure in _keys(source, "columns") - {"date", "channel", "campaign"}:
            yield from unknown_name(client, (*loc, "columns", measure), "measure", measure, measures)
            if measure in readings:
                yield client.problem(
                    (*loc, "columns", measure),
                    f"the days of '{measure}' may not be added; write it under 'readings'",
                )
        for measure in _keys(source, "readings"):
            yield from unknown_name(client, (*loc, "readings", measure), "measure", measure, measures)
        for measure in _keys(source, "distinct"):
            yield from unknown_name(client, (*loc, "distinct", measure), "measure", measure, measures)
            if measure in catalogue.measures().keys() - readings:
                yield client.problem(
                    (*loc, "distinct", measure), f"the days of '{measure}' may be added; write it under 'columns'"
                )
        for measure in _values(source, "rename"):
            yield from unknown_name(client, (*loc, "rename"), "measure", measure, measures)
    yield from _logo_problems(client, folder)
    for loc, name in client.items("notebooks"):
        if isinstance(name, str):
            yield from unknown_name(client, loc, "notebook", notebook_stem(name), notebook_names(folder))
    for loc, _ in client.items("conversions"):
        yield from unknown_name(client, loc, "measure", loc[1], measures)
    for loc, source in client.items("truth"):
        yield from unknown_name(client, loc, "measure", loc[1], measures)
        yield from unknown_name(client, loc, "source", source, names)


def _logo_problems(client: Located, folder: Path) -> Iterator[Problem]:
    """What is wrong with the client's logo, which lies in the client's own folder and is small."""
    name = (client.tree or {}).get("logo")
    if not isinstance(name, str) or not name.lower().endswith((".svg", ".png")):
        return  # told by the model, if it is there at all
    path = folder / name
    if Path(name).is_absolute() or not path.resolve().is_relative_to(folder.resolve()):
        yield client.problem(("logo",), f"logo '{name}' lies outside of the client's folder")
    elif not path.is_file():
        yield client.problem(("logo",), f"there is no file '{name}' in the client's folder")
    else:
        try:
            logo_uri(path)
        except ValueError as error:
            yield client.problem(("logo",), f"logo '{name}' {error}")


def quarter_problems(quarter: Located, client: Located, period: Quarter) -> Iterator[Problem]:
    """What does not fit in <quarter>.yml, seen beside client.yml."""
    metrics = {name: metric.unit for name, metric in catalogue.metrics().items()}
    for loc, metric in client.items("metrics"):
        metrics[str(loc[1])] = metric.get("unit") if isinstance(metric, dict) else None
    goals = [loc[1] for loc, _ in client.items("goals")]
    kpis = [kpi["id"] for _, kpi in quarter.items("kpis") if isinstance(kpi, dict) and "id" in kpi]
    for loc, kpi in quarter.items("kpis"):
        if not isinstance(kpi, dict):
            continue
        yield from unknown_name(quarter, (*loc, "metric"), "metric", kpi.get("metric"), metrics)
        if goals or not isinstance(kpi.get("goal"), str):
            yield from unknown_name(quarter, (*loc, "goal"), "goal", kpi.get("goal"), goals)
        else:
            hint = f"client.yml names none yet; write there goals: {{{kpi['goal']}: ...}}"
            yield quarter.problem((*loc, "goal"), f"no goal is named '{kpi['goal']}'; {hint}")
        if isinstance(kpi.get("leads_to"), dict):
            yield from unknown_name(quarter, (*loc, "leads_to"), "kpi", kpi["leads_to"].get("kpi"), kpis)
        lines = [str(line) for group in ("budget", "hours") for line in _keys(quarter.tree or {}, group)]
        for line in _keys(kpi, "uses"):
            yield from unknown_name(quarter, (*loc, "uses", line), "line of budget or hours", line, lines)
        for code in _keys(kpi, "accept"):
            yield from unknown_name(quarter, (*loc, "accept", code), "check", code, rules())
        yield from _target_problems(quarter, loc, kpi, metrics.get(kpi.get("metric")))
        yield from _due_problems(quarter, loc, kpi, period)
    for group in ("kpis", "actions", "activities"):
        yield from _twice(quarter, group)
    for group in ("actions", "activities", "negotiations", "flags", "dependencies"):
        for loc, item in quarter.items(group):
            if isinstance(item, dict):
                yield from unknown_name(quarter, (*loc, "kpi"), "kpi", item.get("kpi"), kpis)
    yield from _uplift_problems(quarter, metrics)
    for group in ("breaks", "context"):
        for loc, item in quarter.items(group):
            if isinstance(item, dict):
                yield from unknown_name(quarter, (*loc, "metric"), "metric", item.get("metric"), metrics)


def _client_measures(client: Located) -> set[str]:
    """Measures of the client's own making: those that its own metrics are made of."""
    parts = ("numerator", "denominator")
    own = [metric for _, metric in client.items("metrics") if isinstance(metric, dict)]
    return {metric[part] for metric in own for part in parts if part in metric}


def _label(source: dict) -> str:
    keys = ("file", "connect", "table", "reader", "name")
    told = {key: source[key] for key in keys if isinstance(source.get(key), str)}
    try:
        return Source.model_construct(**told).label if told.get("file") or told.get("connect") else ""
    except ValueError:  # of the address, which is told where it is validated
        return ""


def _twice(quarter: Located, group: str) -> Iterator[Problem]:
    seen: set[str] = set()
    for loc, item in quarter.items(group):
        name = item.get("id") if isinstance(item, dict) else None
        if name in seen:
            yield quarter.problem((*loc, "id"), f"the id '{name}' is used a second time")
        seen.add(name)


def _keys(source: dict, key: str) -> set[str]:
    return set(source[key]) if isinstance(source.get(key), dict) else set()


def _values(source: dict, key: str) -> set[str]:
    return set(source[key].values()) if isinstance(source.get(key), dict) else set()


def unknown_name(file: Located, loc: Loc, noun: str, found: Any, known: Iterable[Any]) -> Iterator[Problem]:
    names = {str(name) for name in known}
    if isinstance(found, str) and found not in names:
        yield file.problem(loc, f"no {noun} is named '{found}'; {nearest(found, names)}")


def _file_problems(client: Located, loc: Loc, pattern: Any, folder: Path) -> Iterator[Problem]:
    if not isinstance(pattern, str) or not pattern:
        return
    place = (*loc, "file")
    if "://" in pattern:  # never repeated: it may hold a password
        yield client.problem(place, "file is the address of a server; a warehouse is written under 'connect'")
        return
    if wrong := wrong_with_pattern(pattern, folder):
        yield client.problem(place, f"file '{pattern}' {wrong}")
        return
    found = files_of(pattern, folder)
    for path in found:
        if wrong := wrong_with_file(path, pattern, folder):
            yield client.problem(place, f"'{name_in(path, folder)}' {wrong}")
    if not found:
        whole = Path(pattern).is_absolute()
        around = Path(pattern).parent.glob("*") if whole else folder.glob("exports/**/*")
        present = [name_in(path, folder) for path in around if path.is_file()]
        where = f"the folder {Path(pattern).parent}" if whole else "the folder exports/"
        hint = nearest(pattern, present) if present else f"{where} is empty or absent"
        yield client.problem(place, f"file '{pattern}' matches nothing; {hint}")


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


def _uplift_problems(quarter: Located, units: dict[str, str | None]) -> Iterator[Problem]:
    """An uplift is a difference: of a percentage in points, of anything else a plain number."""
    metric_of = {kpi.get("id"): kpi.get("metric") for _, kpi in quarter.items("kpis") if isinstance(kpi, dict)}
    for loc, item in quarter.items("dependencies"):
        uplift = item.get("uplift") if isinstance(item, dict) else None
        unit = units.get(metric_of.get(item.get("kpi"))) if uplift is not None else None
        if unit is None or not re.search(r"\d", str(uplift)):
            continue
        mark = re.search(r"(%|pp)\s*$", str(uplift))
        if unit == "percent" and (not mark or mark[1] != "pp"):
            hint = "write the uplift in percentage points, such as +0.20pp"
            yield quarter.problem((*loc, "uplift"), f"'{metric_of[item['kpi']]}' is a percentage: {hint}")
        elif unit != "percent" and mark:
            hint = "write it as a plain number"
            yield quarter.problem((*loc, "uplift"), f"uplift '{uplift}' has the mark of a percentage: {hint}")


def _due_problems(quarter: Located, loc: Loc, kpi: dict, period: Quarter) -> Iterator[Problem]:
    due, starts = kpi.get("due"), kpi.get("starts", period.start)
    if not isinstance(due, date) or not isinstance(starts, date):
        return
    if due < period.start:
        yield quarter.problem((*loc, "due"), f"due {due} is before {period} starts on {period.start}")
    elif due <= starts:
        yield quarter.problem((*loc, "due"), f"due {due} is not after the start, {starts}")
