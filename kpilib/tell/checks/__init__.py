"""The sentences of checks: one file a language, the same codes and names in both."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files

from babel.lists import format_list
from babel.numbers import format_decimal

from kpilib.plan import catalogue
from kpilib.plan.finding import Finding, Name, Quantity, Value
from kpilib.plan.model import Plan
from kpilib.plan.yaml_text import read_yaml
from kpilib.tell.formats import Format, day


@dataclass(frozen=True)
class Sentence:
    """What is wrong, and how to mend it."""

    says: str
    mend: str


def sentence(finding: Finding, plan: Plan, language: str) -> Sentence:
    """A finding in words. Switching the language changes nothing but the words."""
    parts = _messages(language)[finding.code]
    names = {key: _written(key, value, finding.code, language) for key, value in finding.values.items()}
    known = {"client": plan.id, "quarter": str(plan.quarter), "kpi": finding.kpi or ""}
    filled = known | names | {"id": str(finding.values.get("found", ""))}
    return Sentence(parts["says"].format_map(filled), parts["mend"].format_map(filled))


@cache
def _messages(language: str) -> Mapping[str, Mapping[str, str]]:
    return read_yaml(files(__package__).joinpath(f"{language}.yml"))


@cache
def _words(language: str) -> Mapping[str, str]:
    return read_yaml(files(__package__).joinpath("words.yml"))[language]


def _written(key: str, value: Value, code: str, language: str) -> str:
    """A value of a finding as a reader of the language writes it."""
    if isinstance(value, Name):
        return getattr(value, language)
    if isinstance(value, Quantity):
        return Format(value.unit, value.money, language)(value.value)
    if isinstance(value, date):
        return day(value, language=language)
    if isinstance(value, tuple):
        return format_list([_written(key, one, code, language) for one in value], locale=language)
    if isinstance(value, float):
        return format_decimal(value, "0" if value.is_integer() and value >= 1 else "0.00", locale=language)
    return _term("measure" if "conversion" in code else key, str(value), language)


def _term(key: str, text: str, language: str) -> str:
    """A measure by its name, another word of the plan as the reader knows it, anything else as it stands."""
    if key in ("measure", "measures"):
        return catalogue.measure_name(text, language)
    return _words(language).get(text, text)
