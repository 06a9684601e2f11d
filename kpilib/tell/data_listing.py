"""The data of a client as lines for a terminal, and its daily facts as CSV that no spreadsheet is fooled by."""

import csv
from collections.abc import Iterator, Sequence
from pathlib import Path

from kpilib.data.facts import Facts, describe
from kpilib.data.quality import DataFinding, Look
from kpilib.tell.quality import data_sentence, source_name

FORMULA = ("=", "+", "-", "@", "\t", "\r")


def data_lines(look: Look, findings: Sequence[DataFinding]) -> Iterator[str]:
    """For each file its reader, rows and what was left out; days, gaps and sums; then what there is to know."""
    yield f"{look.plan.client.name}, {look.plan.client.currency}, up to {look.until}"
    yield from describe(look.facts)
    for source in look.sources:
        for one in look.coverage(source):
            gaps = [gap for gap in one.missing if gap >= look.start]
            told = f", missing since {look.start}: {', '.join(map(str, gaps))}" if gaps else ""
            yield f"{source_name(source)}, {one.measure}: {one.first} to {one.last}{told}"
    for one in findings:
        said = data_sentence(one, look.plan)
        yield f"{one.severity} {one.code}: {said.says}"
        yield f"  {said.mend}"


def neutral(text: str) -> str:
    """A cell that a spreadsheet takes for text, whatever it begins with: an export may hold a formula.

    >>> neutral("=HYPERLINK(A1)"), neutral("Brand")
    ("'=HYPERLINK(A1)", 'Brand')
    """
    return f"'{text}" if text.startswith(FORMULA) else text


def write_daily(facts: Facts, path: Path) -> None:
    """The table of daily facts as CSV, its text made harmless."""
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow([neutral(str(name)) for name in facts.daily.columns])
        for row in facts.daily.itertuples(index=False):
            writer.writerow([_cell(value) for value in row])


def _cell(value: object) -> object:
    if isinstance(value, str):
        return neutral(value)
    if hasattr(value, "date"):
        return value.date().isoformat()
    return "" if value != value else value  # NaN: missing is an empty cell
