"""Real exports of payments, surveys and search interest, held to sums taken from the raw text by awk.

Every expected value is what the awk command above it prints in the folder of the export.
"""

import csv
import shutil

import pandas as pd
import pytest

from kpilib.data import read_export
from kpilib.errors import ExportError
from kpilib.plan.client import Source

SHOPIFY = (
    "headers_only_pii_sources/shopify_orders_export_2022_header_73cols.csv",
    "headers_only_pii_sources/shopify_orders_export_2026_header_79cols.csv",
)
STRIPE = "headers_only_pii_sources/stripe_unified_payments_2024_header_79cols.csv"


@pytest.fixture
def exports(data):
    return data / "exports"


@pytest.fixture
def below(exports, tmp_path):
    """A file of invented rows, each a part of its columns, below the genuine header of an export."""

    def write(header, *rows):
        path = tmp_path / "export.csv"
        with (exports / header).open(encoding="utf-8") as lines, path.open("w", encoding="utf-8", newline="") as out:
            columns = next(csv.reader(lines))
            writer = csv.DictWriter(out, columns, restval="")
            writer.writeheader()
            writer.writerows(rows)
        return path

    return write


def interest(facts, measure, day=None):
    rows = facts.readings[facts.readings["measure"] == measure]
    return rows["value"].sum() if day is None else rows.loc[rows["start"] == day, "value"].tolist()


def test_payments_of_overlays(exports):
    facts = read_export(exports / "stripe_overlays_payments" / "payments.csv")
    days = facts.daily.set_index("date")
    # awk -F';' 'NR>1{s+=$5;n++;c[$14]=1} END{printf "%.2f %d %d\n",s,n,length(c)}' payments.csv
    assert facts.daily["revenue"].sum() == pytest.approx(284332.30, abs=0.005)
    assert (facts.daily["orders"].sum(), facts.events["customer"].nunique()) == (622, 197)
    # awk -F';' '$1~/^2024-05-01/{s+=$5;n++} END{printf "%.2f %d\n",s,n}' payments.csv
    assert days.loc["2024-05-01", ["revenue", "orders"]].tolist() == pytest.approx([1753.29, 4])
    # awk -F';' '$1~/^2023-12/{s+=$5;n++} END{printf "%.2f %d\n",s,n}' payments.csv
    assert days.loc["2023-12", ["revenue", "orders"]].sum().tolist() == pytest.approx([22818.20, 54])


def test_the_weeks_of_an_island(exports):
    facts = read_export(exports / "gtrends_pulau_pari_id" / "multiTimeline.csv")
    # awk -F, 'NR>1{s+=$2; if($1=="2022-05-01")v=$2} END{print s,v,NR-1}' multiTimeline.csv
    assert interest(facts, "search_interest") == 4032
    assert interest(facts, "search_interest", "2022-05-01") == [95]
    assert len(facts.readings) == 126


def test_the_weeks_of_chess_that_a_spreadsheet_saved_again(exports):
    facts = read_export(exports / "gtrends_chess_us" / "multiTimeline.csv")
    # awk -F, '$1~/^20/{s+=$2;n++} END{print s,n}' multiTimeline.csv; grep 2020-11-01 multiTimeline.csv
    assert (interest(facts, "search_interest"), len(facts.readings)) == (2442, 51)
    assert interest(facts, "search_interest", "2020-11-01") == [60]


def test_the_brands_of_one_pull_and_one_of_them_as_the_clients_own(exports):
    path = exports / "gtrends_brands_in" / "multiTimeline.csv"
    brand = Source(file=path.name, reader="google_trends", rename={"Digital Nest": "brand_interest"})
    facts = read_export(path, "google_trends", source=brand)
    # tail -n +2 multiTimeline.csv | awk -F, '{s+=$2+$3+$4+$5+$6; b+=$2} END{print s,b}'
    assert interest(facts, "tracked_interest") == 3711
    assert interest(facts, "brand_interest") == 706
    # grep 2020-05-03 multiTimeline.csv
    assert interest(facts, "tracked_interest", "2020-05-03") == [34 + 17 + 0 + 17 + 34]


def test_two_pulls_of_brands_are_not_put_together(exports):
    with pytest.raises(ExportError, match=r"multiTimeline\.csv and multiTimeline1\.csv are several pulls"):
        read_export(exports / "gtrends_brands_in")


def test_a_pull_of_one_day_holds_no_whole_day(exports):
    # tail -n +4 multiTimeline.csv | wc -l
    with pytest.raises(ExportError, match="tells of 181 moments and of no whole day"):
        read_export(exports / "gtrends_cars_id" / "multiTimeline.csv")


def test_the_answers_of_a_garden_centre(exports, tmp_path):
    # The file has no day, so that its name has to tell one; these days are invented.
    path = tmp_path / "nps_2022-01-01_2022-03-31.csv"
    shutil.copy(exports / "nps_garden_centre_fr" / "nps.csv", path)
    facts = read_export(path)
    found = facts.readings.set_index("measure")[["value", "n"]]
    # awk -F, 'NR>1 && $3!="NA"{n++; if($3>=9)p++; else if($3>=7)m++; else d++} END{print p,m,d,n}' nps.csv
    assert found.loc[["promoters", "passives", "detractors"], "value"].tolist() == [8465, 3953, 1194]
    assert set(found.loc[["promoters", "passives", "detractors"], "n"]) == {13612}
    # awk -F, 'NR>1 && $4!="NA"{n++; if($4>=9)s++} END{print s,n}' nps.csv
    assert found.loc["satisfied"].tolist() == [7303, 13893]
    # awk -F, 'NR>1 && $3=="NA" && $4=="NA"{b++} END{print b+0}' nps.csv
    export = facts.exports[0][1]
    assert {one.reason: one.count for one in export.dropped} == {"row without answer": 10}
    assert "asked from 1 to 10, as no answer is 0" in export.notes[0] + export.notes[1]


def test_answers_without_a_day_are_refused(exports):
    with pytest.raises(ExportError, match="has no day of the answers"):
        read_export(exports / "nps_garden_centre_fr" / "nps.csv")


@pytest.mark.parametrize("header", SHOPIFY)
def test_orders_below_the_genuine_headers_of_shopify(below, header):
    head = {"Name": "#1", "Email": "a@x.example", "Financial Status": "partially_refunded", "Currency": "USD"}
    head |= {"Total": "100.00", "Refunded Amount": "25.00", "Created at": "2023-05-31 23:06:05 -0700", "Id": "9"}
    item = {"Name": "#1", "Email": "a@x.example", "Lineitem name": "Mug", "Created at": head["Created at"]}
    facts = read_export(below(header, head, item))
    assert facts.daily[["date", "orders", "revenue"]].values.tolist() == [[pd.Timestamp("2023-06-01"), 1, 75]]


def test_payments_below_the_genuine_header_of_stripe(below):
    paid = {"id": "ch_1", "Created date (UTC)": "2024-05-01 09:00:00", "Amount": "10.00", "Currency": "usd"}
    paid |= {"Captured": "true", "Converted Amount": "350.00", "Converted Currency": "thb", "Status": "Paid"}
    paid |= {"Mode": "Live", "Converted Amount Refunded": "0.00", "Customer ID": "cus_1"}
    test = paid | {"id": "ch_2", "Mode": "Test"}
    facts = read_export(below(STRIPE, paid, test))
    assert facts.daily[["orders", "revenue"]].values.tolist() == [[1, 350]]


@pytest.mark.parametrize("header", [*SHOPIFY, STRIPE])
def test_a_header_alone_is_refused(exports, header):
    with pytest.raises(ExportError, match="it holds a header and no"):
        read_export(exports / header)


@pytest.mark.parametrize("kind", ["rising", "top"])
def test_queries_of_the_new_layout_of_trends_are_refused(exports, kind):
    name = f"searched_with_{kind}-queries_CA-BC_20260222-2312_20260522-2312.csv"
    with pytest.raises(ExportError, match="without days; download Interest over time"):
        read_export(exports / "gads_towing_utf16" / name)
