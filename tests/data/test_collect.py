import math
from datetime import date

import pandas as pd
import pytest

from kpilib.data.collect import collect
from kpilib.errors import ProblemsError

SHOP = {"file": "exports/shop*.csv", "reader": "table", "columns": {"date": "d", "orders": "n"}}
GA4 = "# Start date: 20260701\n# End date: 20260731\n"
STRIPE = "id,Created date (UTC),Amount,Currency,Status,Amount Refunded\n"


def july(day):
    return date(2026, 7, day)


@pytest.fixture
def put(write, folder):  # noqa: ARG001
    return lambda text, name: write(text, f"kopi-contoh/exports/{name}")


@pytest.fixture
def facts_of(plan, folder):
    return lambda *sources, **client: collect(plan(sources, **client), folder)


@pytest.fixture
def problems_of(facts_of):
    def told(*sources, **client):
        with pytest.raises(ProblemsError) as error:
            facts_of(*sources, **client)
        return [str(problem) for problem in error.value.problems]

    return told


def test_the_source_stands_with_every_row(put, facts_of):
    put("d,n\n2026-07-01,5\n", "shop.csv")
    facts = facts_of(SHOP)
    assert facts.daily[["source", "orders"]].values.tolist() == [["shop", 5]]
    [(label, export)] = facts.exports
    assert (label, export.file) == ("shop", "shop.csv")


def test_days_without_a_row_are_missing_and_not_zero(put, facts_of):
    put("d,n\n2026-07-01,5\n2026-07-04,6\n", "shop.csv")
    facts = facts_of(SHOP)
    [coverage] = facts.coverage
    assert (coverage.first, coverage.last, coverage.missing) == (july(1), july(4), (july(2), july(3)))
    assert len(facts.daily) == 2


def test_a_day_with_an_empty_cell_is_missing_too(put, facts_of):
    put("d,n\n2026-07-01,5\n2026-07-02,\n2026-07-03,6\n", "shop.csv")
    assert facts_of(SHOP).coverage[0].missing == (july(2),)


def test_zero_fill_makes_days_without_a_row_days_of_zeros(put, facts_of):
    put("d,n\n2026-07-01,5\n2026-07-03,6\n", "shop.csv")
    facts = facts_of({**SHOP, "zero_fill": True})
    assert facts.daily["orders"].tolist() == [5, 0, 6]
    assert facts.coverage[0].missing == ()


def test_zero_fill_does_not_reach_beyond_the_first_and_the_last_row(put, facts_of):
    put("d,n\n2026-07-02,5\n2026-07-04,6\n", "shop.csv")
    facts = facts_of({**SHOP, "zero_fill": True})
    assert (facts.coverage[0].first, facts.coverage[0].last) == (july(2), july(4))


def test_the_day_on_which_a_source_starts_stands_in_its_coverage(put, facts_of):
    put("d,n\n2026-07-02,5\n", "shop.csv")
    assert facts_of({**SHOP, "starts": "2026-07-01"}).coverage[0].starts == july(1)


def test_channels_and_measures_bear_the_names_of_the_client(put, facts_of):
    put(GA4 + "Session default channel group,Date,Key events\nEmail,20260701,3\n(not set),20260701,4\n", "ga4.csv")
    source = {"file": "exports/ga4.csv", "reader": "ga4", "rename": {"key_events": "leads"}}
    daily = facts_of(source, channels={"Email": "Newsletter"}).daily
    assert dict(zip(daily["channel"], daily["leads"], strict=True)) == {"Newsletter": 3, "Unassigned": 4}


def test_two_channels_that_the_client_calls_one_are_added(put, facts_of):
    put(GA4 + "Session default channel group,Date,Sessions\nEmail,20260701,3\nSMS,20260701,4\n", "ga4.csv")
    daily = facts_of({"file": "exports/ga4.csv"}, channels={"Email": "Owned", "SMS": "Owned"}).daily
    assert daily[["channel", "sessions"]].values.tolist() == [["Owned", 7]]


def test_users_of_two_channels_that_the_client_calls_one_are_not_added(put, facts_of):
    table = "Session default channel group,Date,Active users\nEmail,20260701,3\nSMS,20260701,4\nDirect,20260701,9\n"
    put(GA4 + table, "ga4.csv")
    readings = facts_of({"file": "exports/ga4.csv"}, channels={"Email": "Owned", "SMS": "Owned"}).readings
    assert readings[["channel", "value"]].values.tolist() == [["Direct", 9]]


def test_sessions_of_a_week_of_two_channels_that_the_client_calls_one_are_added(put, facts_of):
    put(GA4 + "Session default channel group,Nth week,Sessions\nEmail,0000,3\nSMS,0000,4\n", "ga4.csv")
    readings = facts_of({"file": "exports/ga4.csv"}, channels={"Email": "Owned", "SMS": "Owned"}).readings
    assert readings[["channel", "value"]].values.tolist() == [["Owned", 7]]


def test_an_order_at_half_past_eleven_utc_is_one_of_the_next_day_in_jakarta(put, facts_of):
    put(STRIPE + "ch_1,2026-07-01 23:30:00,100,idr,Paid,0\n", "payments.csv")
    facts = facts_of({"file": "exports/payments.csv", "reader": "stripe"})
    assert facts.events["date"].tolist() == [pd.Timestamp(july(2))]
    assert facts.daily["date"].tolist() == [pd.Timestamp(july(2))]


def test_an_order_after_midnight_utc_is_one_of_the_day_before_in_new_york(put, facts_of):
    put(STRIPE + "ch_1,2026-07-02 00:30:00,100,idr,Paid,0\n", "payments.csv")
    facts = facts_of({"file": "exports/payments.csv", "reader": "stripe"}, timezone="America/New_York")
    assert facts.daily["date"].tolist() == [pd.Timestamp(july(1))]


def test_orders_and_refunds_become_days_with_net_revenue_and_zeros_between(put, facts_of):
    put(STRIPE + "b,2026-07-03 03:00:00,50,idr,Paid,0\na,2026-07-01 03:00:00,100,idr,Paid,30\n", "payments.csv")
    daily = facts_of({"file": "exports/payments.csv", "reader": "stripe"}).daily.sort_values("date")
    assert daily[["orders", "refunds", "revenue"]].values.tolist() == [[1, 30, 70], [0, 0, 0], [1, 0, 50]]


def test_a_payment_in_two_files_counts_once(put, facts_of):
    put(STRIPE + "a,2026-07-01 03:00:00,100,idr,Paid,0\n", "payments_1.csv")
    put(STRIPE + "a,2026-07-01 03:00:00,100,idr,Paid,0\nb,2026-07-01 04:00:00,50,idr,Paid,0\n", "payments_2.csv")
    facts = facts_of({"file": "exports/payments_*.csv", "reader": "stripe"})
    assert facts.daily[["orders", "revenue"]].values.tolist() == [[2, 150]]


def test_two_files_with_equal_rows_for_one_day_count_once(put, facts_of):
    put("d,n\n2026-07-01,5\n2026-07-02,6\n", "shop_1.csv")
    put("d,n\n2026-07-02,6\n2026-07-03,7\n", "shop_2.csv")
    assert facts_of(SHOP).daily["orders"].tolist() == [5, 6, 7]


def test_two_files_that_contradict_each_other_are_refused_naming_both(put, problems_of):
    put("d,n\n2026-07-02,6\n", "shop_1.csv")
    put("d,n\n2026-07-02,9\n", "shop_2.csv")
    [problem] = problems_of(SHOP)
    assert "source 'shop': orders of 2026-07-02 is 6 in shop_1.csv and 9 in shop_2.csv" in problem


def test_users_of_a_day_that_two_files_hold_count_once(put, facts_of):
    put(GA4 + "Nth day,Active users\n0000,10\n0001,20\n", "ga4_1.csv")
    put(GA4 + "Nth day,Active users\n0001,20\n0002,30\n", "ga4_2.csv")
    assert facts_of({"file": "exports/ga4_*.csv", "reader": "ga4"}).readings["value"].tolist() == [10, 20, 30]


def test_two_files_with_contradicting_users_are_refused_naming_both(put, problems_of):
    put(GA4 + "Nth day,Active users\n0000,10\n", "ga4_1.csv")
    put(GA4 + "Nth day,Active users\n0000,11\n", "ga4_2.csv")
    [problem] = problems_of({"file": "exports/ga4_*.csv", "reader": "ga4"})
    assert "active_users of 2026-07-01 is 10 in ga4_1.csv and 11 in ga4_2.csv" in problem


def test_two_readings_of_one_day_in_a_table_are_refused_and_not_added(put, problems_of):
    put("d,s\n2026-07-01,10\n2026-07-01,20\n", "list.csv")
    source = {"file": "exports/list.csv", "reader": "table", "columns": {"date": "d"}}
    [problem] = problems_of({**source, "readings": {"active_subscribers": "s"}})
    assert "active_subscribers of 2026-07-01 is 10 in list.csv and 20 in list.csv" in problem


def test_money_in_another_currency_than_the_clients_is_refused(put, problems_of):
    put("Day,Campaign,Currency code,Cost,Impr.\n2026-07-01,Brand,USD,5,10\n", "ads.csv")
    [problem] = problems_of({"file": "exports/ads.csv", "reader": "google_ads"})
    assert problem == "{}/exports/ads.csv: holds USD, the client's currency is IDR".format(
        problem.split("/exports")[0]
    )


def test_a_currency_in_client_yml_does_not_hide_the_one_in_the_file(put, problems_of):
    put("Day,Campaign,Currency code,Cost,Impr.\n2026-07-01,Brand,USD,5,10\n", "ads.csv")
    [problem] = problems_of({"file": "exports/ads.csv", "reader": "google_ads", "currency": "IDR"})
    assert problem.endswith("/exports/ads.csv: holds USD, the client's currency is IDR")


def test_a_breach_is_told_with_the_file_where_it_lies_or_else_with_the_client(put, problems_of):
    put("d,n\n2026-07-01,-5\n", "2026/shop_1.csv")
    source = {**SHOP, "file": "exports/2026/shop_*.csv", "columns": {"date": "d", "sessions": "n"}}
    [problem] = problems_of(source)
    assert "/kopi-contoh/exports/2026/shop_1.csv: source 'shop': column 'sessions': -5 is below zero" in problem
    put("d,n\n2026-07-01,-5\n", "2026/shop_2.csv")
    [problem] = problems_of(source)
    assert "/kopi-contoh: source 'shop': column 'sessions': -5 is below zero" in problem


def test_clicks_have_no_currency(put, facts_of):
    put("Day,Campaign,Currency code,Clicks,Impr.\n2026-07-01,Brand,USD,5,10\n", "ads.csv")
    assert facts_of({"file": "exports/ads.csv", "reader": "google_ads"}).daily["clicks"].tolist() == [5]


def test_two_sources_for_one_measure_are_refused_with_the_mend(put, problems_of):
    put("d,n\n2026-07-01,500\n", "shop.csv")
    put(GA4 + "Nth day,Total revenue\n0000,480\n", "ga4.csv")
    shop = {**SHOP, "columns": {"date": "d", "revenue": "n"}}
    [problem] = problems_of(shop, {"file": "exports/ga4.csv", "reader": "ga4"}, metrics=("revenue",))
    assert "'revenue' stands in ga4 and in shop, which may count the same thing twice" in problem
    assert problem.endswith("say which is right with truth: {revenue: ga4}")


def test_two_sources_are_taken_where_client_yml_names_the_truth_or_no_kpi_needs_the_measure(put, facts_of):
    put("d,n\n2026-07-01,500\n", "shop.csv")
    put(GA4 + "Nth day,Total revenue\n0000,480\n", "ga4.csv")
    sources = ({**SHOP, "columns": {"date": "d", "revenue": "n"}}, {"file": "exports/ga4.csv", "reader": "ga4"})
    assert len(facts_of(*sources, metrics=("revenue",), truth={"revenue": "shop"}).sources_of("revenue")) == 2
    assert len(facts_of(*sources, metrics=("sessions",)).sources_of("revenue")) == 2


def test_ad_platforms_each_have_their_own_cost(put, facts_of):
    put("d,n\n2026-07-01,500\n", "meta.csv")
    put("Day,Campaign,Cost,Impr.\n2026-07-01,Brand,5,10\n", "ads.csv")
    meta = {"file": "exports/meta.csv", "reader": "table", "columns": {"date": "d", "cost": "n"}}
    facts = facts_of(meta, {"file": "exports/ads.csv"}, metrics=("cost",))
    assert [one.source for one in facts.sources_of("cost")] == ["meta", "google_ads"]


def test_a_link_into_the_folder_of_another_client_is_refused(write, put, problems_of):
    write("name: Other", "other/client.yml")
    secret = write("d,n\n2026-07-01,5\n", "other/exports/shop.csv")
    put("", "empty.csv").with_name("shop.csv").symlink_to(secret)
    [problem] = problems_of(SHOP)
    assert problem.endswith("kopi-contoh/exports/shop.csv: belongs to another client, 'other'")


def test_a_way_up_into_the_folder_of_another_client_is_refused(write, problems_of):
    write("name: Other", "other/client.yml")
    write("d,n\n2026-07-01,5\n", "other/exports/shop.csv")
    [problem] = problems_of({**SHOP, "file": "../other/exports/*.csv"})
    assert "kopi-contoh/client.yml: file '../other/exports/*.csv' leads out of the client's folder" in problem


def test_the_whole_path_of_a_file_of_another_client_is_refused(write, problems_of):
    write("name: Other", "other/client.yml")
    secret = write("d,n\n2026-07-01,5\n", "other/exports/shop.csv")
    [problem] = problems_of({**SHOP, "file": str(secret)})
    assert problem == f"{secret}: belongs to another client, 'other'"


def test_a_file_that_client_yml_names_by_its_whole_path_is_read(write, facts_of):
    path = write("d,n\n2026-07-01,5\n", "downloads/shop.csv")
    facts = facts_of({**SHOP, "file": str(path)})
    assert facts.daily[["source", "orders"]].values.tolist() == [["shop", 5]]


def test_a_link_that_leads_out_of_the_folder_is_not_followed(write, put, problems_of):
    path = write("d,n\n2026-07-01,5\n", "downloads/shop.csv")
    put("", "empty.csv").with_name("shop.csv").symlink_to(path)
    [problem] = problems_of(SHOP)
    assert f"kopi-contoh/exports/shop.csv: is a link that leads out of the client's folder, to {path}" in problem


def test_a_folder_of_files_is_one_export(put, facts_of):
    put(GA4 + "Nth day,Sessions\n0000,10\n", "ga4/first.csv")
    put(GA4 + "Nth day,Sessions\n0001,20\n", "ga4/second.csv")
    facts = facts_of({"file": "exports/ga4", "reader": "ga4"})
    assert (facts.daily["sessions"].tolist(), len(facts.exports)) == ([10, 20], 1)


def test_all_unreadable_files_are_told_at_once(put, problems_of):
    put("", "shop_1.csv")
    put("d,m\n2026-07-01,5\n", "shop_2.csv")
    put("d,n\nsoon,5\n", "shop_3.csv")
    one, two, three = problems_of(SHOP)
    assert one.endswith("kopi-contoh/exports/shop_1.csv: the file is empty")
    assert "kopi-contoh/exports/shop_2.csv:1: has no column 'n'" in two
    assert three.endswith("kopi-contoh/exports/shop_3.csv:2: column 'd': 'soon' is not a date")


def test_no_files_are_no_facts(facts_of):
    facts = facts_of(SHOP)
    assert facts.daily.empty
    assert facts.coverage == ()
    assert facts.until(july(1)).daily.empty


def test_looking_back_is_what_a_shorter_file_would_have_told(put, facts_of):
    rows = ["2026-07-01,5", "2026-07-02,6", "2026-07-05,7"]
    put("\n".join(["d,n", *rows]), "shop.csv")
    back = facts_of(SHOP).until(july(4))
    put("\n".join(["d,n", *rows[:2]]), "shop.csv")
    then = facts_of(SHOP)
    pd.testing.assert_frame_equal(back.daily, then.daily)
    assert back.coverage == then.coverage


def test_a_source_with_and_one_without_a_measure_leave_it_missing(put, facts_of):
    put("d,n\n2026-07-01,500\n", "shop.csv")
    put(GA4 + "Nth day,Sessions\n0000,480\n", "ga4.csv")
    daily = facts_of(SHOP, {"file": "exports/ga4.csv", "reader": "ga4"}).daily.set_index("source")
    assert math.isnan(daily.loc["shop", "sessions"])
    assert math.isnan(daily.loc["ga4", "orders"])


def test_the_frames_of_the_exports_are_not_changed(put, facts_of):
    put(GA4 + "Session default channel group,Date,Sessions\nEmail,20260701,3\nSMS,20260701,4\n", "ga4.csv")
    facts = facts_of({"file": "exports/ga4.csv", "zero_fill": True}, channels={"Email": "Owned", "SMS": "Owned"})
    [(_, export)] = facts.exports
    assert export.daily["channel"].tolist() == ["Email", "SMS"]
    assert facts.daily["channel"].tolist() == ["Owned"]
