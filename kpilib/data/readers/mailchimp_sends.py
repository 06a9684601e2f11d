"""Which rows of a Mailchimp download are campaigns that an audience received, each of them once."""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from kpilib.data.sheet import Row
from kpilib.plan.message import Message

# Of the 872 sends of the newsletter that this was tried on, 786 went to 1 to 5 people, and the next ones to 41.
FEW = 10
# Below this largest send a list may itself be so small that a few people are its audience.
LARGE = 100
# A send that calls itself a test and went to more than this share of the largest one was read by an audience.
SHARE = 0.05
MARKED = re.compile(r"\s*[\[(](test|tes)\s*\d*[\])]", re.IGNORECASE)
NAMED = re.compile(r"(?<![^\W_])(tests?|tes|uji coba)(?![^\W_])", re.IGNORECASE)  # also within test_reviews
AB_TEST = re.compile(r"\b(a/?b|split|multivariate)\b[ -]*tests?\b", re.IGNORECASE)
PART = re.compile(r"(?P<whole>.+?)\s*\|\s*(combo \d+|winner|group [a-z])", re.IGNORECASE)

TINY_REASON = Message("test send (to {few} recipients at most)", few=FEW)
TEST_REASON = Message("test send (says so in its title, subject, list or folder)")
SUM_REASON = Message("sum of an A/B test whose parts have rows of their own")
PART_REASON = Message("part of an A/B test whose sum has a row of its own")


@dataclass(frozen=True)
class Send:
    """One row of a download. `sent` is None where it has no send date, `recipients` NaN where it counts none."""

    row: Row
    id: str
    title: str
    subject: str
    names: tuple[str, ...]
    recipients: float
    sent: date | None


def left_out(sends: Sequence[Send]) -> dict[str, set[int]]:
    """Lines of the sends that are not to be counted, by reason; each line once."""
    sums, parts = _ab_doubles(sends)
    largest = max((send.recipients for send in sends if not math.isnan(send.recipients)), default=0)
    tiny = {send.row.line for send in sends if largest >= LARGE and send.recipients <= FEW}
    named = {send.row.line for send in sends if _is_named_test(send, largest)}
    undated = {send.row.line for send in sends if send.sent is None}
    found: dict[str, set[int]] = {}
    for reason, lines in (
        (Message("campaign without a send date"), undated),
        (TINY_REASON, tiny),
        (TEST_REASON, named),
        (SUM_REASON, sums),
        (PART_REASON, parts),
    ):
        found[reason] = lines - {line for before in found.values() for line in before}
    return found


def _is_named_test(send: Send, largest: float) -> bool:
    if MARKED.match(send.subject) or MARKED.match(send.title):
        return True
    said = any(NAMED.search(AB_TEST.sub("", name)) for name in (send.title, *send.names))
    return said and send.recipients <= SHARE * largest


def _ab_doubles(sends: Sequence[Send]) -> tuple[set[int], set[int]]:
    """Lines of A/B tests that repeat others: the sums whose parts are all here, and else the parts.

    The parts are the better ones where they are whole, because the winner may be sent on a later day.
    """
    parts: dict[str, list[Send]] = {}
    wholes: dict[str, list[Send]] = {}
    for send in sends:
        if part := PART.fullmatch(send.title):
            parts.setdefault(part["whole"], []).append(send)
        else:
            wholes.setdefault(send.title, []).append(send)
    sums, halves = set(), set()
    for title, mine in parts.items():
        above = wholes.get(title, [])
        if above and sum(one.recipients for one in mine) == sum(one.recipients for one in above):
            sums |= {one.row.line for one in above}
        elif above:
            halves |= {one.row.line for one in mine}
    return sums, halves
