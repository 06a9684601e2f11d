"""Dates of ad reports: day and month in the order that the tool is known to write, unless the file contradicts it."""

import re
from collections.abc import Sequence
from datetime import date, datetime

from kpilib.data.block import Block
from kpilib.data.dates import SLASHED, Span
from kpilib.data.sheet import Row

TIME = re.compile(r"(?<=\d)(?:T|,? )\d{1,2}:\d{2}.*$")
RANGE = re.compile(r"\s+(?:-|–|to)\s+|\s*~\s*")


def dates_of(
    block: Block, *places: int, form: str | None, day_first: bool | None, within: Span | None = None
) -> list[list[date]]:
    """Columns of dates that are written alike: what one of them leaves open another may settle.

    form      : strptime format where client.yml gives one.
    day_first : the order that the tool writes; None where it writes either.
    within    : the period that the report says it covers.
    Refuses the file at the first cell that is no date, and where both orders are possible.
    """
    cells = [
        (row.line, text if form else TIME.sub("", text))  # a form that is given may have a time in it
        for place in places
        for row, text in zip(block.rows, block.column(place), strict=True)
    ]
    if form is None and day_first is not None:
        form = known_form([text for _, text in cells], day_first=day_first, within=within)
    name = " or ".join(block.header.cells[place] for place in places)
    rows = tuple(Row(line, (text,)) for line, text in cells)
    found = Block(block.sheet, Row(block.header.line, (name,)), rows).dates(0, form=form, within=within)
    count = len(block.rows)
    return [found[number * count : (number + 1) * count] for number in range(len(places))]


def ranges_of(block: Block, place: int, *, form: str | None, day_first: bool | None) -> list[Span] | None:
    """A column of spans such as `2026-07-01 - 2026-07-31`; None where its cells are none."""
    parts = [RANGE.split(text) for text in block.column(place)]
    if any(len(part) != 2 for part in parts):
        return None
    halves = tuple(Row(row.line, tuple(part)) for row, part in zip(block.rows, parts, strict=True))
    name = block.header.cells[place]
    both = Block(block.sheet, Row(block.header.line, (name, name)), halves)
    return list(zip(*dates_of(both, 0, 1, form=form, day_first=day_first), strict=True))


def known_form(texts: Sequence[str], *, day_first: bool, within: Span | None = None) -> str | None:
    """The strptime form of dates like 1/8/2026 in a known order; None where they are not, or contradict it.

    >>> known_form(["01/08/2026", "02/08/2026"], day_first=True)
    '%d/%m/%Y'
    >>> known_form(["08/13/2026"], day_first=True) is None  # saved again by a program that writes the month first
    True
    """
    first = SLASHED.fullmatch(texts[0]) if texts else None
    if first is None:
        return None
    mark, year = texts[0][len(first[1])], "%y" if len(first[3]) == 2 else "%Y"
    form = mark.join(["%d", "%m", year] if day_first else ["%m", "%d", year])
    try:
        days = [datetime.strptime(text, form).date() for text in texts]
    except ValueError:
        return None
    return form if within is None or all(within[0] <= day <= within[1] for day in days) else None
