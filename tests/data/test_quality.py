"""Checks of the data on a few weeks of round numbers; each finding and its absence can be told by hand."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pandas as pd
import pytest

import kpilib.data.quality
from kpilib.data.block import REPETITION
from kpilib.data.export import Dropped, Export
from kpilib.data.facts import Facts
from kpilib.data.quality import DataFinding, Look, data_rules, quality
from kpilib.data.quality.claims import claims
from kpilib.data.quality.odd import odd_days
from kpilib.data.quality.parts import unattributed_shares
from kpilib.plan.finding import Name
from tests.builders import day, facts_of, kpi_of, plan_of, readings, rows

START = "2026-05-04"  # a Monday; 109 days to 20 August, the last whole day as of the 21st
WEEK = [100, 110, 120, 110, 100, 60, 40]
DAYS = 109


def weeks(count: int = DAYS, *, times: float = 1, changes: dict[str, float | None] | None = None) -> list:
    """Days from START on, every week alike, with these days changed."""
    values: list[float | None] = [WEEK[offset % 7] * times for offset in range(count)]
    for text, value in (changes or {}).items():
        values[(day(text) - day(START)).days] = value
    return values


def read_by(facts: Facts, **readers: str) -> Facts:
    """Facts whose sources are read by other readers than `table`."""
    told = [replace(one, reader=readers.get(one.source, one.reader)) for one in facts.coverage]
    return replace(facts, coverage=tuple(told))


def found(facts: Facts, as_of: str = "2026-08-21", *, plan=None) -> dict[str, DataFinding]:
    """The findings by their codes; a test that expects several of one code asks `quality` itself."""
    return {one.code: one for one in quality(plan or plan_of(), facts, day(as_of))}


def export(name: str, source: str, frame: pd.DataFrame, **told) -> tuple[str, Export]:
    return source, Export(name, "table", "", "", "", len(frame), daily=frame.drop(columns="source"), **told)


# coverage


def test_whole_and_even_data_have_no_findings():
    assert found(facts_of(rows("web", START, sessions=weeks()))) == {}


def test_missing_days_of_the_quarter_are_a_warning_and_earlier_ones_a_note():
    sessions = weeks(changes={"2026-06-01": None, "2026-07-03": None, "2026-07-04": None})
    told = found(facts_of(rows("web", START, sessions=sessions)))
    assert (told["gap"].days, told["gap"].severity) == ((date(2026, 7, 3), date(2026, 7, 4)), "warning")
    assert (told["gap-earlier"].days, told["gap-earlier"].severity) == ((date(2026, 6, 1),), "note")
    assert told["gap"].measures == ()  # all of the source


def test_a_gap_of_one_measure_names_it():
    views = weeks(changes={"2026-07-03": None})
    assert found(facts_of(rows("web", START, sessions=weeks(), views=views)))["gap"].measures == ("views",)


def test_a_day_of_zero_is_no_gap():
    assert "gap" not in found(facts_of(rows("web", START, leads=weeks(changes={"2026-07-03": 0}))))


def test_days_that_zero_fill_makes_zeros_are_told():
    sessions = weeks(changes={"2026-07-03": 0, "2026-07-04": 0})
    facts = facts_of(rows("web", START, sessions=sessions))
    written = facts.daily[~facts.daily["date"].isin(pd.to_datetime(["2026-07-03", "2026-07-04"]))]
    facts = replace(facts, exports=(export("web.csv", "web", written),))
    plan = plan_of(client={"sources": [{"file": "exports/web.csv", "reader": "table", "zero_fill": True}]})
    assert found(facts, plan=plan)["zero-filled"].days == (date(2026, 7, 3), date(2026, 7, 4))


def test_a_source_that_ends_two_days_ago_is_behind():
    told = found(facts_of(rows("web", START, sessions=weeks(107))))["behind"]
    assert (told.values["last"], told.values["count"]) == (date(2026, 8, 18), 2)


@pytest.mark.parametrize(("reader", "days", "late"), [("ga4", 107, False), ("ga4", 106, True), ("table", 108, False)])
def test_a_source_is_late_when_it_ends_before_its_tool_lets_expect(reader, days, late):
    facts = read_by(facts_of(rows("web", START, sessions=weeks(days))), web=reader)
    assert ("behind" in found(facts)) == late


def test_a_source_that_ends_before_the_quarter_is_an_error():
    told = found(facts_of(rows("web", START, sessions=weeks(50))))["nothing-yet"]
    assert (told.severity, told.values["last"]) == ("error", date(2026, 6, 22))


def test_a_file_whose_rows_end_before_its_own_period_is_told():
    facts = facts_of(rows("web", START, sessions=weeks(100)))
    period = (day(START), date(2026, 8, 31))
    told = found(replace(facts, exports=(export("web.csv", "web", facts.daily, period=period),)))
    assert told["ends-early"].days == tuple(date(2026, 8, 12) + timedelta(days=step) for step in range(9))
    assert "behind" not in told


def test_half_a_last_day_is_told_with_what_is_usual():
    """20 August is a Thursday, which usually brings 110."""
    told = found(facts_of(rows("web", START, sessions=weeks(changes={"2026-08-20": 50}))))["partial-day"]
    assert (told.days, told.values) == ((date(2026, 8, 20),), {"found": 50, "usual": 110})


def test_a_last_day_of_three_quarters_is_a_day():
    assert "partial-day" not in found(facts_of(rows("web", START, sessions=weeks(changes={"2026-08-20": 83}))))


def test_a_last_day_is_whole_where_one_measure_is():
    """Half of the leads and all of the sessions are a bad day, not half a day."""
    frame = rows("web", START, leads=weeks(changes={"2026-08-20": 50}), sessions=weeks())
    assert "partial-day" not in found(facts_of(frame))


def test_a_last_day_of_a_business_whose_days_vary_is_a_day():
    """15 leads on a day that usually brings 30 are common where days bring anything from 10 to 50."""
    leads = [[30, 12, 45, 20, 38, 15, 50, 25, 33, 10, 41][step % 11] for step in range(DAYS)]
    assert "partial-day" not in found(facts_of(rows("crm", START, leads=[*leads[:-1], 15])))


def test_few_orders_a_day_say_nothing_of_a_partial_day():
    orders = weeks(times=0.1, changes={"2026-08-20": 0})
    assert "partial-day" not in found(facts_of(rows("shop", START, orders=orders)))


def test_the_last_days_that_google_analytics_may_change_are_two():
    told = found(read_by(facts_of(rows("web", START, sessions=weeks())), web="ga4"))["may-change"]
    assert (told.days, told.measures) == ((date(2026, 8, 19), date(2026, 8, 20)), ())


def test_claims_of_google_ads_may_change_for_thirty_days_and_its_cost_does_not():
    frame = rows("ads", START, cost=weeks(), claimed_conversions=weeks())
    told = found(read_by(facts_of(frame), ads="google_ads"))["may-change"]
    assert (told.measures, len(told.days), told.days[0]) == (("claimed_conversions",), 30, date(2026, 7, 22))


# how the values run


def test_a_tag_is_suspected_where_sessions_halve_and_orders_hold():
    """3 and 4 July bring 40 and 20 sessions where 100 and 60 are usual; the 160 orders of both days hold."""
    sessions = weeks(changes={"2026-07-03": 40, "2026-07-04": 20})
    told = found(facts_of(rows("web", START, sessions=sessions), rows("shop", START, orders=weeks())))["tag"]
    assert (told.source, told.measures) == ("web", ("sessions",))
    assert told.days == (date(2026, 7, 3), date(2026, 7, 4))
    assert told.values["share"].value == pytest.approx(60 / 160)
    assert (told.values["held"].value, told.values["other"]) == (1, "shop")


def test_no_tag_is_suspected_where_the_orders_fall_too():
    low = weeks(changes={"2026-07-03": 40, "2026-07-04": 20})
    assert "tag" not in found(facts_of(rows("web", START, sessions=low), rows("shop", START, orders=low)))


def test_no_tag_is_suspected_without_results_of_another_source():
    low = weeks(changes={"2026-07-03": 40})
    assert "tag" not in found(facts_of(rows("web", START, sessions=low, orders=weeks())))


def test_a_missing_day_is_a_gap_and_no_suspected_tag():
    frame = rows("web", START, sessions=weeks(changes={"2026-07-03": None}))
    assert "tag" not in found(facts_of(frame, rows("shop", START, orders=weeks())))


def test_a_campaign_that_was_paused_is_no_broken_tag():
    low = weeks(changes={"2026-07-03": 5})
    ads = rows("ads", START, clicks=low, cost=low, claimed_conversions=low)
    assert "tag" not in found(facts_of(ads, rows("shop", START, orders=weeks())))


def test_claims_that_fall_while_the_clicks_hold_are_a_suspected_tag():
    ads = rows("ads", START, clicks=weeks(), claimed_conversions=weeks(changes={"2026-07-03": 5}))
    told = found(facts_of(ads, rows("shop", START, orders=weeks())))["tag"]
    assert (told.source, told.measures) == ("ads", ("claimed_conversions",))


def test_a_day_of_three_times_its_usual_is_odd():
    told = found(facts_of(rows("web", START, sessions=weeks(changes={"2026-07-08": 360}))))["odd-days"]
    assert told.days == (date(2026, 7, 8),)
    assert (told.values["found"], round(told.values["usual"])) == (360, 120)


def test_a_quiet_sunday_is_not_odd():
    """40 sessions are far below the 100 of a Monday, and what every Sunday brings."""
    assert odd_days(Look.at(plan_of(), facts_of(rows("web", START, sessions=weeks())), date(2026, 8, 21))) == []


def test_a_day_of_nothing_is_odd_and_a_missing_one_is_not():
    facts = facts_of(rows("web", START, sessions=weeks(changes={"2026-07-08": 0, "2026-07-09": None})))
    (one,) = odd_days(Look.at(plan_of(), facts, date(2026, 8, 21)))
    assert (one.day, one.value, round(one.usual)) == (date(2026, 7, 8), 0, 120)
    assert one.z < -4


def test_odd_days_of_several_measures_are_one_finding_a_source():
    high = weeks(changes={"2026-07-08": 360})
    told = quality(plan_of(), facts_of(rows("web", START, sessions=high, views=high)), day("2026-08-21"))
    assert [(one.code, one.measures) for one in told] == [("odd-days", ("sessions", "views"))]


def test_people_of_a_day_may_be_odd_though_they_are_not_added():
    facts = facts_of(readings("web", START, active_users=weeks(changes={"2026-07-08": 360})))
    assert found(facts)["odd-days"].measures == ("active_users",)


def test_interest_in_several_terms_is_not_mixed_to_one_series():
    """Coffee is at 100 a day and tea at 30; whichever stands last on a day would be odd on some of them."""
    coffee = readings("trends", START, search_interest=weeks()).assign(campaign="coffee")
    tea = readings("trends", START, search_interest=weeks(times=0.3, changes={"2026-07-08": None})).assign(
        campaign="tea"
    )
    tea = tea.dropna(subset="value")
    assert found(facts_of(coffee, tea)).keys() == {"not-added"}
    high = weeks(changes={"2026-07-08": 360})
    alone = facts_of(readings("trends", START, search_interest=high).assign(campaign="coffee"))
    assert found(alone)["odd-days"].measures == ("search_interest",)


def test_a_tag_that_counts_twice_from_a_day_on_breaks_the_level():
    doubled = [value * (2 if step >= 60 else 1) for step, value in enumerate(weeks())]
    told = found(facts_of(rows("web", START, sessions=doubled)))["level-break"]
    assert told.days == (day(START) + timedelta(days=60),)
    assert told.values["times"] == pytest.approx(2, rel=0.02)


def test_a_month_of_holidays_is_no_new_level():
    away = [value * (0.4 if 40 <= step < 68 else 1) for step, value in enumerate(weeks())]
    assert "level-break" not in found(facts_of(rows("web", START, sessions=away)))


def test_a_season_that_comes_slowly_is_no_break():
    rising = [value * 3 ** (step / DAYS) for step, value in enumerate(weeks())]
    assert "level-break" not in found(facts_of(rows("web", START, sessions=rising)))


def test_a_break_that_the_plan_names_is_explained():
    doubled = [value * (2 if step >= 60 else 1) for step, value in enumerate(weeks())]
    named = [{"metric": "sessions", "on": day(START) + timedelta(days=58), "text": "A new tag counts all pages."}]
    told = found(facts_of(rows("web", START, sessions=doubled)), plan=plan_of(breaks=named))
    assert "level-break" not in told
    assert told["definition-break"].values["text"] == "A new tag counts all pages."
    assert told["definition-break"].values["metric"] == Name("Sessions", "Sesi")


def test_what_is_spent_is_decided_and_breaks_no_level():
    doubled = [value * (2 if step >= 60 else 1) for step, value in enumerate(weeks())]
    assert "level-break" not in found(facts_of(rows("ads", START, cost=doubled)))


# what sources say of each other and of themselves


def test_what_channels_leave_unexplained_is_told_above_two_per_cent():
    """In the 51 days of the quarter each day's channels explain 95 of 100 sessions."""
    email = rows("web", "2026-07-01", channel="Email", sessions=[95] * 51)
    facts = facts_of(email, rows("web", "2026-07-01", channel="Unattributed", sessions=[5] * 51))
    assert found(facts)["unattributed"].values["share"].value == pytest.approx(0.05)


def test_channels_that_explain_too_much_and_too_little_do_not_even_out():
    email = rows("web", "2026-07-01", channel="Email", sessions=[90, 110])
    facts = facts_of(email, rows("web", "2026-07-01", channel="Unattributed", sessions=[10, -10]))
    look = Look.at(plan_of(), facts, date(2026, 7, 3))
    assert list(unattributed_shares(look)) == [("web", "sessions", 0.1)]


def test_what_google_analytics_puts_into_other_is_told_by_the_clients_name():
    frame = rows("web", "2026-07-01", channel="Email", key_events=[90])
    other = rows("web", "2026-07-01", channel="(other)", key_events=[10])
    facts = facts_of(rows("web", "2026-07-01", leads=[100]))
    facts = replace(facts, exports=(export("web.csv", "web", pd.concat([frame, other])),))
    sources = [{"file": "exports/web.csv", "name": "web", "rename": {"key_events": "leads"}}]
    told = found(facts, "2026-07-02", plan=plan_of(client={"sources": sources}))["other-row"]
    assert (told.measures, told.values["share"].value) == (("leads",), pytest.approx(0.1))


def test_queries_that_search_console_hides_are_told_above_fifteen_per_cent():
    """Ten days of 10 clicks are 100, of which named queries tell 70."""
    daily = rows("search", "2026-07-01", channel="Organic Search", search_clicks=[10] * 10)
    named = readings("search", "2026-07-10", query_clicks=[70]).assign(start=pd.Timestamp("2026-07-01"))
    told = found(facts_of(daily, named), "2026-07-11")["hidden-queries"]
    assert (told.values["share"].value, told.values["named"]) == (pytest.approx(0.3), 70)
    few = named.assign(value=90.0)
    assert "hidden-queries" not in found(facts_of(daily, few), "2026-07-11")


def test_two_platforms_that_claim_more_orders_than_there_were():
    """51 days of 10 orders are 510; the platforms claim 8 and 5 a day, 663 together, 1.3 times as many."""
    shop = rows("shop", "2026-07-01", orders=[10] * 51)
    google = rows("google", "2026-07-01", claimed_conversions=[8] * 51)
    meta = rows("meta", "2026-07-01", claimed_conversions=[5] * 51)
    told = found(facts_of(shop, google, meta))["over-claimed"]
    assert told.values["times"] == pytest.approx(1.3)
    assert (told.values["claimed"], told.values["there_were"]) == (663, 510)
    assert "over-claimed" not in found(facts_of(shop, google))


def test_claims_of_days_without_known_orders_are_not_held_to_anything():
    shop = rows("shop", "2026-07-01", orders=[10, None, 10])
    google = rows("google", "2026-07-01", claimed_conversions=[8, 100, 8])
    (one,) = claims(Look.at(plan_of(), facts_of(shop, google), date(2026, 7, 4)))
    assert (one.by_platform, one.there_were) == ({"google": 16}, 20)


def test_the_source_that_is_true_tells_how_many_orders_there_were():
    shop, site = rows("shop", "2026-07-01", orders=[10]), rows("web", "2026-07-01", orders=[7])
    facts = facts_of(site, shop, rows("google", "2026-07-01", claimed_conversions=[8]))
    plan = plan_of(client={"truth": {"orders": "shop"}})
    (one,) = claims(Look.at(plan, facts, date(2026, 7, 2)))
    assert (one.source, one.there_were) == ("shop", 10)


def test_a_newer_download_that_changes_more_than_two_per_cent_is_told():
    """Three days of 100 were told; the newer download says 100, 90 and 100: 10 of 300 changed, 3.3 per cent."""
    old = rows("web", "2026-07-01", sessions=[100, 100, 100])
    new = rows("web", "2026-07-01", sessions=[100, 90, 100, 100])
    exports = (export("new.csv", "web", new), export("old.csv", "web", old))
    told = found(replace(facts_of(new), exports=exports), "2026-07-05")["restated"]
    assert (told.days, told.values["before"], told.values["now"]) == ((date(2026, 7, 2),), 300, 290)
    assert told.values["share"].value == pytest.approx(10 / 300)


def test_a_newer_download_that_changes_little_is_not():
    old = rows("web", "2026-07-01", sessions=[100, 100, 100])
    new = rows("web", "2026-07-01", sessions=[100, 95, 100, 100])
    exports = (export("new.csv", "web", new), export("old.csv", "web", old))
    assert "restated" not in found(replace(facts_of(new), exports=exports), "2026-07-05")


def test_exact_repetitions_are_counted_by_source():
    facts = facts_of(rows("web", "2026-07-01", sessions=[5]))
    again = Dropped(REPETITION, 3, 7)
    facts = replace(facts, exports=(export("web.csv", "web", facts.daily, dropped=(again, Dropped("total", 1))),))
    told = found(facts, "2026-07-02")["repeated-rows"]
    assert (told.values["count"], told.values["files"]) == (3, ("web.csv",))


def test_days_of_search_console_are_days_in_california():
    """Berlin is nine hours ahead of Pacific time, in summer and in winter."""
    facts = read_by(facts_of(rows("search", START, search_clicks=weeks())), search="search_console")
    told = found(facts)["other-zone"]
    assert (told.values["zone"], told.values["hours"]) == ("America/Los_Angeles", 9)


def test_the_zone_of_a_files_days_may_be_told_and_is_none_of_a_finding_where_it_is_the_clients():
    facts = facts_of(rows("web", START, sessions=weeks()))
    for zone, hours in (("Asia/Jakarta", 5), ("Europe/Berlin", None), ("Europe/Paris", None)):
        sources = [{"file": "exports/web.csv", "name": "web", "timezone": zone}]
        told = found(facts, plan=plan_of(client={"sources": sources})).get("other-zone")
        assert (told and told.values["hours"]) == hours


def test_the_zone_of_a_named_source_is_none_of_another_ones_whatever_its_pattern():
    facts = facts_of(rows("web", START, sessions=weeks()), rows("shop", START, orders=weeks()))
    files = (export("web.csv", "web", facts.daily.head(1)), export("shop.csv", "shop", facts.daily.tail(1)))
    facts = replace(facts, exports=files)
    sources = [{"file": "exports/*.csv", "name": "web", "timezone": "Asia/Jakarta"}, {"file": "exports/shop.csv"}]
    told = quality(plan_of(client={"sources": sources}), facts, day("2026-08-21"))
    assert [one.source for one in told if one.code == "other-zone"] == ["web"]


def test_people_are_told_to_be_kept_apart():
    facts = facts_of(readings("web", START, active_users=[5]), rows("web", START, sessions=[9]))
    assert found(facts, "2026-07-02")["not-added"].measures == ("active_users",)


def test_a_break_of_definition_matters_in_the_quarter_and_the_year_it_is_compared_with():
    facts = facts_of(rows("web", START, sessions=weeks()))
    for on, matters in (("2026-01-01", True), ("2025-06-30", False), ("2026-08-30", False)):
        plan = plan_of(breaks=[{"metric": "sessions", "on": on, "text": "No phone calls."}])
        assert ("definition-break" in found(facts, plan=plan)) == matters


# the whole


def test_the_worst_comes_first_and_then_the_order_of_the_sources():
    facts = facts_of(
        rows("late", START, sessions=weeks(107)),
        rows("gone", START, views=weeks(50)),
        rows("holes", START, leads=weeks(changes={"2026-07-03": None, "2026-06-01": None})),
    )
    told = quality(plan_of(), facts, day("2026-08-21"))
    assert [(one.code, one.source) for one in told] == [
        ("nothing-yet", "gone"),
        ("behind", "late"),
        ("gap", "holes"),
        ("gap-earlier", "holes"),
    ]


def test_nothing_after_the_last_whole_day_is_used():
    """What a file of today tells of 1 August is what a file of 1 August told."""
    wild = [5, None, 900, 0, 1, 400] * 3
    early, later = weeks(89), [*weeks(89), *wild]
    plan = plan_of(kpi_of("sessions"))
    shop = rows("shop", START, orders=weeks())
    then = quality(plan, facts_of(rows("web", START, sessions=early), shop), day("2026-08-01"))
    now = quality(plan, facts_of(rows("web", START, sessions=later), shop), day("2026-08-01"))
    assert then == now


def test_facts_without_anything_have_no_findings():
    assert quality(plan_of(), facts_of(), day("2026-08-21")) == []


def test_every_rule_has_an_origin_and_a_check_that_finds_it():
    package = Path(kpilib.data.quality.__file__).parents[2]
    checks = "".join(
        path.read_text("utf-8") for path in (*package.glob("data/quality/*.py"), package / "judge/stale.py")
    )
    assert [code for code in data_rules() if f'"{code}"' not in checks] == []
    assert all(rule.origin for rule in data_rules().values())
