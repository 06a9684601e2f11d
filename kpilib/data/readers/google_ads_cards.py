"""The cards of Google Ads' overview page, each a CSV of its own.

Source of the layout: files as downloaded. The first line is the header; money has its currency before it
(`US$34.15`). The period stands in the file's name alone, `Devices(2026.02.05-2026.02.10).csv`; a file whose name
has lost it cannot be dated. Cards that split the same clicks and cost each give the period's sums. Cards whose rows
do not add up to the account, or that name no dates, are refused.
"""

from collections.abc import Callable
from dataclasses import dataclass

from kpilib.data.block import Block, decimal_of, known_columns, rows_below, without_repeats
from kpilib.data.export import Export
from kpilib.data.readers.google_ads_layout import COLUMNS
from kpilib.data.readers.named_period import named_period
from kpilib.data.readers.search_ads import currency_of, dates_of, facts_by_grain
from kpilib.data.sheet import Sheet
from kpilib.plan.client import Source
from kpilib.plan.message import Message

CERTAIN, LIKELY = 0.9, 0.6
RATES = {"avg. cpc", "ctr", "conv. rate", "cost / conv.", "percent of known total", "top containing queries"}
STATES = {"match type", "criterion status", "campaign status", "ad group status", "start hour", "age range"}
WEEKDAYS = {"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"}
DEVICES = {"computers", "mobile phones", "tablets", "tv screens"}
NETWORKS = {"google search", "search partners", "display network", "google display network", "youtube"}
INSTEAD = "download the card Time series, or the campaign report segmented by Time > Day"


def _in(names: set[str]) -> Callable[[str], bool]:
    return lambda cell: cell.casefold() in names


@dataclass(frozen=True)
class Card:
    """A card by its first column, and by what stands in that column where others call one so too.

    wrong : why its rows may not be used; "" where they may.
    """

    first: str
    holds: Callable[[str], bool] | None = None
    second: str = ""
    grain: str = "total"
    channel: str = ""
    wrong: str = ""
    certainty: float = CERTAIN

    def fits(self, sheet: Sheet) -> bool:
        names = [cell.casefold() for cell in sheet.rows[0].cells if cell]
        if not names or names[0] != self.first or (self.second and self.second not in names):
            return False
        others = set(names[1:])
        if not others <= set(COLUMNS) | RATES | STATES or not others & set(COLUMNS):
            return False
        cells = [row.cells[0] for row in sheet.rows[1:] if not row.blank]
        return self.holds is None or (bool(cells) and all(self.holds(cell) for cell in cells))


def _day_in_words(cell: str) -> bool:
    return cell.split(",")[0].casefold() in {name[:3] for name in WEEKDAYS}


def _hour(cell: str) -> bool:
    return [part.strip().isdigit() for part in cell.split("-")] == [True, True]


CARDS = (
    Card("date", _day_in_words, grain="day"),
    Card("hour", _hour),
    Card("device", _in(DEVICES)),
    Card("network", _in(NETWORKS)),
    Card("search keyword", second="match type", channel="Paid Search"),
    Card(
        "search",
        second="impressions",
        wrong=Message("it lists the searches that Google names, which come to less than all"),
    ),
    Card(
        "word",
        second="impressions",
        wrong=Message("it lists words, and one search stands in the rows of all its words"),
    ),
    Card("day", _in(WEEKDAYS), wrong=Message("it names weekdays, not dates"), certainty=LIKELY),
    Card("gender", wrong=Message("it tells only of people whose gender or age Google knows")),
    Card("age range", wrong=Message("it tells only of people whose gender or age Google knows")),
    Card("location name", wrong=Message("places lie within each other and do not add up to all"), certainty=LIKELY),
)


def recognises(sheet: Sheet) -> float:
    card = _card(sheet)
    return card.certainty if card else 0


def refusal(sheet: Sheet) -> str:
    """Why a card may not be used, or ""."""
    card = _card(sheet)
    return card.wrong if card else ""


def read(sheet: Sheet, source: Source) -> Export:
    card = _card(sheet)
    if card is None:
        raise sheet.refuse("is not a card of the overview page", 1)
    if card.wrong:
        raise sheet.refuse(f"is a card of the overview that cannot be used: {card.wrong}; {INSTEAD}", 1)
    header = sheet.rows[0]
    below, again = rows_below(sheet, header)
    rows, repeats = without_repeats(below)
    if not rows:
        raise sheet.refuse("the card is empty: it holds a header and no rows", header.line)
    block = Block(sheet, header, rows)
    period = named_period(sheet)
    if card.grain == "day":
        spans = [(day, day) for day in dates_of(block, 0, source, period)]
    elif period is None:
        told = "names no days, and its name has lost them"
        raise sheet.refuse(f"{told}; keep the name it is downloaded with, such as Devices(2026.02.05-2026.02.10).csv")
    else:
        spans = [period] * len(rows)
    hours = len(set(block.column(0)))
    if card.first == "hour" and hours != 24:
        raise sheet.refuse(f"holds {hours} of the 24 hours of its day; download it when the day is over", header.line)
    measures = known_columns(block, COLUMNS)
    numbers = block.numbers(measures, decimal=decimal_of(block, source))
    # A card tells of all campaigns of the account, so without more it belongs to no one channel.
    channels = [source.channel or card.channel] * len(rows)
    values = {measure: numbers[place] for place, measure in measures.items()}
    return Export.of(
        sheet,
        "google_ads",
        len(below) + sum(one.count for one in again),
        **facts_by_grain(spans, channels, [""] * len(rows), values, card.grain),
        period=period,
        currency=currency_of(block, measures),
        dropped=(*again, *repeats),
    )


def _card(sheet: Sheet) -> Card | None:
    return next((card for card in CARDS if card.fits(sheet)), None)
