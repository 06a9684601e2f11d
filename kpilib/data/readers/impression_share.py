"""Search impression share as the two parts of a ratio: impressions had, and impressions that were possible.

Google Ads shows a share only down to a tenth: `< 10%` is not a number. A share over several campaigns then lacks the
worst of them, so both parts are missing for all rows of such days: the others alone would look better than all.
"""

import math
import re
from collections.abc import Mapping, Sequence

from kpilib.data.block import Block
from kpilib.data.dates import Span
from kpilib.data.numbers import NOTHING, number
from kpilib.plan.message import Listed, Message

COLUMN = "search impr. share"
# Two keywords can be possible for one search, so what was possible for keywords may not be added.
FINER = ("ad group", "keyword", "search keyword", "search term", "ad")
CENSORED = re.compile(r"[<>≤≥]\s*\d+([.,]\d+)?\s*%")


def with_shares(
    block: Block, spans: Sequence[Span], values: Mapping[str, list[float]]
) -> tuple[dict[str, list[float]], str]:
    """The values with `search_ad_impressions` and `eligible_impressions`, where a report by campaign has shares.

    With them what to note, or "".
    """
    place = block.find(COLUMN)
    if place is None or "impressions" not in values or block.find(*FINER) is not None:
        return dict(values), ""
    texts = block.column(place)
    censored = [bool(CENSORED.fullmatch(text)) for text in texts]
    unknown = {span for span, hidden in zip(spans, censored, strict=True) if hidden}
    had, possible = [], []
    for row, text, hidden, span, impressions in zip(
        block.rows, texts, censored, spans, values["impressions"], strict=True
    ):
        told = math.nan if hidden or span in unknown else _share(block, row.line, text)
        known = told > 0 and not math.isnan(impressions)
        had.append(impressions if known else math.nan)
        possible.append(impressions / told if known else math.nan)
    note = _note(block, place, censored, unknown) if unknown else ""
    return {**values, "search_ad_impressions": had, "eligible_impressions": possible}, note


def _note(block: Block, place: int, censored: list[bool], unknown: set[Span]) -> Message:
    """On which days the share is missing, and where it stands that it is no number."""
    first = block.rows[censored.index(True)]
    about = {"line": first.line, "text": first.at(place), "days": _days(unknown)}
    if sum(censored) == 1:
        return Message(
            "search impression share is no number in line {line} ('{text}'): it is missing on {days}", **about
        )
    return Message(
        "search impression share is no number in {count} rows, the first in line {line} ('{text}'): it is "
        "missing on {days}",
        count=sum(censored),
        **about,
    )


def _days(spans: set[Span]) -> Listed | Message:
    days = [
        start if start == end else Message("{start} to {end}", start=start, end=end) for start, end in sorted(spans)
    ]
    first = Listed(days[:3])
    return first if len(days) <= 3 else Message("{days} and {number} more", days=first, number=len(days) - 3)


def _share(block: Block, line: int, text: str) -> float:
    if text in NOTHING:
        return math.nan
    try:
        return number(text, "," if "," in text else ".")
    except ValueError as error:
        raise block.sheet.refuse(f"column 'Search impr. share': {error}", line) from None
