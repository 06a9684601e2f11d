"""Google Analytics 4: standard reports, the reports snapshot, and Explorations saved as CSV.

Source of the layouts: files as downloaded; a standard report names `# Start date` and `# End date`, an Exploration
one line `# 20260101-20260331` and a first row with the grand total, one cell longer than the others.
"""

from kpilib.data.export import Export
from kpilib.data.readers import google_analytics as analytics
from kpilib.data.sheet import Sheet
from kpilib.plan.model import Source

COLUMNS = {
    "sessions": "sessions",
    "engaged sessions": "engaged_sessions",
    "new users": "new_users",
    "active users": "active_users",
    "total users": "total_users",
    "returning users": "returning_users",
    "views": "views",
    "event count": "events",
    "key events": "key_events",
    "conversions": "key_events",  # the name before March 2024
    "total revenue": "revenue",
    "purchase revenue": "revenue",
    "ecommerce purchases": "orders",
    "transactions": "orders",
    "add to carts": "add_to_carts",
}
ONLY_HERE = (
    "engaged sessions",
    "active users",
    "session default channel group",
    "key events",
    "views",
    "event count",
)


def recognises(sheet: Sheet) -> bool:
    """A `#` preamble with a start date, or with a period over a table that only GA4 has; or a GA4 table alone."""
    lines = analytics.preamble(sheet)
    if any(analytics.START.match(line) for line in lines):
        return True
    headers = {cell.casefold() for table in analytics.sections(sheet) for cell in table.header.cells}
    if any(analytics.PERIOD.match(line) for line in lines):
        grand_total = any("Grand total" in row.cells for row in sheet.rows[:20])
        return grand_total or bool(headers & set(ONLY_HERE))
    return any(name.startswith("nth ") for name in headers)


def read(sheet: Sheet, source: Source) -> Export:
    return analytics.read_sections(sheet, source, reader="ga4", columns=COLUMNS)
