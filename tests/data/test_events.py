"""Events of several files become one list, and days with honest zeros."""

from datetime import date

import pandas as pd
import pytest

from kpilib.data.contracts import check_facts
from kpilib.data.event_files import join_events
from kpilib.data.events import daily_of, won_leads
from kpilib.data.export import EVENT_COLUMNS, Export
from kpilib.data.facts import Facts
from kpilib.data.source import source_facts
from kpilib.data.whole import ContradictionError
from kpilib.errors import ExportError
from kpilib.plan.client import Source


def export(*rows: tuple, tells: tuple[str, ...] = (), name: str = "a.csv", until: date | None = None) -> Export:
    """A file of events: kind, id, time, value, and perhaps the customer. It may say until when it tells."""
    frame = pd.DataFrame([(*row, "")[:5] for row in rows], columns=["kind", "id", "time", "value", "customer"])
    times = pd.to_datetime(frame["time"], utc=True)
    events = frame.assign(time=times, channel="", margin=float("nan"))[EVENT_COLUMNS]
    period = (times.min().date(), until) if until else None
    return Export(name, "test", name, "", "", len(rows), events=events, tells=tells, period=period)


def daily(*files: Export) -> pd.DataFrame:
    joined = join_events(files, "UTC")
    return daily_of(joined.events, joined.days).set_index("date")


def dropped(*files: Export) -> dict[str, int]:
    return {one.reason: one.count for one in join_events(files, "UTC").dropped}


def facts(*files: Export) -> Facts:
    return source_facts("crm", [(Source(file=one.file), one) for one in files])


def test_a_day_without_an_order_within_a_file_is_a_day_of_zeros():
    days = daily(export(("order", "1", "2026-01-01", 10), ("order", "2", "2026-01-03", 20)))
    assert days.loc["2026-01-02", ["orders", "revenue"]].tolist() == [0, 0]


def test_a_day_between_two_files_is_missing_and_not_zero():
    january = export(("order", "1", "2026-01-01", 10), ("order", "2", "2026-01-02", 10))
    march = export(("order", "3", "2026-03-01", 10))
    assert [str(day.date()) for day in daily(january, march).index] == ["2026-01-01", "2026-01-02", "2026-03-01"]


def test_a_refund_that_has_grown_since_an_earlier_file_counts_in_full():
    earlier = export(("order", "1", "2026-01-01", 50), ("refund", "1", "2026-01-01", 10))
    later = export(("order", "1", "2026-01-01", 50), ("refund", "1", "2026-01-01", 50))
    assert daily(earlier, later).loc["2026-01-01", ["orders", "refunds", "revenue"]].tolist() == [1, 50, 0]


def test_a_refund_counts_on_its_own_day():
    days = daily(
        export(("order", "1", "2026-01-01", 50), ("refund", "1", "2026-01-02", 20), ("order", "2", "2026-01-03", 5))
    )
    assert days["revenue"].tolist() == [50, -20, 5]


def test_a_refund_after_the_last_order_does_not_make_the_days_between_days_without_orders():
    june = export(("order", "1", "2026-06-30", 50), ("refund", "1", "2026-07-15", 50))
    assert daily(june)["revenue"].to_dict() == {pd.Timestamp("2026-06-30"): 50}
    assert dropped(june) == {"refund of a day whose orders no file holds": 1}


def test_a_refund_of_an_order_of_june_counts_in_july_once_a_file_tells_of_july():
    june = export(("order", "1", "2026-06-30", 50), ("refund", "1", "2026-07-15", 50))
    july = export(("order", "2", "2026-07-14", 10), ("order", "3", "2026-07-16", 10))
    assert daily(june, july).loc["2026-07-15", ["orders", "revenue"]].tolist() == [0, -50]


def test_two_files_that_tell_different_values_of_an_order_contradict_each_other():
    with pytest.raises(ContradictionError, match="order 1 is 50 in one file and 60 in another"):
        daily(export(("order", "1", "2026-01-01", 50)), export(("order", "1", "2026-01-01", 60)))


def test_the_newer_of_two_files_is_right_about_an_order_that_was_edited():
    older = export(("order", "1", "2026-01-01", 50), until=date(2026, 1, 31))
    newer = export(("order", "1", "2026-01-01", 60), until=date(2026, 2, 28))
    assert daily(older, newer).loc["2026-01-01", "revenue"] == 60
    assert dropped(older, newer) == {"event that a newer download tells otherwise": 1}


def test_an_order_that_a_newer_file_cancels_is_none_and_neither_is_its_refund():
    older = export(
        ("order", "1", "2026-01-01", 50), ("refund", "1", "2026-01-01", 5), ("order", "2", "2026-01-02", 9)
    )
    newer = export(("void", "1", "2026-01-01", 50), ("order", "3", "2026-01-03", 9))
    assert daily(older, newer)["revenue"].tolist() == [0, 9, 9]
    assert dropped(older, newer) == {"order that another download cancels": 1}


def test_a_cancelled_order_is_evidence_of_its_day():
    days = daily(export(("void", "1", "2026-01-01", 50), ("order", "2", "2026-01-02", 9), tells=("order",)))
    assert days["orders"].tolist() == [0, 1]


def test_an_order_that_was_cancelled_and_taken_up_again_counts():
    older = export(("void", "1", "2026-01-01", 50), until=date(2026, 1, 31))
    newer = export(("order", "1", "2026-01-01", 50), until=date(2026, 2, 28))
    assert daily(older, newer).loc["2026-01-01", "orders"] == 1


def test_an_event_of_two_files_counts_once_and_is_counted_as_repeated():
    one = export(("order", "1", "2026-01-01", 50))
    assert daily(one, one)["orders"].tolist() == [1]
    assert dropped(one, one) == {"event that another file holds too": 1}


def test_a_deal_that_was_lost_and_is_won_now_is_won():
    older = export(("lead", "deal 1", "2026-01-01", None), ("lost", "deal 1", "2026-01-05", 70))
    newer = export(("lead", "deal 1", "2026-01-01", None), ("won", "deal 1", "2026-01-09", 70))
    assert join_events([older, newer], "UTC").events["kind"].tolist() == ["lead", "won"]


def test_two_files_of_one_age_that_disagree_whether_a_deal_is_won_contradict_each_other():
    with pytest.raises(ContradictionError, match="deal 1 is won in one file and lost in another"):
        daily(export(("won", "deal 1", "2026-01-09", 70)), export(("lost", "deal 1", "2026-01-09", 70)))


def test_a_time_without_a_zone_is_one_of_the_clients_own():
    local = pd.to_datetime(["2026-07-01 23:30"])
    one = export(("order", "1", "2026-07-01", 10))
    joined = join_events([Export(**{**vars(one), "events": one.events.assign(time=local)})], "Asia/Jakarta")
    assert joined.events["date"].tolist() == [pd.Timestamp("2026-07-01")]
    assert joined.events["time"].tolist() == [pd.Timestamp("2026-07-01 16:30", tz="UTC")]


def test_a_time_without_a_zone_is_one_of_the_tool_where_client_yml_says_its_zone():
    local = pd.to_datetime(["2026-07-01 23:30"])
    one = export(("order", "1", "2026-07-01", 10))
    file = Export(**{**vars(one), "events": one.events.assign(time=local)})
    joined = join_events([file], "Asia/Jakarta", ["America/New_York"])
    assert joined.events["time"].tolist() == [pd.Timestamp("2026-07-02 03:30", tz="UTC")]
    assert joined.events["date"].tolist() == [pd.Timestamp("2026-07-02")]


def test_a_time_in_utc_is_dated_in_the_clients_zone():
    joined = join_events([export(("order", "1", "2026-01-01T23:30:00Z", 10))], "Asia/Jakarta")
    assert joined.events["date"].tolist() == [pd.Timestamp("2026-01-02")]
    assert joined.days["order"].tolist() == [pd.Timestamp("2026-01-02")]


LEADS = (
    ("lead", "deal 1", "2026-01-01", None),
    ("lead", "deal 2", "2026-01-03", None),
    ("won", "deal 1", "2026-01-04", 70),
)


def test_leads_and_deals_won_are_counted_each_on_its_own_day():
    days = daily(export(*LEADS))
    assert days["leads"].dropna().tolist() == [1, 0, 1]
    assert days["won"].tolist() == [0, 0, 0, 1]
    assert days["won_value"].tolist() == [0, 0, 0, 70]


def test_after_the_last_lead_of_a_file_leads_are_missing_and_not_zero():
    assert daily(export(*LEADS))["leads"].isna().tolist() == [False, False, False, True]


def test_a_deal_of_one_source_is_not_taken_for_that_of_another_with_the_same_id():
    one = pd.DataFrame(
        [("lead", "deal 1", "", "2026-07-01"), ("won", "deal 1", "", "2026-07-05")],
        columns=["kind", "id", "customer", "date"],
    )
    other = one.assign(id=["contact 9", "deal 1"], customer="contact 9")
    both = pd.concat([one.assign(source="a"), other.assign(source="b")], ignore_index=True)
    told = won_leads(both.assign(date=pd.to_datetime(both["date"]), channel=""))
    assert told["source"].tolist() == ["a", "b"]


def test_won_leads_are_counted_on_the_day_they_came_in():
    assert daily(export(*LEADS))["won_leads"].dropna().tolist() == [1, 0, 0]


def test_before_a_deal_was_won_nobody_knows_it():
    seen = facts(export(*LEADS)).until(date(2026, 1, 3)).daily
    assert seen["won_leads"].tolist() == [0, 0, 0]
    assert facts(export(*LEADS)).until(date(2026, 1, 4)).daily["won_leads"].sum() == 1


def test_a_file_that_tells_of_wins_and_holds_none_tells_zeros():
    leads = [row for row in LEADS if row[0] == "lead"]
    assert daily(export(*leads, tells=("won",)))["won"].tolist() == [0, 0, 0]
    assert "won" not in daily(export(*leads))


def test_a_file_of_orders_says_nothing_of_leads():
    assert "leads" not in daily(export(("order", "1", "2026-01-01", 50)))


def test_a_deal_is_no_lead_where_people_are_known_and_is_won_for_its_contact():
    people = export(("lead", "contact 7", "2026-01-02", None), ("lead", "contact 8", "2026-01-03", None))
    deals = export(
        ("lead", "deal 1", "2026-01-05", None, "contact 7"), ("won", "deal 1", "2026-01-09", 70, "contact 7")
    )
    days = daily(people, deals)
    assert days["leads"].dropna().tolist() == [1, 1]
    assert days["won_leads"].dropna().tolist() == [1, 0]
    assert days["won"].sum() == 1
    assert dropped(people, deals) == {"deal that is no lead of its own, as its people are": 1}


def test_two_deals_of_one_contact_win_one_lead():
    people = export(("lead", "contact 7", "2026-01-02", None))
    deals = export(("won", "deal 1", "2026-01-09", 70, "contact 7"), ("won", "deal 2", "2026-01-10", 80, "contact 7"))
    assert daily(people, deals)["won_leads"].sum() == 1


def test_a_win_without_an_amount_has_no_value_and_not_zero():
    days = daily(export(("won", "deal 1", "2026-01-09", None), ("won", "deal 2", "2026-01-10", 80)))
    assert days["won"].tolist() == [1, 1]
    assert days["won_value"].isna().tolist() == [True, False]


def test_a_measure_made_of_events_takes_the_name_that_the_client_gives_it():
    one = export(*LEADS)
    named = source_facts("crm", [(Source(file="a.csv", rename={"won_value": "revenue"}), one)])
    assert named.daily["revenue"].sum() == 70


def test_two_files_without_events_are_no_events():
    joined = join_events([], "UTC")
    assert (len(joined.events), joined.days, joined.dropped) == (0, {}, ())


def test_an_order_without_a_value_breaks_the_contract_and_a_lead_does_not():
    check_facts(facts(export(("lead", "contact 1", "2026-01-01", None))))
    with pytest.raises(ExportError, match="a row has no value, which an order and a refund need"):
        check_facts(facts(export(("order", "1", "2026-01-01", None))))
