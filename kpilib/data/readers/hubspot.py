"""HubSpot: the lists of contacts and of deals, as CRM > Export writes them.

Source of the layout: HubSpot's property names, which the headers repeat; the columns are those that were chosen.

A contact is a lead from its Create Date on, and a qualified one from the day on which it first became a Marketing or
Sales Qualified Lead. A deal is won or lost on its Close Date, by its stage. It is a lead of its own, from its Create
Date on, only where no list of contacts says who came in (event_files). Times are the account's own, so they are taken
as the client's.
"""

from kpilib.data.block import Block, rows_below, without_repeats
from kpilib.data.export import Export
from kpilib.data.readers import hubspot_contacts, hubspot_deals
from kpilib.data.readers.event_rows import event_rows
from kpilib.data.readers.hubspot_columns import CREATED, ID, check_ids
from kpilib.data.sheet import Sheet
from kpilib.plan.client import Source

DEALS = {"deal name", "deal stage"}
PEOPLE = {"lifecycle stage", "lead status", "contact owner", "first name", "became a lead date"}
COMPANIES = {"company name", "company owner", "company domain name"}


def recognises(sheet: Sheet) -> float:
    """By property names that only HubSpot has, beside the Record ID of each of its lists."""
    names = {cell.casefold() for cell in sheet.rows[0].cells}
    if names >= DEALS:
        return 0.95 if names & {*ID, "close date", "deal owner"} else 0.6
    if not names & set(ID):
        return 0.0
    if "email" in names and names & {*PEOPLE, *CREATED}:
        return 0.95 if names & {"lifecycle stage", "contact owner", *CREATED} else 0.6
    return 0.9 if names & COMPANIES else 0.0


def read(sheet: Sheet, source: Source) -> Export:
    """Leads, qualified leads and decided deals as events.

    Raises ExportError for companies, for lists without days, and for ids that a spreadsheet has cut.
    """
    header = sheet.rows[0]
    names = {cell.casefold() for cell in header.cells}
    if not names >= DEALS and "email" not in names:
        raise sheet.refuse("is the list of companies, which says nothing of leads; export Contacts or Deals", 1)
    below, again = rows_below(sheet, header)
    rows, repeats = without_repeats(below)
    if not rows:
        raise sheet.refuse("it holds a header and no rows", header.line)
    block = Block(sheet, header, rows)
    check_ids(block)
    if block.find(*CREATED) is None:
        raise sheet.refuse("has no column Create Date; export it with all properties", header.line)
    found = (hubspot_deals if names >= DEALS else hubspot_contacts).events_in(block, source)
    if not len(found.events):
        raise sheet.refuse(f"none of its {len(rows)} records has a Create Date", header.line)
    return Export.of(
        sheet,
        "hubspot",
        len(below) + sum(one.count for one in again),
        events=event_rows(found.events, source),
        tells=found.tells,
        currency=found.currency,
        dropped=(*again, *repeats, *found.dropped),
        notes=found.notes,
    )
