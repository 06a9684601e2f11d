"""Names that must exist and files that must be there, in client.yml; works on the YAML tree."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from kpilib.errors import Problem, nearest
from kpilib.plan import catalogue
from kpilib.plan.client import Source
from kpilib.plan.located import Loc, Located
from kpilib.plan.logo import logo_uri
from kpilib.plan.notebooks import notebook_names, notebook_stem
from kpilib.plan.places import files_of, name_in, wrong_with_file, wrong_with_pattern
from kpilib.plan.references import keys_at, text_at, unknown_name


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
        for measure in keys_at(source, "columns") - {"date", "channel", "campaign"}:
            yield from unknown_name(client, (*loc, "columns", measure), "measure", measure, measures)
            if measure in readings:
                yield client.problem(
                    (*loc, "columns", measure),
                    f"the days of '{measure}' may not be added; write it under 'readings'",
                )
        for measure in keys_at(source, "readings"):
            yield from unknown_name(client, (*loc, "readings", measure), "measure", measure, measures)
        for measure in keys_at(source, "distinct"):
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


def _client_measures(client: Located) -> set[str]:
    """Measures of the client's own making: those that its own metrics are made of."""
    own = [metric for _, metric in client.items("metrics") if isinstance(metric, dict)]
    return {name for metric in own for part in ("numerator", "denominator") if (name := text_at(metric, part))}


def _label(source: dict) -> str:
    keys = ("file", "connect", "table", "reader", "name")
    told = {key: source[key] for key in keys if isinstance(source.get(key), str)}
    try:
        return Source.model_construct(**told).label if told.get("file") or told.get("connect") else ""
    except ValueError:  # of the address, which is told where it is validated
        return ""


def _values(source: dict, key: str) -> set[str]:
    values = source[key].values() if isinstance(source.get(key), dict) else ()
    return {value for value in values if isinstance(value, str)}


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
