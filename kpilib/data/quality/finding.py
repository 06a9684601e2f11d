"""What a check of the data found, as data. Its sentence is made in `tell`."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from importlib.resources import files

from kpilib.plan.finding import Severity, Value
from kpilib.plan.yaml_text import read_yaml

SEVERITIES: tuple[Severity, ...] = ("error", "warning", "note")


@dataclass(frozen=True)
class DataRule:
    """How bad it is, and where the rule comes from."""

    severity: Severity
    origin: str


@dataclass(frozen=True)
class DataFinding:
    """One thing to know of the data of one source.

    code     : of the rule, see rules.yml.
    source   : its name; "" where several are meant, which `values` then name.
    measures : those it is about, none for all of the source.
    days     : those it is about, in their order.
    values   : what the sentence names beside them.
    """

    code: str
    source: str = ""
    measures: tuple[str, ...] = ()
    days: tuple[date, ...] = ()
    values: Mapping[str, Value] = field(default_factory=dict)

    @property
    def severity(self) -> Severity:
        return data_rules()[self.code].severity


@cache
def data_rules() -> dict[str, DataRule]:
    """Every rule by its code.

    >>> data_rules()["gap"].severity
    'warning'
    """
    told = read_yaml(files(__package__).joinpath("rules.yml"))
    return {code: DataRule(**fields) for code, fields in told.items()}
