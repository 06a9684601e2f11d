"""Reading a statement never fails, and says the same every time."""

from datetime import date

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from kpilib.plan.periods import Quarter
from kpilib.plan.smart import word_findings
from kpilib.plan.statement import read_statement
from kpilib.plan.words import LANGUAGES, vocabulary

APRIL = Quarter(2027, 1, fiscal_year_starts=4)  # April to June 2026


def read(text: str, **known):
    return read_statement(text, **({"quarter": Quarter(2026, 3), "on": date(2026, 6, 26)} | known))


def words() -> list[str]:
    """Words that mean something, so that texts are not all noise."""
    found = []
    for language in LANGUAGES:
        for phrases in vocabulary(language).words.values():
            found += [str(phrase) for phrase in (phrases if isinstance(phrases, list) else phrases.keys())]
    return sorted(set(found))


PIECES = st.one_of(
    st.sampled_from(words()),
    st.sampled_from(
        ["2026", "30", "31 Februari", "Q3", "q9", "2026Q3", "99/99/2026", "1.200", "1,200.5", "+20%", "Rp"]
    ),
    st.floats().map(str),
    st.integers().map(str),
    st.text(max_size=8),
)


@settings(max_examples=400, deadline=None)
@given(st.one_of(st.text(max_size=200), st.lists(PIECES, max_size=14).map(" ".join)))
@example("٣٤ leads by ١٢ September")
@example("x" * 5000)
@example("9" * 400 + " leads by 30 Feb 2026")
@example("İ ß ﬁ ½ ² 10⁶ leads")
def test_no_text_makes_reading_fail(text):
    first, second = read(text), read(text)
    assert first == second
    assert [one.code for one in word_findings(first)] == [one.code for one in word_findings(second)]


@settings(max_examples=200, deadline=None)
@given(
    st.integers(1, 999_999),
    st.dates(date(2026, 6, 27), date(2028, 12, 31)),
    st.sampled_from(
        [("en", "{n:,} orders by {d:%d} {m} {d:%Y}"), ("id", "{n} pesanan paling lambat {d:%d} {m} {d:%Y}")]
    ),
)
def test_a_number_and_a_date_are_read_as_they_were_written(count, due, form):
    from babel.dates import get_month_names

    language, text = form
    shown = f"{count:,}".replace(",", ".") if language == "id" else count
    month = get_month_names("wide", "format", language)[due.month]
    said = read(text.format(n=shown, d=due, m=month))
    assert (said.metric, said.value, said.due) == ("orders", count, due)


def test_a_quarter_without_a_year_is_the_next_one_of_the_fiscal_year():
    said = read("+20% leads YoY by the end of Q4", quarter=APRIL, on=date(2026, 4, 10))
    assert (said.due, str(said.due_quarter), said.due_dated) == (date(2027, 3, 31), "2027Q4", False)
    # Said after Q4 has ended, it is the Q4 of the next year.
    assert read("+20% leads YoY by the end of Q4", on=date(2027, 1, 5), quarter=Quarter(2027, 1)).due.year == 2027


def test_a_quarter_that_is_compared_with_is_the_last_one_that_has_begun():
    assert str(read("Reduce CPA 15% vs Q2 by end of Q3").against) == "2026Q2"
    assert str(read("Reduce CPA 15% vs Q4 by end of Q3").against) == "2025Q4"


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("10 orders by 31/12/2026", date(2026, 12, 31)),
        ("10 pesanan sebelum 03/04/2027", date(2027, 4, 3)),  # in Indonesia the day stands first
        ("10 orders by 03/04/2027", None),  # in English nobody can tell
        ("10 orders by 31 February 2027", None),
        ("10 orders by May", date(2027, 5, 31)),
        ("You may get 10 orders", None),
    ],
)
def test_dates_that_can_be_read_two_ways_are_not_read(text, due):
    assert read(text).due == due


def test_the_longest_name_is_the_metric():
    assert read("20 qualified leads").metric == "qualified_leads"
    assert read("a cost per lead of 20 euros").metric == "cost_per_lead"
    assert read("20 leads").metric == "leads"


def test_a_currency_is_read_from_its_sign_or_its_name():
    assert [read(text).currency for text in ("€5 revenue", "5 dollars revenue", "Rp5 juta pendapatan")] == [
        "EUR", "USD", "IDR",
    ]  # fmt: skip
