"""The nouns of what was agreed for a quarter: its KPIs, what was decided about them, and the plan as a whole."""

from datetime import date
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, model_validator

from kpilib.plan.catalogue import Metric
from kpilib.plan.client import Client
from kpilib.plan.cycle import Action, LagDays
from kpilib.plan.noun import Noun, Text
from kpilib.plan.periods import Quarter
from kpilib.plan.target import WRITTEN, AmountText, QuarterText, Target, share

Level = Literal["activity", "channel", "business"]
ShareText = Annotated[float, BeforeValidator(share), Field(ge=0, le=1), WRITTEN]


class LeadsTo(Noun):
    """The KPI that this one leads to, and after how many days.

    kpi      : the id of the KPI that follows, such as `revenue`.
    lag_days : the days from a change here to one there, such as `21`.
    """

    kpi: str
    lag_days: LagDays


class Baseline(Noun):
    """Where a KPI stood, where the data do not go back far enough to tell.

    value   : what it came to in that quarter, written as a target is, such as `930` or `2.1%`.
    quarter : the quarter, such as `2025Q3`.
    """

    value: AmountText
    quarter: QuarterText


class Kpi(Noun):
    """A metric with a target, a due date, an owner and what the team can pull to move it.

    id           : its short name, such as `leads`.
    metric       : from the catalogue (`kpilib metrics` lists it) or the client's own, such as `qualified_leads`.
    name         : what the pages call it, where that is not the metric's name.
    statement    : what was agreed, in one sentence, such as `"1,200 qualified leads by 30 September 2026"`.
    target       : a number or a percentage, such as `1200` or `2.4%` or `{change: +29%, against: 2025Q3}`.
    baseline     : where it stood, if the data do not go back far enough.
    starts       : the day from which it counts; the quarter's first if not given.
    due          : the day on which the target is to be reached.
    owner        : who answers for it, such as `Head of growth`.
    level        : activity, channel or business: what it is a matter of.
    goal         : the id of a goal in client.yml.
    levers       : what the team can pull to move it, such as `[wholesale page, paid search]`.
    channel      : the one channel that counts, such as `Email`.
    leads_to     : the KPI that follows when this one moves.
    uses         : line of the budget or of the hours to the share that is spent on it, such as `{Google Ads: 40%}`.
    cadence_days : after how many days the parties want to hear of it again, such as `14`.
    accept       : checks that are known to fail, each with the reason.
    """

    id: Text
    metric: str
    name: str | None = None
    statement: Text
    target: Target | None = None
    baseline: Baseline | None = None
    starts: date | None = None
    due: date
    owner: Text
    level: Level
    goal: str
    levers: tuple[str, ...] = ()
    channel: str | None = None
    leads_to: LeadsTo | None = None
    uses: dict[str, ShareText] = {}
    cadence_days: Annotated[int, Field(ge=1)] | None = None
    accept: dict[str, Text] = {}


class AgreedKpi(Noun):
    """What the parties saw when they agreed; written by `kpilib agree`.

    definition : a fingerprint of how the KPI is counted.
    target     : the target that they saw.
    due        : its due date.
    """

    definition: Text
    target: Target | None = None
    due: date


class Agreement(Noun):
    """Who agreed to the quarter's KPIs, and when; every further agreement counts the version up.

    on      : the day.
    by      : the parties, such as `[Marketing lead, Client director]`.
    version : 1 for the first agreement, counted up by `kpilib agree`.
    """

    on: date
    by: Annotated[tuple[str, ...], Field(min_length=1)]
    version: Annotated[int, Field(ge=1)] = 1


class Move(Noun):
    """What else moved in the same negotiation.

    kpi    : another KPI whose target moved.
    budget : or a line of the budget.
    hours  : or a line of the hours.
    old    : what it was.
    new    : what it is now.
    """

    kpi: str | None = None
    budget: str | None = None
    hours: str | None = None
    old: AmountText
    new: AmountText

    @model_validator(mode="after")
    def _one_thing(self) -> "Move":
        if sum(name is not None for name in (self.kpi, self.budget, self.hours)) != 1:
            raise ValueError("a move is of one of kpi, budget, hours")
        return self


class Negotiation(Noun):
    """A KPI that was negotiated, with the reason and who agreed. The old target stays visible.

    on        : the day.
    kpi       : the KPI's id.
    old       : the target before, such as `1200`.
    new       : the target since; equal to `old` where it was kept and something else moved for it.
    reason    : why.
    agreed_by : who agreed.
    moves     : what else moved for it.
    """

    on: date
    kpi: str
    old: AmountText
    new: AmountText
    reason: Text
    agreed_by: tuple[str, ...] = ()
    moves: tuple[Move, ...] = ()


class Acceptance(Noun):
    """That the parties accepted a recalculated target.

    on : the day.
    by : the parties.
    """

    on: date
    by: Annotated[tuple[str, ...], Field(min_length=1)]


class Flag(Noun):
    """An early warning, raised before the due date. Raised too late it keeps the explanation and moves nothing.

    on       : the day on which it was raised.
    kpi      : the KPI's id.
    cause    : what happened.
    impact   : what it does to the KPI.
    old      : the target that stood when it was raised, so that it stays visible.
    target   : the target recalculated.
    accepted : who accepted it, and when.
    """

    on: date
    kpi: str
    cause: Text
    impact: Text
    old: AmountText | None = None
    target: AmountText | None = None
    accepted: Acceptance | None = None

    @model_validator(mode="after")
    def _in_order(self) -> "Flag":
        if self.accepted and self.accepted.on < self.on:
            raise ValueError(f"was accepted on {self.accepted.on}, before it was raised on {self.on}")
        if self.accepted and self.target is None:
            raise ValueError("nothing can be accepted without a 'target'")
        return self


class Postponed(Noun):
    """That a promised day was moved.

    on     : the day on which that was told.
    to     : the new day.
    reason : why, if a reason was given.
    """

    on: date
    to: date
    reason: Text | None = None


class Dependency(Noun):
    """Something that another party brings, and on which a KPI rests.

    item      : what is brought, such as `the new product photos`.
    party     : who brings it.
    owner     : who of us looks after it.
    kpi       : the KPI that rests on it.
    promised  : the day for which it was promised.
    moved     : the days promised since, each with the day on which it was told.
    delivered : the day on which it came.
    uplift    : what the KPI was to gain by it from the promised day to its due date, in its unit and with its sign,
                such as `120` or `+0.20pp`; a cost that was to fall gains `-3000`.
    cycle     : the id of an action that waits for it.
    """

    item: Text
    party: Text
    owner: Text | None = None
    kpi: str
    promised: date
    moved: tuple[Postponed, ...] = ()
    delivered: date | None = None
    uplift: AmountText | None = None
    cycle: str | None = None


class Activity(Noun):
    """A piece of marketing work, and how many prospects it is to reach.

    id       : its short name.
    name     : what it is called.
    kpi      : the KPI that it works on.
    channel  : the channel it runs in.
    audience : how many prospects it is to reach, such as `40000`.
    reached  : how many it reached.
    starts   : its first day.
    ends     : its last day.
    """

    id: Text
    name: Text
    kpi: str
    channel: str | None = None
    audience: Annotated[float, Field(gt=0)] | None = None
    reached: Annotated[float, Field(ge=0)] | None = None
    starts: date
    ends: date | None = None


class Context(Noun):
    """A metric that is watched without a target: what cannot be influenced, or an early link of the chain.

    metric  : the metric's id.
    channel : the one channel that counts.
    why     : why it is watched.
    """

    metric: str
    channel: str | None = None
    why: Text


class Note(Noun):
    """Something a reader of the numbers has to know.

    on   : the day it is about.
    text : what there is to know.
    """

    on: date
    text: Text


class Break(Noun):
    """A day from which a metric means something else: values before and after are not compared.

    metric : the metric's id.
    on     : the first day of the new meaning.
    text   : what changed.
    """

    metric: str
    on: date
    text: Text


class QuarterFile(Noun):
    """What was agreed for one quarter: <quarter>.yml.

    agreed       : who agreed, and when.
    kpis         : what was promised.
    budget       : channel, platform or team to its amount of money, such as `{Google Ads: 230000000}`.
    hours        : the same of working hours.
    mix          : how a small team divides its effort, together 100%, such as `{Search: 60%, Email: 40%}`.
    priorities   : channel to rank, 1 first.
    activities   : marketing work, and how many prospects it is to reach.
    context      : what is watched without a target.
    actions      : PDCA cycles.
    negotiations : targets that were negotiated.
    flags        : early warnings, written by `kpilib flag`.
    dependencies : what another party brings.
    notes        : what a reader of the numbers has to know.
    breaks       : days from which a metric means something else.
    agreed_kpis  : how each KPI was counted when it was agreed, written by `kpilib agree`.
    lessons      : those of earlier cycles, by the cycle's id.
    """

    agreed: Agreement
    kpis: Annotated[tuple[Kpi, ...], Field(min_length=1)]
    budget: dict[str, Annotated[float, Field(ge=0)]] = {}
    hours: dict[str, Annotated[float, Field(ge=0)]] = {}
    mix: dict[str, ShareText] = {}
    priorities: dict[str, Annotated[int, Field(ge=1)]] = {}
    activities: tuple[Activity, ...] = ()
    context: tuple[Context, ...] = ()
    actions: tuple[Action, ...] = ()
    negotiations: tuple[Negotiation, ...] = ()
    flags: tuple[Flag, ...] = ()
    dependencies: tuple[Dependency, ...] = ()
    notes: tuple[Note, ...] = ()
    breaks: tuple[Break, ...] = ()
    agreed_kpis: dict[str, AgreedKpi] = {}
    lessons: dict[str, Text] = {}


class Plan(Noun):
    """One client, one quarter: what was agreed, checked whole, with every metric it uses."""

    id: str
    client: Client
    quarter: Quarter
    agreement: QuarterFile
    metrics: dict[str, Metric]
    lines: Annotated[dict[str, int], Field(exclude=True)] = {}
    logo: Annotated[str, Field(exclude=True, repr=False)] = ""  # as a data: URI, "" without one

    def line(self, place: str) -> int | None:
        """The line of a key such as "kpis/leads/target", or of the nearest one above it that the file has."""
        while place and place not in self.lines:
            place = place.rpartition("/")[0]
        return self.lines.get(place)

    @property
    def file(self) -> str:
        """The quarter's file, as messages show it."""
        return f"params/{self.id}/{self.quarter}.yml"

    @property
    def kpis(self) -> tuple[Kpi, ...]:
        return self.agreement.kpis

    def metric_of(self, kpi: Kpi) -> Metric:
        return self.metrics[kpi.metric]
