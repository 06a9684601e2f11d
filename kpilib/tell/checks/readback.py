"""The read-back of a KPI: one sentence with everything that was agreed, for each party to confirm."""

import math
from functools import cache
from importlib.resources import files

from kpilib.judge.assessment import Assessment
from kpilib.plan.target import Band, Change
from kpilib.plan.yaml_text import read_yaml
from kpilib.tell import wording
from kpilib.tell.formats import Format, day
from kpilib.tell.phrases import capital


def readback(one: Assessment, language: str) -> str:
    """What was agreed, as a sentence that leaves nothing to guess.

    The baseline is that of the quarter which the target names, or of the year before; where it is not known the
    sentence does not say where the KPI starts.
    """
    words = _words(language)
    plan, kpi, metric = one.plan, one.kpi, one.metric
    write = Format(metric.unit, plan.client.currency, language)
    noun = kpi.name or metric.noun_in(language) or metric.name_in(language)
    before, baseline = _before(one)
    start = "from_unknown"
    if kpi.target is None:
        text = words["none"].format(Noun=capital(noun))
    else:
        start = "from_unknown" if math.isnan(baseline) else "from"
        shape = "band" if one.band else metric.improvement
        low, high = one.band or (math.nan, math.nan)
        target = words[shape].format(target=_target(one, write), low=write(low), high=write(high))
        text = words[start].format(baseline=write(baseline), noun=noun, before=before) + target
        text += words["noun"].format(noun=noun) if start == "from_unknown" else ""
    if one.scope:
        text += words["scope"].format(scope=one.scope)
    end = words["end" if kpi.target is not None else "no_end"]
    return text + end.format(
        period=_period(one, language),
        counted=wording.definition(one, language),
        due=day(kpi.due, language=language),
        owner=kpi.owner,
    )


def _target(one: Assessment, write: Format) -> str:
    """The target as a number; a change whose baseline is not known stays a change."""
    if math.isnan(one.target) and isinstance(one.kpi.target, Change):
        return f"{one.kpi.target.change} / {one.kpi.target.against}"
    return write(one.target)


def _before(one: Assessment) -> tuple[str, float]:
    """The quarter that the KPI starts from, and what it was there."""
    kpi = one.kpi
    if kpi.baseline:
        return kpi.baseline.quarter, kpi.baseline.value.in_unit
    if isinstance(kpi.target, Change):
        change = kpi.target.change
        against = kpi.target.against
        if change.mark == "%":
            return against, one.target / (1 + change.in_unit) if change.value > -100 else math.nan
        return against, one.target - change.in_unit
    if isinstance(kpi.target, Band):
        return "", math.nan
    whole = (one.start, kpi.due) == (one.plan.quarter.start, one.plan.quarter.end)
    return str(one.plan.quarter.year_before), one.baseline if whole else math.nan


def _period(one: Assessment, language: str) -> str:
    quarter = one.plan.quarter
    if (one.start, one.kpi.due) == (quarter.start, quarter.end):
        return str(quarter)
    return f"{day(one.start, language=language)} – {day(one.kpi.due, language=language)}"


@cache
def _words(language: str) -> dict[str, str]:
    return read_yaml(files(__package__).joinpath("readback.yml"))[language]
