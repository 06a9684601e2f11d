"""Whether the data can be trusted: every check of coverage, values and agreement between sources.

All checks are arithmetic on what was read, so the same facts give the same findings, and none looks past the as-of
date. A finding is data: a code, a source, days, numbers; `tell` makes the sentence and says what to do.
"""

from collections.abc import Callable, Iterable
from datetime import date

from kpilib.data.facts import Facts
from kpilib.data.quality import claims, covered, levels, meaning, odd, parts, restated, tags
from kpilib.data.quality.finding import SEVERITIES, DataFinding, data_rules
from kpilib.data.quality.look import Look
from kpilib.plan.model import Plan

__all__ = ["DataFinding", "Look", "data_rules", "quality"]

CHECKS: tuple[Callable[[Look], Iterable[DataFinding]], ...] = (
    covered.freshness,
    covered.gaps,
    covered.zero_filled,
    covered.partial_day,
    covered.unsettled,
    tags.silent_tags,
    levels.level_breaks,
    odd.odd,
    parts.unattributed,
    parts.other_row,
    parts.hidden_queries,
    claims.over_claimed,
    restated.restated,
    restated.repeated_rows,
    meaning.other_zones,
    meaning.not_added,
    meaning.definition_breaks,
)


def quality(plan: Plan, facts: Facts, as_of: date) -> list[DataFinding]:
    """Everything to know of the data as of a date, the worst first, then in the order of the sources.

    Nothing after the last whole day before `as_of` is used, whatever `facts` hold.
    """
    look = Look.at(plan, facts, as_of)
    found = [one for check in CHECKS for one in check(look)]
    tagged = {(one.source, day) for one in found if one.code in ("tag", "partial-day") for day in one.days}
    found = [one for one in found if one.code != "odd-days" or not {(one.source, day) for day in one.days} <= tagged]
    order = {source: number for number, source in enumerate(look.sources)}
    return sorted(found, key=lambda one: (SEVERITIES.index(one.severity), order.get(one.source, len(order))))
