"""What customers are worth, as it is told: the value with what it rests on, and the cost of winning them."""

import re

from kpilib.measure.customers import clv_to_cac, costs_of, customer_value
from kpilib.tell.worth import table_cac, table_worth
from tests.builders import day, plan_of, rows
from tests.measure.customers.orders import facts_of_orders, invented, orders
from tests.measure.customers.test_contracts import renewing

UNTIL = "2026-06-30"


def told(table) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", str(table.html))).replace("\N{NO-BREAK SPACE}", " ")


def shop(events, **client):
    facts = facts_of_orders(events, "2025-06-01", UNTIL, rows("ads", "2025-06-01", channel="Paid", cost=[50.0] * 395))
    plan = plan_of(client=client)
    return facts, plan, customer_value(facts, plan, day(UNTIL))


def test_a_shop_is_told_with_its_model_its_past_and_its_assumption():
    _, plan, value = shop(invented(800))
    text = told(table_worth(value, plan))
    assert re.search(r"A customer is expected to bring €[\d.]+ within 365 days, after €[\d.]+ so far", text)
    for part in ("BG/NBD with Gamma-Gamma", "80% range", "correlation", "of the purchases after", "by the model"):
        assert part in text
    assert "nan" not in text


def test_customers_under_contract_are_told_with_their_renewals():
    _, plan, value = shop(orders(*renewing(400)), contract=True)
    text = told(table_worth(value, plan))
    assert "Shifted beta-geometric" in text
    assert "did not pay their next term" in text


def test_what_cannot_be_told_says_why():
    _, plan, value = shop(orders(*((str(n), "2026-01-01", 10) for n in range(100))))
    assert "What customers will bring cannot be told: nobody bought on a second day" in told(table_worth(value, plan))


def test_cost_is_held_against_value_month_by_month():
    facts, plan, value = shop(invented(800))
    ratios = clv_to_cac(value.summary, value.clv, costs_of(facts, plan, value.summary), currency="EUR")
    text = told(table_cac(ratios, plan))
    assert re.search(r"Customers won in June 2026 are worth [\d.]+ times what winning them cost", text)
    assert text.count("all channels") == 6
    assert not table_cac(ratios.assign(why="no_cost"), plan).html
