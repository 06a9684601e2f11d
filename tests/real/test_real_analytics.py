"""Real exports of Google Analytics, held to sums taken from the raw files by awk.

Every expected value is what the awk command above it prints in the file's folder; `tr -d '\\r'` comes before each.
"""

from datetime import date

import pytest

from kpilib.data import read_export
from kpilib.data.readers import read_file
from kpilib.errors import ExportError
from kpilib.plan.client import Source

COFFEE = (214, 3941.68)
GOOLYBIB = {
    "Direct": 1324485.93,
    "Organic Search": 2453201.84,
    "Paid Other": 2147186.24,  # affiliate / cpa
    "Paid Social": 1474000.84,
}


def value(export, measure, channel="", span=None):
    rows = export.readings
    rows = rows[(rows["measure"] == measure) & (rows["channel"] == channel)]
    if span:
        rows = rows[(rows["start"] == str(span[0])) & (rows["end"] == str(span[1]))]
    return rows["value"].sum()


def test_pages_and_screens_of_suites(data):
    export = read_file(data / "exports/ga4_suites_docs/Pages_and_screens_Page_title_and_screen_class.csv")
    # python3 -c 'import csv,sys; r=list(csv.reader(sys.stdin))[10:]; print(len(r), sum(int(x[1]) for x in r),
    #   sum(int(x[5]) for x in r), sum(float(x[2])*float(x[4]) for x in r))'   (titles hold commas: no awk)
    assert export.rows == 42
    assert value(export, "views") == 8128
    assert value(export, "events") == 13439
    assert value(export, "engagement_seconds") == pytest.approx(88382)
    assert export.period == (date(2025, 3, 3), date(2025, 5, 31))
    assert export.dropped == ()
    assert [note.split()[0] for note in export.notes] == ["active_users"]


@pytest.fixture(scope="module")
def snapshot(data):
    return read_file(data / "exports/ga4_joelhanson_snapshot/Reports_snapshot.csv")


def test_the_snapshot_of_joelhanson(snapshot):
    # awk -F, 'h~/^Nth week,New users/&&/^[0-9]/{n++;s+=$2} /^[A-Z#]/{h=$0} END{print n,s}'
    assert value(snapshot, "new_users") == 3447
    # awk -F, 'h~/^Nth week,Active users/&&$1=="0047"{print $2} /^[A-Z#]/{h=$0}'   (1 January 2025 is a Wednesday)
    assert value(snapshot, "active_users", span=("2025-11-23", "2025-11-29")) == 267
    # awk -F, 'h~/^Nth day,30 days/&&$1=="0042"{print $4} /^[A-Z#]/{h=$0}'
    assert value(snapshot, "active_users", span=("2025-02-12", "2025-02-12")) == 18
    # awk -F, '/^Session primary/{p=1;next} p&&/^$/{exit} p'
    assert value(snapshot, "sessions", "Direct") == 2451
    assert value(snapshot, "sessions", "Organic Social") == 24
    # awk -F, '/^First user primary/&&/New users/{p=1;next} p&&/^$/{exit} p'
    assert value(snapshot, "new_users", "Referral") == 384
    # awk -F, '/^Page title and screen class,Views/{p=1;next} p&&/^$/{exit} p{s+=$NF} END{print s}'
    assert value(snapshot, "views") == 5322


def test_every_table_of_the_snapshot_is_read_or_said_why_not(snapshot):
    assert snapshot.period == (date(2025, 1, 1), date(2025, 12, 31))  # not that of the cohorts, June and July 2026
    told = [(one.reason.split(",")[0], one.count, one.line) for one in snapshot.dropped]
    assert told == [
        ("table of an average without the number of people that it is an average of", 53, 124),
        ("active_users may not be added up", 103, 259),  # by country id
        ("active_users may not be added up", 7, 366),  # by country
        ("table without a measure that is known here", 6, 748),  # cohorts
    ]


def test_the_weeks_of_psyteachr(data):
    folder = data / "exports/ga4_psyteachr_weekly"
    export = read_file(folder)
    views = export.readings[export.readings["measure"] == "views"]
    assert len(views) == len(list(folder.glob("*.csv")))
    assert views["value"].sum() == 213165
    # awk -F, '/^Page path/{p++;next} p==1&&/^$/{exit} p==1&&!/^#/{s+=$NF} END{print s}'
    for start, end, seen in [
        (date(2021, 8, 22), date(2021, 8, 28), 1883),
        (date(2021, 11, 21), date(2021, 11, 27), 27066),
        (date(2022, 1, 2), date(2022, 1, 8), 5850),
    ]:
        row = views[views["start"] == str(start)]
        assert (row["end"].item().date(), row["value"].item()) == (end, seen)
    # grep -h 'End date' data-export_2021-12-12.csv   prints 20211216: a week of five days
    (covered,) = {one.missing for one in read_export(folder).coverage}
    assert covered == (date(2021, 12, 17), date(2021, 12, 18))


def test_weeks_without_their_start_are_refused_and_the_daily_table_is_the_clients_own(data):
    folder = data / "exports/ga4_coffee_funnel"
    with pytest.raises(ExportError, match="'Nth week' counts from a start date, which stood in the lines with #"):
        read_file(folder / "data-export.csv")
    with pytest.raises(ExportError, match=r"columns: \{date: \"date\", orders: \"revenue\"\}"):
        read_file(folder / "revenue_by_date.csv")
    source = Source(file="revenue_by_date.csv", reader="table", columns={"date": "date", "revenue": "revenue"})
    export = read_file(folder / "revenue_by_date.csv", "table", source=source)
    # awk -F, 'NR>1{n++;s+=$2} END{printf "%d %.2f\n",n,s}'
    assert (len(export.daily), round(export.daily["revenue"].sum(), 2)) == COFFEE


def test_the_months_of_scikit_learn(data):
    export = read_file(data / "exports/ua_sklearn_monthly/Audience Overview 20110101-20220430.csv")
    assert export.reader == "universal_analytics"
    assert len(export.readings) == 136
    # grep -n '^0135\|^0008'
    assert value(export, "total_users", span=("2022-04-01", "2022-04-30")) == 1_050_191
    assert value(export, "total_users", span=("2011-09-01", "2011-09-30")) == 5521
    # tail -1
    assert value(export, "total_users") == 54_450_108
    assert [(one.reason, one.count, one.line) for one in export.dropped] == [("total of other rows", 1, 144)]


def test_the_traffic_sources_of_goolybib(data):
    file = data / "spend/vex_goolybib_mmm/GoolyBib-trafficsources-all-traffic.csv"
    export = read_file(file)
    assert export.period == (date(2020, 4, 26), date(2020, 10, 22))
    # awk -F, '$3~/^[0-9]/{s[$2]+=$3} END{for(k in s) printf "%s %.2f\n",k,s[k]}'
    sums = export.daily.groupby("channel")["revenue"].sum().round(2).to_dict()
    assert sums == GOOLYBIB
    assert [(one.reason, one.count) for one in export.dropped] == [("total of other rows", 180)]
    told = Source(file=file.name, reader="universal_analytics", channels={"affiliate / *": "Affiliates"})
    own = read_file(file, source=told).daily
    assert "Paid Other" not in set(own["channel"])
    assert own.loc[own["channel"] == "Affiliates", "revenue"].sum() == pytest.approx(GOOLYBIB["Paid Other"])


@pytest.mark.parametrize("name", ["GoolyBib-ABT - Sheet1.csv", "revenue_clean.csv", "facebook_clean.csv"])
def test_the_other_files_of_goolybib_are_tables_of_its_own(data, name):
    with pytest.raises(ExportError, match=r"If it is a table of your own, say in client\.yml what its columns are"):
        read_file(data / "spend/vex_goolybib_mmm" / name)
