"""The data of a client as lines for a terminal, and its daily facts as CSV that no spreadsheet is fooled by."""

import csv
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

from kpilib.data.export import Export
from kpilib.data.facts import Facts
from kpilib.data.quality import DataFinding, Look
from kpilib.data.quality.look import runs_of
from kpilib.errors import KpilibError
from kpilib.tell.data_tables import reader_name, sure_told
from kpilib.tell.quality import data_sentence

FORMULA = ("=", "+", "-", "@", "\t", "\r")


def data_lines(look: Look, findings: Sequence[DataFinding], unread: Sequence[str] = ()) -> Iterator[str]:
    """For each file its reader, days, currency, rows and what was left out; gaps; then what there is to know.

    unread : files that no source names.
    """
    yield f"{look.plan.client.name}, {look.plan.client.currency}, up to {look.until}"
    for source, one in look.facts.exports:
        yield from _file_lines(source, one, look.until)
    for source, one in look.facts.dropped:
        yield f"{source}: {one.count} {one.reason}"
    for name in unread:
        yield f"{name}: not read, as no source of client.yml names it"
    for source in look.sources:
        for one in look.coverage(source):
            gaps = [gap for gap in one.missing if gap >= look.start]
            told = f", missing since {look.start}: {', '.join(map(_span, runs_of(tuple(gaps))))}" if gaps else ""
            yield f"{source}, {one.measure}: {one.first} to {one.last}{told}"
    for one in findings:
        said = data_sentence(one, look.plan)
        yield f"{one.severity} {one.code}: {said.says}"
        yield f"  {said.mend}"


def _span(days: Sequence[date]) -> str:
    """Days on end.

    >>> _span([date(2026, 7, 3)]), _span([date(2026, 7, 3), date(2026, 7, 4), date(2026, 7, 5)])
    ('2026-07-03', '2026-07-03 to 2026-07-05')
    """
    return str(days[0]) if len(days) == 1 else f"{days[0]} to {days[-1]}"


def _file_lines(source: str, one: Export, until: date) -> Iterator[str]:
    first, last = one.first_day, one.last_day
    span = f", {first} to {min(last, until)}" if first and last and first <= until else ""
    currency = f", {one.currency}" if one.currency else ""
    yield f"{one.file}: {reader_name(one)} ({sure_told(one)}), source {source}, by {one.grain}{span}{currency}"
    why = "; ".join(f"{each.count} {each.reason}" for each in one.dropped)
    yield f"  rows: {one.rows}, kept {one.kept}, left out {one.rows - one.kept}{f' ({why})' if why else ''}"
    yield from (f"  note: {note}" for note in one.notes)


def neutral(text: str) -> str:
    """A cell that a spreadsheet takes for text, whatever it begins with: an export may hold a formula.

    >>> neutral("=HYPERLINK(A1)"), neutral("Brand")
    ("'=HYPERLINK(A1)", 'Brand')
    """
    return f"'{text}" if text.startswith(FORMULA) else text


def write_daily(facts: Facts, path: Path) -> None:
    """The table of daily facts as CSV, its text made harmless; whole or not at all.

    Raises KpilibError for a file in a client's folder, where exports are kept as they were downloaded, and for one
    that cannot be written.
    """
    owner = next((up for up in path.resolve().parents if (up / "client.yml").is_file()), None)
    if owner is not None:
        raise KpilibError(
            f"{path} lies in the folder of {owner.name}, where files stay as downloaded; write it elsewhere"
        )
    draft = path.with_name(f".{path.name}.draft")
    try:
        with draft.open("w", encoding="utf-8", newline="") as stream:
            writer = csv.writer(stream)
            writer.writerow([neutral(str(name)) for name in facts.daily.columns])
            for row in facts.daily.itertuples(index=False):
                writer.writerow([_cell(value) for value in row])
        draft.replace(path)
    except OSError as error:
        raise KpilibError(f"{path} cannot be written: {error.strerror}") from None
    finally:
        draft.unlink(missing_ok=True)


def _cell(value: object) -> object:
    if isinstance(value, str):
        return neutral(value)
    if hasattr(value, "date"):
        return value.date().isoformat()
    return "" if value != value else value  # NaN: missing is an empty cell
