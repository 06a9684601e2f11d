import csv
import io
import math

import pandas as pd
import pytest

from kpilib.data import read_export
from kpilib.data.collect import collect
from kpilib.data.readers import read_file
from kpilib.errors import ExportError
from kpilib.plan.client import Source

# The columns of an orders export that matter here, in its order; the others are left out.
HEADER = (
    "Name,Email,Financial Status,Paid at,Fulfillment Status,Currency,Subtotal,Shipping,Taxes,Total,"
    "Created at,Lineitem quantity,Lineitem name,Lineitem price,Cancelled at,Payment Method,Refunded Amount,Id,Tags"
)
COLUMNS = next(csv.reader([HEADER]))
ORDER = {
    "Name": "#1001",
    "Email": "ana@shop.example",
    "Financial Status": "paid",
    "Currency": "IDR",
    "Total": "150000.00",
    "Created at": "2026-07-01 10:00:00 +0700",
    "Lineitem name": "Gayo 250 g",
    "Payment Method": "Manual",
    "Refunded Amount": "0.00",
    "Id": "5001",
}
ITEM = {"Name": "#1001", "Email": "ana@shop.example", "Created at": ORDER["Created at"], "Lineitem name": "Mug"}
REPORT = "Day,Orders,Gross sales,Discounts,Returns,Net sales,Shipping charges,Taxes,Total sales\n"


def order(**changes):
    return ORDER | {name.replace("_", " "): value for name, value in changes.items()}


def orders(*rows, columns=COLUMNS):
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, restval="", extrasaction="ignore")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def dropped(export):
    return {one.reason: one.count for one in export.dropped}


def test_an_order_of_two_items_counts_once_with_its_total(write):
    export = read_file(write(orders(ORDER, ITEM)))
    assert (export.reader, export.currency, export.rows) == ("shopify", "IDR", 2)
    assert export.events[["kind", "id", "value"]].values.tolist() == [["order", "#1001", 150000]]
    assert dropped(export) == {"further item of an order, whose first row holds its total": 1}


def test_times_are_brought_to_utc_by_their_offset(write):
    rows = order(Created_at="2026-03-12 09:14:02 +0000"), order(Name="#2", Created_at="2026-03-12 22:00:00 -0400")
    times = read_file(write(orders(*rows))).events["time"]
    assert times.tolist() == [pd.Timestamp("2026-03-12 09:14:02Z"), pd.Timestamp("2026-03-13 02:00:00Z")]


def test_one_address_in_two_spellings_is_one_customer_and_no_address_is_kept(write):
    export = read_file(write(orders(ORDER, order(Name="#2", Email="ANA@shop.example "), order(Name="#3", Email=""))))
    one, two, nobody = export.events["customer"]
    assert one == two != ""
    assert nobody == ""
    assert "@" not in export.events.to_csv()


def test_a_refund_is_an_event_of_the_day_of_its_order(write):
    part = order(Financial_Status="partially_refunded", Refunded_Amount="50000.00")
    events = read_file(write(orders(part))).events
    assert events[["kind", "value"]].values.tolist() == [["order", 150000], ["refund", 50000]]
    assert events["time"].nunique() == 1


def test_a_refunded_order_was_an_order_and_brings_nothing(write):
    back = order(Financial_Status="refunded", Refunded_Amount="150000.00")
    daily = read_export(write(orders(back))).daily
    assert daily[["orders", "refunds", "revenue"]].values.tolist() == [[1, 150000, 0]]


@pytest.mark.parametrize("status", ["paid", "partially_paid", "partially_refunded", "refunded"])
def test_an_order_that_was_paid_counts(write, status):
    assert read_export(write(orders(order(Financial_Status=status)))).daily["orders"].sum() == 1


@pytest.mark.parametrize("status", ["pending", "authorized", "voided", "expired"])
def test_an_order_that_was_not_paid_is_none_and_is_counted(write, status):
    export = read_file(write(orders(ORDER, order(Name="#1002", Financial_Status=status))))
    assert export.events.loc[export.events["kind"] == "order", "id"].tolist() == ["#1001"]
    assert dropped(export) == {f"order that is {status}, which counts as none": 1}


def test_a_cancelled_order_and_a_test_are_no_orders(write):
    rows = (
        ORDER,
        order(Name="#2", Cancelled_at="2026-07-02 09:00:00 +0700"),
        order(Name="#3", Payment_Method="(for testing) Bogus Gateway"),
    )
    path = write(orders(*rows))
    assert read_export(path).daily["orders"].sum() == 1
    assert dropped(read_file(path)) == {
        "order that is cancelled, which counts as none": 1,
        "order that is a test, which counts as none": 1,
    }


def test_a_day_of_nothing_but_cancelled_orders_is_a_day_of_zeros(write):
    path = write(orders(ORDER, order(Name="#2", Cancelled_at="2026-07-03", Created_at="2026-07-02 10:00:00 +0700")))
    assert read_export(path).daily["orders"].tolist() == [1, 0]


def test_pending_orders_alone_are_refused_with_their_state(write):
    with pytest.raises(ExportError, match=r"^export\.csv:1: none of its 1 orders counts as one: they are pending$"):
        read_file(write(orders(order(Financial_Status="pending"))))


def test_exact_duplicates_are_dropped_and_counted(write):
    export = read_file(write(orders(ORDER, ITEM, ORDER, ITEM)))
    assert export.events["id"].tolist() == ["#1001"]
    assert dropped(export)["exact repetition of an earlier row"] == 2


def test_two_shops_in_one_file_are_refused(write):
    with pytest.raises(ExportError, match=r"order #1001 stands in line 2 too, .* export one shop at a time"):
        read_file(write(orders(ORDER, order(Id="9001", Total="99.00"))))


def test_an_order_with_two_totals_is_refused(write):
    with pytest.raises(
        ExportError, match=r"^export\.csv:3: order #1001 stands in line 2 too, .* the newer download$"
    ):
        read_file(write(orders(ORDER, order(Total="99.00"))))


def test_several_currencies_are_refused_naming_them(write):
    with pytest.raises(ExportError, match="holds several currencies: BDT, PKR"):
        read_file(write(orders(order(Currency="BDT"), order(Name="#2", Currency="PKR"))))


def test_items_whose_order_begins_in_another_file_are_counted(write):
    export = read_file(write(orders(ITEM | {"Name": "#1000"}, ORDER)))
    assert dropped(export) == {"item of an order whose first row is not in this file": 1}


def test_orders_of_two_downloads_that_overlap_count_once(write, plan, folder):
    later = order(Name="#1002", Created_at="2026-07-03 10:00:00 +0700", Total="50000")
    cancelled = order(Cancelled_at="2026-07-02 09:00:00 +0700")
    write(orders(ORDER), "kopi-contoh/exports/orders_1.csv")
    write(orders(cancelled, later), "kopi-contoh/exports/orders_2.csv")
    facts = collect(plan([{"file": "exports/orders_*.csv", "reader": "shopify", "margin": 0.4}]), folder)
    assert facts.daily["revenue"].tolist() == [0, 0, 50000]
    assert facts.events[["id", "margin"]].values.tolist() == [["#1002", 20000]]


def test_without_a_margin_in_client_yml_there_is_none(write):
    assert math.isnan(read_file(write(orders(ORDER))).events["margin"].iloc[0])


@pytest.mark.parametrize("more", ["", ",Next Payment Due At", ",Payment ID,Payment References"])
def test_a_header_alone_is_refused_whatever_its_year(write, more):
    with pytest.raises(ExportError, match=r"^export\.csv:1: it holds a header and no rows$"):
        read_file(write(HEADER + more + "\n"))


def test_the_list_of_customers_is_refused_with_what_to_download(write):
    text = "First Name,Last Name,Email,Accepts Email Marketing,Company,Zip,Total Spent,Total Orders,Tags\n"
    with pytest.raises(ExportError, match="list of customers, which has no days; download Orders > Export"):
        read_file(write(text + "Ana,B,ana@shop.example,yes,,'1234,10.00,1,\n"))


def test_sales_by_day_are_days_with_returns_above_zero(write):
    rows = "2026-07-01,3,120.00,-10.00,-5.00,105.00,9.00,7.00,121.00\n2026-07-02,0,0,0,0,0,0,0,0\n"
    facts = read_export(write(REPORT + rows))
    assert facts.daily[["orders", "refunds", "revenue"]].values.tolist() == [[3, 5, 105], [0, 0, 0]]
    assert facts.exports[0][1].reader == "shopify"


def test_the_sum_of_the_report_is_left_out(write):
    export = read_file(write(REPORT + ",3,120,-10,-5,105,9,7,121\n2026-07-01,3,120,-10,-5,105,9,7,121\n"))
    assert export.daily["orders"].tolist() == [3]
    assert dropped(export) == {"total": 1}


def test_a_report_without_net_sales_takes_total_sales_and_says_so(write):
    export = read_file(write("Day,Orders,Gross sales,Discounts,Total sales\n2026-07-01,3,120,-10,121\n"))
    assert export.daily["revenue"].tolist() == [121]
    assert export.notes == (
        "revenue is Total sales, with taxes and shipping, because the report leaves Net sales out",
    )


def test_sales_by_month_are_readings_of_whole_months(write):
    text = "Month,Orders,Gross sales,Discounts,Net sales\n2026-06,30,1200,-100,1100\n2026-07-01,40,1300,-100,1200\n"
    readings = read_file(write(text.replace("2026-07-01", "2026-07"))).readings
    june = readings[readings["start"] == "2026-06-01"]
    assert june[["measure", "value"]].values.tolist() == [["orders", 30], ["revenue", 1100]]
    assert set(june["end"]) == {pd.Timestamp("2026-06-30")}


def test_a_report_of_weeks_in_which_nothing_came_back_is_read_as_weeks(write):
    text = "Week,Orders,Gross sales,Returns,Net sales\n2026-07-06,1,10,,10\n2026-07-13,2,20,,20\n"
    facts = read_export(write(text))
    assert facts.exports[0][1].grain == "week"
    assert facts.readings.groupby("measure")["value"].sum().to_dict() == {"orders": 3, "revenue": 30}
    assert "left out 0" in repr(facts)


def test_a_row_that_ends_before_its_day_is_a_total(write):
    text = "Sales channel,Day,Orders,Gross sales,Net sales\nOnline,2026-07-01,3,120,105\nTotal\n"
    export = read_file(write(text))
    assert export.daily["orders"].tolist() == [3]
    assert dropped(export) == {"total": 1}


def test_the_channel_of_client_yml_stands_with_each_day(write):
    path = write(REPORT + "2026-07-01,3,120,-10,-5,105,9,7,121\n")
    export = read_file(path, "shopify", source=Source(file="export.csv", channel="Online store"))
    assert export.daily["channel"].tolist() == ["Online store"]
