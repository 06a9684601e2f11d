import io
from datetime import date

import pandas as pd
import pytest
from openpyxl import Workbook

from kpilib.data.files import open_sheets
from kpilib.data.readers import read_file, recognise
from kpilib.errors import ExportError

HEAD = (
    "Campaign name,Ad group name,Ad name,By Day,Cost,CPC (destination),Impressions,Clicks (destination),"
    "CTR (destination),Conversions,Currency\n"
)
REPORT = HEAD + (
    "Brand,Group 1,Ad 1,2026-07-01,125000,2500,10000,50,0.5,3,IDR\n"
    "Brand,Group 1,Ad 2,2026-07-01,75000,2500,6000,30,0.5,1,IDR\n"
    "Brand,Group 1,Ad 1,2026-07-02,0,0,0,0,0,0,IDR\n"
    "Total of 3 results,-,-,-,200000,2500,16000,80,0.5,4,IDR\n"
)
CAMPAIGNS = "Campaign name,Cost,Impressions,Clicks (destination),Reach,Currency\nBrand,200000,16000,80,9000,IDR\n"


def test_a_report_by_day_is_read_by_day_and_campaign(write):
    export = read_file(write(REPORT))
    assert (export.reader, export.currency, export.rows) == ("tiktok_ads", "IDR", 4)
    assert export.daily.values.tolist() == [
        [pd.Timestamp(2026, 7, 1), "Paid Social", "Brand", 200_000, 16_000, 80, 4],
        [pd.Timestamp(2026, 7, 2), "Paid Social", "Brand", 0, 0, 0, 0],
    ]
    assert list(export.daily.columns[3:]) == ["cost", "impressions", "clicks", "claimed_conversions"]


def test_the_row_of_totals_is_dropped_and_counted(write):
    export = read_file(write(REPORT))
    assert [(one.reason, one.count, one.line) for one in export.dropped] == [("total of other rows", 1, 5)]


def test_a_report_of_totals_alone_is_refused(write):
    with pytest.raises(ExportError, match=r"^export\.csv:1: all 1 rows are totals"):
        read_file(write(HEAD + "Total of 0 results,-,-,-,0,0,0,0,0,0,-\n"))


def test_indonesian_headers_are_read(write):
    text = (
        "Nama kampanye;Nama grup iklan;Hari;Biaya;Tayangan;Klik (destinasi);Konversi;Mata uang\n"
        "Merek;Grup 1;01/08/2026;1.250.000,50;10.000;50;3;IDR\nTotal;-;-;1.250.000,50;10.000;50;3;-\n"
    )
    export = read_file(write(text))
    assert (export.reader, export.currency) == ("tiktok_ads", "IDR")
    assert export.daily.values.tolist() == [
        [pd.Timestamp(2026, 8, 1), "Paid Social", "Merek", 1_250_000.5, 10_000, 50, 3]
    ]


def test_the_currency_may_stand_in_the_header(write):
    text = "Campaign name,By Day,Cost (USD),Impressions\nBrand,2026-07-01,5,10\n"
    assert read_file(write(text)).currency == "USD"


def test_two_currencies_are_refused(write):
    with pytest.raises(ExportError, match="holds several currencies: IDR, USD; download one account at a time"):
        read_file(write(REPORT.replace("3,IDR", "3,USD")))


def test_hours_are_added_to_their_day(write):
    text = (
        "Campaign name,By Hour,Cost,Impressions,Clicks (destination)\n"
        "Brand,2026-07-01 08:00:00,5,10,1\nBrand,2026-07-01 09:00:00,6,20,2\n"
    )
    assert read_file(write(text)).daily["cost"].tolist() == [11]


def test_weeks_are_readings_of_their_days(write):
    text = "Campaign name,By Week,Cost,Impressions,Clicks (destination)\nBrand,2026-07-06~2026-07-12,5,10,1\n"
    export = read_file(write(text))
    assert export.daily.empty
    assert set(export.readings["end"]) == {pd.Timestamp(2026, 7, 12)}


def test_sums_without_days_are_of_the_period_in_the_name_of_the_file(write):
    export = read_file(write(CAMPAIGNS, "Campaign Report(2026-07-01 to 2026-07-31).csv"))
    assert export.daily.empty
    assert export.period == (date(2026, 7, 1), date(2026, 7, 31))
    assert export.readings.set_index("measure")["value"].to_dict() == {
        "cost": 200_000,
        "impressions": 16_000,
        "clicks": 80,
        "reach": 9000,
    }
    assert export.notes == ("its sums are of 2026-07-01 to 2026-07-31, as its name says; nothing in it does",)


def test_sums_without_days_in_a_file_without_a_period_in_its_name_are_refused(write):
    with pytest.raises(ExportError, match=r"neither it nor its name says of which period; .* dimension By Day$"):
        read_file(write(CAMPAIGNS))


def test_a_workbook_is_read(tmp_path):
    book = Workbook()
    for row in csv_rows(REPORT):
        book.active.append(row)
    target = io.BytesIO()
    book.save(target)
    (tmp_path / "report.xlsx").write_bytes(target.getvalue())
    assert read_file(tmp_path / "report.xlsx").daily["cost"].tolist() == [200_000, 0]


def csv_rows(text):
    """Numbers as numbers and days as days, as a workbook has them."""
    for line in text.splitlines():
        cells = [float(cell) if cell.replace(".", "").isdigit() else cell for cell in line.split(",")]
        yield [date.fromisoformat(cell) if str(cell).startswith("2026-") else cell for cell in cells]


@pytest.mark.parametrize(
    ("header", "certainty"),
    [
        (HEAD.strip(), 1.0),
        ("Date,Campaign name,Cost,Impression,CTR (Destination)", 1.0),
        ("Date,Campaign name,Ad group name,Cost,Impressions,Clicks", 0.6),
        ("Date,Campaign name,Ad group name,Spend,Impressions,Clicks", None),  # of Reddit or Pinterest
        ("Day,Campaign,Ad group,Currency,Impressions,Cost", None),
    ],
)
def test_how_sure_it_is_stands_in_the_header(write, header, certainty):
    found = recognise(open_sheets(write(header + "\n" + ",".join("1" * (header.count(",") + 1)) + "\n")))
    tiktok = found.certainty if found and found.reader == "tiktok_ads" else None
    assert tiktok == certainty
