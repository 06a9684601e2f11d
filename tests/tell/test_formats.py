"""Numbers, money, shares and dates, compared with common spaces unless the space is the question."""

import math
from datetime import date

import pytest

from kpilib.tell.formats import ABSENT, MINUS, NO_BREAK, Format, currency_symbol, day, days, share
from tests.tell.examples import plain

COUNT, PERCENT, NUMBER = Format("count"), Format("percent"), Format("number")
RUPIAH, EURO = Format("money", "IDR"), Format("money", "EUR")


@pytest.mark.parametrize(
    ("value", "text"),
    [(0, "0"), (548, "548"), (1200, "1,200"), (9_999_999, "9,999,999"), (12_345_678, "12.3 m"), (-104, "−104")],
)
def test_counts(value, text):
    assert plain(COUNT(value)) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (58_434, "Rp58,434"),
        (999_999, "Rp999,999"),
        (999_999_999, "Rp1.00 bn"),
        (999_499_999, "Rp999 m"),
        (9_999_999, "Rp10.0 m"),
        (99_960_000, "Rp100 m"),
        (1_000_000, "Rp1.00 m"),
        (25_040_000, "Rp25.0 m"),
        (306_200_000, "Rp306 m"),
        (2_289_999_900, "Rp2.29 bn"),
        (-3566, "−Rp3,566"),
        (12.5, "Rp12"),  # rupiah have no small change in use
    ],
)
def test_rupiah(value, text):
    assert plain(RUPIAH(value)) == text


@pytest.mark.parametrize(
    ("value", "text"), [(47.574, "€47.57"), (999.99, "€999.99"), (1234.4, "€1,234"), (0, "€0.00")]
)
def test_small_change_is_told_below_a_thousand(value, text):
    assert EURO(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.0239, "2.39%"), (0.0333333, "3.33%"), (0.61, "61.0%"), (1.5, "150.0%"), (-0.0239, "−2.39%")],
)
def test_percentages(value, text):
    assert PERCENT(value) == text


def test_a_plain_number_has_two_decimals():
    assert NUMBER(3.456) == "3.46"


@pytest.mark.parametrize(
    ("value", "text", "in_indonesian"),
    [
        (0, "0 s", "0 dtk"),
        (59.4, "59 s", "59 dtk"),
        (59.6, "1 min 0 s", "1 mnt 0 dtk"),
        (83, "1 min 23 s", "1 mnt 23 dtk"),
        (3600, "1 h 0 min", "1 jam 0 mnt"),
        (5_430, "1 h 30 min", "1 jam 30 mnt"),
        (-83, "−1 min 23 s", "−1 mnt 23 dtk"),
    ],
)
def test_times_come_in_seconds_and_are_told_in_their_two_largest_parts(value, text, in_indonesian):
    assert plain(Format("seconds")(value)) == text
    assert plain(Format("seconds", language="id")(value)) == in_indonesian


def test_scores_and_ranks_have_one_decimal():
    assert (Format("points")(16.13), Format("points")(-5), Format("rank")(8.44)) == ("16.1", "−5.0", "8.4")


@pytest.mark.parametrize(
    ("write", "value", "text"),
    [
        (Format("money", "IDR", "id"), 2_289_999_900, "Rp2,29 miliar"),
        (Format("money", "IDR", "id"), 25_040_000, "Rp25,0 juta"),
        (Format("money", "IDR", "id"), 58_434, "Rp58.434"),
        (Format("count", language="id"), 12_345_678, "12,3 juta"),
        (Format("count", language="id"), 1200, "1.200"),
        (Format("percent", language="id"), 0.0239, "2,39%"),
    ],
)
def test_numbers_in_indonesian(write, value, text):
    assert plain(write(value)) == text


def test_a_sign_is_put_before_a_gain_on_demand():
    assert (COUNT(642, sign=True), COUNT(-642, sign=True), RUPIAH(5, sign=True)) == ("+642", "−642", "+Rp5")


def test_the_minus_is_a_minus_and_not_a_hyphen():
    assert MINUS == "\u2212"
    for text in (COUNT(-1), PERCENT(-0.01), EURO(-1), share(-0.16)):
        assert text.startswith("\u2212")
        assert "-" not in text


def test_what_rounds_to_nothing_has_no_minus():
    assert (COUNT(-0.4), PERCENT(-0.00001), share(-0.0001)) == ("0", "0.00%", "0%")


def test_a_value_is_never_broken_over_two_lines():
    for text in (
        RUPIAH(2.29e9),
        COUNT(12.3e6),
        PERCENT.gap(0.002),
        Format("money", "CHF")(12),
        day(date(2026, 8, 21)),
    ):
        assert NO_BREAK in text
        assert " " not in text


def test_an_unknown_value_is_a_dash():
    assert COUNT(math.nan) == RUPIAH(math.nan) == PERCENT(math.nan) == share(math.nan) == ABSENT == "–"


@pytest.mark.parametrize(
    ("write", "value", "text"),
    [
        (PERCENT, -0.0009, "0.09 points"),
        (PERCENT, 0.02, "2.0 points"),
        (COUNT, -104, "104"),
        (EURO, -1.57, "€1.57"),
        (Format("points"), -5, "5.0 points"),
        (Format("rank"), 1.2, "1.2 places"),
        (Format("seconds"), -83, "1 min 23 s"),
        (Format("percent", language="id"), -0.0009, "0,09 poin persen"),
        (Format("points", language="id"), 5, "5,0 poin"),
        (Format("rank", language="id"), 1.2, "1,2 peringkat"),
    ],
)
def test_a_gap_has_no_sign_and_is_told_in_points_where_these_are_the_unit(write, value, text):
    assert plain(write.gap(value)) == text


@pytest.mark.parametrize(
    ("value", "text"), [(-0.16, "16%"), (0.011, "1.1%"), (0.02, "2%"), (0.0996, "10%"), (1.25, "125%"), (0, "0%")]
)
def test_shares(value, text):
    assert share(abs(value)) == text
    assert share(value, sign=True) == (MINUS if value < 0 else "+" if value > 0 else "") + text


@pytest.mark.parametrize(
    ("code", "symbol"),
    [("IDR", "Rp"), ("EUR", "€"), ("USD", "$"), ("GBP", "£"), ("THB", "฿"), ("MYR", "RM"), ("CHF", f"CHF{NO_BREAK}")],
)
def test_currency_symbols_are_those_of_the_currencys_own_country(code, symbol):
    assert currency_symbol(code) == symbol


def test_dates():
    friday = date(2026, 8, 21)
    assert plain(day(friday)) == "21 Aug 2026"
    assert plain(day(friday, year=False)) == "21 Aug"
    assert plain(day(friday, weekday=True)) == "Fri 21 Aug 2026"


def july(*numbers: int) -> tuple[date, ...]:
    return tuple(date(2026, 7, number) for number in numbers)


@pytest.mark.parametrize(
    ("values", "text"),
    [
        (july(3), "3 Jul"),
        (july(3, 4), "3–4 Jul"),
        (july(4, 3, 5), "3–5 Jul"),
        (july(3, 5), "3 Jul, 5 Jul"),
        ((date(2026, 6, 30), *july(1, 2)), "30 Jun–2 Jul"),
        (july(1, 3, 4, 6), "1 Jul, 3–4 Jul, 6 Jul"),
        (july(1, 3, 5, 7, 9, 10), "1 Jul, 3 Jul, 5 Jul and 3 more"),
        ((), ""),
    ],
)
def test_days_are_told_by_the_ends_of_their_runs(values, text):
    assert plain(days(values)) == text


def test_days_in_indonesian():
    assert plain(days(july(1, 3, 5, 7, 9, 10), language="id")) == "1 Jul, 3 Jul, 5 Jul dan 3 lagi"
