"""statements.md and smart.md, row by row, each in both languages."""

from datetime import date

import pytest

from kpilib.plan.finding import letters
from kpilib.plan.periods import Quarter
from kpilib.plan.smart import word_findings
from kpilib.plan.statement import Statement, read_statement
from tests.spec.tables import Case, cases

LANGUAGES = {"English": "en", "Indonesian": "id"}


def read(text: str) -> Statement:
    return read_statement(text, quarter=Quarter(2026, 3), on=date(2026, 6, 26))


def amount(text: str) -> float | None:
    if not text:
        return None
    return pytest.approx(float(text.removesuffix("%")) / 100 if text.endswith("%") else float(text))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("case", cases("statements.md"), ids=lambda case: case["English"])
def test_a_statement_is_read(case: Case, language: str):
    said = read(case[language])
    assert said.language == LANGUAGES[language]
    assert said.metric == case["metric"]
    told = {name: getattr(said, name) for name in ("value", "start", "growth", "points")}
    assert told == {name: amount(case[name]) for name in told}
    against = {"YoY": "year_before", "": "None"}.get(case["against"], case["against"])
    assert str(said.against) == against
    assert str(said.due or "") == case["due"]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("case", cases("smart.md"), ids=lambda case: case["English"])
def test_a_sentence_is_judged(case: Case, language: str):
    found = list(word_findings(read(case[language])))
    assert [one.code for one in found] == case["checks"].split()
    verdicts = letters(found)
    assert {letter: verdicts[letter] for letter in "SMRT"} == {letter: case[letter] for letter in "SMRT"}
