import pandas as pd
import pytest

from kpilib.data import read_export
from kpilib.data.collect import collect
from kpilib.data.readers import read_file
from kpilib.errors import ExportError

HEADER = (
    "Order Number,Order Status,Order Date,First Name (Billing),Email (Billing),Payment Method Title,"
    "Order Refund Amount,Order Total Amount,SKU,Item Name\n"
)
REVENUE = "Date,Orders,Gross sales,Returns,Coupons,Net sales,Taxes,Shipping,Total sales\n"


def row(
    number="501", status="completed", day="2026-07-01 10:00:00", refund="0", total="150000", mail="ana@x.example"
):
    return f"{number},{status},{day},Ana,{mail},Transfer,{refund},{total},GY-250,Gayo\n"


def dropped(export):
    return {one.reason: one.count for one in export.dropped}


def test_orders_are_events_with_the_shops_own_time_and_no_address(write):
    export = read_file(write(HEADER + row() + row("502", mail="ANA@x.example")))
    assert export.reader == "woocommerce"
    assert export.events[["kind", "id", "value"]].values.tolist() == [
        ["order", "501", 150000],
        ["order", "502", 150000],
    ]
    assert export.events["customer"].nunique() == 1
    assert "@" not in export.events.to_csv()
    assert export.events["time"].iloc[0] == pd.Timestamp("2026-07-01 10:00")


def test_an_order_late_in_the_evening_is_one_of_that_day_in_the_clients_zone(write, plan, folder):
    write(HEADER + row(day="2026-07-01 23:30:00"), "kopi-contoh/exports/orders.csv")
    facts = collect(plan([{"file": "exports/orders.csv", "reader": "woocommerce"}]), folder)
    assert facts.daily["date"].tolist() == [pd.Timestamp("2026-07-01")]
    assert facts.events["time"].tolist() == [pd.Timestamp("2026-07-01 16:30Z")]


@pytest.mark.parametrize("status", ["completed", "wc-processing", "Processing", "Selesai", "refunded"])
def test_an_order_that_was_paid_counts(write, status):
    assert read_export(write(HEADER + row(status=status))).daily["orders"].sum() == 1


@pytest.mark.parametrize("status", ["pending", "on-hold", "failed", "cancelled", "Menunggu pembayaran"])
def test_an_order_that_was_not_paid_is_none_and_is_counted(write, status):
    path = write(HEADER + row() + row("502", status=status))
    assert read_export(path).daily["orders"].sum() == 1
    [(reason, count)] = dropped(read_file(path)).items()
    assert reason.endswith("which counts as none")
    assert count == 1


def test_a_part_that_went_back_is_a_refund(write):
    daily = read_export(write(HEADER + row(refund="50000"))).daily
    assert daily[["orders", "refunds", "revenue"]].values.tolist() == [[1, 50000, 100000]]


def test_a_refunded_order_without_an_amount_went_back_whole(write):
    daily = read_export(write(HEADER + row(status="refunded", refund=""))).daily
    assert daily[["orders", "refunds", "revenue"]].values.tolist() == [[1, 150000, 0]]


def test_items_that_repeat_their_order_count_once(write):
    export = read_file(write(HEADER + row() + row().replace("GY-250", "MUG")))
    assert export.events["value"].tolist() == [150000]
    assert dropped(export) == {"further item of an order, whose first row holds its total": 1}


def test_items_that_leave_their_order_out_belong_to_the_one_above(write):
    export = read_file(write(HEADER + row() + ",,,,,,,,MUG,Mug\n" + row("502")))
    assert export.events["id"].tolist() == ["501", "502"]
    assert dropped(export) == {"further item of an order, whose first row holds its total": 1}


def test_an_order_with_two_totals_is_refused(write):
    with pytest.raises(ExportError, match=r"^export\.csv:3: order 501 stands in line 2 too"):
        read_file(write(HEADER + row() + row(total="99")))


def test_columns_that_are_named_as_fields_are_known_too(write):
    text = "order_id,order_number,order_date,status,order_total,order_currency,customer_id,billing_email\n"
    export = read_file(write(text + "9,501,2026-07-01 10:00:00,wc-completed,150000.00,IDR,3,ana@x.example\n"))
    assert (export.reader, export.currency) == ("woocommerce", "IDR")
    assert export.events[["id", "value"]].values.tolist() == [["501", 150000]]


def test_several_currencies_are_refused_naming_them(write):
    text = "order_number,order_date,status,order_total,order_currency,billing_email\n"
    with pytest.raises(ExportError, match="holds several currencies: EUR, USD"):
        read_file(write(text + "1,2026-07-01,completed,5.00,EUR,\n2,2026-07-01,completed,5.00,USD,\n"))


def test_orders_of_analytics_have_refunds_in_rows_of_their_own(write):
    text = (
        "Date,Order #,N. Revenue (formatted),Status,Customer,Customer type,Product(s),Items sold,Coupon(s),"
        "Net sales\n"
        '2026-07-03 09:00:00,501,-50.00,Completed,Ana B,returning,"1x Gayo",-1,,-50.00\n'
        '2026-07-02 09:00:00,502,20.00,Completed,Budi C,new,"1x Mug",1,,20.00\n'
        '2026-07-01 09:00:00,501,150.00,Completed,Ana B,new,"3x Gayo",3,,150.00\n'
        '2026-07-04 09:00:00,503,10.00,Pending payment,Budi C,new,"1x Mug",1,,10.00\n'
    )
    facts = read_export(write(text))
    assert facts.events[["kind", "id", "value"]].values.tolist() == [
        ["order", "501", 150],
        ["order", "502", 20],
        ["refund", "501", 50],
    ]
    assert facts.daily["revenue"].tolist() == [150, 20, -50, 0]


def test_the_decimal_mark_of_a_refund_is_that_of_all_rows(write):
    text = "Date;Order #;Status;Customer type;Net sales\n"
    paid = "2026-07-01 09:00:00;501;Completed;new;3.150,50\n"
    facts = read_export(write(text + paid + "2026-07-03 09:00:00;501;Completed;new;-1.050\n"))
    assert facts.events[["kind", "value"]].values.tolist() == [["order", 3150.5], ["refund", 1050]]


def test_the_revenue_of_analytics_is_by_day_with_its_days_of_zeros(write):
    rows = "2026-07-02 00:00:00,2,200,10,5,185,20,9,214\n2026-07-01 00:00:00,0,0,0,0,0,0,0,0\n"
    facts = read_export(write(REVENUE + rows))
    assert facts.exports[0][1].reader == "woocommerce"
    assert facts.daily[["orders", "refunds", "revenue"]].values.tolist() == [[0, 0, 0], [2, 10, 185]]


def test_the_revenue_of_weeks_is_read_as_weeks(write):
    rows = "2026-07-06,2,200,10,5,185,20,9,214\n2026-06-29,1,100,0,0,100,0,0,100\n"
    readings = read_file(write(REVENUE + rows)).readings
    orders = readings[readings["measure"] == "orders"]
    assert orders[["end", "value"]].values.tolist() == [
        [pd.Timestamp("2026-07-12"), 2],
        [pd.Timestamp("2026-07-05"), 1],
    ]


def test_the_revenue_of_months_is_read_as_months(write):
    rows = "2026-06-01,2,200,10,5,185,20,9,214\n2026-07-01,1,100,0,0,100,0,0,100\n"
    assert read_file(write(REVENUE + rows)).readings["end"].max() == pd.Timestamp("2026-07-31")


def test_one_row_may_be_a_day_or_a_month_and_is_refused(write):
    with pytest.raises(ExportError, match="holds one row, which may be a day, a week or a month"):
        read_file(write(REVENUE + "2026-07-01,2,200,10,5,185,20,9,214\n"))


def test_rows_at_odd_steps_are_refused_with_the_steps(write):
    rows = "".join(f"2026-07-{day},2,200,10,5,185,20,9,214\n" for day in ("01", "04", "11"))
    with pytest.raises(ExportError, match="its rows are 3 and 7 days apart; download it by day"):
        read_file(write(REVENUE + rows))


def test_a_header_alone_is_refused(write):
    with pytest.raises(ExportError, match=r"^export\.csv:1: it holds a header and no rows$"):
        read_file(write(HEADER))


def test_orders_of_another_shop_system_are_not_taken_for_its_own(write):
    text = "Order ID,Order Status,Order Date,Total\n1,Dispatched to courier,2026-07-01,5\n"
    with pytest.raises(ExportError, match="is not an export that is known here"):
        read_file(write(text))
