"""Parts of a change add up to it, whatever the order, with zeros, refunds, and channels that come or go."""

import math

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from kpilib.measure.drivers import Drivers, chain, split_product, split_rate, split_sum

NUMBER = st.one_of(st.just(0.0), st.integers(-1000, 1000).map(float), st.floats(-1e7, 1e7))
AMOUNT = st.one_of(st.just(0.0), st.integers(0, 10_000).map(float), st.floats(0.01, 1e7))
CHANNELS = st.dictionaries(st.sampled_from(["Search", "Social", "Email", "Direct", ""]), st.tuples(NUMBER, AMOUNT))


def close(found: float, wanted: float, *scale: float) -> bool:
    return math.isclose(found, wanted, rel_tol=1e-9, abs_tol=1e-9 * max([1.0, *map(abs, scale)]))


# ---- a product


def test_two_factors_share_what_they_do_together():
    told = split_product({"sessions": 100, "rate": 0.02}, {"sessions": 200, "rate": 0.03})
    # 100 more sessions at 2.5%, and one point more on 150 sessions.
    assert told.parts == pytest.approx({"sessions": 2.5, "rate": 1.5})


def test_a_factor_that_stayed_has_no_part():
    told = split_product({"a": 2, "b": 3, "c": 5}, {"a": 4, "b": 3, "c": 5})
    assert told.parts == {"a": 30, "b": 0, "c": 0}


def test_three_factors_by_hand():
    """Shapley: 1/3 of the first and the last place each, 1/6 of both in the middle."""
    told = split_product({"a": 1, "b": 1, "c": 1}, {"a": 2, "b": 3, "c": 4})
    # a alone 1; after b 3, after c 4, after both 12
    assert told.parts["a"] == pytest.approx(1 / 3 + 3 / 6 + 4 / 6 + 12 / 3)
    assert sum(told.parts.values()) == pytest.approx(23)


@given(st.dictionaries(st.sampled_from("abcd"), st.tuples(NUMBER, NUMBER), min_size=1))
def test_factors_add_up_in_any_order(factors):
    before, after = ({name: both[time] for name, both in factors.items()} for time in (0, 1))
    told = split_product(before, after)
    backwards = split_product(dict(reversed(before.items())), dict(reversed(after.items())))
    size = math.prod(max(abs(a), abs(b), 1) for a, b in factors.values())
    assert all(map(math.isfinite, told.parts.values()))
    assert close(sum(told.parts.values()), told.change, size)
    assert all(close(told.parts[name], backwards.parts[name], size) for name in before)
    back = split_product(after, before)
    assert all(close(told.parts[name], -back.parts[name], size) for name in before)


@pytest.mark.parametrize("bad", [math.nan, math.inf])
def test_what_is_not_known_has_no_parts(bad):
    with pytest.raises(ValueError, match="not known"):
        split_product({"a": 1, "b": bad}, {"a": 1, "b": 2})
    with pytest.raises(ValueError, match="not known"):
        split_sum({"a": bad}, {"a": 1})
    with pytest.raises(ValueError, match="not known"):
        split_rate({"a": (bad, 1)}, {"a": (1, 1)})
    with pytest.raises(ValueError, match="the factors differ"):
        split_product({"a": 1}, {"b": 1})


# ---- a chain of volumes


def test_a_chain_is_traffic_times_rates():
    volumes = {"sessions": (1000, 2000), "orders": (20, 50), "revenue": (800, 2500)}
    before, after = chain(volumes, ["sessions", "conversion_rate", "order_value"])
    assert before == {"sessions": 1000, "conversion_rate": 0.02, "order_value": 40}
    assert after == {"sessions": 2000, "conversion_rate": 0.025, "order_value": 50}


def test_what_begins_from_nothing_has_the_rates_of_the_other_time():
    before, after = chain({"sessions": (0, 100), "orders": (0, 2)}, ["sessions", "rate"])
    assert (before, after) == ({"sessions": 0, "rate": 0.02}, {"sessions": 100, "rate": 0.02})
    assert split_product(before, after).parts == {"sessions": 2, "rate": 0}


def test_refunds_without_an_order_are_explained_by_no_rate():
    assert chain({"orders": (10, 0), "revenue": (400, -50)}, ["orders", "order_value"]) is None


@given(st.lists(st.tuples(AMOUNT, AMOUNT), min_size=2, max_size=3), st.tuples(NUMBER, NUMBER))
def test_a_chain_multiplies_to_its_last_volume(volumes, last):
    named = dict(zip("abcd", [*volumes, last], strict=False))
    factors = chain(named, list(named))
    told = [
        not any(not under and over for over, under in zip(b, a, strict=True))
        for a, b in zip(named.values(), list(named.values())[1:], strict=False)
    ]
    assert (factors is not None) == all(told)
    if factors:
        for time in (0, 1):
            assert all(map(math.isfinite, factors[time].values()))
            assert close(math.prod(factors[time].values()), last[time], *last)


# ---- a sum


def test_a_channel_that_is_new_or_gone_counts_whole():
    told = split_sum({"Email": 10, "Direct": 5}, {"Direct": 7, "Video": 1})
    assert told == Drivers(15, 8, {"Email": -10, "Direct": 2, "Video": 1})


@given(st.dictionaries(st.text(max_size=3), NUMBER), st.dictionaries(st.text(max_size=3), NUMBER), st.integers(0, 4))
def test_channels_add_up_and_so_do_the_largest_and_the_rest(before, after, most):
    told = split_sum(before, after)
    some = told.largest(most, "*others*")
    scale = (*before.values(), *after.values())
    assert close(sum(told.parts.values()), told.change, *scale)
    assert close(sum(some.parts.values()), told.change, *scale)
    assert len(some.parts) <= most + 1


# ---- a rate


def test_more_of_a_channel_that_converts_badly_is_all_mix():
    before = {"Search": (30, 1000), "Social": (5, 500)}
    mix, own = split_rate(before, {"Search": (30, 1000), "Social": (10, 1000)})
    assert own.parts == pytest.approx({"Search": 0, "Social": 0})
    assert mix.before == pytest.approx(35 / 1500)
    assert own.after == pytest.approx(40 / 2000)
    assert mix.change == pytest.approx(40 / 2000 - 35 / 1500)


def test_a_better_rate_at_the_same_mix_is_all_own():
    mix, own = split_rate({"Search": (30, 1000), "Social": (5, 500)}, {"Search": (60, 2000), "Social": (20, 1000)})
    assert mix.parts == pytest.approx({"Search": 0, "Social": 0})
    assert own.parts == pytest.approx({"Search": 0, "Social": 0.01 / 3})


def test_both_channels_fall_though_the_whole_rises():
    """Simpson: each rate fell, and the whole rose, as more came by the better channel."""
    mix, own = split_rate({"Search": (50, 1000), "Social": (10, 1000)}, {"Search": (90, 1900), "Social": (0.9, 100)})
    assert own.change < 0 < mix.change
    assert mix.change + own.change == pytest.approx(90.9 / 2000 - 60 / 2000)


def test_orders_without_a_session_are_the_channels_own():
    mix, own = split_rate({"Search": (20, 1000), "": (0, 0)}, {"Search": (20, 1000), "": (5, 0)})
    assert mix.change == 0
    assert own.parts == pytest.approx({"Search": 0, "": 0.005})


@given(CHANNELS, CHANNELS)
def test_mix_and_own_rates_add_up(before, after):
    wholes = [sum(under for _, under in each.values()) for each in (before, after)]
    assume(all(whole > 0 for whole in wholes))
    mix, own = split_rate(before, after)
    told = [sum(top for top, _ in each.values()) / u for each, u in zip((before, after), wholes, strict=True)]
    scale = [top / u for each, u in zip((before, after), wholes, strict=True) for top, _ in each.values()]
    scale += [top / under for each in (before, after) for top, under in each.values() if under]
    parts = [*mix.parts.values(), *own.parts.values()]
    assert all(map(math.isfinite, parts))
    assert close(mix.before, told[0], *scale)
    assert close(own.after, told[1], *scale)
    assert close(sum(parts), told[1] - told[0], *scale)
    turned = split_rate(dict(reversed(before.items())), dict(reversed(after.items())))
    assert all(close(turned[0].parts[name], part, *scale) for name, part in mix.parts.items())


def test_a_rate_without_any_denominator_has_no_parts():
    with pytest.raises(ValueError, match="denominators"):
        split_rate({"Search": (1, 0)}, {"Search": (1, 10)})
