"""What a PDCA review shows.

overview the quarter as a whole: its summary, last quarter's promises, every cycle, what goes on
page     an A3 page for each cycle: Plan, Do, Check, Act
results  both as plain data
"""

from kpilib.tell.cycles.overview import review_summary, table_cycles, table_open, table_promises
from kpilib.tell.cycles.page import cycle_page, cycle_pages
from kpilib.tell.cycles.results import cycle_data, promise_data

__all__ = [
    "cycle_data",
    "cycle_page",
    "cycle_pages",
    "promise_data",
    "review_summary",
    "table_cycles",
    "table_open",
    "table_promises",
]
