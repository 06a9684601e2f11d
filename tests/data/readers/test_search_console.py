import io
import zipfile
from datetime import date

import pandas as pd
import pytest
from openpyxl import Workbook

from kpilib.data import read_export
from kpilib.data.readers import read_file, search_console
from kpilib.errors import ExportError
from kpilib.plan.client import Source

METRICS = "Clicks,Impressions,CTR,Position"
DATES = f"Date,{METRICS}\n2026-07-03,3,10,30%,2.5\n2026-07-02,0,0,0%,0\n2026-07-01,7,90,7.78%,10\n"
QUERIES = f"Top queries,{METRICS}\nkopi contoh,4,10,40%,1\nKopicontoh bandung,1,5,20%,1.5\nbeli kopi,1,45,2.2%,8\n"
PAGES = f"Top pages,{METRICS}\nhttps://kopi-contoh.example/,10,120,8.33%,9\n"
FILTERS = "Filter,Value\nSearch type,Web\nDate,Last 3 days\n"
DOWNLOAD = {"Dates.csv": DATES, "Queries.csv": QUERIES, "Pages.csv": PAGES, "Filters.csv": FILTERS}
JULY = (date(2026, 7, 1), date(2026, 7, 3))


def zipped(files):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, "\ufeff" + text)
    return packed.getvalue()


def workbook(**sheets):
    book = Workbook()
    book.remove(book.active)
    for name, text in sheets.items():
        sheet = book.create_sheet(name.replace("_", " "))
        for line in text.splitlines():
            sheet.append([_typed(cell) for cell in line.split(",")])
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def _typed(cell):
    try:
        return float(cell)
    except ValueError:
        return cell


def told(export):
    rows = export.daily[["date", "channel", "search_clicks", "search_impressions", "position_impressions"]]
    return [(day.day, *rest) for day, *rest in rows.itertuples(index=False)]


WHOLE = [
    (1, "Organic Search", 7, 90, 900),
    (2, "Organic Search", 0, 0, 0),
    (3, "Organic Search", 3, 10, 25),
]


def test_the_totals_come_from_the_dates(write):
    export = read_file(write(zipped(DOWNLOAD), "site-Performance-on-Search-2026-07-05.zip"))
    assert (export.reader, export.period) == ("search_console", JULY)
    assert told(export) == WHOLE


def test_clicks_on_the_queries_that_are_named_are_a_reading_of_all_days_together(write):
    (row,) = read_file(write(zipped(DOWNLOAD), "site.zip")).readings.itertuples(index=False)
    assert (row.measure, row.start.date(), row.end.date(), row.value) == ("query_clicks", *JULY, 6)


def test_the_weighted_mean_of_a_position_is_its_sum_over_impressions(write):
    sums = read_file(write(zipped(DOWNLOAD), "site.zip")).daily[["position_impressions", "search_impressions"]].sum()
    assert sums["position_impressions"] / sums["search_impressions"] == 9.25  # (10 x 90 + 2.5 x 10) / 100


def test_a_download_of_several_files_goes_by_the_zip_s_name(write):
    export = read_file(write(zipped(DOWNLOAD), "site.zip"))
    other = read_file(
        write(zipped({**DOWNLOAD, "Pages.csv": PAGES + "https://kopi-contoh.example/a,0,1,0%,9\n"}), "b.zip")
    )
    assert (export.file, other.file) == ("site.zip", "b.zip")
    assert export.sha256 != other.sha256


def test_how_much_the_queries_lack_is_noted_and_their_rows_are_counted(write):
    export = read_file(write(zipped(DOWNLOAD), "site.zip"))
    assert export.notes == (
        "the queries come to 6 of 10 clicks (40% hidden) and 60 of 100 impressions (40% hidden): "
        "Google names no rare queries",
        "downloaded with Search type: Web, Date: Last 3 days",
    )
    assert sorted((one.reason, one.count) for one in export.dropped) == [
        ("rows of pages, which split the same clicks", 1),
        ("rows of queries, which split the same clicks", 3),
    ]
    assert export.rows == 7


def test_a_table_of_a_thousand_queries_is_said_to_be_cut(write):
    rows = "".join(f"kopi {number},0,1,0%,1\n" for number in range(1000))
    files = {"Dates.csv": DATES, "Queries.csv": f"Top queries,{METRICS}\n{rows}"}
    (note,) = read_file(write(zipped(files), "site.zip")).notes
    assert note.endswith("and the table ends after 1,000 rows")


def test_a_filter_is_noted(write):
    files = {**DOWNLOAD, "Filters.csv": FILTERS + "Country,Indonesia\n"}
    assert (
        "downloaded with Search type: Web, Date: Last 3 days, Country: Indonesia"
        in read_file(write(zipped(files), "site.zip")).notes
    )


def test_clicks_on_the_brand_are_a_reading_of_all_days_together(write):
    source = Source(file="site.zip", reader="search_console", brand="kopi ?contoh")
    export = read_file(write(zipped(DOWNLOAD), "site.zip"), source=source)
    row = export.readings.set_index("measure").loc["brand_clicks"]
    assert (row.channel, row.value) == ("Organic Search", 5)
    assert (row.start.date(), row.end.date()) == JULY
    assert "brand_clicks" not in export.daily


def test_a_brand_that_is_no_pattern_is_refused_in_client_yml():
    with pytest.raises(ValueError, match=r"'kopi\(' is not a regular expression"):
        Source(file="site.zip", reader="search_console", brand="kopi(")


def test_the_dates_alone_are_enough(write):
    export = read_file(write(DATES, "Dates.csv"))
    assert told(export) == WHOLE
    assert (export.file, export.notes) == ("Dates.csv", ())


@pytest.mark.parametrize(
    ("header", "kind"),
    [("Top queries", "queries"), ("Top pages", "pages"), ("Country", "countries"), ("Device", "devices")],
)
def test_another_table_alone_is_refused_because_it_tells_no_days(write, header, kind):
    text = f"{header},{METRICS}\nsomething,1,10,10%,2\n"
    with pytest.raises(ExportError, match=f"holds {kind} without dates, .*; download it again .* keep the whole zip"):
        read_file(write(text, "part.csv"))


def test_filters_alone_are_refused(write):
    with pytest.raises(ExportError, match="holds filters without dates"):
        read_file(write(FILTERS, "Filters.csv"))


LANGUAGES = {
    "German": ("Datum", "Häufigste Suchanfragen", "Klicks,Impressionen,CTR,Position", "Filter,Wert", "Diagramm"),
    "French": (
        "Date",
        "Requêtes les plus fréquentes",
        "Clics,Impressions,CTR,Position",
        "Filtre,Valeur",
        "Graphique",
    ),
    "Spanish": ("Fecha", "Consultas principales", "Clics,Impresiones,CTR,Posición", "Filtro,Valor", "Gráfico"),
    "Portuguese": ("Data", "Principais consultas", "Cliques,Impressões,CTR,Posição", "Filtro,Valor", "Gráfico"),
    "Indonesian": ("Tanggal", "Kueri teratas", "Klik,Tayangan,CTR,Posisi", "Filter,Nilai", "Bagan"),
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_downloads_in_other_languages_are_read_alike(write, language):
    day, query, metrics, filters, name = LANGUAGES[language]
    files = {
        f"{name}.csv": DATES.replace(f"Date,{METRICS}", f"{day},{metrics}"),
        "2.csv": QUERIES.replace(f"Top queries,{METRICS}", f"{query},{metrics}"),
        "3.csv": FILTERS.replace("Filter,Value", filters),
    }
    export = read_file(write(zipped(files), "site.zip"))
    assert told(export) == WHOLE
    assert any("6 of 10 clicks" in note for note in export.notes)


def test_dates_in_a_language_that_is_not_known_here_are_found_by_their_form(write):
    text = DATES.replace(f"Date,{METRICS}", "Päivä,Clicks,Impressions,CTR,Position")
    assert told(read_file(write(text, "x.csv"))) == WHOLE


def test_semicolons_and_decimal_commas_are_read(write):
    text = DATES.replace(",", ";").replace(".", ",").replace("%", " %")
    assert told(read_file(write(text, "Diagramm.csv"))) == WHOLE


def test_accents_in_two_pieces_are_the_same_word(write):
    import unicodedata

    text = unicodedata.normalize("NFD", DATES.replace(f"Date,{METRICS}", "Fecha,Clics,Impresiones,CTR,Posición"))
    assert told(read_file(write(text, "Gráfico.csv"))) == WHOLE


def test_a_workbook_is_read_by_its_sheets(write):
    book = workbook(Chart=DATES, Queries=QUERIES, Pages=PAGES, Search_appearance="", Filters=FILTERS)
    export = read_file(write(book, "site.xlsx"))
    assert told(export) == WHOLE
    assert export.file == "site.xlsx"
    assert "6 of 10 clicks" in export.notes[0]


def test_positions_with_three_decimals_in_a_workbook_are_no_thousands(write):
    export = read_file(write(workbook(Chart=f"Date,{METRICS}\n2026-07-01,1,10,0.1,1.125\n"), "site.xlsx"))
    assert export.daily["position_impressions"].tolist() == [11.25]


def test_a_count_that_is_no_whole_number_is_refused(write):
    text = f'Date,{METRICS}\n2026-07-01,1,"1,310",0.1%,"7,4"\n'
    with pytest.raises(ExportError, match=r":2: column 'Impressions': 1,310 is read as 1.31, which is no count"):
        read_file(write(text))


def test_a_comparison_of_two_periods_is_refused(write):
    text = (
        "Date,Last 3 months Clicks,Previous 3 months Clicks,Last 3 months Impressions,Previous 3 months Impressions\n"
        "2026-07-01,1,2,10,20\n"
    )
    with pytest.raises(ExportError, match="compares two periods; choose one without Compare"):
        read_file(write(text))


def test_hours_are_refused(write):
    text = f"Time,{METRICS}\n2026-07-01T09:00:00+07:00,1,10,10%,2\n2026-07-01T10:00:00+07:00,1,10,10%,2\n"
    with pytest.raises(ExportError, match=r":2: tells hours, not days"):
        read_file(write(text))


@pytest.mark.parametrize(
    "days", [("2026-07-06", "2026-07-13", "2026-07-20"), ("2026-05-01", "2026-06-01", "2026-07-01")]
)
def test_weeks_and_months_are_refused(write, days):
    rows = "".join(f"{day},1,10,10%,2\n" for day in days)
    with pytest.raises(ExportError, match="tells weeks or months, not days; choose the daily view"):
        read_file(write(f"Date,{METRICS}\n{rows}"))


def test_a_day_that_stands_twice_is_refused_unless_it_is_the_same(write):
    again = DATES + "2026-07-01,7,90,7.78%,10\n"
    assert told(read_file(write(again))) == WHOLE
    with pytest.raises(ExportError, match=r":4: 2026-07-01 stands twice with different values"):
        read_file(write(DATES + "2026-07-01,8,90,7.78%,10\n"))


def test_two_downloads_in_one_folder_are_refused(write):
    write(DATES, "site/Dates.csv")
    folder = write(DATES.replace("2026-07-03,3", "2026-07-03,4"), "site/Dates (1).csv").parent
    with pytest.raises(ExportError, match="several tables of dates"):
        read_file(folder)


def test_a_download_without_a_day_is_refused(write):
    with pytest.raises(ExportError, match="the report is empty: no day stands in it"):
        read_file(write(zipped({"Dates.csv": f"Date,{METRICS}\n", "Filters.csv": FILTERS}), "site.zip"))


def test_other_tables_are_not_recognised(sheet):
    assert search_console.recognises(sheet("Date,Clicks,Cost\n2026-07-01,1,2\n")) == 0
    assert search_console.recognises(sheet("Date,Not indexed,Indexed,Impressions\n2026-07-01,1,2,3\n")) == 0
    assert search_console.recognises(sheet("Device,Cost,Impressions,Clicks\nComputers,US$1.00,5,1\n")) == 0


def test_facts_cover_the_days_of_the_download(write):
    facts = read_export(write(zipped(DOWNLOAD), "site.zip"))
    assert {(one.first, one.last) for one in facts.coverage} == {JULY}
    assert facts.daily["date"].tolist() == [pd.Timestamp(2026, 7, day) for day in (1, 2, 3)]
