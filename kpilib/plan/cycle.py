"""The record of a PDCA cycle: what was planned, done and decided, as the quarter's file holds it.

What was found by the check is not in it: that is worked out from the data (judge/effect/).
"""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field, model_validator

from kpilib.plan.noun import Noun, Text
from kpilib.plan.target import AmountText

Act = Literal["adopt", "adapt", "abandon", "extend"]
Found = Literal["worked", "harmed", "no_evidence", "inconclusive", "not_implemented", "confounded", "not_yet"]
LONGEST_LAG = 3650  # days; an effect after ten years is nobody's plan, and dates end in the year 9999
LagDays = Annotated[int, Field(ge=0, le=LONGEST_LAG)]
Positive = Annotated[float, Field(gt=0)]


class Span(Noun):
    """Days from a first to a last one.

    first : the first day.
    last  : the last day, which counts too.
    """

    first: date
    last: date

    @model_validator(mode="after")
    def _in_order(self) -> "Span":
        if self.last < self.first:
            raise ValueError(f"ends on {self.last}, before it begins on {self.first}")
        return self


class Why(Noun):
    """Why the problem is there.

    whys     : answers, each of which asks for the next one.
    evidence : what speaks for it.
    """

    whys: Annotated[tuple[Text, ...], Field(min_length=1)]
    evidence: Text | None = None


class Prediction(Noun):
    """What an action was expected to do, written down before it began.

    effect   : of a percentage in points, `+0.20pp`; of anything else a share of what would be without the action,
               `+10%`, or in the KPI's unit; of a total what a week brings more.
    low      : the lower end of the range that is to hold the effect with 80 %.
    high     : its upper end.
    by       : the day by which the effect is to be seen.
    lag_days : the days from the action to its effect.
    """

    effect: AmountText
    low: AmountText
    high: AmountText
    by: date
    lag_days: LagDays = 0


class Risk(Noun):
    """What may go wrong, imagined before it does.

    risk : what may happen.
    sign : by which it is seen early.
    """

    risk: Text
    sign: Text | None = None


class Task(Noun):
    """A part of the work: its days as planned, and as they were.

    task   : what is done.
    starts : its first day as planned.
    ends   : its last day as planned.
    begun  : the day on which it was begun.
    done   : the day on which it was done.
    """

    task: Text
    starts: date
    ends: date
    begun: date | None = None
    done: date | None = None

    @model_validator(mode="after")
    def _in_order(self) -> "Task":
        if self.ends < self.starts:
            raise ValueError(f"ends on {self.ends}, before it starts on {self.starts}")
        if self.begun and self.done and self.done < self.begun:
            raise ValueError(f"was done on {self.done}, before it was begun on {self.begun}")
        return self


class Spent(Noun):
    """What an action took.

    budget : in the client's currency.
    hours  : of work.
    """

    budget: Annotated[float, Field(ge=0)] | None = None
    hours: Annotated[float, Field(ge=0)] | None = None


class Control(Noun):
    """A series that the action does not touch.

    channel : the KPI's metric in another channel.
    metric  : or another metric.
    """

    channel: Text | None = None
    metric: Text | None = None

    @model_validator(mode="after")
    def _one_thing(self) -> "Control":
        if self.channel is None and self.metric is None:
            raise ValueError("a control is a 'channel', a 'metric', or both")
        return self


class Group(Noun):
    """One group of a randomised test.

    cases   : how many were in it.
    counted : how many of them did what is counted.
    """

    cases: Annotated[int, Field(ge=1)]
    counted: Annotated[int, Field(ge=0)]

    @model_validator(mode="after")
    def _within(self) -> "Group":
        if self.counted > self.cases:
            raise ValueError(f"counts {self.counted} of {self.cases} cases")
        return self


class Randomised(Noun):
    """A randomised test: two groups, or the effect with its 95 % interval as the test's own report has it.

    how     : how the groups were drawn.
    ended   : the test's last day.
    treated : the group that got the action.
    control : the group that did not.
    effect  : written as a prediction's is, in place of the groups.
    low     : the lower end of its interval.
    high    : the upper end.
    """

    how: Text
    ended: date
    treated: Group | None = None
    control: Group | None = None
    effect: AmountText | None = None
    low: AmountText | None = None
    high: AmountText | None = None

    @model_validator(mode="after")
    def _in_one_way(self) -> "Randomised":
        groups = [one is not None for one in (self.treated, self.control)]
        told = [one is not None for one in (self.effect, self.low, self.high)]
        if not (all(groups) and not any(told)) and not (all(told) and not any(groups)):
            raise ValueError("a randomised test has both groups (treated, control), or effect, low and high")
        if all(told) and not self.low.value <= self.effect.value <= self.high.value:
            raise ValueError("the effect of a randomised test lies between its low and its high end")
        return self


class Ruled(Noun):
    """Something that happened at the same time and had no part in the result.

    on  : the day it was noted on.
    why : why it had no part.
    """

    on: date
    why: Text


class Slow(Noun):
    """What the action is to add up to: a KPI that accumulates.

    kpi        : its id.
    check      : the day of its own check.
    prediction : what is expected of it.
    """

    kpi: str
    check: date
    prediction: Prediction | None = None


class Done(Noun):
    """When an action was carried out.

    on   : the day.
    note : what was different from the plan.
    """

    on: date
    note: str | None = None


class Standard(Noun):
    """What is done from now on.

    name  : what it is called.
    link  : where it is written.
    owner : who keeps it.
    audit : when it is looked at again.
    """

    name: Text
    link: Text | None = None
    owner: Text | None = None
    audit: date | None = None


class Decision(Noun):
    """What people decided about an action at its check.

    act      : what is done with it.
    on       : the day of the decision.
    standard : what is done from now on, where it was adopted.
    next     : the id of the cycle that follows.
    lesson   : what was learned.
    found    : the verdict that they saw; where late data change it, the review says so.
    why      : their reason where they decided against the evidence.
    """

    act: Act
    on: date | None = None
    standard: Standard | str | None = None
    next: str | None = None
    lesson: Text | None = None
    found: Found | None = None
    why: Text | None = None

    @property
    def kept(self) -> Standard | None:
        """The standard; one that is written as a name alone has no owner and no audit date, and "" is none."""
        if isinstance(self.standard, str):
            return Standard(name=self.standard) if self.standard else None
        return self.standard


class Action(Noun):
    """One PDCA cycle.

    id             : its short name, such as `C-26-07`.
    kpi            : the KPI that it works on.
    name           : what it is called, where that is not the countermeasure.
    parent         : the cycle that it follows.
    written        : the day on which the plan was written down.
    problem        : what is wrong, with its number.
    baseline       : the weeks that the effect is held to; by default the two years before the start.
    trigger        : the days that led to it, which are no part of the baseline.
    cause          : why the problem is there.
    countermeasure : what is done about it.
    prediction     : what is expected.
    decision_rule  : what will be decided at which result.
    owner          : who answers for it.
    budget         : what it may cost, in the client's currency.
    hours          : what it may take.
    premortem      : what may go wrong.
    start          : the day on which it begins.
    check          : the day on which it is checked.
    slow           : what it is to add up to.
    guards         : KPIs that must not suffer.
    control        : a series that the action does not touch.
    tasks          : the parts of the work.
    done           : when it was carried out.
    deviations     : what was done otherwise than planned.
    spent          : what it took.
    ruled_out      : what happened meanwhile and had no part in the result.
    test           : a randomised test.
    decision       : what was decided at the check.
    """

    id: Text
    kpi: str
    name: Text | None = None
    parent: str | None = None
    written: date | None = None
    problem: Text
    baseline: Span | None = None
    trigger: Span | None = None
    cause: Why | None = None
    countermeasure: Text
    prediction: Prediction | None = None
    decision_rule: Text | None = None
    owner: Text
    budget: Positive | None = None
    hours: Positive | None = None
    premortem: tuple[Risk, ...] = ()
    start: date
    check: date | None = None
    slow: Slow | None = None
    guards: tuple[str, ...] = ()
    control: Control | None = None
    tasks: tuple[Task, ...] = ()
    done: Done | None = None
    deviations: tuple[Text, ...] = ()
    spent: Spent | None = None
    ruled_out: tuple[Ruled, ...] = ()
    test: Randomised | None = None
    decision: Decision | None = None

    @property
    def called(self) -> str:
        """What the cycle is called."""
        return self.name or self.countermeasure
