"""The tables of a Google Analytics export, and what the lines with # above each of them say."""

import re
from dataclasses import dataclass, field
from datetime import date

from kpilib.data.dates import Span, parse_date
from kpilib.data.sheet import Row, Sheet

PERIOD = re.compile(r"#?\s*(\d{8})-(\d{8})")
# `# Start date: 20260701`, then `# End date: 20260731`, in the language of whoever downloaded the file.
DATED = re.compile(r"#[^:\uff1a]*[:\uff1a]\s*(\d{8})$")
START = re.compile(r"#\s*Start date:", re.IGNORECASE)
RULE = re.compile(r"#\s*-+$")


@dataclass
class Section:
    """A table and what its preamble says: its period, and the last line with words in it."""

    period: Span | None
    label: str
    header: Row
    rows: list[Row] = field(default_factory=list)


def preamble(sheet: Sheet) -> list[str]:
    """The lines of the first preamble, without the cells that a spreadsheet padded them with."""
    lines = []
    for row in sheet.rows:
        if row.cells and row.cells[0].startswith("#"):
            lines.append(row.cells[0])
        elif not row.blank and row.cells[0]:
            break
    return lines


def sections(sheet: Sheet) -> list[Section]:
    """The tables of a file, in its order."""
    found: list[Section] = []
    above = Preamble()
    in_preamble = False
    open_section: Section | None = None
    for row in sheet.rows:
        first = row.cells[0] if row.cells else ""
        # A page may be called "# 1": within a table, a row with other cells is one of its rows.
        note = first.startswith("#") and not (open_section and any(row.cells[1:]))
        if note:
            above = above if in_preamble else Preamble(above.period)
            above.read(first)
        if note or row.blank:
            open_section = None
        elif open_section:
            open_section.rows.append(row)
        elif first:  # a far cell alone, under the preamble, is a note that somebody left in the spreadsheet
            open_section = Section(above.period, above.label, _trimmed(row))
            found.append(open_section)
        in_preamble = note or (in_preamble and row.blank)
    return found


@dataclass
class Preamble:
    """The lines with # above a table, as far as they were read. A period holds until another is named."""

    period: Span | None = None
    label: str = ""
    dates: list[date | None] = field(default_factory=list)

    def read(self, line: str) -> None:
        if RULE.match(line):
            self.label, self.dates = "", []
        elif both := PERIOD.fullmatch(line):
            self.period = period_of(both)
        elif dated := DATED.match(line):
            self.dates.append(parse_date(dated[1]))
            # An account may be called by eight digits: the start and the end come last.
            if len(self.dates) > 1:
                self.period = _period(self.dates[-2], self.dates[-1])
            elif START.match(line):
                self.period = _period(self.dates[0], self.period[1] if self.period else None)
        else:
            self.label = line.lstrip("# ").strip() or self.label


def period_of(both: re.Match[str]) -> Span | None:
    """The period of a text that PERIOD matches."""
    return _period(parse_date(both[1]), parse_date(both[2]))


def _period(start: date | None, end: date | None) -> Span | None:
    return (start, end) if start and end and start <= end else None


def _trimmed(row: Row) -> Row:
    """A header without the empty cells at its end."""
    count = max(place for place, cell in enumerate(row.cells) if cell) + 1
    return Row(row.line, row.cells[:count])
