"""Mailchimp: the reports of all campaigns as one CSV (campaigns.csv); a row is one campaign, dated by its sending.

Source of the layout: files as downloaded. The send date is in the account's time zone and is a day as it stands;
everything that a campaign ever brought is dated by it. RSS campaigns have a row each time they were sent. Openers and
clickers are different people within one campaign; over campaigns they are added as recipients.

Left out and counted: test sends, which nobody of the audience saw; of an A/B test either the sum or its parts; what
has no send date, such as an automation, whose sum since it began cannot be told by day. The report of a single
campaign is another kind of file, and refused.
"""

from collections import Counter
from collections.abc import Collection, Sequence
from datetime import date

from kpilib.data.block import Block, daily_rows, known_columns, rows_below, texts_of, without, without_repeats
from kpilib.data.export import Export, of_another_kind
from kpilib.data.readers.ad_dates import dates_of
from kpilib.data.readers.ad_report import refuse_cut
from kpilib.data.readers.mailchimp_sends import Send, left_out
from kpilib.data.sheet import Sheet
from kpilib.data.whole import join_exports
from kpilib.plan.client import Source
from kpilib.plan.message import Message

COLUMNS = {
    "successful deliveries": "email_delivered",
    "unique opens": "email_openers",
    "total opens": "email_opens",
    "unique clicks": "email_clickers",
    "unsubscribes": "email_unsubscribes",
}
NEEDED = ("send date", "total recipients", "successful deliveries", "unique opens")
ONE_CAMPAIGN = "email campaign report"
CHANNEL = "Email"
OLDER = Message("campaign that a newer download holds too")


def recognises(sheet: Sheet) -> float:
    """Certain by the columns of campaigns.csv, and by the title of a single campaign's report, to refuse it."""
    names = [cell.casefold() for cell in sheet.rows[0].cells]
    return 1.0 if set(NEEDED) <= set(names) else 0.9 if names[:1] == [ONE_CAMPAIGN] else 0.0


def read(sheet: Sheet, source: Source) -> Export:
    return _read(sheet, source, _sends(sheet, source))


def read_sheets(sheets: Sequence[Sheet], source: Source) -> Export:
    """Several downloads; a campaign's numbers grow, so the one that goes furthest is right for all that it holds.

    Raises ExportError where two go equally far and tell different values.
    """
    mine = [sheet for sheet in sheets if len(sheets) == 1 or recognises(sheet)]
    others = [of_another_kind(sheet.name) for sheet in sheets if sheet not in mine]
    downloads = [(sheet, sends := _sends(sheet, source), _last(sends)) for sheet in mine]
    parts = []
    for sheet, sends, last in downloads:
        newer = {send.id for _, theirs, age in downloads if last and age and age > last for send in theirs}
        parts.append(_read(sheet, source, sends, newer))
    return join_exports(parts, others) if len(sheets) > 1 else parts[0]


def _last(sends: Sequence[Send]) -> date | None:
    return max((send.sent for send in sends if send.sent), default=None)


def _sends(sheet: Sheet, source: Source) -> list[Send]:
    """The rows of a download. Raises ExportError for what is none, and for a campaign that stands there twice."""
    header = sheet.rows[0]
    if header.cells[0].casefold() == ONE_CAMPAIGN:
        raise sheet.refuse("is the report of one campaign; export the reports of all campaigns (campaigns.csv)", 1)
    block = Block(sheet, header, without_repeats(rows_below(sheet, header)[0])[0])
    if missing := [name for name in NEEDED if block.find(name) is None]:
        raise sheet.refuse(f"has no column {' or '.join(missing)} in its first line", header.line)
    if not block.rows:
        raise sheet.refuse("it holds a header and no campaigns", header.line)
    refuse_cut(block)
    recipients = block.find("total recipients")
    counts = block.numbers([recipients], decimal=source.decimal)[recipients]
    texts = {name: texts_of(block, name) for name in ("unique id", "title", "subject", "list", "audience", "folder")}
    dated = Block(sheet, header, tuple(row for row in block.rows if row.at(block.find("send date"))))
    days = dates_of(dated, block.find("send date"), form=source.date_format, day_first=None)[0] if dated.rows else []
    sent = {row.line: day for row, day in zip(dated.rows, days, strict=True)}
    sends = [
        Send(
            row,
            texts["unique id"][place] or f"{texts['title'][place]} {row.at(block.find('send date'))}",
            texts["title"][place] or texts["subject"][place],
            texts["subject"][place],
            tuple(texts[name][place] for name in ("list", "audience", "folder")),
            counts[place],
            sent.get(row.line),
        )
        for place, row in enumerate(block.rows)
    ]
    if "unique id" in {cell.casefold() for cell in header.cells}:
        for name, count in Counter(send.id for send in sends).items():
            if count > 1:
                line = [send.row.line for send in sends if send.id == name][1]
                raise sheet.refuse(
                    f"campaign {name} stands there twice with different values; keep the right row", line
                )
    return sends


def _read(sheet: Sheet, source: Source, sends: Sequence[Send], newer: Collection[str] = ()) -> Export:
    """The campaigns of a download, less those whose id a `newer` one holds."""
    below, again = rows_below(sheet, sheet.rows[0])
    rows, repeats = without_repeats(below)
    dropped = [*again, *repeats]
    old = {send.row.line for send in sends if send.id in newer}
    for reason, lines in {OLDER: old, **left_out(sends)}.items():
        rows, gone = without(rows, lambda row, lines=lines: row.line in lines, reason)
        dropped += gone
    count = len(below) + sum(one.count for one in again)
    if not rows and not old:
        told = "; ".join(f"{one.count} {one.reason}" for one in dropped)
        raise sheet.refuse(f"no row is a campaign that an audience received ({told})", sheet.rows[0].line)
    block = Block(sheet, sheet.rows[0], rows)
    places = known_columns(block, COLUMNS)
    values = block.numbers(places, decimal=source.decimal)
    told = {send.row.line: send for send in sends}
    daily = daily_rows(
        [told[row.line].sent for row in rows],
        [source.channel or CHANNEL] * len(rows),
        [told[row.line].title for row in rows],
        {measure: values[place] for place, measure in places.items()},
    )
    # Test sends count here: a download goes as far as the last thing that it knows of.
    days = [send.sent for send in sends if send.sent]
    period = (min(days), max(days)) if days else None
    return Export.of(sheet, "mailchimp", count, daily=daily, period=period, dropped=tuple(dropped))
