"""The numbers of a metric: three rows, round figures, the expected value written out."""

import math

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kpilib.measure.metrics import channels_of, series_of
from kpilib.measure.series import SMALLEST_DENOMINATOR, Series
from kpilib.plan.catalogue import Metric
from tests.builders import after, day, facts_of, judged, kpi_of, metric_of, plan_of, readings, rows

PLAN = plan_of()
RATE = metric_of("conversion_rate")  # orders / sessions
JULY = "2026-07-01"


def told(series: pd.Series) -> list[float | None]:
    """Values as a list that can be compared: None where not measured."""
    return [None if math.isnan(value) else float(value) for value in series]


def value_of(name: str, *frames: pd.DataFrame) -> float:
    return series_of(metric_of(name), facts_of(*frames), PLAN).value


# One value from many days


def test_a_sum_adds_the_days():
    assert value_of("leads", rows("crm", JULY, leads=[2, 3, 5])) == 10


def test_a_ratio_is_a_sum_over_a_sum_and_not_a_mean_of_ratios():
    rate = value_of("conversion_rate", rows("shop", JULY, orders=[2, 30, 8], sessions=[100, 1000, 100]))
    assert rate == pytest.approx(40 / 1200)
    assert round(100 * rate, 2) == 3.33
    assert round(100 * (2 / 100 + 30 / 1000 + 8 / 100) / 3, 2) == 4.33  # what it must not be


def test_a_mean_a_day_is_taken_over_the_measured_days_only():
    assert value_of("daily_visitors", readings("ga4", JULY, active_users=[10, None, 20])) == 15


def test_a_stock_is_its_last_reading():
    assert value_of("list_size", readings("mail", JULY, active_subscribers=[100, 120, 110])) == 110


def test_a_stock_whose_last_day_was_not_read_is_the_last_reading_before():
    assert value_of("list_size", readings("mail", JULY, active_subscribers=[100, 120, None])) == 120


def test_what_was_never_measured_has_no_value():
    nothing = Series("sum", pd.Series([math.nan, math.nan], pd.date_range(JULY, periods=2)))
    assert math.isnan(nothing.value)


# Ratios of other forms: per so many, what is lacking to the whole, one channel in all, weighted means


def test_a_cost_per_thousand_is_a_thousand_times_the_ratio():
    cpm = rows("google_ads", JULY, cost=[10, 20], impressions=[1000, 5000])
    assert value_of("cost_per_mille", cpm) == 1000 * 30 / 6000 == 5
    assert to_date("cost_per_mille", cpm) == [10, 5]
    assert week("cost_per_mille", rows("google_ads", "2026-07-06", cost=[7] * 7, impressions=[1000] * 7)) == [7]


def test_a_bounce_rate_is_what_the_engagement_rate_lacks_to_the_whole():
    frame = rows("ga4", JULY, engaged_sessions=[60, 20], sessions=[100, 100])
    assert value_of("engagement_rate", frame) == 80 / 200
    assert value_of("bounce_rate", frame) == 120 / 200
    assert to_date("bounce_rate", frame) == [0.4, 0.6]
    assert week("bounce_rate", rows("ga4", "2026-07-06", engaged_sessions=[6] * 7, sessions=[10] * 7)) == [0.4]


def test_a_day_without_one_part_of_a_complement_counts_for_neither():
    carts = series_of(
        metric_of("cart_abandonment"), facts_of(rows("shop", JULY, orders=[20, None], carts=[50, 50])), PLAN
    )
    assert told(carts.numerator) == [30, None]
    assert carts.value == 30 / 50


def test_the_organic_share_is_one_channel_against_all_channels():
    share = series_of(metric_of("organic_share"), facts_of(*two_channels()), PLAN)
    assert told(share.numerator) == [10, 20, 30]
    assert told(share.denominator) == [11, 20, 33]
    assert share.value == 60 / 64


def test_the_share_of_one_channel_is_not_narrowed_to_another():
    facts = facts_of(*two_channels())
    assert series_of(metric_of("organic_share"), facts, PLAN, channel="Organic Search").value == 60 / 64


def test_what_the_share_of_a_channel_lacks_is_named_once():
    assert series_of(metric_of("organic_share"), facts_of(rows("shop", JULY, orders=[1])), PLAN).absent == (
        "sessions",
    )


def test_a_position_is_weighted_by_its_impressions():
    # Position 2 on 100 impressions and position 8 on 300: 2600 / 400, and not (2 + 8) / 2.
    frame = rows("search", JULY, position_impressions=[200, 2400], search_impressions=[100, 300])
    assert value_of("search_position", frame) == 6.5
    assert to_date("search_position", frame) == [2, 6.5]


def test_revenue_per_session_is_the_conversion_rate_times_the_order_value():
    frame = rows("shop", JULY, orders=[2, 6], revenue=[100, 200], sessions=[100, 300])
    product = value_of("conversion_rate", frame) * value_of("order_value", frame)  # .02 x 37.50
    assert value_of("revenue_per_session", frame) == pytest.approx(product) == pytest.approx(0.75)


@pytest.mark.parametrize("name", ["cost_per_mille", "bounce_rate", "search_position"])
def test_a_ratio_of_any_form_is_missing_when_its_denominator_is_zero(name):
    zeros = {measure: [0, 0] for measure in metric_of(name).measures}
    assert math.isnan(value_of(name, rows("tool", JULY, **zeros)))


def test_what_a_platform_claims_is_held_against_its_own_cost():
    facts = facts_of(
        rows("google_ads", JULY, cost=[10, 10], claimed_value=[40, 60]), rows("meta", JULY, cost=[500, 500])
    )
    assert series_of(metric_of("roas"), facts, PLAN).value == 100 / 20
    assert series_of(metric_of("cost"), facts, PLAN).value == 1020


def test_claims_of_two_platforms_are_not_added():
    facts = facts_of(
        rows("google_ads", JULY, cost=[10], claimed_value=[40]), rows("meta", JULY, cost=[100], claimed_value=[900])
    )
    plan = plan_of(client={"truth": {"claimed_value": "meta"}})
    assert series_of(metric_of("roas"), facts, plan).value == 900 / 100


# People are counted over the days asked for, never added


def users(*spans: tuple[str, str, float], measure: str = "active_users") -> pd.DataFrame:
    """Readings of whole spans: first day, last day, value."""
    parts = [
        readings("ga4", first, **{measure: [value]}).assign(end=pd.Timestamp(last)) for first, last, value in spans
    ]
    return pd.concat(parts, ignore_index=True).astype({"end": "datetime64[us]"})


def test_different_users_are_those_counted_over_exactly_these_days():
    facts = facts_of(users(("2026-07-01", "2026-07-31", 900), ("2026-07-01", "2026-08-31", 1500)))
    active = series_of(metric_of("active_users"), facts, PLAN)
    assert active.between(day("2026-07-01"), day("2026-07-31")).value == 900
    assert active.between(day("2026-07-01"), day("2026-08-31")).value == 1500
    assert active.between(day("2026-07-01"), day("2026-08-31")).measured.all()


def test_different_users_of_other_days_are_not_known():
    active = series_of(metric_of("active_users"), facts_of(users(("2026-07-01", "2026-07-31", 900))), PLAN)
    longer = active.between(day("2026-07-01"), day("2026-08-01"))
    assert math.isnan(longer.value)
    assert not longer.measured.any()


def test_different_users_of_days_are_never_added():
    daily = series_of(metric_of("active_users"), facts_of(readings("ga4", JULY, active_users=[10, 20])), PLAN)
    assert daily.absent == ()
    assert math.isnan(daily.value)
    assert daily.between(day("2026-07-02"), day("2026-07-02")).value == 20


def test_different_users_to_date_are_known_where_they_were_counted():
    spans = [("2026-07-01", "2026-07-01", 10), ("2026-07-01", "2026-07-03", 25)]
    active = series_of(metric_of("active_users"), facts_of(users(*spans)), PLAN)
    assert told(active.to_date) == [10, None, 25]


def test_different_users_of_a_week_are_those_counted_from_monday_to_sunday():
    spans = [("2026-07-06", "2026-07-12", 70), ("2026-07-14", "2026-07-19", 60)]
    weeks = series_of(metric_of("active_users"), facts_of(users(*spans)), PLAN).weekly()
    assert told(weeks) == [70, None]


def test_what_is_read_whole_is_not_taken_from_a_channel():
    by_channel = users(("2026-07-01", "2026-07-31", 400)).assign(channel="Direct")
    facts = facts_of(users(("2026-07-01", "2026-07-31", 900)), by_channel)
    assert series_of(metric_of("active_users"), facts, PLAN).value == 900
    assert series_of(metric_of("active_users"), facts, PLAN, channel="Direct").value == 400


def test_a_frequency_is_the_impressions_of_the_days_whose_reach_was_counted():
    facts = facts_of(
        rows("ga4", JULY, impressions=[100, 200, 300]), users(("2026-07-01", "2026-07-02", 150), measure="reach")
    )
    frequency = series_of(metric_of("frequency"), facts, PLAN)
    assert frequency.between(day("2026-07-01"), day("2026-07-02")).value == 300 / 150
    assert math.isnan(frequency.between(day("2026-07-01"), day("2026-07-03")).value)


def test_a_frequency_is_not_known_when_a_day_of_impressions_is_missing():
    facts = facts_of(
        rows("ga4", JULY, impressions=[100, None, 300]), users(("2026-07-01", "2026-07-03", 150), measure="reach")
    )
    assert math.isnan(series_of(metric_of("frequency"), facts, PLAN).value)


def reached(*campaigns: tuple[str, float], channel: str = "") -> pd.DataFrame:
    """People reached by campaigns of Meta on 1 and 2 July."""
    parts = [users((JULY, "2026-07-02", people), measure="reach").assign(campaign=name) for name, people in campaigns]
    return pd.concat(parts, ignore_index=True).assign(source="meta", channel=channel)


def test_a_frequency_is_of_the_platform_that_counted_the_persons():
    meta, google = rows("meta", JULY, impressions=[100, 200]), rows("google_ads", JULY, impressions=[900, 900])
    frequency = series_of(metric_of("frequency"), facts_of(meta, google, reached(("", 150))), PLAN)
    assert frequency.between(day(JULY), day("2026-07-02")).value == 300 / 150
    elsewhere = series_of(metric_of("frequency"), facts_of(google, reached(("", 150))), PLAN)
    assert elsewhere.between(day(JULY), day("2026-07-02")).value == 1800 / 150  # nobody else can have shown them


@pytest.mark.parametrize(
    ("campaigns", "people"),
    [((("Sale", 150),), 150), ((("Sale", 150), ("Brand", 90)), None), ((("", 200), ("Sale", 150)), 200)],
)
def test_people_of_several_campaigns_are_neither_added_nor_taken_for_all(campaigns, people):
    reach = series_of(metric_of("reach"), facts_of(reached(*campaigns)), PLAN)
    assert told([reach.between(day(JULY), day("2026-07-02")).value]) == [people]


def test_the_whole_of_a_source_with_one_channel_stands_under_it():
    meta = rows("meta", JULY, channel="Paid Social", impressions=[100, 200])
    facts = facts_of(meta, reached(("Sale", 150), channel="Paid Social"))
    for scope in (None, "Paid Social"):
        reach = series_of(metric_of("reach"), facts, PLAN, channel=scope)
        assert reach.between(day(JULY), day("2026-07-02")).value == 150
    several = facts_of(meta, rows("meta", JULY, channel="Video", clicks=[1, 2]), reached(("", 9), channel="Video"))
    assert series_of(metric_of("reach"), several, PLAN).absent == ("reach",)


def test_the_market_share_takes_the_markets_sales_of_the_same_days():
    facts = facts_of(
        rows("shop", JULY, revenue=[30, 30]), users(("2026-07-01", "2026-07-02", 600), measure="market_sales")
    )
    assert series_of(metric_of("market_share"), facts, PLAN).value == 60 / 600


@pytest.mark.parametrize(("reach", "steady"), [(29, False), (30, True)])
def test_a_rate_on_fewer_than_30_people_is_not_steady(reach, steady):
    facts = facts_of(rows("ga4", JULY, impressions=[100]), users((JULY, JULY, reach), measure="reach"))
    assert series_of(metric_of("frequency"), facts, PLAN).steady is steady


def test_a_part_that_no_source_brings_is_named_where_the_other_is_read_whole():
    facts = facts_of(rows("ga4", JULY, impressions=[100]))
    assert series_of(metric_of("frequency"), facts, PLAN).absent == ("reach",)
    assert series_of(metric_of("active_users"), facts, PLAN).absent == ("active_users",)


def test_a_kpi_of_different_users_is_judged_on_the_count_of_its_days():
    spans = [("2026-07-01", "2026-08-19", 900)]
    one = judged(facts_of(users(*spans)), "2026-08-20", kpi_of("active_users", target=800))
    assert (one.status, one.actual, one.days_seen, one.missing) == ("on_pace", 900, 50, ())


# What is not made here is absent, with the reason


@pytest.mark.parametrize(
    ("name", "absent"),
    [
        ("nps", "promoters"),
        ("repurchase_rate", "orders one by one, with their customers"),
        ("retention", "the customers under contract at the start and at the end of a period"),
        ("predicted_clv", "orders one by one, with their customers"),
    ],
)
def test_surveys_cohorts_and_models_without_data_say_what_is_missing(name, absent):
    one = judged(facts_of(rows("shop", JULY, orders=[1])), "2026-08-20", kpi_of(name, target=10))
    assert one.status == "no_data"
    assert math.isnan(one.actual)
    assert one.reasons[0].startswith(f"no source brings {absent}")


def test_a_series_without_days_has_no_value():
    nothing = series_of(metric_of("nps"), facts_of(rows("shop", JULY, orders=[1])), PLAN)
    assert math.isnan(nothing.value)
    assert not nothing.between(day(JULY), day("2026-07-07")).measured.any()
    assert told(nothing.between(day("2026-07-06"), day("2026-07-12")).weekly()) == [None]


# Missing is not zero


def test_a_missing_day_is_not_a_zero():
    leads = series_of(metric_of("leads"), facts_of(rows("crm", JULY, leads=[2, None, 5])), PLAN)
    assert told(leads.numerator) == [2, None, 5]
    assert leads.measured.tolist() == [True, False, True]


def test_a_measured_zero_is_a_zero():
    leads = series_of(metric_of("leads"), facts_of(rows("crm", JULY, leads=[2, 0, 5])), PLAN)
    assert told(leads.numerator) == [2, 0, 5]


def test_a_day_without_a_row_is_missing():
    facts = facts_of(rows("crm", JULY, leads=[2]), rows("crm", "2026-07-03", leads=[5]))
    assert told(series_of(metric_of("leads"), facts, PLAN).numerator) == [2, None, 5]


def test_days_outside_of_the_data_are_present_and_missing():
    leads = series_of(metric_of("leads"), facts_of(rows("crm", "2026-07-02", leads=[2])), PLAN)
    assert told(leads.between(day("2026-07-01"), day("2026-07-03")).numerator) == [None, 2, None]


def test_a_day_counts_for_a_ratio_only_when_both_parts_are_known():
    facts = facts_of(rows("shop", JULY, orders=[2, 50, 3]), rows("ga4", JULY, sessions=[100, None, 100]))
    rate = series_of(RATE, facts, PLAN)
    assert told(rate.numerator) == [2, None, 3]
    assert told(rate.denominator) == [100, None, 100]
    assert rate.value == 5 / 200


def test_the_denominator_too_is_left_out_where_the_numerator_is_missing():
    facts = facts_of(rows("shop", JULY, orders=[2, None, 3]), rows("ga4", JULY, sessions=[100, 900, 100]))
    assert series_of(RATE, facts, PLAN).value == 5 / 200


def test_a_rate_is_missing_when_its_denominator_is_zero():
    assert math.isnan(value_of("cost_per_order", rows("shop", JULY, cost=[10, 20], orders=[0, 0])))


def test_a_rate_is_zero_when_only_its_numerator_is():
    assert value_of("conversion_rate", rows("shop", JULY, orders=[0, 0], sessions=[10, 20])) == 0


# Several sources


def test_ad_platforms_are_added():
    cost = series_of(
        metric_of("cost"), facts_of(rows("google_ads", JULY, cost=[10, 20]), rows("meta", JULY, cost=[1, 2])), PLAN
    )
    assert told(cost.numerator) == [11, 22]


def test_cost_is_missing_on_a_day_when_one_platform_is_missing():
    facts = facts_of(rows("google_ads", JULY, cost=[10, 20, 30]), rows("meta", JULY, cost=[1, None, 3]))
    assert told(series_of(metric_of("cost"), facts, PLAN).numerator) == [11, None, 33]


def test_a_platform_that_begins_later_leaves_the_days_before_unknown():
    facts = facts_of(rows("google_ads", JULY, cost=[10, 20, 30]), rows("meta", "2026-07-03", cost=[3]))
    assert told(series_of(metric_of("cost"), facts, PLAN).numerator) == [None, None, 33]


def test_a_platform_was_zero_before_the_day_it_was_first_used():
    facts = facts_of(
        rows("google_ads", JULY, cost=[10, 20, 30]),
        rows("meta", "2026-07-03", cost=[3]),
        starts={"meta": "2026-07-03"},
    )
    assert told(series_of(metric_of("cost"), facts, PLAN).numerator) == [10, 20, 33]


def test_a_platform_that_is_silent_on_its_first_day_is_missing_there():
    facts = facts_of(
        rows("google_ads", JULY, cost=[10, 20, 30]),
        rows("meta", "2026-07-03", cost=[3]),
        starts={"meta": "2026-07-02"},
    )
    assert told(series_of(metric_of("cost"), facts, PLAN).numerator) == [10, None, 33]


def test_the_only_source_of_a_measure_was_zero_too_before_it_was_first_used():
    facts = facts_of(rows("meta", "2026-07-03", cost=[3]), starts={"meta": "2026-07-03"})
    cost = series_of(metric_of("cost"), facts, PLAN).between(day("2026-07-01"), day("2026-07-03"))
    assert told(cost.numerator) == [0, 0, 3]


@pytest.mark.parametrize(("truth", "total"), [("shop", 10), ("ga4", 7)])
def test_truth_decides_between_two_sources(truth, total):
    facts = facts_of(rows("ga4", JULY, orders=[3, 4]), rows("shop", JULY, orders=[4, 6]))
    plan = plan_of(client={"truth": {"orders": truth}})
    assert series_of(metric_of("orders"), facts, plan).value == total


def test_truth_decides_also_where_one_source_adds_what_the_other_reads():
    facts = facts_of(rows("table", JULY, active_users=[1, 2], sessions=[5, 5]), rows("ga4", JULY, sessions=[8, 8]))
    facts = facts_of(facts.daily, readings("ga4", JULY, active_users=[10, 20]))
    plan = plan_of(client={"truth": {"active_users": "ga4"}})
    assert series_of(metric_of("daily_visitors"), facts, plan).value == 15


def test_the_data_end_with_the_slowest_source():
    facts = facts_of(rows("shop", JULY, orders=[1, 1, 1, 1]), rows("ga4", JULY, sessions=[9, 9]))
    assert series_of(RATE, facts, PLAN).data_to == day("2026-07-02")


def test_the_data_end_with_the_slowest_platform():
    facts = facts_of(rows("google_ads", JULY, cost=[10, 20, 30]), rows("meta", JULY, cost=[1, 2]))
    cost = series_of(metric_of("cost"), facts, PLAN)
    assert cost.data_to == day("2026-07-02")
    assert told(cost.numerator) == [11, 22, None]


def test_a_measure_that_no_source_brings_is_named():
    rate = series_of(RATE, facts_of(rows("shop", JULY, orders=[1, 1])), PLAN)
    assert rate.absent == ("sessions",)
    assert rate.data_to is None


# Channels


def two_channels() -> list[pd.DataFrame]:
    """Two channels, the second of which is not mentioned on the second day."""
    return [
        rows("ga4", JULY, channel="Organic Search", sessions=[10, 20, 30]),
        rows("ga4", JULY, channel="Direct", sessions=[1]),
        rows("ga4", "2026-07-03", channel="Direct", sessions=[3]),
    ]


def test_a_channel_that_a_present_day_does_not_mention_is_zero_on_that_day():
    direct = series_of(metric_of("sessions"), facts_of(*two_channels()), PLAN, channel="Direct")
    assert told(direct.numerator) == [1, 0, 3]


def test_a_channel_is_missing_on_a_day_that_is_missing():
    facts = facts_of(*two_channels(), rows("ga4", "2026-07-05", channel="Direct", sessions=[5]))
    direct = series_of(metric_of("sessions"), facts, PLAN, channel="Direct")
    assert told(direct.numerator) == [1, 0, 3, None, 5]


def test_a_metric_of_one_channel_counts_that_channel_only():
    assert value_of("organic_sessions", *two_channels()) == 60


def test_a_source_that_does_not_tell_channels_gives_nothing_for_a_channel():
    facts = facts_of(rows("shop", JULY, sessions=[10, 20]))
    assert series_of(metric_of("sessions"), facts, PLAN, channel="Direct").absent == ("sessions",)


def test_readings_of_a_channel_are_not_added_to_the_whole():
    facts = facts_of(
        readings("ga4", JULY, active_users=[10, 20]), readings("ga4", JULY, channel="Direct", active_users=[4, 6])
    )
    visitors = metric_of("daily_visitors")
    assert series_of(visitors, facts, PLAN).value == 15
    assert series_of(visitors, facts, PLAN, channel="Direct").value == 5


def test_a_stock_of_a_channel_is_not_zero_on_the_days_on_which_another_was_read():
    facts = facts_of(
        readings("social", JULY, channel="Instagram", followers=[100, None, 110, None]),
        readings("social", JULY, channel="TikTok", followers=[None, 50, None, 60]),
    )
    followers = series_of(metric_of("followers"), facts, PLAN, channel="Instagram")
    assert told(followers.numerator) == [100, None, 110, None]
    assert followers.value == 110
    visitors = facts_of(
        readings("ga4", JULY, channel="Email", active_users=[4, None]),
        readings("ga4", JULY, channel="Direct", active_users=[6, 8]),
    )
    assert series_of(metric_of("daily_visitors"), visitors, PLAN, channel="Email").value == 2  # 4 and nobody


def test_channels_come_largest_first_and_add_up_to_the_total():
    facts = facts_of(*two_channels())
    by_channel = channels_of(metric_of("sessions"), facts, PLAN, day(JULY), day("2026-07-03"))
    assert list(by_channel.items()) == [("Organic Search", 60), ("Direct", 4)]
    assert sum(by_channel.values()) == series_of(metric_of("sessions"), facts, PLAN).value == 64


def test_channels_of_two_platforms_add_up_to_the_total_on_the_days_that_both_have():
    facts = facts_of(
        rows("google_ads", JULY, channel="Paid Search", cost=[10, 20, 30]),
        rows("meta", JULY, channel="Paid Social", cost=[1, None, 3]),
    )
    by_channel = channels_of(metric_of("cost"), facts, PLAN, day(JULY), day("2026-07-03"))
    assert by_channel == {"Paid Search": 40, "Paid Social": 4}


def test_channels_add_up_to_the_total_also_beside_a_platform_that_does_not_tell_them():
    facts = facts_of(
        rows("google_ads", JULY, channel="Paid Search", cost=[10, 20]), rows("radio", JULY, cost=[100, 200])
    )
    by_channel = channels_of(metric_of("cost"), facts, PLAN, day(JULY), day("2026-07-02"))
    assert by_channel == {"": 300, "Paid Search": 30}


def test_channels_before_a_platform_was_first_used_are_zero():
    facts = facts_of(
        rows("google_ads", JULY, channel="Paid Search", cost=[10, 20]),
        rows("meta", "2026-07-02", channel="Paid Social", cost=[3]),
        starts={"meta": "2026-07-02"},
    )
    by_channel = channels_of(metric_of("cost"), facts, PLAN, day(JULY), day("2026-07-02"))
    assert by_channel == {"Paid Search": 30, "Paid Social": 3}


COUNTS = st.lists(st.tuples(*[st.integers(0, 50)] * 4), min_size=1, max_size=12)


@settings(max_examples=40, deadline=None)
@given(COUNTS)
def test_a_rate_and_what_it_lacks_are_the_whole(days):
    engaged, others = zip(*[(a, b) for a, b, *_ in days], strict=True)
    frame = rows(
        "ga4", JULY, engaged_sessions=engaged, sessions=[a + b for a, b in zip(engaged, others, strict=True)]
    )
    both = value_of("engagement_rate", frame) + value_of("bounce_rate", frame)
    assert both == pytest.approx(1 if sum(engaged) + sum(others) else math.nan, nan_ok=True)


@settings(max_examples=40, deadline=None)
@given(st.sampled_from(["conversion_rate", "bounce_rate", "cost_per_mille", "search_position"]), COUNTS)
def test_splitting_a_ratio_of_any_form_by_channel_and_summing_back_changes_nothing(name, days):
    top_a, top_b, under_a, under_b = zip(*days, strict=True)
    top, under = metric_of(name).measures
    facts = facts_of(
        rows("tool", JULY, channel="Direct", **{top: top_a, under: under_a}),
        rows("tool", JULY, channel="Email", **{top: top_b, under: under_b}),
    )
    parts = [series_of(metric_of(name), facts, PLAN, channel=channel) for channel in ("Direct", "Email")]
    over = sum(float(part.numerator.sum()) for part in parts)
    below = sum(float(part.denominator.sum()) for part in parts)
    whole = series_of(metric_of(name), facts, PLAN).value
    assert whole == pytest.approx(over / below if below else math.nan, nan_ok=True)


@settings(max_examples=40, deadline=None)
@given(COUNTS)
def test_splitting_a_rate_by_channel_and_summing_back_changes_nothing(days):
    orders_a, orders_b, more_a, more_b = zip(*days, strict=True)
    sessions_a = [a + b for a, b in zip(orders_a, more_a, strict=True)]
    sessions_b = [a + b for a, b in zip(orders_b, more_b, strict=True)]
    facts = facts_of(
        rows("ga4", JULY, channel="Direct", orders=orders_a, sessions=sessions_a),
        rows("ga4", JULY, channel="Email", orders=orders_b, sessions=sessions_b),
    )
    whole = series_of(RATE, facts, PLAN)
    parts = [series_of(RATE, facts, PLAN, channel=name) for name in ("Direct", "Email")]
    top = sum(float(part.numerator.sum()) for part in parts)
    under = sum(float(part.denominator.sum()) for part in parts)
    assert whole.value == pytest.approx(top / under if under else math.nan, nan_ok=True)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.lists(st.one_of(st.none(), st.integers(0, 99)), min_size=4, max_size=4), min_size=1, max_size=10))
def test_channels_always_add_up_to_the_total(days):
    """Two platforms with two channels each; a None is a row that the platform did not write."""
    columns = list(zip(*days, strict=True))
    frames = [
        rows(source, JULY, channel=channel, cost=list(column))
        for (source, channel), column in zip(
            [("google_ads", "Paid Search"), ("google_ads", "Display"), ("meta", "Paid Social"), ("meta", "Display")],
            columns,
            strict=True,
        )
    ]
    facts, last = facts_of(*frames), day(after(JULY, len(days) - 1))
    if not facts.coverage:
        return
    whole = series_of(metric_of("cost"), facts, PLAN).between(day(JULY), last)
    by_channel = channels_of(metric_of("cost"), facts, PLAN, day(JULY), last)
    assert sum(by_channel.values()) == pytest.approx(float(whole.numerator.sum()))


# To date


def to_date(metric: str, *frames: pd.DataFrame) -> list[float | None]:
    return told(series_of(metric_of(metric), facts_of(*frames), PLAN).to_date)


def test_to_date_is_the_value_of_all_days_so_far():
    assert to_date("leads", rows("crm", JULY, leads=[2, None, 5])) == [2, 2, 7]
    assert to_date("daily_visitors", readings("ga4", JULY, active_users=[10, None, 20])) == [10, 10, 15]
    assert to_date("list_size", readings("mail", JULY, active_subscribers=[100, None, 90])) == [100, 100, 90]
    rate = rows("shop", JULY, orders=[0, 30, 10], sessions=[0, 1000, 600])
    assert to_date("conversion_rate", rate) == [None, 0.03, 0.025]


@pytest.mark.parametrize("metric", ["leads", "conversion_rate", "daily_visitors", "list_size", "bounce_rate"])
@settings(max_examples=20, deadline=None)
@given(st.lists(st.one_of(st.none(), st.integers(1, 99)), min_size=1, max_size=20))
def test_the_last_value_to_date_is_the_value(metric, values):
    frame = rows("shop", JULY, leads=values, orders=values, engaged_sessions=values, sessions=[100] * len(values))
    facts = facts_of(frame, readings("ga4", JULY, active_users=values, active_subscribers=values))
    series = series_of(metric_of(metric), facts, PLAN)
    if series.measured.any():
        assert series.to_date.iloc[-1] == pytest.approx(series.value)


# Weeks


def week(metric: str, *frames: pd.DataFrame) -> list[float | None]:
    return told(series_of(metric_of(metric), facts_of(*frames), PLAN).weekly())


def test_weeks_run_from_monday_to_sunday_and_incomplete_ones_are_missing():
    # 1 July 2026 is a Wednesday: five days of the first week, one whole week, two days of the third.
    leads = series_of(metric_of("leads"), facts_of(rows("crm", JULY, leads=[1] * 14)), PLAN).weekly()
    assert [stamp.date() for stamp in leads.index] == [day("2026-07-05"), day("2026-07-12"), day("2026-07-19")]
    assert told(leads) == [None, 7, None]


def test_a_week_with_a_missing_day_is_missing():
    assert week("leads", rows("crm", "2026-07-06", leads=[1, 1, None, 1, 1, 1, 1] + [2] * 7)) == [None, 14]


def test_a_weeks_rate_is_a_ratio_of_sums():
    orders, sessions = [2, 30, 8, 0, 0, 0, 0], [100, 1000, 100, 0, 0, 0, 0]
    assert week("conversion_rate", rows("shop", "2026-07-06", orders=orders, sessions=sessions)) == [40 / 1200]


@pytest.mark.parametrize(("sessions", "expected"), [(29, None), (30, 3 / 30)])
def test_a_weeks_rate_on_fewer_than_30_cases_is_missing(sessions, expected):
    assert SMALLEST_DENOMINATOR == 30
    frame = rows("shop", "2026-07-06", orders=[3] + [0] * 6, sessions=[sessions] + [0] * 6)
    assert week("conversion_rate", frame) == [expected]


def test_a_week_of_a_mean_is_a_mean_and_a_week_of_a_stock_its_last_day():
    seven = [10, 20, 30, 40, 50, 60, 70]
    assert week("daily_visitors", readings("ga4", "2026-07-06", active_users=seven)) == [40]
    assert week("list_size", readings("mail", "2026-07-06", active_subscribers=seven)) == [70]


@pytest.mark.parametrize(("sessions", "steady"), [(29, False), (30, True)])
def test_a_rate_on_fewer_than_30_cases_is_not_steady(sessions, steady):
    assert series_of(RATE, facts_of(rows("shop", JULY, orders=[1], sessions=[sessions])), PLAN).steady is steady


# Nothing that comes in is changed


def test_the_frames_that_come_in_are_not_changed():
    facts = facts_of(
        *two_channels(), rows("shop", JULY, orders=[1, None, 2]), readings("ga4", JULY, active_users=[5, 6, 7])
    )
    daily, taken = facts.daily.copy(deep=True), facts.readings.copy(deep=True)
    for metric in ("conversion_rate", "organic_sessions", "daily_visitors"):
        series_of(metric_of(metric), facts, PLAN).weekly()
    channels_of(metric_of("sessions"), facts, PLAN, day(JULY), day("2026-07-03"))
    facts.until(day("2026-07-02"))
    pd.testing.assert_frame_equal(facts.daily, daily)
    pd.testing.assert_frame_equal(facts.readings, taken)


def test_a_metric_of_the_clients_own_measure_is_summed_too():
    demos = {"name": "Demos", "kind": "sum", "numerator": "demos", "unit": "count", "improvement": "increase"}
    assert series_of(Metric(**demos, stage="act"), facts_of(rows("crm", JULY, demos=[1, 2])), PLAN).value == 3


def test_a_series_that_somebody_changes_leaves_the_next_one_as_it_is():
    facts = facts_of(rows("crm", JULY, leads=[2, 3, 5]))
    days = series_of(metric_of("leads"), facts, PLAN).numerator
    days.iloc[0] = 100
    assert told(series_of(metric_of("leads"), facts, PLAN).numerator) == [2, 3, 5]
