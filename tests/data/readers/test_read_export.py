import pytest

from kpilib.data.readers import CERTAIN, read_file
from kpilib.errors import ExportError, UnknownNameError
from kpilib.plan import catalogue
from kpilib.plan.client import Source

GA4 = "# Start date: 20260701\n# End date: 20260731\nNth day,Sessions\n0000,1\n"
ADS = "Day,Campaign,Cost,Impr.\n2026-07-01,Brand,5,10\n"
STRIPE = "id,Created date (UTC),Amount,Currency,Status\nch_1,2026-07-01 09:00,10,eur,Paid\n"
UA = "# 20200426-20200427\nDay Index,Sessions\n4/26/20,1\n"
OWN = "Tanggal,Pesanan\n2026-07-01,5\n"


@pytest.mark.parametrize(
    ("text", "reader"), [(GA4, "ga4"), (ADS, "google_ads"), (STRIPE, "stripe"), (UA, "universal_analytics")]
)
def test_the_reader_is_found_from_what_stands_in_the_file(write, text, reader):
    assert read_file(write(text, "any name.txt")).reader == reader
    assert read_file(str(write(text)), reader).reader == reader


def test_how_sure_the_reader_is_stands_with_what_was_read(write):
    assert read_file(write(GA4)).certainty >= CERTAIN
    own = Source(file="own.csv", reader="table", columns={"date": "Tanggal", "orders": "Pesanan"})
    assert read_file(write(OWN), "table", source=own).certainty is None


def test_a_file_of_an_unknown_kind_is_refused_with_what_to_do(write):
    with pytest.raises(ExportError) as told:
        read_file(write(OWN))
    for word in ("Google Analytics 4", "Google Ads", "Stripe payments", "reader: table, columns: {date:"):
        assert word in str(told.value)


@pytest.mark.parametrize(
    ("text", "reader", "seems"),
    [(ADS, "ga4", "Google Ads"), (GA4, "google_ads", "Google Analytics 4"), (GA4, "stripe", "Google Analytics 4")],
)
def test_an_export_of_another_kind_is_refused_with_what_it_seems_to_be(write, text, reader, seems):
    named = catalogue.readers()[reader]
    with pytest.raises(ExportError, match=f"is not an export of {named}; it seems to be {seems}$"):
        read_file(write(text), reader)


def test_an_unknown_file_given_to_a_reader_is_refused(write):
    with pytest.raises(ExportError, match="is not an export of Stripe payments; its kind is not known"):
        read_file(write(OWN), "stripe")


def test_a_reader_that_does_not_exist_is_refused_with_the_nearest_name(write):
    with pytest.raises(UnknownNameError, match=r"^no reader is named 'googleads'; did you mean 'google_ads'\?$"):
        read_file(write(ADS), "googleads")


@pytest.mark.parametrize("reader", ["ga4", "universal_analytics", "google_ads", "stripe"])
@pytest.mark.parametrize("text", [",\n,\n", "a\nb\n", "# note\n", ";;\n1;2;3\n", "Day,Campaign\n"])
def test_odd_files_are_refused_and_never_break_a_reader(write, reader, text):
    for name in (reader, "auto"):
        with pytest.raises(ExportError):
            read_file(write(text), name)


def test_every_reader_of_the_catalogue_exists_and_the_other_way_round():
    from kpilib.data.readers import READERS

    assert set(READERS) == set(catalogue.readers())


def test_an_export_tells_what_it_holds_in_a_line(write):
    assert repr(read_file(write(ADS))) == (
        "Export(export.csv, read as google_ads: 1 daily rows, 0 readings, 0 events; 0 rows left out)"
    )
