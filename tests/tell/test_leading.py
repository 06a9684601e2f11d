"""Leading indicators in sentences and as a table."""

import math

import pytest

from kpilib.judge.leading import Link
from kpilib.tell.leading import table_leading
from kpilib.tell.wording import leading as words
from tests.builders import facts_of, judged, kpi_of, rows
from tests.tell.examples import conversion, leads, plain

SESSIONS = judged(
    facts_of(rows("ga4", "2026-07-01", channel="Organic Search", sessions=[10] * 50)),
    "2026-08-20",
    kpi_of("organic_sessions", level="channel"),
)


def link(verdict: str = "supported", association: float = 0.42, interval=(0.21, 0.6), **fields) -> Link:
    known = {"leader": SESSIONS, "follower": leads(), "lag_weeks": 3, "weeks": 60}
    return Link(**(known | {"verdict": verdict, "association": association, "interval": interval} | fields))


SHOWN = link()
OPEN = link("not_proven", 0.1, (-0.15, 0.34))
AGAINST = link("contradicted", -0.4, (-0.59, -0.17))
FEW = link("not_proven", math.nan, (math.nan, math.nan), weeks=12, why="too_few_weeks")


@pytest.mark.parametrize(
    ("links", "says"),
    [
        ((), ""),
        ((SHOWN,), "Organic sessions as an early sign of leads is supported by the data"),
        ((AGAINST,), "Organic sessions as an early sign of leads is contradicted by the data"),
        ((SHOWN, OPEN), "1 of 2 leading indicators is supported by the data"),
        ((OPEN, FEW, OPEN), "None of 3 leading indicators is supported by the data"),
        ((SHOWN, SHOWN, AGAINST), "2 of 3 leading indicators are supported by the data; 1 is contradicted"),
    ],
)
def test_the_finding_counts_what_the_data_support(links, says):
    assert words.finding_leading(links) == says


@pytest.mark.parametrize(
    ("link", "says"),
    [
        (
            SHOWN,
            "In 60 weeks a better week of organic sessions was mostly followed by a better one of leads "
            "3 weeks later.",
        ),
        (
            AGAINST,
            "In 60 weeks a better week of organic sessions was mostly followed by a worse one of leads "
            "3 weeks later.",
        ),
        (
            OPEN,
            "60 weeks do not show that a better week of organic sessions is followed by a better one of leads "
            "3 weeks later.",
        ),
        (FEW, "Not proven: 12 whole weeks could be compared, and 26 are needed."),
        (link("not_proven", why="no_data"), "Not proven: one of the two has no data."),
        (link("not_proven", why="constant"), "Not proven: one of the two never changed."),
        (
            link(lag_weeks=0),
            "In 60 weeks a better week of organic sessions mostly went along with a better one of leads.",
        ),
    ],
)
def test_a_verdict_is_explained(link, says):
    assert plain(words.explained(link)) == says


def test_a_suspicion_names_who_says_so():
    assert words.suspicion(OPEN) == ("It may be vanity: Ana says that it leads, and the data do not show it yet.")
    assert words.suspicion(SHOWN) == words.suspicion(FEW) == ""


def test_an_association_is_written_with_its_interval():
    assert tuple(map(plain, words.association_text(SHOWN))) == ("+0.42", "+0.21 to +0.60")
    assert tuple(map(plain, words.association_text(OPEN))) == ("+0.10", "−0.15 to +0.34")
    assert tuple(map(plain, words.association_text(FEW))) == ("–", "")
    assert tuple(map(plain, words.association_text(link(association=-0.001)))) == ("0.00", "+0.21 to +0.60")


@pytest.mark.parametrize(("weeks", "says"), [(0, "same week"), (1, "1 week"), (3, "3 weeks")])
def test_a_lag_is_written_in_weeks(weeks, says):
    assert plain(words.lag_text(link(lag_weeks=weeks))) == says


def test_the_table_has_one_row_a_link():
    html = plain(table_leading((SHOWN, OPEN, FEW)).html)
    assert html.count("<tr") == 4
    assert "1 of 3 leading indicators is supported by the data" in html
    assert html.count("Not proven</span>") == 2
    assert "An association is no proof of a cause." in html
    assert "nan" not in html.lower()


def test_without_links_there_is_no_table():
    assert table_leading(()).html == ""


def test_names_are_text():
    wild = link("not_proven", 0.1, (-0.1, 0.3), leader=conversion(name="<script>"))
    assert "<script>" not in table_leading((wild,)).html
