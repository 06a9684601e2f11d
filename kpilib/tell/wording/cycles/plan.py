"""The rows of Plan: what was written down before the change."""

from kpilib.judge.cycles import Cycle
from kpilib.plan.cycle import Prediction, Risk
from kpilib.plan.target import Amount
from kpilib.tell import wording
from kpilib.tell.formats import Format, day, share
from kpilib.tell.language import say, say_count
from kpilib.tell.names import name_of
from kpilib.tell.wording.cycles.effects import a_week
from kpilib.tell.wording.cycles.lengths import days, hours
from kpilib.tell.wording.signals import level

Row = tuple[str, str, str]  # label, text, what stands behind it in a lighter colour
ARROW = " \N{RIGHTWARDS ARROW} "


def written(cycle: Cycle) -> str:
    """When the plan was written, beside the heading."""
    on, start = cycle.action.written, cycle.action.start
    if on is None:
        return ""
    if on > start:
        return say("written {day}, after the change", day=day(on))
    return say("written {day}, before the change", day=day(on))


def plan_rows(cycle: Cycle) -> list[Row]:
    """Everything that the record has of the plan; what is missing is said."""
    one, not_written = cycle.action, say("Not written down.")
    rows: list[Row] = [(say("Problem"), one.problem, ""), (say("Baseline"), baseline_text(cycle), "")]
    if one.cause is None:
        rows += [(say("Cause"), not_written, "")]
    else:
        known = one.cause.evidence
        evidence = say("Evidence: {evidence}", evidence=known) if known else say("No evidence was written down.")
        rows += [(say("Cause"), ARROW.join(one.cause.whys), evidence)]
    rows += [(say("Countermeasure"), one.countermeasure, "")]
    rows += [(say("Prediction"), prediction_text(one.prediction, cycle) if one.prediction else not_written, "")]
    if one.slow is not None and cycle.slow is not None:
        told = prediction_text(one.slow.prediction, cycle.slow) if one.slow.prediction else not_written
        about = {"kpi": name_of(cycle.slow.one), "prediction": told, "day": day(one.slow.check)}
        rows += [(say("Slow check"), say("{kpi}: {prediction} Checked on {day}.", **about), "")]
    rows += [(say("Decision rule"), one.decision_rule or not_written, "")]
    risks = "; ".join(_risk(each) for each in one.premortem)
    rows += [(say("Pre-mortem"), f"{risks}." if risks else not_written, "")]
    rows += [(say("Owner, check"), f"{one.owner}; {_check(cycle)} {_resources(cycle)}".strip(), "")]
    return rows


def _risk(one: Risk) -> str:
    return say("{risk} (sign: {sign})", risk=one.risk, sign=one.sign) if one.sign else one.risk


def baseline_text(cycle: Cycle) -> str:
    """The weeks that the effect is held to, as far as they may be seen."""
    found = cycle.evidence
    if found is None or not len(found.window.before):
        span = cycle.action.baseline
        if span is None:
            return say("The two years before the start.")
        return say("{first} to {last}.", first=day(span.first), last=day(span.last))
    weeks = found.window.before
    text = say_count(
        "{mean} in {number} whole week to {day}.",
        "{mean} in the mean of {number} whole weeks to {day}.",
        len(weeks),
        mean=level(float(weeks.mean()), wording.format_of(cycle.one)),
        day=day(weeks.index[-1].date()),
    )
    left = len(found.window.trigger)
    if not left:
        return text
    out = say_count("{number} week that led to it left out.", "{number} weeks that led to it left out.", left)
    return f"{text} {out}"


def prediction_text(told: Prediction, cycle: Cycle) -> str:
    """A prediction as it was written, with the range that was to hold it and the day."""
    ends = {"low": amount_text(told.low, cycle), "high": _effect_text(told.high, cycle)}
    about = {"effect": _effect_text(told.effect, cycle), "day": day(told.by)}
    if told.lag_days:
        lag = days(told.lag_days)
        return say("{effect} (80% sure: {low} to {high}) by {day}, lag {lag}.", **about, **ends, lag=lag)
    return say("{effect} (80% sure: {low} to {high}) by {day}.", **about, **ends)


def _effect_text(amount: Amount, cycle: Cycle) -> str:
    told = amount_text(amount, cycle)
    return told if amount.mark == "%" else a_week(told, cycle)


def amount_text(amount: Amount, cycle: Cycle) -> str:
    """A number as a prediction has it, with its sign."""
    if amount.mark == "%":
        return share(amount.in_unit, sign=True)
    return wording.format_of(cycle.one).gap(amount.in_unit, sign=True)


def _check(cycle: Cycle) -> str:
    return say("check on {day}.", day=day(cycle.check)) if cycle.check else say("no check date.")


def _resources(cycle: Cycle) -> str:
    one = cycle.action
    parts = [Format("money", cycle.plan.client.currency)(one.budget)] if one.budget else []
    parts += [hours(one.hours)] if one.hours else []
    return say("Planned: {resources}.", resources=", ".join(parts)) if parts else ""
