"""How a number is made: the measures that exports bring, and the metrics that are made of them."""

from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import model_validator
from ruamel.yaml import YAML

from kpilib.plan.noun import Noun

Kind = Literal["sum", "ratio", "mean_day", "last"]
Unit = Literal["count", "money", "percent", "number"]
Improvement = Literal["increase", "decrease", "neutral"]
Stage = Literal["plan", "reach", "act", "convert", "engage"]


class Measure(Noun):
    """A column that exports bring, such as sessions or cost."""

    adds: bool
    money: bool = False
    platforms: bool = False


class Metric(Noun):
    """How a number is made of measures, and which way is good. The keys are explained in catalogue.yml."""

    name: str
    kind: Kind
    numerator: str
    denominator: str | None = None
    channel: str | None = None
    unit: Unit
    noun: str | None = None
    improvement: Improvement
    stage: Stage
    source: str | None = None

    @model_validator(mode="after")
    def _ratio_has_denominator(self) -> "Metric":
        if self.kind == "ratio" and not self.denominator:
            raise ValueError("a metric of kind ratio needs a denominator")
        if self.kind != "ratio" and self.denominator:
            raise ValueError(f"a metric of kind {self.kind} has no denominator")
        return self

    @property
    def measures(self) -> tuple[str, ...]:
        return (self.numerator, self.denominator) if self.denominator else (self.numerator,)


@cache
def _catalogue() -> dict:
    return YAML(typ="safe").load(Path(__file__).with_suffix(".yml").read_text("utf-8"))


@cache
def readers() -> dict[str, str]:
    """The tools whose exports can be read: reader to the tool's name."""
    return dict(_catalogue()["readers"])


@cache
def measures() -> dict[str, Measure]:
    """Every measure that the readers know, by id.

    >>> measures()["sessions"].adds, measures()["active_users"].adds
    (True, False)
    """
    return {key: Measure(**fields) for key, fields in _catalogue()["measures"].items()}


@cache
def metrics() -> dict[str, Metric]:
    """Every metric of the catalogue, by id.

    >>> metrics()["conversion_rate"].denominator
    'sessions'
    """
    return {key: Metric(**fields) for key, fields in _catalogue()["metrics"].items()}
