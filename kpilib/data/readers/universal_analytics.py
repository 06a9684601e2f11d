"""Universal Analytics (until July 2024), as downloaded or saved again by a spreadsheet.

Source of the layout: files as downloaded; the preamble names the view, the report and its period in one line; rows
named Total, and a last row under an empty index, repeat the sum of the others.
"""

from kpilib.data.export import Export
from kpilib.data.readers import google_analytics as analytics
from kpilib.data.sheet import Sheet
from kpilib.plan.model import Source

COLUMNS = {
    "sessions": "sessions",
    "users": "total_users",
    "new users": "new_users",
    "pageviews": "views",
    "revenue": "revenue",
    "transactions": "orders",
    "goal completions": "key_events",
}


def recognises(sheet: Sheet) -> bool:
    return any(analytics.PERIOD.match(line) for line in analytics.preamble(sheet))


def read(sheet: Sheet, source: Source) -> Export:
    return analytics.read_sections(sheet, source, reader="universal_analytics", columns=COLUMNS)
