import io
import math
from datetime import date

import pandas as pd
import pytest
from openpyxl import Workbook

from kpilib.data.files import open_sheets
from kpilib.data.readers import read_file, recognise
from kpilib.errors import ExportError
from kpilib.plan.client import Source
from kpilib.tell.language import retold, speaking

HEAD = (
    "Reporting starts,Reporting ends,Campaign name,Amount spent (USD),Impressions,Reach,Link clicks,Results,"
    "Result indicator,Purchases,Purchases conversion value\n"
)
DAYS = HEAD + (
    "2026-07-02,2026-07-02,Brand,20.50,2000,1500,30,3,actions:purchase,3,300\n"
    "2026-07-01,2026-07-01,Brand,10,1000,900,10,1,actions:purchase,1,90.5\n"
    "2026-07-01,2026-07-01,Broad,5,500,400,5,40,actions:link_click,,\n"
)
MONTH = HEAD + (
    "2026-07-01,2026-07-31,Brand,300,30000,9000,400,30,actions:purchase,30,3000\n"
    "2026-07-01,2026-07-31,Broad,150,15000,7000,100,800,actions:link_click,,\n"
)


def dropped(export):
    return [(one.reason, one.count, one.line) for one in export.dropped]


def test_a_report_by_day_is_read_by_day_and_campaign(write):
    export = read_file(write(DAYS))
    assert (export.reader, export.currency) == ("meta_ads", "USD")
    assert export.period == (date(2026, 7, 1), date(2026, 7, 2))
    assert set(export.daily["channel"]) == {"Paid Social"}
    assert export.daily[["campaign", "cost", "impressions", "clicks"]].values.tolist() == [
        ["Brand", 10, 1000, 10],
        ["Broad", 5, 500, 5],
        ["Brand", 20.5, 2000, 30],
    ]


def test_purchases_are_what_meta_claims_and_no_purchases_are_missing(write):
    daily = read_file(write(DAYS)).daily
    assert daily["claimed_conversions"].tolist()[::2] == [1, 3]
    assert daily["claimed_value"].tolist()[::2] == [90.5, 300]
    assert math.isnan(daily["claimed_conversions"][1])


def test_results_of_different_kinds_are_not_read(write):
    assert "results" not in read_file(write(DAYS)).measures
    export = read_file(write(DAYS.replace("Purchases", "Custom")))
    assert [note for note in export.notes if note.startswith("Results are left out")]


def test_sums_of_a_month_are_readings_of_that_month_and_never_days(write):
    export = read_file(write(MONTH))
    assert export.daily.empty
    cost = export.readings[export.readings["measure"] == "cost"]
    assert cost[["start", "end", "campaign", "value"]].values.tolist() == [
        [pd.Timestamp(2026, 7, 1), pd.Timestamp(2026, 7, 31), "Brand", 300],
        [pd.Timestamp(2026, 7, 1), pd.Timestamp(2026, 7, 31), "Broad", 150],
    ]


def test_a_column_of_days_goes_before_the_period_of_the_report(write):
    text = (
        "Day,Campaign name,Amount spent (USD),Link clicks,Reporting starts,Reporting ends\n"
        "2026-07-01,Brand,5,1,2026-07-01,2026-07-31\n2026-07-02,Brand,6,2,2026-07-01,2026-07-31\n"
    )
    export = read_file(write(text))
    assert export.daily["cost"].tolist() == [5, 6]
    assert export.period == (date(2026, 7, 1), date(2026, 7, 31))


def test_months_that_name_their_days_are_readings_of_each(write):
    text = (
        "Month,Campaign name,Amount spent (USD),Link clicks\n"
        "2026-06-01 - 2026-06-30,Brand,5,1\n2026-07-01 - 2026-07-31,Brand,6,2\n"
    )
    cost = read_file(write(text)).readings.query("measure == 'cost'")
    assert cost["end"].tolist() == [pd.Timestamp(2026, 6, 30), pd.Timestamp(2026, 7, 31)]
    assert cost["value"].tolist() == [5, 6]


@pytest.mark.parametrize(
    ("text", "currency"),
    [
        (
            "Awal pelaporan,Akhir pelaporan,Nama kampanye,Jumlah yang dibelanjakan (IDR),Impresi,Klik tautan,"
            "Pembelian,Nilai konversi pembelian\n2026-08-01,2026-08-01,Merek,1250000,1500,20,3,90000\n",
            "IDR",
        ),
        (
            "Inicio del informe;Fin del informe;Nombre de la campaña;Importe gastado (EUR);Impresiones;"
            "Clics en el enlace;Compras;Valor de conversión de compras\n"
            "01/08/2026;01/08/2026;Merek;1.250.000,00;1.500;20;3;90.000,00\n",
            "EUR",
        ),
        (
            "Début des rapports;Fin des rapports;Nom de la campagne;Montant dépensé (EUR);Impressions;"
            "Clics sur un lien;Achats;Valeur de conversion des achats\n"
            "01/08/2026;01/08/2026;Merek;1 250 000,00;1 500;20;3;90 000,00\n",
            "EUR",
        ),
        (
            "Início dos relatórios,Término dos relatórios,Nome da campanha,Valor usado (BRL),Impressões,"
            "Cliques no link,Compras,Valor de conversão da compra\n"
            '01/08/2026,01/08/2026,Merek,"1.250.000,00",1500,20,3,"90.000,00"\n',
            "BRL",
        ),
    ],
    ids=["id", "es", "fr", "pt"],
)
def test_it_is_read_in_the_language_of_whoever_downloaded_it(write, text, currency):
    export = read_file(write(text))
    assert (export.reader, export.currency) == ("meta_ads", currency)
    assert export.daily.values.tolist() == [
        [pd.Timestamp(2026, 8, 1), "Paid Social", "Merek", 1_250_000, 1500, 20, 3, 90_000]
    ]


def test_months_of_a_french_report_are_no_days_of_january(write):
    text = (
        "Début des rapports;Fin des rapports;Nom de la campagne;Montant dépensé (EUR);Impressions\n"
        "01/01/2026;31/01/2026;A;10,5;100\n01/02/2026;28/02/2026;A;11,5;100\n"
    )
    readings = read_file(write(text)).readings.query("measure == 'cost'")
    assert readings["start"].tolist() == [pd.Timestamp(2026, 1, 1), pd.Timestamp(2026, 2, 1)]


ENGLISH = "Day,Campaign name,Amount spent (USD),Link clicks\n03/04/2026,A,5,1\n"


def test_an_english_date_with_two_readings_is_refused_with_the_setting_that_helps(write):
    with pytest.raises(ExportError, match=r"^export\.csv:2: column 'Day': '03/04/2026' may be .* date_format"):
        read_file(write(ENGLISH))


def test_the_date_format_of_client_yml_settles_it(write):
    source = Source(file="export.csv", date_format="%d/%m/%Y")
    assert read_file(write(ENGLISH), source=source).daily["date"].tolist() == [pd.Timestamp(2026, 4, 3)]


def test_a_rate_settles_what_the_marks_of_the_counts_mean(write):
    text = "Day;Campaign name;Amount spent (IDR);Impressions;Frequency\n2026-07-01;A;1.234;2.345;{}\n"
    assert read_file(write(text.format("1,25"))).daily["cost"].tolist() == [1234]
    assert read_file(write(text.format("1.25"))).daily["cost"].tolist() == [1.234]
    with pytest.raises(ExportError, match=r"say which with decimal"):
        read_file(write(text.format("1")))


@pytest.mark.parametrize("total", ["Total,,,35.50,3500,,,,,,\n", ",,,35.50,3500,,,,,,\n"])
def test_a_total_without_dates_is_dropped_and_counted(write, total):
    export = read_file(write(DAYS + total))
    assert export.daily["cost"].sum() == 35.5
    assert dropped(export) == [("total of other rows", 1, 5)]
    assert export.rows == 4


def test_a_summary_row_without_a_campaign_is_dropped_and_counted(write):
    summary = "2026-07-01,2026-07-31,,450,45000,14000,500,,,30,3000\n"
    export = read_file(write(MONTH.replace(HEAD, HEAD + summary)))
    assert export.readings.query("measure == 'cost'")["value"].sum() == 450
    assert dropped(export) == [("total of other rows", 1, 2)]


def test_a_report_of_totals_alone_is_refused_with_what_to_do(write):
    with pytest.raises(ExportError, match=r"^export\.csv:1: all 2 rows are totals; .* level of campaigns$"):
        read_file(write(HEAD + "Total,,,5,10,,,,,,\n2026-07-01,2026-07-31,,5,10,9,,,,,\n"))


AGES = (
    "Reporting starts,Reporting ends,Campaign name,Age,Amount spent (USD),Impressions,Reach\n"
    "2026-07-01,2026-07-01,Brand,18-24,5,500,400\n2026-07-01,2026-07-01,Brand,25-34,7,700,600\n"
)


def test_the_rows_of_a_breakdown_are_added_and_its_people_are_not(write):
    export = read_file(write(AGES))
    assert export.daily[["campaign", "cost", "impressions"]].values.tolist() == [["Brand", 12, 1200]]
    assert "reach" not in export.measures
    assert any(note.startswith("reach is left out") for note in export.notes)


def test_the_sum_of_a_breakdown_beside_its_rows_is_dropped_and_counted(write):
    export = read_file(write(AGES + "2026-07-01,2026-07-01,Brand,,12,1200,900\n"))
    assert export.daily["cost"].tolist() == [12]
    assert dropped(export) == [("total of other rows", 1, 4)]


def test_a_campaign_beside_its_ad_sets_is_their_sum_and_dropped(write):
    text = (
        "Day,Campaign name,Ad set name,Amount spent (USD),Impressions\n"
        "2026-07-01,Brand,,12,1200\n2026-07-01,Brand,One,5,500\n2026-07-01,Brand,Two,7,700\n2026-07-01,Other,,3,300\n"
    )
    export = read_file(write(text))
    assert export.daily[["campaign", "cost"]].values.tolist() == [["Brand", 12], ["Other", 3]]
    assert dropped(export) == [("total of other rows", 1, 2)]


def test_a_pivoted_report_names_a_campaign_in_the_row_of_its_sum_alone(write):
    text = (
        "Campaign name,Day,Amount spent (USD),Link clicks\n"
        "All,All,18,9\nBrand,All,12,6\n,2026-07-01,5,2\n,2026-07-02,7,4\nBroad,All,6,3\n,2026-07-01,6,3\n,,18,9\n"
    )
    export = read_file(write(text))
    assert export.daily[["campaign", "cost"]].values.tolist() == [["Brand", 5], ["Broad", 6], ["Brand", 7]]
    assert dropped(export) == [("total of other rows", 4, 2)]


def test_reach_of_the_only_row_of_a_span_is_a_reading(write):
    export = read_file(write(HEAD + "2026-07-01,2026-07-31,Brand,300,30000,9000,400,,,,\n"))
    reach = export.readings.query("measure == 'reach'")
    assert reach[["end", "channel", "value"]].values.tolist() == [[pd.Timestamp(2026, 7, 31), "Paid Social", 9000]]


def test_reach_of_two_campaigns_is_left_out(write):
    assert "reach" not in read_file(write(MONTH)).measures


def test_purchases_by_place_are_added_where_all_of_them_have_no_column(write):
    text = (
        "Day,Campaign name,Amount spent (USD),Website purchases,On-Facebook purchases\n"
        "2026-07-01,A,5,2,1\n2026-07-02,A,5,4,\n2026-07-03,A,5,,\n"
    )
    export = read_file(write(text))
    assert export.daily["claimed_conversions"].tolist()[:2] == [3, 4]
    assert math.isnan(export.daily["claimed_conversions"][2])
    assert export.notes == (
        "claimed conversions are Website purchases and On-Facebook purchases: it has no column Purchases",
    )
    with speaking("id"):
        assert retold(export.notes[0]).startswith("konversi yang diklaim adalah Website purchases dan On-Facebook")


def test_several_attribution_settings_are_noted(write):
    text = (
        "Day,Campaign name,Amount spent (USD),Purchases,Attribution setting\n"
        "2026-07-01,A,5,2,7-day click\n2026-07-01,B,5,4,1-day click\n"
    )
    assert read_file(write(text)).notes == ("its claims follow 2 attribution settings: 1-day click; 7-day click",)


def test_exact_repetitions_are_dropped_and_counted(write):
    export = read_file(write(DAYS + DAYS.splitlines()[1] + "\n" + HEAD))
    assert export.daily["cost"].sum() == 35.5
    assert dropped(export) == [
        ("header that stands again among the rows", 1, 6),
        ("exact repetition of an earlier row", 1, 5),
    ]
    assert export.rows == 5


@pytest.mark.parametrize("text", ["No data available.\n", HEAD + "No data available.,,,,,,,,,,\n"])
def test_a_report_without_data_is_refused_with_the_reason(write, text):
    with pytest.raises(ExportError, match="Meta found no data for it; choose days and campaigns with delivery"):
        read_file(write(text))


@pytest.mark.parametrize("end", ["2026-07-03,2026-07-03,Brand,12", "2026-07-03,2026-07-03,Br"])
def test_a_download_that_broke_off_is_refused(write, end):
    with pytest.raises(ExportError, match=r"^export\.csv:5: ends within a row; download it again$"):
        read_file(write(DAYS + end))


def test_rows_without_any_number_are_refused(write):
    with pytest.raises(ExportError, match="no row holds a number; choose days on which ads ran"):
        read_file(write(HEAD + "2026-07-01,2026-07-01,Brand,,,,,,,,\n"))


def test_sums_without_dates_are_refused_with_what_to_do(write):
    text = "Campaign name,Amount spent (USD),Impressions,Link clicks\nA,5,10,1\n"
    with pytest.raises(ExportError, match=r"^export\.csv:1: holds no dates; .* breakdown By time > Day$"):
        read_file(write(text))


def test_rows_that_do_not_say_when_they_end_are_refused(write):
    text = "Reporting starts,Campaign name,Amount spent (USD)\n2026-07-01,A,5\n"
    with pytest.raises(ExportError, match=r"'Reporting starts' does not say when a row ends"):
        read_file(write(text))


def test_an_amount_in_two_currencies_is_refused(write):
    text = "Day,Campaign name,Amount spent (USD),Amount spent (EUR),Link clicks\n2026-07-01,A,5,4,1\n"
    with pytest.raises(ExportError, match=r"'Amount spent \(USD\)' and 'Amount spent \(EUR\)' both hold cost"):
        read_file(write(text))


def test_the_currency_is_taken_from_its_column_where_no_header_names_it(write):
    text = "Day,Campaign name,Currency,Amount spent,Link clicks\n2026-07-01,A,IDR,5,1\n2026-07-02,A,{},5,1\n"
    assert read_file(write(text.format("IDR"))).currency == "IDR"
    with pytest.raises(ExportError, match="holds several currencies: IDR, USD; download one account at a time"):
        read_file(write(text.format("USD")))


def test_the_channel_of_client_yml_goes_before_paid_social(write):
    source = Source(file="export.csv", channel="Instagram")
    assert set(read_file(write(DAYS), source=source).daily["channel"]) == {"Instagram"}


def test_a_formula_in_a_name_stays_text(write):
    text = DAYS.replace("Broad", '"=HYPERLINK(""http://x.example"",""a"")"')
    assert '=HYPERLINK("http://x.example","a")' in set(read_file(write(text)).daily["campaign"])


def test_a_workbook_with_a_formatted_and_a_raw_sheet_counts_each_row_once(tmp_path):
    book = Workbook()
    for name in ("Formatted Report", "Raw Data Report"):
        sheet = book.create_sheet(name)
        sheet.append(["Day", "Campaign name", "Ad set name", "Amount spent (IDR)", "Link clicks"])
        sheet.append([date(2026, 7, 1), "Brand", "One", 1234.5, 2])
        sheet.append([date(2026, 7, 1), "Brand", "Two", 1000, 3])
    book.remove(book.worksheets[0])
    target = io.BytesIO()
    book.save(target)
    (tmp_path / "report.xlsx").write_bytes(target.getvalue())
    export = read_file(tmp_path / "report.xlsx")
    assert export.daily.values.tolist() == [[pd.Timestamp(2026, 7, 1), "Paid Social", "Brand", 2234.5, 5]]


@pytest.mark.parametrize(
    ("header", "certainty"),
    [
        ("Reporting Starts,Reporting Ends,Campaign Name,Amount Spent (USD)", 1.0),
        ("Campaign name,Amount spent (USD),Impressions,Link clicks", 0.95),
        ("Day,Campaign name,Amount spent,Impressions", 0.7),
        ("Campaign Name,Amount Spent (USD),Impressions,eCPM", 0.6),  # of Reddit, perhaps
        ("Date,ad_id,age,gender,Impressions,Clicks,Spent,Total_Conversion", None),
        ("date,Prospecting | facebook_cost,Remarketing | facebook_cost", None),
        ("Day,Campaign,Currency,Impressions,Cost", None),
    ],
)
def test_how_sure_it_is_stands_in_the_header(write, header, certainty):
    found = recognise(open_sheets(write(header + "\n" + ",".join("1" * (header.count(",") + 1)) + "\n")))
    meta = found.certainty if found and found.reader == "meta_ads" else None
    assert meta == certainty
