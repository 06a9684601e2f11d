"""Campaigns and what converted, in sentences."""

import math
from collections.abc import Sequence

from kpilib.measure.campaigns import Campaign
from kpilib.measure.series import SMALLEST_DENOMINATOR
from kpilib.tell.formats import Format
from kpilib.tell.language import say, say_count
from kpilib.tell.phrases import inside
from kpilib.tell.wording.activities import measured, singular


def finding_campaigns(found: Sequence[Campaign]) -> str:
    """The campaign that converts best, if it surely does better than the next one of its kind."""
    kind = (found[0].source, found[0].numerator)
    mine = [one for one in found if (one.source, one.numerator) == kind and not math.isnan(one.interval[0])]
    mine = sorted(mine, key=lambda one: -one.rate)
    if len(mine) < 2:
        return say_count("{number} campaign and what converted", "{number} campaigns and what converted", len(found))
    best, next_one = mine[:2]
    told = {"name": best.name, "rate": Format("percent")(best.rate), "what": _per(best, measured(best.numerator))}
    if best.interval[0] > next_one.interval[1]:
        return say("{name} converted best: {rate} {what}", **told)
    return say("No campaign surely converts better than the next: {name} leads with {rate} {what}", **told)


def rate_name(one: Campaign) -> str:
    """The rate with what it is held against."""
    return _per(one, inside(measured(one.numerator)))


def _per(one: Campaign, numerator: str) -> str:
    return say("{numerator} per {denominator}", numerator=numerator, denominator=singular(one.denominator))


def note_campaigns(found: Sequence[Campaign]) -> str:
    """What a rate is held against, and whose count a claim is."""
    rates = say(
        "What converted is held against what the column names; under {least} of it nothing is told.",
        least=SMALLEST_DENOMINATOR,
    )
    if not any(one.numerator.startswith("claimed") for one in found):
        return rates
    claims = say("Conversions that a platform claims are its own count and are not added to orders.")
    return f"{rates} {claims}"
