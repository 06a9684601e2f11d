import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpilib.data.numbers import AmbiguousMarksError, decimal_mark, number, undress


@pytest.mark.parametrize(
    ("texts", "mark"),
    [
        (["1,234.56"], "."),
        (["1.234,56"], ","),
        (["1,234,567"], "."),
        (["1.234.567"], ","),
        (["12.5", "1.234"], "."),
        (["12,5", "1.234"], ","),
        (["0.125"], "."),
        (["0,125"], ","),
        (["1234.567"], "."),
        (["1234,567"], ","),
        (["US$1,188.50", "US$980"], "."),
        (["Rp 1.250.000", "Rp 500"], ","),
        (["12", "", "--"], "."),
        ([], "."),
    ],
)
def test_the_decimal_mark_is_found_over_all_numbers_of_a_file(texts, mark):
    assert decimal_mark(texts) == mark


@pytest.mark.parametrize("texts", [["1.5", "1,5"], ["1,234.5", "1.234,5"], ["1.234.567", "0.5"]])
def test_numbers_that_contradict_each_other_are_refused(texts):
    with pytest.raises(AmbiguousMarksError, match="with decimal points and with decimal commas"):
        decimal_mark(texts)


@pytest.mark.parametrize(
    ("text", "delimiter"), [("1.234", ";"), ("1,234", ";"), ("1.234", ","), ("1.234", "\t"), ("-1.234", ";")]
)
def test_a_thousand_that_may_be_little_more_than_one_is_refused(text, delimiter):
    with pytest.raises(AmbiguousMarksError, match="may be a thousand or a little more than one"):
        decimal_mark([text, "500"], delimiter=delimiter)


def test_a_lone_comma_groups_thousands_where_commas_are_between_cells():
    assert decimal_mark(["1,234", "500"], delimiter=",") == "."


@pytest.mark.parametrize(
    ("text", "decimal", "value"),
    [
        ("1,234.56", ".", 1234.56),
        ("1.234,56", ",", 1234.56),
        ("1'234.50", ".", 1234.5),
        ("1 234,50", ",", 1234.5),
        ("1,00,000", ".", 100_000),
        ("3.5%", ".", 0.035),
        ("3,5 %", ",", 0.035),
        ("(12.50)", ".", -12.5),
        ("($12.50)", ".", -12.5),
        ("-12.50", ".", -12.5),
        ("\N{MINUS SIGN}12.50", ".", -12.5),
        ("-$12.50", ".", -12.5),
        ("$1,188", ".", 1188),
        ("US$1,188.50", ".", 1188.5),
        ("€ 99,90", ",", 99.9),
        ("99,90 €", ",", 99.9),
        ("Rp 1.250.000", ",", 1_250_000),
        ("Rp1.250.000", ",", 1_250_000),
        ("IDR 5000", ".", 5000),
        ("1.5e3", ".", 1500),
        (".5", ".", 0.5),
    ],
)
def test_a_number_is_read_whatever_it_wears(text, decimal, value):
    assert number(text, decimal) == pytest.approx(value, rel=1e-12)


@pytest.mark.parametrize("text", ["", " --", "--", "-", "–", "n/a", "NaN", "null", "(not set)"])
def test_a_cell_that_says_nothing_is_missing_and_not_zero(text):
    assert math.isnan(number(text))


@pytest.mark.parametrize("text", ["twelve", "1.2.3", "12-5", "1/2", "< 10%", "nan", "inf"])
def test_a_cell_that_is_no_number_is_refused_with_its_text(text):
    with pytest.raises(ValueError, match=f"^'{text}' is not a number$"):
        number(text)


@pytest.mark.parametrize(("text", "decimal"), [("12,50", "."), ("1.5", ","), ("01.02.2026", ","), ("1,2345", ".")])
def test_a_mark_that_groups_no_thousands_is_refused_and_not_left_out(text, decimal):
    with pytest.raises(ValueError, match="is not a number"):
        number(text, decimal)


@pytest.mark.parametrize("text", ["1e16", "-1e308", "1e400", "9" * 40, "9,999,999,999,999,999"])
def test_a_number_that_no_report_holds_is_refused(text):
    with pytest.raises(ValueError, match=r"is larger than any number of a report$"):
        number(text)


def test_a_negative_in_brackets_keeps_its_marks():
    assert undress("(1,234.50)") == "-1,234.50"


AMOUNTS = st.integers(-(10**9), 10**9).map(lambda cents: cents / 100)


@given(AMOUNTS, st.sampled_from(["{}", "{} €", "$ {}", "Rp {}", "EUR {}"]), st.booleans())
def test_an_amount_written_in_either_convention_is_read_back(value, dress, comma):
    english = f"{value:,.2f}"
    text = english.translate(str.maketrans(",.", ".,")) if comma else english
    mark = decimal_mark([dress.format(text)])
    assert mark == ("," if comma else ".")
    assert number(dress.format(text), mark) == value


@given(st.lists(AMOUNTS, min_size=1), st.booleans())
def test_a_column_of_amounts_in_one_convention_never_contradicts_itself(values, comma):
    texts = [f"{value:,.2f}".translate(str.maketrans(",.", ".,") if comma else {}) for value in values]
    mark = decimal_mark(texts, delimiter=";")
    assert [number(text, mark) for text in texts] == values


@pytest.mark.parametrize(
    ("text", "decimal", "value"), [("1250", ".", 1250), ("1250", ",", 1250), ("-12.5", ".", -12.5), (".5", ".", 0.5)]
)
def test_a_number_that_wears_nothing_is_read_as_it_stands(text, decimal, value):
    assert number(text, decimal) == value


def test_a_point_is_no_decimal_mark_where_a_comma_is():
    with pytest.raises(ValueError, match="decimal mark is ','"):
        number("12.5", ",")
