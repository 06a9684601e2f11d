"""The rows of Plan: what was written down before the change."""

from kpilib.judge.cycles import Cycle
from kpilib.plan.cycle import Prediction
from kpilib.plan.target import Amount
from kpilib.tell import wording
from kpilib.tell.formats import MINUS, Format, day, share
from kpilib.tell.wording.signals import level

Row = tuple[str, str, str]  # label, text, what stands behind it in a lighter colour
ARROW = " \N{RIGHTWARDS ARROW} "
NOT_WRITTEN = "Not written down."


def written(cycle: Cycle) -> str:
    """When the plan was written, beside the heading."""
    on, start = cycle.action.written, cycle.action.start
    if on is None:
        return ""
    return f"written {day(on)}, {'after' if on > start else 'before'} the change"


def plan_rows(cycle: Cycle) -> list[Row]:
    """Everything that the record has of the plan; what is missing is said."""
    one = cycle.action
    rows: list[Row] = [("Problem", one.problem, "")]
    rows += [("Baseline", baseline_text(cycle), "")]
    if one.cause is not None:
        evidence = f"Evidence: {one.cause.evidence}" if one.cause.evidence else "No evidence was written down."
        rows += [("Cause", ARROW.join(one.cause.whys), evidence)]
    else:
        rows += [("Cause", NOT_WRITTEN, "")]
    rows += [("Countermeasure", one.countermeasure, "")]
    rows += [("Prediction", prediction_text(one.prediction, cycle) if one.prediction else NOT_WRITTEN, "")]
    if one.slow is not None and cycle.slow is not None:
        told = prediction_text(one.slow.prediction, cycle.slow) if one.slow.prediction else NOT_WRITTEN
        rows += [("Slow check", f"{cycle.slow.one.name}: {told} Checked on {day(one.slow.check)}.", "")]
    rows += [("Decision rule", one.decision_rule or NOT_WRITTEN, "")]
    risks = "; ".join(f"{each.risk} (sign: {each.sign})" if each.sign else each.risk for each in one.premortem)
    rows += [("Pre-mortem", f"{risks}." if risks else NOT_WRITTEN, "")]
    rows += [("Owner, check", f"{one.owner}; {_check(cycle)} {_resources(cycle)}".strip(), "")]
    return rows


def baseline_text(cycle: Cycle) -> str:
    """The weeks that the effect is held to, as far as they may be seen."""
    found = cycle.evidence
    if found is None or not len(found.window.before):
        span = cycle.action.baseline
        return f"{day(span.first)} to {day(span.last)}." if span else "The two years before the start."
    weeks, write = found.window.before, wording.format_of(cycle.one)
    mean, last = level(float(weeks.mean()), write), day(weeks.index[-1].date())
    text = f"{mean} in the mean of {len(weeks)} whole weeks to {last}."
    left = len(found.window.trigger)
    if left:
        text += f" {left} {'week' if left == 1 else 'weeks'} that led to it left out."
    return text


def prediction_text(told: Prediction, cycle: Cycle) -> str:
    """A prediction as it was written, with the range that was to hold it and the day."""
    lag = f", lag {told.lag_days} {'day' if told.lag_days == 1 else 'days'}" if told.lag_days else ""
    ends = f"{amount_text(told.low, cycle).removesuffix(' a week')} to {amount_text(told.high, cycle)}"
    return f"{amount_text(told.effect, cycle)} (80% sure: {ends}) by {day(told.by)}{lag}."


def amount_text(amount: Amount, cycle: Cycle) -> str:
    """A number as a prediction has it, with its sign."""
    sign = MINUS if amount.value < 0 else "+"
    if amount.mark == "%":
        return share(amount.in_unit, sign=True)
    write = wording.format_of(cycle.one)
    week = " a week" if cycle.one.metric.kind in ("sum", "last") else ""
    return f"{sign}{write.gap(amount.in_unit)}{week}"


def _check(cycle: Cycle) -> str:
    return f"check on {day(cycle.check)}." if cycle.check else "no check date."


def _resources(cycle: Cycle) -> str:
    one = cycle.action
    parts = [Format("money", cycle.plan.client.currency)(one.budget)] if one.budget else []
    parts += [f"{one.hours:g} hours"] if one.hours else []
    return f"Planned: {', '.join(parts)}." if parts else ""
