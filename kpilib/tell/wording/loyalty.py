"""Loyalty and awareness, in words: what each number is, and what only stands for it."""

from collections.abc import Sequence

from kpilib.judge.assess import Assessment
from kpilib.judge.moves import Move, move_of_waves, move_of_weeks
from kpilib.tell.wording.pairs import inside

# What makes loyalty: feeling, buying again, recommending. The last three are three different shares.
LOYALTY = {
    "satisfaction": "sentiment",
    "nps": "recommendation",
    "repurchase_rate": "repurchase: customers who bought again by a day",
    "returning_rate": "returning: customers who bought in a month",
    "repeat_order_share": "repeat orders: a share of orders, not of customers",
}
AWARENESS = {
    "top_of_mind": "named first, unprompted",
    "unaided_awareness": "named unprompted",
    "aided_awareness": "recognised when shown",
    "comprehension": "known for what it offers",
    "brand_search": "proxy: clicks on searches for the brand",
    "direct_sessions": "proxy: direct visits, and what no tag explains",
    "share_of_search": "proxy: share of the searches for tracked brands, within one pull",
}
COHORTS = (
    "Rows: customers by the month of their first purchase. Columns: the share of them that bought in that later "
    "month, with its 95% interval. Blank: the month is not over. Buyers from before the data begin look new, so the "
    "first month is left out."
)
SCALE = "How the answers were read: {notes}."


def move_of(one: Assessment) -> Move:
    return move_of_waves(one) if one.estimates else move_of_weeks(one)


def finding_loyalty(shown: Sequence[Assessment]) -> str:
    """Whether feeling, buying again and recommending point the same way."""
    return _finding("Loyalty", shown)


def finding_awareness(shown: Sequence[Assessment]) -> str:
    """Whether the surveys show that more people know the brand; proxies prove nothing by themselves."""
    asked = [one for one in shown if not one.metric.proxy]
    if not asked:
        return "Awareness is told by proxies alone; nobody was asked"
    return _finding("Awareness", asked)


def _finding(what: str, shown: Sequence[Assessment]) -> str:
    moves = {one.name: move_of(one).course for one in shown}
    up = [name for name, course in moves.items() if course == "better"]
    down = [name for name, course in moves.items() if course == "worse"]
    if set(moves.values()) == {"unknown"}:
        return f"Whether {what.lower()} has changed cannot be told yet"
    if up and down:
        return f"{what} is divided: {inside(up[0])} got better, {inside(down[0])} worse"
    if up or down:
        count, way = (len(up), "better") if up else (len(down), "worse")
        return f"{what} got {way} in {count} of {len(moves)} measures"
    return f"{what} has not clearly changed in {'its one measure' if len(moves) == 1 else f'{len(moves)} measures'}"
