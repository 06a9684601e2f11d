from datetime import date

import pandas as pd
import pytest

from kpilib.data.files import open_sheets
from kpilib.data.readers import read_file, recognise
from kpilib.errors import ExportError

ABOVE = (
    "Campaign Performance Report (in UTC)\n"
    '"Report Start: {start}, 12:00 AM"\n'
    '"Report End: {end}, 11:59 PM"\n'
    '"Date Generated: {made}, 9:03 AM"\n'
    "\n"
)
HEAD = (
    "Start Date (in UTC),Account Name,Currency,Campaign Group Name,Campaign ID,Campaign Name,Total Spent,Impressions,"
    "Clicks,Conversions,Leads\n"
)
DAYS = (
    '7/1/2026 12:00 AM,Kopi,IDR,Default,11,"Leads, directors","1,250,000.50","10,000",40,3,2\n'
    "7/1/2026 12:00 AM,Kopi,IDR,Default,12,Brand,500,1000,5,0,0\n"
    '7/2/2026 12:00 AM,Kopi,IDR,Default,11,"Leads, directors",1000.00,500,2,1,0\n'
)


def told(start="July 1, 2026", end="July 31, 2026", made="August 3, 2026"):
    return ABOVE.format(start=start, end=end, made=made)


REPORT = told() + HEAD + DAYS


def test_a_report_by_day_is_read_by_day_and_campaign(write):
    export = read_file(write(REPORT))
    assert (export.reader, export.currency, export.rows) == ("linkedin_ads", "IDR", 3)
    assert export.period == (date(2026, 7, 1), date(2026, 7, 31))
    assert export.notes == ("its days are those of UTC",)
    assert list(export.daily.columns[3:]) == ["cost", "impressions", "clicks", "claimed_conversions", "claimed_leads"]
    assert export.daily.values.tolist() == [
        [pd.Timestamp(2026, 7, 1), "Paid Social", "Brand", 500, 1000, 5, 0, 0],
        [pd.Timestamp(2026, 7, 1), "Paid Social", "Leads, directors", 1_250_000.5, 10_000, 40, 3, 2],
        [pd.Timestamp(2026, 7, 2), "Paid Social", "Leads, directors", 1000, 500, 2, 1, 0],
    ]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig"])
def test_tabs_and_byte_order_marks_give_the_same(write, encoding):
    lines = told().replace('"', "").splitlines()
    lines += [HEAD.strip().replace(",", "\t")]
    lines += [
        '7/1/2026 12:00 AM\tKopi\tIDR\tDefault\t11\tLeads, directors\t"1,250,000.50"\t"10,000"\t40\t3\t2',
        "7/1/2026 12:00 AM\tKopi\tIDR\tDefault\t12\tBrand\t500\t1000\t5\t0\t0",
        "7/2/2026 12:00 AM\tKopi\tIDR\tDefault\t11\tLeads, directors\t1000.00\t500\t2\t1\t0",
    ]
    export = read_file(write("\r\n".join(lines), encoding=encoding))
    assert export.delimiter == "\t"
    assert export.period == (date(2026, 7, 1), date(2026, 7, 31))
    pd.testing.assert_frame_equal(export.daily, read_file(write(REPORT)).daily)


def test_a_preamble_that_commas_have_cut_is_read(write):
    export = read_file(write(told().replace('"', "") + HEAD + DAYS))
    assert export.period == (date(2026, 7, 1), date(2026, 7, 31))


def test_a_preamble_of_slashed_dates_in_one_line_is_read(write):
    above = "Campaign Performance Report (in UTC)\nReport Start: 07/01/2026, Report End: 07/31/2026\n\n"
    assert read_file(write(above + HEAD + DAYS)).period == (date(2026, 7, 1), date(2026, 7, 31))


def test_the_month_comes_first_unless_the_period_says_otherwise(write):
    days = DAYS.replace("7/1/2026 12:00 AM", "1/7/2026").replace("7/2/2026 12:00 AM", "2/7/2026")
    assert read_file(write(told() + HEAD + days)).daily["date"].max() == pd.Timestamp(2026, 7, 2)
    january = told("January 1, 2026", "February 28, 2026", "March 3, 2026")
    assert read_file(write(january + HEAD + days.replace("1/7", "1/8"))).daily["date"].max() == pd.Timestamp(
        2026, 2, 7
    )


def test_rows_of_the_first_day_alone_are_sums_of_the_whole_report(write):
    export = read_file(write(told() + HEAD + DAYS.replace("7/2/", "7/1/")))
    assert export.daily.empty
    spent = export.readings.query("measure == 'cost'")
    assert spent[["start", "end", "campaign", "value"]].values.tolist() == [
        [pd.Timestamp(2026, 7, 1), pd.Timestamp(2026, 7, 31), "Brand", 500],
        [pd.Timestamp(2026, 7, 1), pd.Timestamp(2026, 7, 31), "Leads, directors", 1_251_000.5],
    ]


def test_rows_of_first_days_of_months_are_months_cut_off_by_the_report(write):
    above = told("May 15, 2026", "July 20, 2026")
    days = DAYS.replace("7/1/", "5/1/").replace("7/2/", "7/1/")
    spans = (
        read_file(write(above + HEAD + days)).readings.query("measure == 'cost'")[["start", "end"]].drop_duplicates()
    )
    assert spans.values.tolist() == [
        [pd.Timestamp(2026, 5, 15), pd.Timestamp(2026, 5, 31)],
        [pd.Timestamp(2026, 7, 1), pd.Timestamp(2026, 7, 20)],
    ]


def test_a_day_that_was_not_over_when_the_report_was_made_is_left_out(write):
    export = read_file(write(told(made="July 2, 2026") + HEAD + DAYS))
    assert export.daily["date"].max() == pd.Timestamp(2026, 7, 1)
    assert [(one.reason, one.count, one.line) for one in export.dropped] == [
        ("row of a day that was not over when the report was made", 1, 9)
    ]


def test_a_span_that_lies_in_the_future_ends_when_the_report_was_made(write):
    export = read_file(write(told(made="July 20, 2026") + HEAD + DAYS.replace("7/2/", "7/1/")))
    assert set(export.readings["end"]) == {pd.Timestamp(2026, 7, 20)}


def test_a_report_that_its_only_day_had_not_ended_is_refused(write):
    above = told("July 1, 2026", "July 1, 2026", "July 1, 2026")
    with pytest.raises(ExportError, match="was made on 2026-07-01, before its last day was over"):
        read_file(write(above + HEAD + DAYS.replace("7/2/", "7/1/")))


def test_days_are_read_without_the_lines_above_the_header(write):
    export = read_file(write(HEAD + DAYS))
    assert export.period is None
    assert len(export.daily) == 3


@pytest.mark.parametrize("day", ["7/1/", "8/1/"])
def test_what_may_be_months_is_refused_without_the_lines_above_the_header(write, day):
    with pytest.raises(ExportError, match="does not say whether its rows are days, months or the whole report"):
        read_file(write(HEAD + DAYS.replace("7/2/", day)))


def test_a_total_is_dropped_and_counted(write):
    export = read_file(write(REPORT + 'Total,,,,,,"1,251,500.50","11,500",47,4,2\n'))
    assert export.daily["cost"].sum() == 1_251_500.5
    assert [(one.reason, one.count, one.line) for one in export.dropped] == [("total of other rows", 1, 10)]


def test_conversions_by_name_are_added(write):
    text = (
        told().replace("Campaign", "Conversion")
        + "Start Date (in UTC),Campaign Name,Conversion Name,Conversions,Total Conversion Value\n"
        + "7/1/2026,Brand,Download,3,30\n7/1/2026,Brand,Contact,1,20\n7/2/2026,Brand,Contact,1,20\n"
    )
    export = read_file(write(text))
    assert export.daily[["claimed_conversions", "claimed_value"]].values.tolist() == [[4, 50], [1, 20]]


def test_a_report_of_demographics_is_refused_with_the_reason(write):
    text = "Professional Demographics Report\n\nCompany Name Segment,Impressions,Clicks\nA,9,1\n"
    with pytest.raises(ExportError, match=r"whose numbers LinkedIn rounds and leaves out; .* by day"):
        read_file(write(text))


def test_a_report_without_a_start_date_is_refused_with_what_to_do(write):
    text = told() + "Campaign Name,Account Name,Total Spent,Impressions\nBrand,Kopi,5,10\n"
    with pytest.raises(ExportError, match=r"has no column Start Date \(in UTC\)"):
        read_file(write(text))


@pytest.mark.parametrize(
    ("text", "certainty"),
    [
        (REPORT, 1.0),
        (HEAD + DAYS, 1.0),
        ("Date,Campaign Name,Campaign Group Name,Total Spent\n7/1/2026,A,B,5\n", 0.7),
        ("Date,Campaign Name,Clicks,Impressions,Currency\n7/1/2026,A,1,5,IDR\n", None),
    ],
)
def test_how_sure_it_is_stands_in_title_and_header(write, text, certainty):
    found = recognise(open_sheets(write(text)))
    assert (found.certainty if found and found.reader == "linkedin_ads" else None) == certainty
