"""The sentences of the data's checks: one file a language, the same codes and names in both."""

from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from babel.lists import format_list
from babel.numbers import format_decimal

from kpilib.data.quality import DataFinding
from kpilib.plan import catalogue
from kpilib.plan.finding import Name, Quantity, Value
from kpilib.plan.model import Plan
from kpilib.plan.yaml_text import read_yaml
from kpilib.tell.checks import Sentence
from kpilib.tell.formats import Format, day, days, share
from kpilib.tell.language import marked, say, speaking, spoken

# Values of a finding that are in the unit of its measure; those of the others are shares, dates, counts, names.
OF_MEASURE = ("found", "usual", "before", "now", "claimed", "there_were", "named", "all")
COMMON_NOUNS = (marked("a survey of your own"), marked("a table of your own"), marked("Stripe payments"))
NAMED_MEASURES = ("measure", "results")


def data_sentence(finding: DataFinding, plan: Plan, language: str | None = None) -> Sentence:
    """A finding in words, in the language that is being spoken if none is named. It changes nothing but the words."""
    language = language or spoken()
    with speaking(language):
        return _sentence(finding, plan, language)


def _sentence(finding: DataFinding, plan: Plan, language: str) -> Sentence:
    parts = _messages(language)[finding.code]
    values = {key: _written(key, value, finding, plan, language) for key, value in finding.values.items()}
    known = {
        "source": source_name(finding.source),
        "measures": measures_told(finding.measures, language),
        "days": days_told(finding.days, plan.quarter.year, language),
    }
    about = "of" if finding.measures else "whole"
    whole = _messages(language)["parts"][about].format_map(known)
    number = finding.values.get("count")
    many = _messages(language)["parts"]["one_day" if number == 1 else "days"].format(count=values.get("count", ""))
    filled = known | values | {"whole": whole, "so_many_days": many}
    return Sentence(parts["says"].format_map(filled), parts["mend"].format_map(filled))


def finding_data(finding: DataFinding, plan: Plan, language: str | None = None) -> dict[str, Any]:
    """One finding as plain data."""
    said = data_sentence(finding, plan, language)
    return {
        "code": finding.code,
        "severity": finding.severity,
        "source": finding.source or None,
        "measures": list(finding.measures),
        "days": [one.isoformat() for one in finding.days],
        "message": said.says,
        "mend": said.mend,
    }


def source_name(label: str) -> str:
    """A source by the name of its tool, or by the name that client.yml gives it.

    >>> source_name("ga4"), source_name("shop_daily")
    ('Google Analytics 4', 'shop_daily')
    """
    return tool_name(label) if label != "table" else label


def tool_name(reader: str) -> str:
    """The tool that a reader reads, by its name; what is no product has one in the language that is being spoken."""
    name = catalogue.readers().get(reader, reader)
    return say(name) if name in COMMON_NOUNS else name


def measures_told(measures: Iterable[str], language: str | None = None) -> str:
    """Measures by their names: clicks, impressions and ad cost."""
    language = language or spoken()
    return format_list([catalogue.measure_name(one, language) for one in measures], locale=language)


def days_told(values: tuple[date, ...], year: int, language: str | None = None) -> str:
    """Days in few words; those of other years than `year` with theirs.

    >>> days_told((date(2026, 7, 3), date(2026, 7, 4)), 2026).replace("\N{NO-BREAK SPACE}", " ")
    '3–4 Jul'
    >>> days_told((date(2025, 11, 3),), 2026).replace("\N{NO-BREAK SPACE}", " ")
    '3 Nov 2025'
    """
    by_year: dict[int, list[date]] = {}
    for one in sorted(values):
        by_year.setdefault(one.year, []).append(one)
    told = []
    for its, some in by_year.items():
        text = days(tuple(some), language=language)
        year_of = "" if its == year else f" ({its})" if "," in text else f" {its}"
        told.append(text + year_of)
    return ", ".join(told)


def _written(key: str, value: Value, finding: DataFinding, plan: Plan, language: str) -> str:
    if isinstance(value, Name):
        return getattr(value, language)
    if isinstance(value, Quantity):
        return share(value.value, language=language)
    if isinstance(value, date):
        return day(value, language=language)
    if isinstance(value, tuple):
        return format_list([_written(key, one, finding, plan, language) for one in value], locale=language)
    if key in NAMED_MEASURES:
        return catalogue.measure_name(str(value), language)
    if key in ("other", "platforms"):
        return source_name(str(value))
    if isinstance(value, str):
        return value
    if key in OF_MEASURE:
        return amount(str(finding.values.get("measure", finding.measures[0])), value, plan, language)
    return format_decimal(value, "#,##0.#", locale=language)


def amount(measure: str, value: float, plan: Plan, language: str | None = None) -> str:
    """A value in its measure's unit: money in the client's currency, anything else as a count."""
    known = catalogue.measures().get(measure)
    money = known is not None and known.money
    unit, currency = ("money", plan.client.currency) if money else ("count", "")
    return Format(unit, currency, language or spoken())(value)


@cache
def _messages(language: str) -> Mapping[str, Mapping[str, str]]:
    return read_yaml(files(__package__).joinpath(f"{language}.yml"))
