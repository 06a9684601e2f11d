import pandas as pd
import pytest

from kpilib.data import read_export
from kpilib.data.readers import read_file
from kpilib.errors import ExportError
from kpilib.plan.client import Source

HEADER = "id,Created date (UTC),Amount,Currency,Status\n"
PAYMENTS = """\
id;Created date (UTC);Amount;Currency;Converted Amount;Converted Amount Refunded;Converted Currency;Status;Customer ID
ch_4;2026-07-02 23:30:00;10.00;usd;350.00;0.00;thb;Paid;cus_1
ch_3;2026-07-02 10:00:00;20.00;eur;;;;Failed;cus_2
ch_2;2026-07-01 12:00:00;20.00;eur;800.00;200.00;thb;Paid;cus_2
ch_1;2026-07-01 09:00:00;10.00;usd;340.00;340.00;thb;Refunded;cus_1
"""


def reasons(export):
    return {one.reason: one.count for one in export.dropped}


def test_payments_are_orders_in_the_currency_of_settlement_oldest_first(write):
    export = read_file(write(PAYMENTS))
    orders = export.events[export.events["kind"] == "order"]
    assert (export.reader, export.delimiter, export.currency) == ("stripe", ";", "THB")
    assert orders[["id", "customer", "value"]].values.tolist() == [
        ["ch_1", "cus_1", 340],
        ["ch_2", "cus_2", 800],
        ["ch_4", "cus_1", 350],
    ]
    assert orders["time"].iloc[-1] == pd.Timestamp("2026-07-02 23:30", tz="UTC")


def test_refunds_are_events_of_their_own(write):
    events = read_file(write(PAYMENTS)).events
    refunds = events[events["kind"] == "refund"]
    assert refunds[["id", "value"]].values.tolist() == [["ch_1", 340], ["ch_2", 200]]


def test_failed_payments_are_dropped_and_counted(write):
    export = read_file(write(PAYMENTS))
    assert reasons(export) == {"payment that brought no money": 1}
    assert export.rows == 4


def test_a_repeated_payment_counts_once(write):
    text = HEADER + "ch_1,2026-07-01 09:00,10,usd,Paid\nch_1,2026-07-01 09:00,10,usd,Paid\n"
    export = read_file(write(text))
    assert export.events["value"].tolist() == [10]
    assert reasons(export) == {"payment that an earlier row holds too": 1}


def test_a_payment_that_failed_first_and_was_paid_then_counts_once(write):
    text = HEADER + "ch_1,2026-07-01 09:00,10,usd,Paid\nch_1,2026-07-01 08:00,10,usd,Failed\n"
    assert read_file(write(text)).events["value"].tolist() == [10]


def test_without_ids_an_invoice_makes_a_payment_one(write):
    text = (
        "Created date (UTC),Amount,Currency,Status,Customer ID,Invoice Number\n"
        "2026-07-01 09:00:00,10,usd,Paid,cus_1,A-1\n"
        "2026-07-01 09:00:00,10,usd,Paid,cus_1,A-2\n"
        "2026-07-01 09:00:00,10,usd,Paid,cus_1,A-2\n"
    )
    assert read_file(write(text)).events["id"].tolist() == ["A-1", "A-2"]


def test_one_currency_without_settlement_is_taken_as_paid(write):
    export = read_file(write(HEADER + "ch_1,2026-07-01 09:00,10,eur,Paid\n"))
    assert export.currency == "EUR"


def test_several_currencies_without_settlement_are_refused_with_what_to_do(write):
    text = HEADER + "a,2026-07-01 09:00,10,eur,Paid\nb,2026-07-01 09:00,10,usd,Paid\n"
    with pytest.raises(
        ExportError, match=r"payments in EUR, USD without one currency .* Converted Amount and Converted"
    ):
        read_file(write(text))


def test_a_payment_without_its_settlement_is_refused_and_not_left_out(write):
    text = (
        "id,Created date (UTC),Amount,Currency,Converted Amount,Converted Currency,Status\n"
        "a,2026-07-01 09:00,10,eur,400,thb,Paid\n"
        "b,2026-07-01 09:00,10,usd,,,Paid\n"
    )
    with pytest.raises(
        ExportError, match=r"^export\.csv:3: a payment without 'Converted Amount'; export it again when"
    ):
        read_file(write(text))


def test_a_time_that_is_none_is_refused_with_its_line(write):
    text = HEADER + "a,2026-07-01 09:00,10,eur,Paid\nb,soon,10,eur,Paid\n"
    with pytest.raises(ExportError, match=r"^export\.csv:3: column 'Created date \(UTC\)': 'soon' is not a time$"):
        read_file(write(text))


def test_a_header_without_payments_is_refused(write):
    with pytest.raises(ExportError, match=r"^export\.csv:1: it holds a header and no payments$"):
        read_file(write(HEADER))


def test_failed_payments_alone_are_refused_with_their_count(write):
    text = HEADER + "a,2026-07-01 09:00,10,eur,Failed\n"
    with pytest.raises(ExportError, match=r"^export\.csv:1: all 1 rows are payments that brought no money$"):
        read_file(write(text))


def test_a_row_cut_short_is_refused_with_its_line(write):
    text = HEADER + "a,2026-07-01 09:00,10,eur,Paid\nb,2026-07-01\n"
    with pytest.raises(ExportError, match=r"^export\.csv:3: a payment without 'Amount'"):
        read_file(write(text))


def test_the_channel_that_client_yml_gives_stands_with_each_event(write):
    path = write(HEADER + "ch_1,2026-07-01 09:00,10,eur,Paid\n")
    export = read_file(path, "stripe", source=Source(file="export.csv", channel="Direct"))
    assert export.events["channel"].tolist() == ["Direct"]


UNIFIED = (
    "id,Created date (UTC),Amount,Amount Refunded,Currency,Captured,Converted Amount,Converted Amount Refunded,"
    "Converted Currency,Mode,Refunded date (UTC),Status,Customer ID,Customer Email,Disputed Amount,"
    "Dispute Date (UTC),Dispute Status\n"
)


def test_a_refund_counts_on_its_own_day_where_the_file_tells_it(write):
    paid = "a,2026-07-01 09:00,10,4,usd,TRUE,400,160,thb,Live,2026-07-03 08:00,Paid,cus_1,,,,\n"
    later = "b,2026-07-04 09:00,10,0,usd,TRUE,400,0,thb,Live,,Paid,cus_1,,,,\n"
    daily = read_export(write(UNIFIED + later + paid)).daily
    assert daily["revenue"].tolist() == [400, 0, -160, 400]


def test_a_payment_of_the_test_mode_is_none(write):
    rows = "a,2026-07-01 09:00,10,0,usd,TRUE,400,0,thb,Live,,Paid,cus_1,,,,\n"
    rows += "b,2026-07-01 09:30,10,0,usd,TRUE,400,0,thb,Test,,Paid,cus_1,,,,\n"
    export = read_file(write(UNIFIED + rows))
    assert export.events["id"].tolist() == ["a"]
    assert reasons(export) == {"payment of the test mode": 1}


def test_a_card_that_was_only_authorised_has_paid_nothing(write):
    rows = "a,2026-07-01 09:00,10,0,usd,TRUE,400,0,thb,Live,,Paid,cus_1,,,,\n"
    rows += "b,2026-07-01 09:30,10,0,usd,FALSE,400,0,thb,Live,,Uncaptured,cus_1,,,,\n"
    assert reasons(read_file(write(UNIFIED + rows))) == {"payment that brought no money": 1}


def test_a_dispute_that_was_lost_is_a_refund_in_the_currency_of_settlement(write):
    rows = "a,2026-07-01 09:00,10,0,usd,TRUE,400,0,thb,Live,,Disputed,cus_1,,10,2026-07-05 00:00,lost\n"
    rows += "b,2026-07-01 09:30,10,0,usd,TRUE,400,0,thb,Live,,Disputed,cus_1,,10,2026-07-05 00:00,won\n"
    events = read_file(write(UNIFIED + rows)).events
    assert events[["kind", "id", "value"]].values.tolist() == [
        ["order", "a", 400],
        ["order", "b", 400],
        ["refund", "a dispute", 400],
    ]
    assert events["time"].iloc[-1] == pd.Timestamp("2026-07-05", tz="UTC")


def test_a_refund_in_the_currency_paid_is_brought_to_that_of_settlement(write):
    text = "id,Created date (UTC),Amount,Amount Refunded,Currency,Converted Amount,Converted Currency,Status\n"
    events = read_file(write(text + "a,2026-07-01 09:00,10,5,usd,400,thb,Paid\n")).events
    assert events["value"].tolist() == [400, 200]


def test_a_customer_without_an_id_is_told_apart_by_an_address_that_is_not_kept(write):
    rows = "a,2026-07-01 09:00,10,0,usd,TRUE,400,0,thb,Live,,Paid,,ana@x.example,,,\n"
    rows += "b,2026-07-01 09:30,10,0,usd,TRUE,400,0,thb,Live,,Paid,,ANA@x.example,,,\n"
    events = read_file(write(UNIFIED + rows)).events
    assert events["customer"].nunique() == 1
    assert "@" not in events.to_csv()


def test_a_state_that_is_not_known_brings_no_money(write):
    text = HEADER + "a,2026-07-01 09:00,10,eur,Paid\nb,2026-07-01 09:00,10,eur,In review\n"
    assert reasons(read_file(write(text))) == {"payment that brought no money": 1}


def test_the_margin_of_client_yml_is_that_of_payments_and_refunds(write):
    path = write(PAYMENTS)
    events = read_file(path, source=Source(file="export.csv", margin=0.5)).events
    assert events.loc[events["id"] == "ch_2", ["kind", "margin"]].values.tolist() == [["order", 400], ["refund", 100]]


def test_payouts_are_no_payments_and_are_refused_with_what_to_download(write):
    text = "id,Amount,Arrival Date (UTC),Created (UTC),Currency,Status\npo_1,10,2026-07-03,2026-07-01,usd,paid\n"
    with pytest.raises(ExportError, match="is a list of payouts, not of payments; download Payments > Export"):
        read_file(write(text))
