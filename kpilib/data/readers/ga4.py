"""Google Analytics 4: standard reports, the reports snapshot, and Explorations saved as CSV, Excel or from Sheets.

Source of the layouts: files as downloaded; a standard report names `# Start date` and `# End date` (in the language
of whoever downloads), an Exploration one line `# 20260101-20260331` and a first row with the grand total, one cell
longer than the others. A table without a column of time is a reading of the whole period; where the preamble was
lost, the period is that of two dates in the file's name.
"""

from kpilib.data.export import Export
from kpilib.data.readers import google_analytics as analytics
from kpilib.data.readers.analytics_sections import DATED, PERIOD, START, preamble, sections
from kpilib.data.readers.analytics_words import english
from kpilib.data.sheet import Sheet
from kpilib.plan.client import Source

# Of two columns for one measure the first counts: all revenue before that of purchases alone.
COLUMNS = {
    "sessions": "sessions",
    "engaged sessions": "engaged_sessions",
    "user engagement": "engagement_seconds",
    "new users": "new_users",
    "active users": "active_users",
    "users": "active_users",  # what a report of 2021 calls them
    "1 day": "active_users",
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
    "purchases": "orders",
    "add to carts": "add_to_carts",
    "total purchasers": "customers",
    "first time purchasers": "new_customers",
    "refund amount": "refunds",
    "items purchased": "items_sold",
    "item revenue": "item_revenue",
}
LAYOUT = analytics.Layout("ga4", COLUMNS, plain_numbers=True)
ONLY_HERE = {
    *("engaged sessions", "active users", "key events", "views", "event count", "session default channel group"),
    *("session primary channel group", "first user default channel group", "first user primary channel group"),
    *("session source / medium", "first user source / medium", "session campaign", "first user campaign"),
    *("average engagement time per active user", "average engagement time per session", "ecommerce purchases"),
    *("page title and screen class", "page path and screen class", "page path + query string and screen class"),
}
# Names that no other tool gives its columns: two of them are enough without any preamble.
UNMISTAKABLE = ONLY_HERE - {"active users", "views"}


def recognises(sheet: Sheet) -> float:
    """A `#` preamble with start and end, or with a period over a table that only GA4 has; or such a table alone."""
    lines = preamble(sheet)
    if sum(bool(DATED.match(line)) for line in lines) > 1 or any(map(START.match, lines)):
        return 1.0
    names = {english(cell) for table in sections(sheet) for cell in table.header.cells}
    if any(map(PERIOD.fullmatch, lines)):
        grand_total = any("Grand total" in row.cells for row in sheet.rows[:20])
        return 1.0 if grand_total or names & ONLY_HERE or any(name.startswith("nth ") for name in names) else 0.0
    if any(name.startswith("nth ") for name in names):
        return 0.9
    return 0.7 if len(names & UNMISTAKABLE) > 1 else 0.0


def read(sheet: Sheet, source: Source) -> Export:
    return analytics.read_sections(sheet, source, LAYOUT)
