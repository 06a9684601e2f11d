import numpy as np
import pandas as pd
import pytest

from kpilib.measure.customers import (
    CustomerError,
    Withheld,
    fit_buying,
    fit_spend,
    historic_worth,
    net_purchases,
    predict_worth,
    summarise,
)
from kpilib.measure.customers.spend import expected_value
from tests.builders import day
from tests.measure.customers.orders import invented, orders

UNTIL = day("2026-06-30")


@pytest.fixture(scope="module")
def summary():
    return summarise(net_purchases(invented(1200), UNTIL))


@pytest.fixture(scope="module")
def models(summary):
    return fit_buying(summary), fit_spend(summary.frame["paid"].to_numpy(), summary.frame["spend"].to_numpy())


def test_historic_worth_is_margin_by_customer():
    events = orders(("a", "2026-01-01", 10), ("a", "2026-02-01", 30), ("b", "2026-01-08", 20), margin=0.5)
    found = historic_worth(summarise(net_purchases(events, UNTIL)))
    assert (found.total, found.customers, found.mean) == (30, 2, 15)


def test_margins_may_differ_by_order():
    events = orders(("a", "2026-01-01", 10), ("b", "2026-01-08", 20)).assign(margin=[1.0, 12.0])
    assert historic_worth(summarise(net_purchases(events, UNTIL))).total == 13


def test_worth_is_withheld_without_margins():
    events = orders(("a", "2026-01-01", 10), ("b", "2026-01-08", 20)).assign(margin=float("nan"))
    assert historic_worth(summarise(net_purchases(events, UNTIL))) == Withheld("no_margin", 2)


def test_predicted_worth_is_purchases_times_value_times_margin_without_discount(summary, models):
    found = predict_worth(summary, *models, horizon=91, discount=0.0, margin=0.25)
    frame = found.frame
    assert frame["purchases"].to_numpy() == pytest.approx(models[0].expected(summary, 13.0))
    assert frame["clv"].to_numpy() == pytest.approx(0.25 * (frame["purchases"] * frame["value"]).to_numpy())
    assert found.total.value == pytest.approx(frame["clv"].sum())
    assert found.mean.value == pytest.approx(frame["clv"].mean())
    assert found.total.low < found.total.value < found.total.high


def test_the_margin_is_that_of_the_purchases_so_far(summary, models):
    # invented() gives every order a margin of 40 %.
    told = predict_worth(summary, *models)
    assert told.margin == pytest.approx(0.4)
    assert told.total.value == pytest.approx(predict_worth(summary, *models, margin=0.4).total.value)


def test_a_discount_lowers_what_comes_later_more(summary, models):
    plain, month = (predict_worth(summary, *models, horizon=30, discount=rate).total.value for rate in (0.0, 0.1))
    assert month / plain == pytest.approx(1.1 ** (-30 / 365.25))
    year = predict_worth(summary, *models, horizon=365, discount=0.1).total.value
    assert 1 / 1.1 < year / predict_worth(summary, *models, horizon=365, discount=0.0).total.value < 1


def test_longer_horizons_bring_more(summary, models):
    totals = [predict_worth(summary, *models, horizon=days).total.value for days in (1, 30, 31, 180, 365, 730)]
    assert totals == sorted(totals)


def test_money_in_another_unit_changes_values_and_nothing_else(summary, models):
    events = invented(1200)
    rupiah = summarise(
        net_purchases(events.assign(value=events["value"] * 17_000, margin=events["margin"] * 17_000), UNTIL)
    )
    spend = fit_spend(rupiah.frame["paid"].to_numpy(), rupiah.frame["spend"].to_numpy())
    assert spend.fit.parameters["p"] == pytest.approx(models[1].fit.parameters["p"], rel=1e-4)
    found = predict_worth(rupiah, fit_buying(rupiah), spend)
    ours = predict_worth(summary, *models)
    for end in ("value", "low", "high"):
        assert getattr(found.total, end) == pytest.approx(17_000 * getattr(ours.total, end), rel=1e-4)


def test_business_at_a_loss_has_a_worth_below_zero_with_its_range_in_order(summary, models):
    told = predict_worth(summary, *models, margin=-0.1).total
    assert told.low < told.value < told.high < 0


@pytest.mark.parametrize("wrong", [{"horizon": 0}, {"discount": -0.1}, {"discount": float("nan")}])
def test_a_horizon_or_discount_that_is_none_is_an_error(summary, models, wrong):
    with pytest.raises(CustomerError, match="horizon"):
        predict_worth(summary, *models, **wrong)


def test_models_and_customers_have_one_unit_of_time(models):
    by_day = summarise(net_purchases(invented(1200), UNTIL), "day")
    with pytest.raises(CustomerError, match="by week, the customers by day"):
        predict_worth(by_day, *models)


def test_value_that_goes_with_frequency_is_told():
    rng = np.random.default_rng(3)
    count = rng.integers(1, 12, 400)
    value = rng.gamma(9, 3, 400)
    assert not fit_spend(count, value).doubtful
    rising = fit_spend(count, value + 8 * count)
    assert rising.doubtful
    assert rising.correlation > 0.3


def test_few_who_paid_when_they_came_back_are_withheld():
    assert fit_spend(np.full(29, 1), np.full(29, 10.0)) == Withheld("no_value", 29, 30)
    assert fit_spend(np.full(100, 1), np.zeros(100)) == Withheld("no_value", 0, 30)


def test_customers_who_all_spend_the_same_are_worth_just_that():
    found = fit_spend(np.arange(100) % 3 + 1, np.full(100, 25.0))
    assert found.mean == pytest.approx(25, rel=2e-3)
    assert np.isnan(found.correlation)
    assert not found.doubtful


def test_the_expected_value_lies_between_the_customers_own_and_that_of_all(models):
    spend = models[1]
    mean = spend.mean
    count, own = np.array([0.0, 1, 50, 1]), np.array([0.0, 2 * mean, 2 * mean, mean])
    none, once, often, same = expected_value(count, own, spend.fit.values)
    assert none == pytest.approx(mean)
    assert mean < once < often < 2 * mean
    assert same == pytest.approx(mean)


def test_arguments_are_left_as_they_were(summary, models):
    before = summary.frame.copy(deep=True)
    predict_worth(summary, *models)
    pd.testing.assert_frame_equal(summary.frame, before)
