"""Every sentence about a KPI, written out: a verb, a number and a reference."""

import pytest

from kpilib.judge.assessment import Assessment
from kpilib.tell.wording import (
    STATUS,
    definition,
    explanation,
    finding,
    finding_weekly,
    headline,
    lede,
    needed,
    status_word,
    subtitle,
    subtitle_weekly,
)
from tests.builders import facts_of, judged, kpi_of, rows
from tests.tell.examples import (
    CLOSING,
    START,
    conversion,
    forecast,
    lead_cost,
    leads,
    money,
    nothing,
    plain,
    subscribers,
    visitors,
)  # fmt: skip

RUPIAH = money(2e7, target=1.84e9, currency="IDR")
AGAINST_2025 = {"change": "+29%", "against": "2025Q3"}


def the_limit(each: float, days: int = 50) -> Assessment:
    """A total that should stay below 1,840."""
    metric = {
        "name": "Refunds", "kind": "sum", "numerator": "refunds", "unit": "count", "improvement": "decrease",
        "stage": "convert",
    }  # fmt: skip
    facts = facts_of(rows("shop", START, refunds=[each] * days))
    as_of = CLOSING if days == 92 else "2026-08-20"
    return judged(facts, as_of, kpi_of("refunded", target=1840), metrics={"refunded": metric})


FINDINGS = [
    # totals
    ("on_pace", leads(21), "Leads reached 1,050, 50 ahead of the plan path"),
    ("on_pace", leads(20), "Leads reached 1,000, on the plan path to 1,840"),
    ("close", leads(19), "Leads reached 950, 50 behind the plan path"),
    ("behind", leads(10), "Leads reached 500, 500 behind the plan path"),
    ("reached", leads(40), "Leads reached 2,000, past its target of 1,840 before the due date"),
    ("hit", leads(20, 92), "Leads ended at 1,840, at its target of 1,840"),
    ("hit", leads(21, 92), "Leads ended at 1,932, 92 above the target of 1,840"),
    ("missed", leads(19, 92), "Leads ended at 1,748, 92 below the target of 1,840"),
    ("too_early", leads(21, 6), "Leads reached 126, 6 ahead of the plan path"),
    ("incomplete", leads(20, missing=25), "Leads reached 500, on the plan path to 1,840"),
    ("incomplete", leads(19, 90, at=CLOSING), "Leads reached 1,710, 90 behind the plan path"),
    ("no_target", leads(20, target=None), "Leads reached 1,000; there is no target to hold it to"),
    ("no_baseline", leads(20, target=AGAINST_2025), "Leads reached 1,000; there is no target to hold it to"),
    ("no_data", nothing(), "Leads cannot be told: no source brings leads (sources: crm)"),
    # money, and a total that is not judged
    ("behind", money(10), "Net revenue reached €500.00, €500.00 behind the plan path"),
    ("on_pace", money(40), "Net revenue reached €2,000, €1,000 ahead of the plan path"),
    ("on_pace", RUPIAH, "Net revenue reached Rp1.00 bn, on the plan path to Rp1.84 bn"),
    ("not_judged", money(20, metric="cost"), "Ad cost reached €1,000, on the plan path to €1,840"),
    # a total under a limit
    ("on_pace", the_limit(20), "Refunds reached 1,000, on the plan path to 1,840"),
    ("missed", the_limit(21, 92), "Refunds ended at 1,932, 92 over the limit of 1,840"),
    ("hit", the_limit(19, 92), "Refunds ended at 1,748, 92 under the limit of 1,840"),
    # rates
    ("behind", conversion(1), "Conversion rate came to 2.00%, 0.40 points below the target of 2.40%"),
    ("on_pace", conversion(2), "Conversion rate came to 4.00%, 1.6 points above the target of 2.40%"),
    ("on_pace", conversion(1, target="2%"), "Conversion rate came to 2.00%, at its target of 2.00%"),
    ("missed", conversion(1, 92), "Conversion rate ended at 2.00%, 0.40 points below the target of 2.40%"),
    ("no_target", conversion(1, target=None), "Conversion rate came to 2.00%; there is no target to hold it to"),
    ("behind", lead_cost(60), "Cost per lead came to €60.00, €10.00 over the limit of €50.00"),
    ("on_pace", lead_cost(40), "Cost per lead came to €40.00, €10.00 under the limit of €50.00"),
    ("missed", lead_cost(60, 92), "Cost per lead ended at €60.00, €10.00 over the limit of €50.00"),
    # means and levels
    ("close", visitors(90), "Daily visitors averaged 90, 10 below the target of 100"),
    ("no_target", visitors(90, target=None), "Daily visitors averaged 90; there is no target to hold it to"),
    ("close", subscribers(4900), "Active list size stood at 4,900, 100 below the target of 5,000"),
    ("hit", subscribers(5100, 92), "Active list size ended at 5,100, 100 above the target of 5,000"),
    # with a forecast
    ("very_likely", forecast(leads(21), 0.995, 1930),
     "Leads reached 1,050, 50 ahead of the plan path; reaching 1,840 is very likely (P > 0.99)"),
    ("likely", forecast(leads(20), 0.7, 1860),
     "Leads reached 1,000, on the plan path to 1,840; reaching 1,840 is likely (P = 0.70)"),
    ("toss_up", forecast(conversion(1), 0.5, 0.0239),
     "Conversion rate came to 2.00%, 0.40 points below the target of 2.40%; "
     "ending at 2.40% or more is a toss-up (P = 0.50)"),
    ("unlikely", forecast(lead_cost(54), 0.18, 55),
     "Cost per lead came to €54.00, €4.00 over the limit of €50.00; ending at €50.00 or less is unlikely (P = 0.18)"),
    ("very_unlikely", forecast(leads(10), 0.004, 950),
     "Leads reached 500, 500 behind the plan path; reaching 1,840 is very unlikely (P < 0.01)"),
    ("unlikely", forecast(leads(15), 0.2, 1400, low=True),
     "Leads reached 750, 250 behind the plan path; reaching 1,840 is unlikely"),
]  # fmt: skip


@pytest.mark.parametrize(("status", "one", "sentence"), FINDINGS, ids=[sentence for *_, sentence in FINDINGS])
def test_finding(status, one, sentence):
    assert one.status == status
    assert plain(finding(one)) == sentence


def test_there_is_a_finding_for_every_status():
    assert {status for status, *_ in FINDINGS} == set(STATUS)


@pytest.mark.parametrize("one", [one for _, one, _ in FINDINGS if one.status != "no_data"])
def test_a_finding_has_a_number_and_a_reference(one):
    told = finding(one)
    assert any(digit.isdigit() for digit in told)
    assert any(word in told for word in ("target", "limit", "plan path"))
    assert not told.endswith(".")
    assert "nan" not in told


def test_a_kpi_goes_by_the_name_that_was_agreed():
    assert finding(leads(20, kpi={"name": "Sign-ups"})) == "Sign-ups reached 1,000, on the plan path to 1,840"


@pytest.mark.parametrize(
    ("one", "word"),
    [
        (leads(21), "On pace"),
        (leads(10), "Behind"),
        (conversion(2), "On target"),
        (conversion(1), "Off target"),
        (lead_cost(60), "Off target"),
        (conversion(1, 92), "Missed"),
        (leads(20, target=None), "No target"),
    ],
)
def test_a_rate_is_on_or_off_its_target_and_a_total_on_or_behind_its_pace(one, word):
    assert status_word(one) == word


# What it takes


def test_needed_tells_the_required_rate_beside_the_present_one():
    # 1,340 more in 42 days are 31.9 a day; 10 a day is the present rate.
    assert plain(needed(leads(10))) == (
        "To reach 1,840 leads by 30 Sep 2026, each of the 42 days left has to bring 31.9; "
        "the last 28 days brought 10.0 a day, so 3.19 times the present rate."
    )


def test_needed_of_money_is_in_money():
    assert plain(needed(money(10))) == (
        "To reach €1,840 by 30 Sep 2026, each of the 42 days left has to bring €31.90; "
        "the last 28 days brought €10.00 a day, so 3.19 times the present rate."
    )


def test_needed_has_no_multiple_of_nothing():
    assert plain(needed(leads(0))) == (
        "To reach 1,840 leads by 30 Sep 2026, each of the 42 days left has to bring 43.8."
    )


@pytest.mark.parametrize("one", [conversion(1), leads(40), leads(19, 92), leads(20, target=None), nothing()])
def test_nothing_is_needed_of_a_rate_or_of_what_is_over(one):
    assert needed(one) == ""


def test_the_explanation_names_the_missing_days_and_the_reasons():
    assert plain(explanation(leads(10, missing=2))) == (
        "No forecast: only 49 days of history, and 56 days are needed. "
        "To reach 1,840 leads by 30 Sep 2026, each of the 42 days left has to bring 32.4; "
        "the last 28 days brought 10.0 a day, so 3.24 times the present rate. "
        "Not measured: 1–2 Jul; the plan path expects nothing of these days. "
        "The year before (1 Jul 2025 to 30 Sep 2025) was not measured."
    )


# Headlines


@pytest.mark.parametrize(
    ("assessments", "closed", "sentence"),
    [
        ([leads(21), visitors(110)], False, "All 2 KPIs are on course"),
        ([leads(21), visitors(90)], False, "1 of 2 KPIs is on course, 1 close"),
        ([leads(19), visitors(90)], False, "None of 2 KPIs is on course, 2 close"),
        ([leads(21), visitors(110), leads(10)], False, "2 of 3 KPIs are on course; leads fell 50% behind pace"),
        ([leads(21), conversion(1)], False, "1 of 2 KPIs is on course; conversion rate came out 17% off target"),
        ([leads(21), lead_cost(60)], False, "1 of 2 KPIs is on course; cost per lead came out 20% off target"),
        ([leads(21), nothing()], False, "1 of 2 KPIs is on course, 1 without a verdict"),
        ([nothing(), leads(target=None)], False, "None of 2 KPIs is on course, 2 without a verdict"),
        ([leads(21)], False, "The one KPI is on course"),
        ([leads(21, 92), visitors(110, 92)], True, "All 2 KPIs were hit"),
        ([leads(21, 92), leads(19, 92)], True, "1 of 2 KPIs was hit; leads missed by 5%"),
        ([leads(10, 92), visitors(84, 92)], True, "None of 2 KPIs was hit; leads missed by 50%"),
        ([leads(21, 92)], True, "The one KPI was hit"),
    ],
)
def test_headline(assessments, closed, sentence):
    assert headline(assessments, closed=closed) == sentence


def test_the_explanation_tells_the_range_of_the_forecast():
    assert plain(explanation(forecast(leads(21), 0.9, 1900))).startswith(
        "Forecast for 30 Sep 2026: 1,900, with 80% probability between 1,710 and 2,090. To reach 1,840 leads"
    )


def test_little_history_is_told_in_words_and_never_in_numbers():
    told = plain(explanation(forecast(leads(21), 0.9, 1900, low=True)))
    assert told.startswith("With less than 26 weeks of history the forecast has low confidence. ")
    assert "1,900" not in told
    assert "P" not in finding(forecast(leads(21), 0.9, 1900, low=True)).replace("Leads", "")


def test_the_headline_tells_where_the_worst_will_end():
    told = headline([forecast(leads(21), 0.9, 1900), forecast(leads(15), 0.02, 1656)], closed=False)
    assert plain(told) == ("1 of 2 KPIs is on course; the forecast for leads ends 10% short of its target (P = 0.02)")
    told = headline([forecast(lead_cost(54), 0.18, 55)], closed=False)
    assert plain(told).endswith("the forecast for cost per lead ends 10% over its limit (P = 0.18)")


def test_the_headline_names_the_worst():
    assert headline([leads(15), leads(10, kpi={"name": "MQLs"})], closed=False).endswith(
        "; MQLs fell 50% behind pace"
    )


def test_the_lede_is_the_first_business_kpi_and_what_the_worst_needs():
    first, second = lede([leads(10)])
    assert first == "Leads reached 500, 500 behind the plan path."
    assert second == needed(leads(10))


def test_the_lede_is_silent_where_there_is_nothing_to_say():
    assert lede([nothing()]) == ("", "")
    assert lede([leads(21, kpi={"level": "channel"})]) == ("", "")


# Charts and tables


def test_a_subtitle_names_measure_period_and_marks():
    assert plain(subtitle(leads(10))) == "Leads, cumulative, 1 Jul to 30 Sep 2026. Dotted: plan (PL)."
    assert plain(subtitle(leads(20), near=True)) == (
        "Leads, distance from the plan path, 1 Jul to 30 Sep 2026. Dotted: plan (PL)."
    )


def test_a_subtitle_says_what_is_counted_where_the_name_does_not():
    one = conversion(1)
    weeks = one.weeks.dropna()
    assert plain(subtitle_weekly(one, weeks)) == (
        "Conversion rate, orders per session, by whole week (dated by its Sunday), "
        "12 Jul to 16 Aug 2026. Dotted: target."
    )


def weekly(one: Assessment) -> str:
    return plain(finding_weekly(one, one.weeks.dropna()))


def test_a_total_by_week_tells_whether_the_needed_rate_was_ever_reached():
    # 31.9 a day are 223 a week; 10 a day are 70. Of 1 July to 19 August six weeks are whole.
    assert weekly(leads(10)) == "Each week left needs 223; the best of the last 6 whole weeks brought 70.0"


def test_a_rate_by_week_tells_how_often_it_met_its_target():
    assert weekly(conversion(2)) == "Conversion rate met 2.40% in 6 of 6 whole weeks since 1 Jul 2026"
    assert weekly(lead_cost(60)) == "Cost per lead met €50.00 in none of 6 whole weeks since 1 Jul 2026"


def test_a_total_without_a_target_tells_its_last_whole_week():
    assert weekly(leads(20, target=None)) == "Leads came to 140 in the last whole week"


@pytest.mark.parametrize(
    ("one", "words"),
    [
        (leads(20), "sum of leads"),
        (leads(20, kpi={"channel": "Email"}), "sum of leads, Email only"),
        (conversion(1), "sum of orders divided by sum of sessions"),
        (visitors(90), "mean of daily active users"),
        (subscribers(4900), "last reading of active subscribers"),
    ],
)
def test_a_definition_in_words(one, words):
    assert definition(one) == words
