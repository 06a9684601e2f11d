"""How a result answers to a resource: round weeks in, a known elasticity out, or the reason why there is none."""

import math

import numpy as np
import pandas as pd
import pytest

from kpilib.judge.resources import spent_of
from kpilib.judge.response import NotEnoughData, Response, response_of
from kpilib.judge.thresholds import FEWEST_RESPONSE_WEEKS
from tests.builders import facts_of, plan_of, rows

MONDAY = "2026-01-05"


def days(weeks: list[float]) -> pd.Series:
    """One value a day from weekly sums, even within the week."""
    values = np.repeat(np.asarray(weeks, float) / 7, 7)
    return pd.Series(values, pd.date_range(MONDAY, periods=len(values)))


def spending(count: int, low: float = 1000, high: float = 2000) -> list[float]:
    """Weeks that change between two levels in no simple beat."""
    return [high if number * number % 7 in (1, 2) else low for number in range(count)]


def test_a_result_that_grows_with_the_root_of_its_resource_has_an_elasticity_of_a_half():
    spent = spending(40)
    told = response_of(days([10 * math.sqrt(week) for week in spent]), days(spent))
    assert (told.weeks, told.largest) == (40, pytest.approx(2000))
    assert told.elasticity == pytest.approx(0.5)
    assert (told.low, told.high) == (pytest.approx(0.5), pytest.approx(0.5))
    last = spent[-4:]
    assert told.resource == pytest.approx(sum(last) / 4)
    assert told.result == pytest.approx(sum(10 * math.sqrt(week) for week in last) / 4)


def test_noise_makes_the_interval_wide_and_the_truth_is_in_it_about_four_times_of_five():
    rng, inside = np.random.default_rng(7), 0
    for _ in range(60):
        spent = np.exp(rng.normal(7, 0.2, 60))
        level = np.cumsum(rng.normal(0, 0.05, 60)) + rng.normal(0, 0.05, 60)
        told = response_of(days(list(spent**0.4 * np.exp(level))), days(list(spent)))
        inside += told.low <= 0.4 <= told.high
    assert 40 <= inside <= 56


def test_two_trends_do_not_pose_as_an_answer():
    rng = np.random.default_rng(3)
    grows = 1.02 ** np.arange(80)
    spent, result = (1000 * grows * np.exp(rng.normal(0, 0.1, 80)) for _ in range(2))
    told = response_of(days(list(result)), days(list(spent)))
    assert (told.reason, told.numbers["weeks"]) == ("no_effect", 80)
    assert told.numbers["low"] <= 0


def test_two_budgets_that_are_raised_together_do_not_both_get_the_whole():
    rng = np.random.default_rng(5)
    together = rng.normal(0, 0.2, 100)
    one, two = (1000 * np.exp(together + rng.normal(0, 0.1, 100)) for _ in range(2))
    result = days(list(one**0.5 * np.exp(rng.normal(0, 0.02, 100))))
    assert isinstance(response_of(result, days(list(two))), Response)
    assert response_of(result, days(list(two)), beside=[days(list(one))]).reason == "no_effect"
    assert response_of(result, days(list(one)), beside=[days(list(two))]).elasticity == pytest.approx(0.5, abs=0.05)


def test_fewer_than_26_whole_weeks_are_too_few():
    spent = spending(FEWEST_RESPONSE_WEEKS)
    result = days([10 * math.sqrt(week) for week in spent])
    assert isinstance(response_of(result, days(spent)), Response)
    told = response_of(result.iloc[1:], days(spent))
    assert told == NotEnoughData("too_few_weeks", {"weeks": 25, "needed": 26})


def test_a_week_with_a_missing_day_is_no_week():
    spent = spending(26)
    result = days([10 * math.sqrt(week) for week in spent])
    result.iloc[30] = math.nan
    assert response_of(result, days(spent)).numbers["weeks"] == 25


def test_no_days_at_all_are_too_few():
    nothing = pd.Series(dtype=float, index=pd.DatetimeIndex([]))
    assert response_of(nothing, nothing).reason == "too_few_weeks"


def test_a_resource_that_hardly_varied_says_nothing():
    spent = spending(40, low=1000, high=1100)
    told = response_of(days([10 * math.sqrt(week) for week in spent]), days(spent))
    assert (told.reason, told.numbers["needed"]) == ("hardly_varied", 0.10)
    assert 0.03 < told.numbers["variation"] < 0.06


def test_a_result_that_falls_with_more_of_the_resource_has_no_price():
    spent = spending(40)
    assert response_of(days([100000 / week for week in spent]), days(spent)).reason == "no_effect"


ANSWER = Response(weeks=40, elasticity=0.5, low=0.25, high=1.0, result=100, resource=2000, largest=2500)


def test_what_is_gained_and_what_it_takes_are_two_sides_of_one_curve():
    # 1.44 times the resource, to the power of a half, is 1.2 times the result
    assert ANSWER.gain(880)[0] == pytest.approx(20)
    assert ANSWER.needed(20)[0] == pytest.approx(880)
    assert ANSWER.gain(-1020)[0] == pytest.approx(-30)  # 0.49 times: its root is 0.7


def test_a_part_of_the_resource_moves_only_its_own_part():
    # A tenth of 2000 is 200; 88 more are 1.44 times as much.
    assert ANSWER.gain(88, share=0.1)[0] == pytest.approx(20)
    assert ANSWER.needed(20, share=0.1)[0] == pytest.approx(88)


def test_nothing_is_told_beyond_one_and_a_half_times_the_largest_week():
    # 1.5 x 2500 / 2000 = 1.875 times the present: its root is 1.369
    assert ANSWER.needed(36)[0] == pytest.approx(2000 * (1.36**2 - 1))
    value, low, high = ANSWER.needed(38)
    assert (math.isinf(value), round(low), math.isinf(high)) == (True, 760, True)


def test_the_frames_are_not_changed():
    spent = days(spending(30))
    before = spent.copy()
    response_of(spent * 2, spent)
    pd.testing.assert_series_equal(spent, before)


SPENT = facts_of(
    rows("google_ads", "2026-07-01", channel="Paid Search", cost=[10, 20]),
    rows("meta_spend", "2026-07-01", channel="Paid Social", cost=[1, 2]),
    rows("time_sheet", "2026-07-01", channel="Content", hours=[4, 5]),
    rows("shop", "2026-07-01", orders=[7, 7]),
)


@pytest.mark.parametrize(
    ("line", "resource", "spent"),
    [
        ("Google Ads", "budget", [10, 20]),
        ("google ads", "budget", [10, 20]),
        ("Meta", "budget", [1, 2]),
        ("Paid Social", "budget", [1, 2]),
        ("Content", "hours", [4, 5]),
        ("Time sheet", "hours", [4, 5]),
    ],
)
def test_a_line_is_a_platform_or_a_channel(line, resource, spent):
    assert spent_of(line, resource, plan_of(), SPENT).tolist() == spent


@pytest.mark.parametrize(("line", "resource"), [("TV", "budget"), ("Content", "budget"), ("Google Ads", "hours")])
def test_a_line_that_no_source_tells_is_not_zero(line, resource):
    assert spent_of(line, resource, plan_of(), SPENT) is None
