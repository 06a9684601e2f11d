import pandas as pd
import pytest

from kpilib.measure.customers import Retained, Withheld, Worth, clv_to_cac, customer_value
from tests.builders import day, plan_of
from tests.measure.customers.orders import facts_of_orders, invented, orders
from tests.measure.customers.test_contracts import renewing

UNTIL = day("2026-06-30")


def value(events: pd.DataFrame, as_of: str = "2026-06-30", **client):
    return customer_value(facts_of_orders(events, "2025-06-01", "2026-06-30"), plan_of(client=client), day(as_of))


def test_a_shop_has_a_past_and_a_future():
    found = value(invented(800))
    assert isinstance(found.predicted, Worth)
    assert found.tenures == Withheld("no_contract")
    assert found.historic.customers == len(found.summary) == len(found.clv)
    assert found.clv.sum() == pytest.approx(found.historic.total + found.predicted.total.value)
    assert found.predicted.currency == found.historic.currency == "EUR"
    table = clv_to_cac(found.summary, found.clv, {}, currency="EUR")
    assert table["customers"].xs("", level="channel").sum() == 800


def test_customers_under_contract_have_their_retention():
    found = value(orders(*renewing(400)), contract=True)
    assert isinstance(found.predicted, Retained)
    assert found.choice == Withheld("contract")
    assert found.predicted.total.low < found.predicted.total.value < found.predicted.total.high


def test_a_past_day_gives_the_same_numbers_whatever_came_later():
    events = invented(800)
    then = value(events, "2026-04-30")
    cut = value(events[events["date"] <= "2026-04-30"], "2026-04-30")
    assert then.predicted.total == cut.predicted.total
    assert then.historic == cut.historic


def test_what_cannot_be_known_says_why():
    assert value(orders()) == Withheld("no_orders")
    once = value(orders(*((str(n), "2026-01-01", 10) for n in range(100))))
    assert once.predicted == once.choice == once.clv == Withheld("nobody_returned")
    assert once.historic.mean == 5
    free = value(invented(300).assign(value=0.0, margin=0.0))
    assert free.predicted == Withheld("no_value", 0, 30)
    unknown = value(invented(300).assign(margin=float("nan")))
    assert unknown.predicted.why == unknown.historic.why == "no_margin"
