"""Values of customers quarter by quarter, as estimates that a KPI can be judged by."""

from functools import cache

import pytest

from kpilib.measure.estimates import estimates_of
from kpilib.measure.worths import Valued, difference_of_values, worths_of
from tests.builders import after, day, facts_of, kpi_of, metric_of, plan_of, rows
from tests.builders import judged as judge
from tests.measure.customers.orders import facts_of_orders, invented, orders

LAST = "2026-08-20"
DAYS = (day(LAST) - day("2025-06-01")).days + 1


@cache
def shop():
    return shop_of()


def shop_of(daily=None):
    return facts_of_orders(invented(400, until=LAST, days=440), "2025-06-01", LAST, daily)


def test_every_quarter_has_its_value_as_of_its_own_last_day():
    found = worths_of("historic", shop(), plan_of(), day(LAST))
    assert [one.name for one in found] == ["Q3 2025", "Q4 2025", "Q1 2026", "Q2 2026", "Q3 2026"]
    assert [one.last.isoformat() for one in found][-2:] == ["2026-06-30", LAST]
    assert all(one.low == one.value == one.high for one in found)
    assert [one.n for one in found] == sorted(one.n for one in found)


def test_later_orders_do_not_change_an_earlier_quarter():
    facts = shop()
    then = {
        one.name: one.value
        for one in worths_of("predicted", facts.until(day("2026-06-30")), plan_of(), day("2026-06-30"))
    }
    now = {one.name: one.value for one in worths_of("predicted", facts, plan_of(), day(LAST))}
    assert then["Q2 2026"] == now["Q2 2026"]


def test_what_is_to_come_has_a_range_at_the_level_that_is_asked_for():
    narrow, wide = (worths_of("predicted", shop(), plan_of(), day(LAST), level=level)[-1] for level in (0.8, 0.95))
    assert wide.low < narrow.low < narrow.value == wide.value < narrow.high < wide.high


def test_a_ratio_to_cost_needs_the_cost_of_the_same_customers():
    assert worths_of("to_cac", shop(), plan_of(), day(LAST))[-1].withheld.why == "no_cost"
    ads = rows("ads", "2025-06-01", channel="Paid Search", cost=[100.0] * DAYS)
    found = worths_of("to_cac", shop_of(ads), plan_of(), day(LAST))
    # The quarter in which the orders begin has older customers among its new ones.
    assert found[0].withheld is not None
    assert found[-1].value > 0


def test_a_kpi_of_what_customers_are_worth_is_judged_by_its_range():
    facts = shop()
    value = worths_of("predicted", facts, plan_of(), day(LAST), level=0.95)[-1]
    for target, status in ((0.5 * value.low, "on_pace"), (value.value, "close"), (2 * value.high, "behind")):
        one = judge(facts, after(LAST, 1), kpi_of("predicted_clv", target=round(target, 2)))
        assert (one.status, one.actual) == (status, value.value)
        assert one.forecast is None


def test_a_value_that_is_withheld_says_why():
    once = facts_of_orders(orders(*((str(n), "2026-07-01", 10) for n in range(100))), "2026-07-01", LAST)
    one = judge(once, after(LAST, 1), kpi_of("predicted_clv", target=10))
    assert (one.status, one.reasons[0]) == ("no_data", "nobody bought on a second day")
    daily = facts_of(rows("shop", "2026-07-01", orders=[5] * 51))
    one = judge(daily, after(LAST, 1), kpi_of("predicted_clv", target=10))
    assert one.reasons[0].startswith("no source brings orders one by one, with their customers")
    assert estimates_of(metric_of("historic_clv"), daily, plan_of()).absent


def test_values_that_are_counted_differ_by_any_change_and_estimates_beyond_their_ranges():
    counted = [Valued("Q2", day(LAST), day(LAST), 9, value, value, value) for value in (10, 11)]
    assert difference_of_values(*counted).p == 0
    assert difference_of_values(counted[0], counted[0]).p == 1
    near, far = (Valued("Q3", day(LAST), day(LAST), 9, value, value - 2, value + 2) for value in (11, 30))
    first = Valued("Q2", day(LAST), day(LAST), 9, 10, 8, 12)
    assert difference_of_values(first, near).p > 0.05 > difference_of_values(first, far).p
    assert difference_of_values(first, far).value == pytest.approx(20)
