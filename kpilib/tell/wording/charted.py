"""What a chart of a KPI shows: measure, unit, period and marks, and what its whole weeks say."""

import math

import pandas as pd

from kpilib.judge.assessment import Assessment
from kpilib.tell.definitions import made_of
from kpilib.tell.formats import day
from kpilib.tell.language import say, say_count
from kpilib.tell.names import name_of, noun_of
from kpilib.tell.wording.explained import rate
from kpilib.tell.wording.verdict import format_of


def subtitle(one: Assessment, *, near: bool = False) -> str:
    """What a chart shows, without judging: measure, unit, period, and what its marks mean."""
    about = {"measure": measure_of(one), "first": day(one.start, year=False), "last": day(one.kpi.due)}
    if near:
        told = [say("{measure}, distance from the plan path, {first} to {last}.", **about)]
    elif one.metric.kind == "sum":
        told = [say("{measure}, cumulative, {first} to {last}.", **about)]
    else:
        told = [say("{measure}, to date, {first} to {last}.", **about)]
    if not math.isnan(one.target):
        told.append(say("Dotted: plan (PL).") if one.pace else say("Dotted: target."))
    if not math.isnan(one.baseline) and not near:
        told.append(say("Light: {quarter} (PY), same calendar days.", quarter=one.plan.quarter.year_before.name))
    if one.forecast is not None and one.forecast.numbered:
        if one.pace is not None:
            told.append(say("Coloured fan: forecast (FC) with its 50% and 80% ranges."))
        else:
            told.append(say("Coloured bar at the due date: forecast (FC) with its 50% and 80% ranges."))
    return " ".join(told)


def measure_of(one: Assessment) -> str:
    """The KPI, what is counted where the name does not say it, and the one channel it is about."""
    name, noun = name_of(one), noun_of(one.metric)
    parts = [name]
    parts += [noun] if noun and noun.lower() != name.lower() and one.kpi.name is None else []
    told = " ".join(parts).lower()
    if one.scope and one.scope.split()[0].lower() not in told:
        parts.append(say("{channel} only", channel=one.scope))
    return ", ".join(parts)


def finding_weekly(one: Assessment, weeks: pd.Series) -> str:
    """What the whole weeks say: of a total, whether the needed rate was ever reached; of a level, how often."""
    write, kpi = format_of(one), name_of(one)
    if not len(weeks):
        return say("{kpi} has no whole week to show yet", kpi=kpi)
    if one.required:  # only of what is to rise
        about = {"need": rate(one.required.per_day * 7, write), "best": rate(weeks.max(), write)}
        if len(weeks) == 1:
            return say("Each week left needs {need}; the one whole week so far brought {best}", **about)
        return say(
            "Each week left needs {need}; the best of the last {weeks} whole weeks brought {best}",
            weeks=len(weeks),
            **about,
        )
    if math.isnan(one.target) or one.metric.kind == "sum":
        return say("{kpi} came to {value} in the last whole week", kpi=kpi, value=rate(weeks.iloc[-1], write))
    within = weeks[weeks.index > pd.Timestamp(one.start)]
    if not len(within):
        return say("{kpi} has no whole week since {since} yet", kpi=kpi, since=day(one.start))
    return _how_often(one, within)


def _how_often(one: Assessment, weeks: pd.Series) -> str:
    """In how many of the whole weeks a level was as it was agreed."""
    write, about = format_of(one), {"kpi": name_of(one), "since": day(one.start), "weeks": _whole_weeks(len(weeks))}
    if one.band is not None:
        about |= {"low": write(one.band[0]), "high": write(one.band[1])}
        if not (met := int(weeks.between(*one.band).sum())):
            return say("{kpi} lay within {low} to {high} in none of {weeks} since {since}", **about)
        return say("{kpi} lay within {low} to {high} in {met} of {weeks} since {since}", met=met, **about)
    good = (weeks <= one.target) if one.metric.improvement == "decrease" else (weeks >= one.target)
    about["target"] = write(one.target)
    if not good.any():
        return say("{kpi} met {target} in none of {weeks} since {since}", **about)
    return say("{kpi} met {target} in {met} of {weeks} since {since}", met=int(good.sum()), **about)


def _whole_weeks(number: int) -> str:
    return say_count("{number} whole week", "{number} whole weeks", number)


def subtitle_weekly(one: Assessment, weeks: pd.Series) -> str:
    """What a chart of whole weeks shows, without judging: measure, period, and what its lines mean."""
    first, last = (weeks.index[0].date(), weeks.index[-1].date()) if len(weeks) else (one.start, one.kpi.due)
    told = [
        say(
            "{measure}, by whole week (dated by its Sunday), {first} to {last}.",
            measure=measure_of(one),
            first=day(first, year=False),
            last=day(last),
        )
    ]
    if one.pace:
        told.append(say("Dotted: plan."))
    elif one.metric.kind != "sum" and not math.isnan(one.target):
        told.append(say("Dotted: target."))
    if one.required:
        told.append(say("Dashed: needed from here."))
    return " ".join(told)


def definition(one: Assessment, language: str | None = None) -> str:
    """How the number is made, in words."""
    return made_of(one.metric, language, scope=one.scope)
