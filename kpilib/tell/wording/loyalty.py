"""Loyalty and awareness, in words: what each number is, and what only stands for it."""

from collections.abc import Sequence

from kpilib.judge.assessment import Assessment
from kpilib.judge.moves import Move, move_of_waves, move_of_weeks
from kpilib.tell.language import marked, retold, say, say_count
from kpilib.tell.names import name_of
from kpilib.tell.phrases import inside

# What makes loyalty: feeling, buying again, recommending. The last three are three different shares.
LOYALTY = {
    "satisfaction": marked("sentiment"),
    "nps": marked("recommendation"),
    "repurchase_rate": marked("repurchase: customers who bought again by a day"),
    "returning_rate": marked("returning: customers who bought in a month"),
    "repeat_order_share": marked("repeat orders: a share of orders, not of customers"),
}
AWARENESS = {
    "top_of_mind": marked("named first, unprompted"),
    "unaided_awareness": marked("named unprompted"),
    "aided_awareness": marked("recognised when shown"),
    "comprehension": marked("known for what it offers"),
    "brand_search": marked("proxy: clicks on searches for the brand"),
    "direct_sessions": marked("proxy: direct visits, and what no tag explains"),
    "share_of_search": marked("proxy: share of the searches for tracked brands, within one pull"),
}
COHORTS = marked(
    "Rows: customers by the month of their first purchase. Columns: the share of them that bought in that later "
    "month, with its 95% interval. Blank: the month is not over. Buyers from before the data begin look new, so the "
    "first month is left out."
)


def scale_text(notes: Sequence[str]) -> str:
    """How the scales of the answers were understood."""
    return say("How the answers were read: {notes}.", notes="; ".join(map(retold, notes)))


def move_of(one: Assessment) -> Move:
    """How a measure moved: from wave to wave where people were asked or followed, else by weeks."""
    return move_of_waves(one) if one.estimates else move_of_weeks(one)


def finding_loyalty(shown: Sequence[Assessment]) -> str:
    """Whether feeling, buying again and recommending point the same way."""
    return _finding(say("Loyalty"), shown)


def finding_awareness(shown: Sequence[Assessment]) -> str:
    """Whether the surveys show that more people know the brand; proxies prove nothing by themselves."""
    asked = [one for one in shown if not one.metric.proxy]
    if not asked:
        return say("Awareness is told by proxies alone; nobody was asked")
    return _finding(say("Awareness"), asked)


def _finding(what: str, shown: Sequence[Assessment]) -> str:
    moves = {name_of(one): move_of(one).course for one in shown}
    up = [name for name, course in moves.items() if course == "better"]
    down = [name for name, course in moves.items() if course == "worse"]
    if set(moves.values()) == {"unknown"}:
        return say("Whether {what} has changed cannot be told yet", what=what.lower())
    if up and down:
        return say(
            "{what} is divided: {one} got better, {other} worse", what=what, one=inside(up[0]), other=inside(down[0])
        )
    if up:
        return say("{what} got better in {number} of {total} measures", what=what, number=len(up), total=len(moves))
    if down:
        return say("{what} got worse in {number} of {total} measures", what=what, number=len(down), total=len(moves))
    return say_count(
        "{what} has not clearly changed in its one measure",
        "{what} has not clearly changed in {number} measures",
        len(moves),
        what=what,
    )
