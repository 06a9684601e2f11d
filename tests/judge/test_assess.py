"""The numbers that a verdict rests on: targets, the year before, what is missing. Statuses stand in tests/spec."""

import math

import pytest

from kpilib.judge.assessment import Assessment
from tests.builders import facts_of, judged, kpi_of, readings, rows

Q3_2025 = [20, *[10] * 91]  # 930 leads from 1 July to 30 September 2025
TEN_A_DAY = rows("crm", "2026-07-01", leads=[10] * 50)  # to 19 August
AS_OF = "2026-08-20"


def leads(*more, target=920, as_of=AS_OF, now=TEN_A_DAY, plan=None, **kpi) -> Assessment:
    return judged(facts_of(now, *more), as_of, kpi_of("leads", target=target, **kpi), **(plan or {}))


def the_year_before(values: list | None = None):
    return rows("crm", "2025-07-01", leads=values or Q3_2025)


# Targets


def test_a_target_is_taken_as_it_was_agreed():
    assert leads(target=1200).target == 1200


def test_a_percentage_is_a_share():
    shop = rows("shop", "2026-07-01", orders=[1] * 50, sessions=[50] * 50)
    one = judged(facts_of(shop), AS_OF, kpi_of("conversion_rate", target="2.4%"))
    assert one.target == pytest.approx(0.024)
    assert one.actual == pytest.approx(0.02)


def test_29_percent_more_than_930_is_1199_7():
    one = leads(the_year_before(), target={"change": "+29%", "against": "2025Q3"})
    assert one.target == 1199.7
    assert one.status == "behind"


def test_percentage_points_are_added_to_the_earlier_rate():
    before = rows("shop", "2025-07-01", orders=[3] * 92, sessions=[125] * 92)  # 2.40%
    now = rows("shop", "2026-07-01", orders=[3] * 50, sessions=[125] * 50)
    kpi = kpi_of("conversion_rate", target={"change": "+0.20pp", "against": "2025Q3"})
    one = judged(facts_of(before, now), AS_OF, kpi)
    assert one.target == pytest.approx(0.026)


def test_a_target_against_a_quarter_with_a_hole_is_no_target():
    one = leads(the_year_before([20, None, *[10] * 90]), target={"change": "+29%", "against": "2025Q3"})
    assert one.status == "no_baseline"
    assert math.isnan(one.target)
    assert one.reasons[-1] == "2025Q3, which the target refers to, was measured on 91 of 92 days only"


def test_a_target_against_a_quarter_that_nobody_measured_is_no_target():
    one = leads(target={"change": "+29%", "against": "2025Q3"})
    assert one.status == "no_baseline"
    assert one.reasons[-1] == "2025Q3, which the target refers to, was not measured"


def test_a_client_whose_year_starts_in_april_means_its_own_quarters():
    # The fiscal 2026Q2 of that client is July to September 2025.
    plan = {"client": {"fiscal_year_starts": 4}}
    assert leads(the_year_before(), target={"change": "+10%", "against": "2026Q2"}, plan=plan).target == 1023


# The year before


def test_the_baseline_is_the_same_days_a_year_earlier_up_to_the_due_date():
    assert leads(the_year_before()).baseline == 930


def test_a_kpi_due_in_august_is_compared_up_to_august():
    assert leads(the_year_before(), due="2026-08-31").baseline == 20 + 61 * 10


def test_a_total_of_a_year_before_with_a_missing_day_is_no_baseline():
    one = leads(the_year_before([20, None, *[10] * 90]))
    assert math.isnan(one.baseline)
    assert one.reasons == ("the year before (2025-07-01 to 2025-09-30) was measured on 91 of 92 days only",)


def test_a_year_before_that_was_not_measured_is_no_baseline():
    one = leads()
    assert math.isnan(one.baseline)
    assert one.reasons == ("the year before (2025-07-01 to 2025-09-30) was not measured",)


@pytest.mark.parametrize(("missing", "known"), [(18, True), (19, False)])
def test_a_mean_of_a_year_before_may_miss_a_fifth_of_its_days(missing, known):
    # A fifth of 92 days is 18.4.
    before = readings("ga4", "2025-07-01", active_users=[80, *[None] * missing, *[80] * (91 - missing)])
    now = readings("ga4", "2026-07-01", active_users=[90] * 50)
    one = judged(facts_of(before, now), AS_OF, kpi_of("daily_visitors", target=90))
    assert (one.baseline == 80) is known


def broken(on: str) -> dict:
    return {"breaks": [{"metric": "leads", "on": on, "text": "Phone clicks no longer count."}]}


def test_no_baseline_where_the_metric_changed_in_between():
    one = leads(the_year_before(), plan=broken("2026-01-01"))
    assert math.isnan(one.baseline)
    assert one.reasons == ("not comparable with the year before: Phone clicks no longer count.",)


@pytest.mark.parametrize("on", ["2025-07-01", "2025-01-01"])
def test_a_change_of_the_metric_before_both_years_does_not_matter(on):
    assert leads(the_year_before(), plan=broken(on)).baseline == 930


def test_a_change_of_the_metric_after_the_data_does_not_matter_yet():
    assert leads(the_year_before(), plan=broken("2026-09-15")).baseline == 930


def test_a_change_of_another_metric_does_not_matter():
    other = {"breaks": [{"metric": "orders", "on": "2026-01-01", "text": "Net of returns."}]}
    assert leads(the_year_before(), plan=other).baseline == 930


# What was seen


def test_days_after_the_due_date_do_not_count():
    one = leads(due="2026-07-31", target=300)
    assert (one.data_to.isoformat(), one.actual, one.status) == ("2026-07-31", 310, "hit")


def test_days_before_the_start_do_not_count():
    one = leads(rows("crm", "2026-06-01", leads=[99] * 30))
    assert (one.actual, one.days_seen) == (500, 50)


def test_a_kpi_may_start_within_the_quarter():
    one = leads(starts="2026-08-10", target=520)
    assert (one.actual, one.days_seen, one.days_total) == (100, 10, 52)
    assert (one.pace.expected, one.status) == (100, "on_pace")


def test_missing_days_are_named():
    now = rows("crm", "2026-07-01", leads=[10, 10, None, None, *[10] * 46])
    one = leads(now=now)
    assert [str(missing) for missing in one.missing] == ["2026-07-03", "2026-07-04"]
    assert (one.days_seen, one.actual, one.pace.gap) == (48, 480, 0)


def test_required_stands_beside_the_pace_of_a_total():
    one = leads(target=920)
    assert (one.required.days_left, one.required.per_day, one.required.recent_per_day) == (42, 10, 10)
    assert (one.pace.expected, one.pace.gap, one.distance) == (500, 0, 0)


def test_a_rate_has_no_pace_and_requires_nothing_a_day():
    shop = rows("shop", "2026-07-01", orders=[1] * 50, sessions=[50] * 50)
    one = judged(facts_of(shop), AS_OF, kpi_of("conversion_rate", target="2.5%"))
    assert (one.pace, one.required) == (None, None)
    assert one.distance == pytest.approx(-0.2)
    assert one.attainment == pytest.approx(0.8)


def test_more_of_what_should_fall_is_a_distance_below_zero():
    ads = rows("ads", "2026-07-01", cost=[60] * 50, leads=[1] * 50)
    one = judged(facts_of(ads), AS_OF, kpi_of("cost_per_lead", target=50))
    assert one.distance == pytest.approx(-0.2)
    assert one.course == "off_course"


def test_a_money_total_above_its_target_says_why_it_is_not_reached():
    one = judged(facts_of(rows("shop", "2026-07-01", revenue=[100] * 50)), AS_OF, kpi_of("revenue", target=4000))
    assert (one.status, one.course) == ("on_pace", "on_course")
    assert one.reasons[0] == "above the target already; refunds can still take it back"


# Reasons without a verdict: the first one is the cause


def test_a_measure_that_no_source_brings_is_named_beside_the_sources():
    one = judged(facts_of(rows("crm", "2026-07-01", orders=[1])), AS_OF, kpi_of("leads", target=9))
    assert one.reasons == ("no source brings leads (sources: crm)",)


def test_a_channel_that_no_source_tells_is_named():
    one = leads(channel="Organic Search")
    assert one.reasons == ("no source brings leads of the channel Organic Search (sources: crm)",)


def test_data_that_end_before_the_period_are_the_first_reason():
    one = leads(now=rows("crm", "2026-06-01", leads=[10] * 20))
    assert one.status == "no_data"
    assert one.reasons[0] == "the data end on 2026-06-20, before the period starts"


def test_early_data_say_how_many_days_there_are():
    one = leads(now=rows("crm", "2026-07-01", leads=[10] * 6), as_of="2026-07-07")
    assert one.reasons[0] == "6 days of data are too few for a verdict; 7 are needed"


def test_weeks_run_through_from_before_the_period_into_it():
    # Monday 22 June to Sunday 12 July 2026: the middle week lies on both sides of 1 July.
    one = leads(rows("crm", "2026-06-22", leads=[1] * 9), now=rows("crm", "2026-07-01", leads=[1] * 12))
    assert one.weeks.tolist() == [7, 7, 7]


BAND = {"name": "Pieces", "kind": "sum", "numerator": "leads", "unit": "count", "improvement": "band", "stage": "act"}


@pytest.mark.parametrize(
    ("each", "missing", "status", "why"),
    [
        (1, 0, "missed", ""),  # 92 of 95 to 105
        (1, 2, "incomplete", "2 days were not measured; with them it may be a hit"),
        (1.1, 0, "hit", ""),
        (1.1, 2, "incomplete", "2 days were not measured; with them it may be a miss"),
        (1.2, 2, "missed", ""),  # 108 already, and more can only take it farther
    ],
)
def test_a_total_between_two_ends_is_not_decided_by_days_that_nobody_measured(each, missing, status, why):
    values = [each] * (92 - missing)
    values[40:40] = [None] * missing
    kpi = kpi_of("pieces", target={"low": 95, "high": 105})
    one = judged(facts_of(rows("crm", "2026-07-01", leads=values)), "2026-09-30", kpi, metrics={"pieces": BAND})
    assert one.status == status
    assert [reason for reason in one.reasons if "measured; with" in reason] == ([why] if why else [])


@pytest.mark.parametrize(
    ("values", "as_of", "reason"),
    [
        ([5], "2026-07-02", "one day of data is too little for a verdict; 7 are needed"),
        ([1] * 91 + [None], "2026-09-30", "the data end on 2026-09-29, before the due date"),
        ([None] + [1] * 91, "2026-09-30", "one day was not measured; with it this may be a hit"),
    ],
)
def test_one_day_is_told_in_the_singular(values, as_of, reason):
    facts = facts_of(rows("crm", "2026-07-01", leads=values), rows("crm", "2026-06-30", leads=[1]))
    assert judged(facts, as_of, kpi_of(target=92)).reasons[0] == reason
