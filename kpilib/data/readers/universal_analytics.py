"""Universal Analytics (until July 2024), as downloaded (CSV or Excel) or saved again by a spreadsheet.

Source of the layouts: files as downloaded; the preamble names the view, the report and its period in one line; rows
named Total, and a last row under an empty index, repeat the sum of the others. A workbook tells its period in another
sheet than its tables, which are called Dataset1 and so on; else the two dates in the file's name are its period.
"""

import re
from collections.abc import Iterable, Sequence

from kpilib.data.dates import Span
from kpilib.data.export import Export, of_another_kind
from kpilib.data.readers import google_analytics as analytics
from kpilib.data.readers.analytics_sections import PERIOD, period_of, preamble, sections
from kpilib.data.readers.analytics_words import english
from kpilib.data.sheet import Sheet
from kpilib.data.whole import join_exports
from kpilib.plan.client import Source

COLUMNS = {
    "sessions": "sessions",
    "visits": "sessions",  # until 2014
    "users": "total_users",
    "unique visitors": "total_users",  # until 2014
    "new users": "new_users",
    "pageviews": "views",
    "revenue": "revenue",
    "transactions": "orders",
    "goal completions": "key_events",
    "total events": "events",
}
LAYOUT = analytics.Layout("universal_analytics", COLUMNS, blank_totals=True)
INDEX = re.compile(r"(hour|day|week|month) index")
ONLY_HERE = {
    *("pageviews", "unique pageviews", "avg. session duration", "avg. time on page", "pages / session"),
    *("% new sessions", "default channel grouping", "goal completions", "goal conversion rate", "unique visitors"),
}


def recognises(sheet: Sheet) -> float:
    """A `#` preamble with a period in one line, an index of days, or a table whose names only it has."""
    if any(map(PERIOD.fullmatch, preamble(sheet))):
        return 0.9
    names = {english(cell) for table in sections(sheet) for cell in table.header.cells}
    if any(map(INDEX.fullmatch, names)) and names & (set(COLUMNS) | ONLY_HERE):
        return 0.9
    return 0.7 if len(names & ONLY_HERE) > 1 else 0.0


def read(sheet: Sheet, source: Source) -> Export:
    return analytics.read_sections(sheet, source, LAYOUT)


def read_sheets(sheets: Sequence[Sheet], source: Source) -> Export:
    """The sheets of a workbook or the files of a folder; what is no table of Analytics is left out and counted.

    Raises ExportError for a table that cannot be read, and where not one sheet is a table.
    """
    mine = [sheet for sheet in sheets if recognises(sheet)]
    if not mine:
        raise sheets[0].refuse("has no table of Universal Analytics: no preamble with a period and no Day Index")
    parts = [
        analytics.read_sections(sheet, source, LAYOUT, period=_told(one for one in sheets if one.path == sheet.path))
        for sheet in mine
    ]
    others = [sheet for sheet in sheets if sheet not in mine and _told([sheet]) is None]
    dropped = [of_another_kind(sheet.name) for sheet in others]
    return join_exports(parts, dropped) if len(parts) > 1 or dropped else parts[0]


def _told(sheets: Iterable[Sheet]) -> Span | None:
    """The period that a sheet of the same workbook tells: `20200401-20200430` in a cell of its own."""
    for sheet in sheets:
        for row in sheet.rows:
            for cell in row.cells:
                if (both := PERIOD.fullmatch(cell)) and (period := period_of(both)):
                    return period
    return None
