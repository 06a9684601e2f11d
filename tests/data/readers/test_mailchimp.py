from datetime import date

import pandas as pd
import pytest

from kpilib.data.files import open_sheets
from kpilib.data.readers import read_file, recognise
from kpilib.errors import ExportError

HEAD = (
    'Title,Subject,List,"Send Date","Send Weekday","Total Recipients","Successful Deliveries","Soft Bounces",'
    '"Hard Bounces","Total Bounces","Unique Opens","Open Rate","Total Opens","Unique Clicks","Click Rate",'
    '"Total Clicks",Unsubscribes,"Abuse Complaints","Folder Id","Unique Id"\n'
)


def sent(title, day, delivered, *, subject="News", opens=0, clicks=0, audience="Customers", bounced=0, id=None):
    """One row: a tenth more opens than openers, and the unsubscribes a hundredth of the deliveries."""
    numbers = f"{delivered + bounced},{delivered},{bounced},0,{bounced},{opens},50.00%,{opens * 11 // 10},{clicks}"
    tail = f'2.00%,{clicks * 2},{delivered // 100},0,0,"{id or title + day}"'
    return f'"{title}","{subject}",{audience},"{day}",Wednesday,{numbers},{tail}\n'


JULY = sent("July news", "Jul 22, 2026 08:00 am", 990, opens=500, clicks=50, bounced=10)
SALE = sent("Sale", "Jul 29, 2026 06:30 pm", 1000, opens=400, clicks=100)


def dropped(export):
    return [(one.reason, one.count, one.line) for one in export.dropped]


def test_a_campaign_is_dated_by_its_sending(write):
    export = read_file(write(HEAD + JULY + SALE))
    assert (export.reader, export.rows, export.dropped) == ("mailchimp", 2, ())
    assert export.period == (date(2026, 7, 22), date(2026, 7, 29))
    assert export.daily.to_dict("records")[0] == {
        "date": pd.Timestamp(2026, 7, 22),
        "channel": "Email",
        "campaign": "July news",
        "email_delivered": 990,
        "email_openers": 500,
        "email_opens": 550,
        "email_clickers": 50,
        "email_unsubscribes": 9,
    }


def test_sends_of_one_title_and_day_are_added(write):
    again = sent("Sale", "Jul 29, 2026 09:00 pm", 500, opens=100, clicks=10)
    assert read_file(write(HEAD + SALE + again)).daily["email_delivered"].tolist() == [1500]


def test_a_campaign_without_a_title_is_called_by_its_subject(write):
    assert read_file(write(HEAD + JULY.replace("July news", ""))).daily["campaign"].tolist() == ["News"]


@pytest.mark.parametrize(
    ("test", "reason"),
    [
        (sent("July news", "Jul 21, 2026 08:00 am", 3), "test send (to 10 recipients at most)"),
        (sent("July news", "Jul 21, 2026 08:00 am", 40, subject="[Test] News"), "test send (says so"),
        (sent("TEST July news", "Jul 21, 2026 08:00 am", 40), "test send (says so"),
        (sent("July news", "Jul 21, 2026 08:00 am", 40, audience="test_reviews"), "test send (says so"),
        (sent("Uji coba Juli", "Jul 21, 2026 08:00 am", 40), "test send (says so"),
    ],
)
def test_test_sends_are_dropped_and_counted(write, test, reason):
    export = read_file(write(HEAD + test + JULY))
    assert export.daily["email_delivered"].tolist() == [990]
    ((told, count, line),) = dropped(export)
    assert told.startswith(reason)
    assert (count, line) == (1, 2)


@pytest.mark.parametrize(
    "real",
    [
        sent("Taste test", "Jul 21, 2026 08:00 am", 800),
        sent("Uber faces the IPO", "Jul 21, 2026 08:00 am", 40, subject="Uber faces the IPO test"),
        sent("Latest offers", "Jul 21, 2026 08:00 am", 40),
        sent("July (A/B test)", "Jul 21, 2026 08:00 am", 40),
        sent("Alpha testers", "Jul 21, 2026 08:00 am", 40),
    ],
)
def test_what_an_audience_received_is_no_test_whatever_it_is_called(write, real):
    assert read_file(write(HEAD + real + JULY)).dropped == ()


def test_a_list_may_itself_be_so_small(write):
    export = read_file(write(HEAD + sent("Club", "Jul 21, 2026 08:00 am", 8, opens=5)))
    assert export.daily["email_delivered"].tolist() == [8]


AB = "Jul 22, 2026 08:00 am"
PARTS = (
    sent("Autumn | Combo 1", AB, 250, opens=100)
    + sent("Autumn | Combo 2", AB, 250, opens=120)
    + sent("Autumn | Winner", "Jul 23, 2026 08:00 am", 500, opens=260)
)
WHOLE = sent("Autumn", AB, 1000, opens=480)


def test_the_sum_of_an_ab_test_is_dropped_beside_its_parts(write):
    export = read_file(write(HEAD + WHOLE + PARTS))
    assert export.daily["email_delivered"].sum() == 1000
    assert export.daily["date"].dt.day.tolist() == [22, 22, 23]
    assert dropped(export) == [("sum of an A/B test whose parts have rows of their own", 1, 2)]


def test_the_parts_of_an_ab_test_are_dropped_where_one_of_them_is_missing(write):
    export = read_file(write(HEAD + WHOLE + "".join(PARTS.splitlines(keepends=True)[:2])))
    assert export.daily[["campaign", "email_delivered"]].values.tolist() == [["Autumn", 1000]]
    assert dropped(export) == [("part of an A/B test whose sum has a row of its own", 2, 3)]


def test_what_has_no_send_date_is_dropped_and_counted(write):
    export = read_file(write(HEAD + JULY + sent("Welcome", "", 300)))
    assert dropped(export) == [("campaign without a send date", 1, 3)]


def test_exact_repetitions_are_dropped_and_counted(write):
    assert dropped(read_file(write(HEAD + JULY + JULY))) == [("exact repetition of an earlier row", 1, 3)]


def test_a_campaign_with_two_different_rows_is_refused(write):
    twice = sent("July news", "Jul 22, 2026 08:00 am", 990, opens=501, id="a1")
    with pytest.raises(ExportError, match=r"^export\.csv:3: campaign a1 stands there twice with different values"):
        read_file(write(HEAD + twice + twice.replace("501", "502")))


def test_test_sends_alone_are_refused_with_their_count(write):
    tests = sent("Test", "Jul 21, 2026 08:00 am", 200, subject="[Test] a") + sent("x", "Jul 21, 2026 08:00 am", 2)
    with pytest.raises(
        ExportError, match=r"no row is a campaign that an audience received \(1 test send .*; 1 test send"
    ):
        read_file(write(HEAD + tests))


def test_a_download_that_broke_off_is_refused(write):
    with pytest.raises(ExportError, match=r"^export\.csv:3: ends within a row; download it again$"):
        read_file(write(HEAD + JULY + SALE[:60]))


def test_a_header_without_rows_is_refused(write):
    with pytest.raises(ExportError, match=r"^export\.csv:1: it holds a header and no campaigns$"):
        read_file(write(HEAD))


def test_the_report_of_one_campaign_is_refused_with_what_to_do(write):
    text = '"Email Campaign Report"\n"Title:","July news"\n"Total Recipients:","990"\n'
    with pytest.raises(ExportError, match="is the report of one campaign; export the reports of all campaigns"):
        read_file(write(text))


def test_of_two_downloads_in_a_folder_the_newer_one_is_right(write, tmp_path):
    old = sent("July news", "Jul 22, 2026 08:00 am", 990, opens=200, id="a1")
    gone = sent("Deleted", "Jul 15, 2026 08:00 am", 700, opens=300, id="a0")
    write(HEAD + gone + old, "mail/old.csv")
    write(HEAD + old.replace("990,0,0,0,200", "990,0,0,0,500").replace("July", "Renamed") + SALE, "mail/new.csv")
    export = read_file(tmp_path / "mail")
    assert export.daily[["campaign", "email_openers"]].values.tolist() == [
        ["Deleted", 300],
        ["Renamed news", 500],
        ["Sale", 400],
    ]
    assert dropped(export) == [("campaign that a newer download holds too", 1, 3)]


def test_two_downloads_that_go_equally_far_and_differ_are_refused(write, tmp_path):
    write(HEAD + JULY, "mail/1.csv")
    write(HEAD + JULY.replace(",500,", ",510,"), "mail/2.csv")
    with pytest.raises(ExportError, match=r"email_openers of 2026-07-22, Email, July news is 500 in 1\.csv and 510"):
        read_file(tmp_path / "mail")


def test_it_is_certain_by_its_columns(write):
    assert recognise(open_sheets(write(HEAD + JULY))).certainty == 1
    assert recognise(open_sheets(write("Title,Send Date,Unique Opens\na,b,1\n"))) is None
