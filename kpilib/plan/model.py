"""The nouns of what was agreed for a quarter: its KPIs, what was decided about them, and the plan as a whole."""

from datetime import date
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, model_validator

from kpilib.plan.catalogue import Metric
from kpilib.plan.client import Client
from kpilib.plan.cycle import Action
from kpilib.plan.noun import Noun, Text
from kpilib.plan.periods import Quarter
from kpilib.plan.target import AmountText, QuarterText, Target, share

Level = Literal["activity", "channel", "business"]
ShareText = Annotated[float, BeforeValidator(share), Field(ge=0, le=1)]


class LeadsTo(Noun):
    """The KPI that this one leads to, and after how many days."""

    kpi: str
    lag_days: Annotated[int, Field(ge=0)]


class Baseline(Noun):
    """Where a KPI stood, where the data do not go back far enough to tell."""

    value: AmountText
    quarter: QuarterText


class Kpi(Noun):
    """A metric with a target, a due date, an owner and what the team can pull to move it.

    `uses` is the share of each line of the budget and of the hours that is spent on this KPI; `accept` names checks
    that are known to fail, each with the reason.
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
    """What the parties saw when they agreed: a fingerprint of how the KPI is counted, its target and due date."""

    definition: Text
    target: Target | None = None
    due: date


class Agreement(Noun):
    """Who agreed to the quarter's KPIs, and when; every further agreement counts the version up."""

    on: date
    by: Annotated[tuple[str, ...], Field(min_length=1)]
    version: Annotated[int, Field(ge=1)] = 1


class Move(Noun):
    """What else moved in the same negotiation: another KPI's target, a line of the budget or of the hours."""

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

    `old` and `new` are equal where the target was kept and something else moved for it.
    """

    on: date
    kpi: str
    old: AmountText
    new: AmountText
    reason: Text
    agreed_by: tuple[str, ...] = ()
    moves: tuple[Move, ...] = ()


class Acceptance(Noun):
    """That the parties accepted a recalculated target."""

    on: date
    by: Annotated[tuple[str, ...], Field(min_length=1)]


class Flag(Noun):
    """An early warning: raised before the due date, with cause, impact and the target recalculated.

    `old` is the target that stood when it was raised, so that it stays visible. Raised too late, a flag keeps the
    explanation and moves nothing.
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
    """That a promised day was moved: the day on which that was told, the new day, and the reason if one was given."""

    on: date
    to: date
    reason: Text | None = None


class Dependency(Noun):
    """Something that another party brings, and on which a KPI rests.

    `party` is who brings it, `owner` who of us looks after it; `moved` are the days promised since, each with the day
    on which it was told. `uplift` is what the KPI was to gain by it from the promised day to its due date, in the
    KPI's unit (`+0.20pp` of a percentage) and with its sign: a cost that was to fall gains -3000. `cycle` is the id
    of an action that waits for it.
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
    """A piece of marketing work, and how many prospects it is to reach."""

    id: Text
    name: Text
    kpi: str
    channel: str | None = None
    audience: Annotated[float, Field(gt=0)] | None = None
    reached: Annotated[float, Field(ge=0)] | None = None
    starts: date
    ends: date | None = None


class Context(Noun):
    """A metric that is watched without a target: what cannot be influenced, or an early link of the chain."""

    metric: str
    channel: str | None = None
    why: Text


class Note(Noun):
    """Something a reader of the numbers has to know."""

    on: date
    text: Text


class Break(Noun):
    """A day from which a metric means something else: values before and after are not compared."""

    metric: str
    on: date
    text: Text


class QuarterFile(Noun):
    """What was agreed for one quarter: <quarter>.yml.

    `agreed_kpis` is written by `kpilib agree`; `lessons` are those of earlier cycles, by the cycle's id.
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
