import pandas as pd
import pytest

from kpilib.data.export import Export
from kpilib.data.facts import Facts
from kpilib.measure.customers import CustomerError, Withheld, net_purchases, purchases_of, summarise
from tests.builders import day, plan_of
from tests.measure.customers.orders import facts_of_orders, invented, orders

THREE = orders(("a", "2026-01-01", 10), ("a", "2026-01-15", 30), ("b", "2026-01-08", 20))


def bought(*rows: tuple, until: str = "2026-01-29", **options) -> pd.DataFrame:
    return summarise(net_purchases(orders(*rows, **options), day(until))).frame


def test_recency_frequency_and_age_are_counted_from_the_first_purchase():
    frame = summarise(net_purchases(THREE, day("2026-01-29"))).frame
    assert frame.loc["a", ["frequency", "recency", "age", "spend"]].tolist() == [1, 2.0, 4.0, 30.0]
    assert frame.loc["b", ["frequency", "recency", "age", "spend"]].tolist() == [0, 0.0, 3.0, 0.0]
    by_day = summarise(net_purchases(THREE, day("2026-01-29")), "day").frame
    assert by_day.loc["a", ["frequency", "recency", "age"]].tolist() == [1, 14, 28]


def test_value_and_margin_are_of_all_purchases():
    frame = summarise(net_purchases(THREE, day("2026-01-29"))).frame
    assert frame["value"].to_dict() == {"a": 40, "b": 20}
    assert frame["margin"].to_dict() == {"a": 20, "b": 10}


def test_orders_after_the_day_are_not_seen():
    frame = summarise(net_purchases(THREE, day("2026-01-07"))).frame
    assert frame.index.tolist() == ["a"]
    assert frame.loc["a", ["frequency", "age", "value"]].tolist() == [0, 6 / 7, 10]


def test_what_is_seen_on_a_day_does_not_depend_on_what_came_later():
    events = invented(300)
    then = day("2026-03-31")
    whole = summarise(net_purchases(events, then)).frame
    cut = summarise(net_purchases(events[events["date"] <= pd.Timestamp(then)], then)).frame
    pd.testing.assert_frame_equal(whole, cut)


def test_the_order_of_rows_does_not_matter():
    events = invented(100)
    whole = summarise(net_purchases(events, day("2026-06-30"))).frame.sort_index()
    mixed = summarise(net_purchases(events.sample(frac=1, random_state=3), day("2026-06-30"))).frame.sort_index()
    pd.testing.assert_frame_equal(whole, mixed)


def test_the_events_are_left_as_they_were():
    events = orders(("a", "2026-01-01", 10), ("a", "2026-01-03", 4, "refund", "1"))
    before = events.copy(deep=True)
    net_purchases(events, day("2026-01-29"))
    pd.testing.assert_frame_equal(events, before)


def test_several_orders_of_one_day_are_one_purchase():
    frame = bought(("a", "2026-01-01", 10), ("a", "2026-01-15", 30), ("a", "2026-01-15", 5))
    assert frame.loc["a", ["frequency", "paid", "spend"]].tolist() == [1, 1, 35]


def test_a_refund_takes_value_and_margin_off_its_order():
    frame = bought(("a", "2026-01-01", 10), ("a", "2026-01-15", 30), ("a", "2026-01-20", 20, "refund", "2"))
    assert frame.loc["a", ["frequency", "spend", "value", "margin"]].tolist() == [1, 10, 20, 10]


def test_an_order_that_was_paid_back_is_no_purchase():
    rows = ("a", "2026-01-01", 10), ("a", "2026-01-15", 30), ("a", "2026-01-20", 30, "refund", "2")
    assert bought(*rows).loc["a", ["frequency", "value"]].tolist() == [0, 10]
    assert bought(*rows, until="2026-01-19").loc["a", ["frequency", "value"]].tolist() == [1, 40]
    assert net_purchases(orders(*rows), day("2026-01-29")).left_out == {"order that was paid back": 1}


def test_a_first_order_that_was_paid_back_makes_nobody_a_customer():
    rows = ("a", "2026-01-01", 10), ("a", "2026-01-02", 10, "refund", "1"), ("b", "2026-01-08", 20)
    assert bought(*rows).index.tolist() == ["b"]
    later = bought(*rows, ("a", "2026-01-15", 30))
    assert later.loc["a", "first"] == pd.Timestamp("2026-01-15")


def test_a_free_order_is_a_purchase_without_a_value():
    frame = bought(("a", "2026-01-01", 10), ("a", "2026-01-08", 0), ("a", "2026-01-15", 30))
    assert frame.loc["a", ["frequency", "paid", "spend"]].tolist() == [2, 1, 30]


def test_an_order_below_zero_is_money_back_and_no_purchase():
    events = orders(("a", "2026-01-01", 10), ("a", "2026-01-08", -4))
    found = net_purchases(events, day("2026-01-29"))
    assert found.left_out == {"order below zero": 1}
    assert summarise(found).frame.loc["a", ["frequency", "value", "margin"]].tolist() == [0, 6, 3]


def test_orders_without_a_customer_are_left_out_and_counted():
    found = net_purchases(orders(("", "2026-01-01", 10), ("b", "2026-01-08", 20)), day("2026-01-29"))
    assert found.customers.tolist() == ["b"]
    assert found.left_out == {"order without a customer": 1}
    assert net_purchases(orders(("", "2026-01-01", 10)), day("2026-01-29")) == Withheld("no_customers")


def test_a_refund_without_its_order_is_left_out_and_counted():
    found = net_purchases(orders(("a", "2026-01-01", 10), ("a", "2026-01-02", 9, "refund", "77")), day("2026-01-29"))
    assert found.left_out == {"refund of an order that is not there": 1}
    assert summarise(found).frame.loc["a", "value"] == 10


def test_one_order_without_a_margin_leaves_the_margin_of_its_customer_unknown():
    events = orders(("a", "2026-01-01", 10), ("b", "2026-01-08", 20))
    events.loc[0, "margin"] = float("nan")
    margin = summarise(net_purchases(events, day("2026-01-29"))).frame["margin"]
    assert margin.isna().tolist() == [True, False]


def test_an_id_that_stands_there_twice_is_an_error():
    events = orders(("a", "2026-01-01", 10, "order", "7"), ("b", "2026-01-08", 20, "order", "7"))
    with pytest.raises(CustomerError, match="order '7' stands there twice"):
        net_purchases(events, day("2026-01-29"))


def test_no_orders_by_that_day_are_withheld():
    assert net_purchases(THREE, day("2025-12-31")) == Withheld("no_orders")
    assert net_purchases(THREE[:0], day("2026-12-31")) == Withheld("no_orders")


def test_the_channel_is_that_of_the_first_purchase():
    events = orders(("a", "2026-01-01", 10), ("a", "2026-01-15", 30)).assign(channel=["Email", "Direct"])
    assert summarise(net_purchases(events, day("2026-01-29"))).frame["channel"].tolist() == ["Email"]


def test_days_that_the_source_does_not_tell_of_are_not_quiet():
    found = purchases_of(facts_of_orders(THREE, "2026-01-01", "2026-01-15"), plan_of(), day("2026-01-29"))
    assert found.until == day("2026-01-15")
    assert found.currency == "EUR"


def test_orders_of_a_source_that_is_not_the_true_one_do_not_count():
    other = orders(("a", "2026-01-01", 10)).assign(source="bank")
    events = pd.concat([THREE, other], ignore_index=True)
    found = purchases_of(facts_of_orders(events, "2026-01-01", "2026-01-29"), plan_of(), day("2026-01-29"))
    assert summarise(found).frame["value"].sum() == 60


def test_several_currencies_are_an_error():
    facts = facts_of_orders(THREE, "2026-01-01", "2026-01-29")
    about = {"reader": "table", "sha256": "", "encoding": "", "delimiter": "", "rows": 1}
    files = tuple(("shop", Export(f"{code}.csv", currency=code, **about)) for code in ("EUR", "IDR"))
    mixed = Facts(facts.daily, facts.readings, facts.events, facts.coverage, files)
    with pytest.raises(CustomerError, match="EUR and IDR"):
        purchases_of(mixed, plan_of(), day("2026-01-29"))
