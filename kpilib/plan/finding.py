"""A finding: a rule that a plan does not meet, as data. Its sentence is made in `tell`."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Literal

from kpilib.plan.yaml_text import read_yaml

Severity = Literal["error", "warning", "note"]
Verdict = Literal["yes", "weak", "no"]
LETTERS = "SMART"


@dataclass(frozen=True)
class Rule:
    """How bad it is to break a rule, the letter of SMART it belongs to ("" for none), and where it comes from."""

    severity: Severity
    brief: str
    letter: str = ""


@dataclass(frozen=True)
class Quantity:
    """A value in a unit, to be written in the reader's language. money : ISO 4217 code, for the unit "money"."""

    value: float
    unit: str
    money: str = ""


@dataclass(frozen=True)
class Name:
    """What a KPI or metric is called, in each language."""

    en: str
    id: str


Value = Name | str | int | float | date | Quantity | tuple[str, ...] | tuple[Name, ...]


@dataclass(frozen=True)
class Finding:
    """One rule that is not met.

    code     : of the rule, see rules.yml.
    kpi      : the KPI's id, or None for the plan as a whole.
    place    : the key it stands at, such as "kpis/leads/statement"; the plan knows its line.
    values   : what the sentence names.
    accepted : the reason for which the rule is switched off here, or None.
    """

    code: str
    kpi: str | None = None
    place: str = ""
    values: Mapping[str, Value] = field(default_factory=dict)
    accepted: str | None = None

    @property
    def severity(self) -> Severity:
        return rules()[self.code].severity

    @property
    def letter(self) -> str:
        return rules()[self.code].letter

    @property
    def counts(self) -> bool:
        """Whether it stands against the plan: an error that nobody has accepted."""
        return self.severity == "error" and self.accepted is None


@cache
def rules() -> dict[str, Rule]:
    """Every rule by its code.

    >>> rules()["R-no-levers"].severity
    'error'
    """
    told = read_yaml(files(__package__).joinpath("rules.yml"))
    return {code: Rule(**fields) for code, fields in told.items()}


def letters(findings: list[Finding]) -> dict[str, Verdict]:
    """One verdict for each letter of SMART from a KPI's findings: an error is no, a warning is weak.

    >>> letters([Finding("S-distinct-which"), Finding("T-no-due")])
    {'S': 'weak', 'M': 'yes', 'A': 'yes', 'R': 'yes', 'T': 'no'}
    """
    worst: dict[str, Verdict] = dict.fromkeys(LETTERS, "yes")
    for one in findings:
        if one.accepted is None and one.letter and one.severity != "note" and worst[one.letter] != "no":
            worst[one.letter] = "no" if one.severity == "error" else "weak"
    return worst
