"""The agency's own page: all clients of a quarter, worst first, and the page that leads to the quarters.

Everything is told from the results that the reports left behind (`kpilib.data.reported`), in the language that is
being spoken: `shared_language` says which that is. What a client's own report says keeps the language of that report
and is marked with it.
"""

from kpilib.tell.portfolio.clients import ClientState, clients_of, shared_language
from kpilib.tell.portfolio.lists import table_changed, table_data, table_decisions, table_warnings
from kpilib.tell.portfolio.page import page_of, quarter_page, quarters_page
from kpilib.tell.portfolio.summary import headline, summary
from kpilib.tell.portfolio.table import table_clients

__all__ = [
    "ClientState",
    "clients_of",
    "headline",
    "page_of",
    "quarter_page",
    "quarters_page",
    "shared_language",
    "summary",
    "table_changed",
    "table_clients",
    "table_data",
    "table_decisions",
    "table_warnings",
]
