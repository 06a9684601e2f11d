"""One set of facts, written in whatever layout a tool or a spreadsheet may write it, reads back as the same facts."""

import csv
import io
import math
from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from kpilib.data.export import DAILY_KEYS
from kpilib.data.readers import read_file
from kpilib.data.source import source_facts
from kpilib.errors import ExportError
from kpilib.plan.client import Source

EXAMPLES = settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)

Key = tuple[date, str, str]
Facts = dict[Key, dict[str, float]]

# The letter in front keeps a name from being a total, a number or a line of a preamble.
NAMES = st.text("abz 019,;.'\"&/|-_()éüñßÇ€", max_size=12).map(lambda text: f"K{text}".strip())
CHANNELS = st.sampled_from(["Email", "Paid Search", "Organic Search", "Referral"])
MEASURES = {
    "ga4": {"sessions": "Sessions", "key_events": "Key events", "revenue": "Total revenue"},
    "google_ads": {"clicks": "Clicks", "impressions": "Impr.", "cost": "Cost"},
    "table": {"orders": "Pesanan", "sessions": "Sesi", "revenue": "Omzet"},
}
HEADERS = {
    "ga4": ("Date", "Session default channel group", "Session campaign"),
    "google_ads": ("Day", "Campaign type", "Campaign"),
    "table": ("Tanggal", "Kanal", "Kampanye"),
}
TYPES = {"Email": "Demand Gen", "Paid Search": "Search", "Organic Search": "Display", "Referral": "Video"}
TOLD = {"Email": "Cross-network", "Paid Search": "Paid Search", "Organic Search": "Display", "Referral": "Paid Video"}
DATES = {"ga4": ("%Y%m%d",), "google_ads": ("%Y-%m-%d", "%b %d, %Y"), "table": ("%Y-%m-%d", "%d.%m.%Y", "%m/%d/%Y")}


@dataclass(frozen=True)
class Layout:
    """How a file is written; `places` is the order of its columns."""

    encoding: str
    delimiter: str
    decimal: str
    grouped: bool
    preamble: bool
    totals: bool
    ending: str
    quoted: bool
    form: int
    places: list[int]
    newest_first: bool


LAYOUTS = st.builds(
    Layout,
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "cp1252"]),
    delimiter=st.sampled_from([",", ";", "\t"]),
    decimal=st.sampled_from([".", ","]),
    grouped=st.booleans(),
    preamble=st.booleans(),
    totals=st.booleans(),
    ending=st.sampled_from(["\n", "\r\n"]),
    quoted=st.booleans(),
    form=st.integers(0, 5),
    places=st.permutations(range(6)),
    newest_first=st.booleans(),
)


@st.composite
def facts(draw, reader: str, *, days: int = 1) -> Facts:
    """Rows by day, channel and campaign: two counts, and money with its cents, which tell the decimal mark.

    days : how many different days there are at least.
    """
    first = draw(st.dates(date(2020, 1, 1), date(2030, 1, 1)))
    some = st.integers(0, 40).map(lambda offset: first + timedelta(days=offset))
    keys = draw(st.lists(st.tuples(some, CHANNELS, NAMES), min_size=1, max_size=8, unique=True))
    keys = [*keys, *((first + timedelta(days=41 + number), "Email", "K") for number in range(days - 1))]
    counts, cents = st.integers(0, 3_000_000), st.integers(0, 10**9).map(lambda number: (number * 10 + 1) / 100)
    names = list(MEASURES[reader])
    return {key: dict(zip(names, draw(st.tuples(counts, counts, cents)), strict=True)) for key in keys}


def written(value: float, layout: Layout, *, money: bool) -> str:
    text = f"{value:,.2f}" if money else f"{value:,.0f}"
    text = text if layout.grouped else text.replace(",", "")
    return text if layout.decimal == "." else text.translate(str.maketrans(",.", ".,"))


def write_out(told: Facts, reader: str, layout: Layout) -> bytes:
    """The facts as a file of this reader in this layout."""
    form = DATES[reader][layout.form % len(DATES[reader])]

    def numbers(values) -> list[str]:
        return [written(value, layout, money=place == 2) for place, value in enumerate(values)]

    rows = [
        [f"{day:{form}}", TYPES[channel] if reader == "google_ads" else channel, campaign, *numbers(values.values())]
        for (day, channel, campaign), values in sorted(told.items(), reverse=layout.newest_first)
    ]
    header = [*HEADERS[reader], *MEASURES[reader].values()]
    lines = [[row[place] for place in layout.places] for row in [header, *rows]]
    if layout.totals:
        lines.append(total_of(told, reader, layout, numbers))
    text = io.StringIO()
    quoting = csv.QUOTE_ALL if layout.quoted else csv.QUOTE_MINIMAL
    above = [[line] for line in preamble(told, reader, layout)]
    csv.writer(text, delimiter=layout.delimiter, lineterminator=layout.ending).writerows(above)
    csv.writer(text, delimiter=layout.delimiter, lineterminator=layout.ending, quoting=quoting).writerows(lines)
    raw = text.getvalue().encode(layout.encoding)
    assume(layout.encoding != "cp1252" or not is_other_text(raw))
    return raw


def is_other_text(raw: bytes) -> bool:
    """Whether the bytes of the west's letters are letters of UTF-8 too, such as Ç€: no reader could tell."""
    try:
        return not raw.decode("utf-8").isascii()
    except UnicodeDecodeError:
        return False


def total_of(told: Facts, reader: str, layout: Layout, numbers) -> list[str]:
    """The row that each tool adds: named in a column of words, or at the end of a row of its own length."""
    sums = ["", "", "", *numbers([sum(values[name] for values in told.values()) for name in MEASURES[reader]])]
    row = [sums[place] for place in layout.places]
    if reader == "ga4":
        return [*row, "Grand total"]
    if reader == "google_ads":
        row[next(at for at, place in enumerate(layout.places) if place < 3)] = "Total: Account"
    else:
        row[0] = "Total"
    return row


def preamble(told: Facts, reader: str, layout: Layout) -> list[str]:
    first, last = min(told)[0], max(told)[0]
    if reader == "ga4":
        return ["# Free form", f"# Start date: {first:%Y%m%d}", f"# End date: {last:%Y%m%d}"]
    if reader == "google_ads" and layout.preamble:
        return ["Campaign report", " - ".join(f"{day:%B} {day.day}, {day.year}" for day in (first, last))]
    return []


def source(reader: str, layout: Layout) -> Source:
    """What client.yml would say of the file: only what cannot be found in it."""
    if reader != "table":
        return Source(file="export.csv", reader=reader)
    form = DATES["table"][layout.form % 3]
    columns = dict(zip(DAILY_KEYS, HEADERS["table"], strict=True)) | MEASURES["table"]
    return Source(file="export.csv", reader="table", columns=columns, date_format=form)


def read_back(frame) -> Facts:
    """A daily frame as facts again."""
    measures = [name for name in frame.columns if name not in (*DAILY_KEYS, "source")]
    return {
        (row["date"].date(), row["channel"], row["campaign"]): {name: row[name] for name in measures}
        for row in frame.to_dict("records")
    }


def as_named(told: Facts, reader: str) -> Facts:
    """With the channels that the reader tells: Google Ads by the type of the campaign."""
    if reader != "google_ads":
        return told
    return {(day, TOLD[channel], campaign): values for (day, channel, campaign), values in told.items()}


def assert_same(found: Facts, wanted: Facts) -> None:
    assert found.keys() == wanted.keys()
    for key, values in wanted.items():
        assert all(math.isclose(found[key][name], value, rel_tol=1e-12) for name, value in values.items()), key


def halves(told: Facts) -> tuple[Facts, Facts]:
    """Two downloads that share the days in the middle; the second ends later, where there are days enough."""
    days = sorted({day for day, _, _ in told})
    later, earlier = days[len(days) // 3], days[max(len(days) - 2, 0)]
    return (
        {key: values for key, values in told.items() if key[0] <= earlier},
        {key: values for key, values in told.items() if key[0] >= later},
    )


def with_more(told: Facts, keys, name: str) -> Facts:
    """The facts with five more of a measure under these keys."""
    return {key: values | {name: values[name] + 5} if key in keys else values for key, values in told.items()}


def put_together(write, reader, layout, downloads):
    """Downloads of one source as its facts."""
    told = source(reader, layout)
    paths = [write(write_out(part, reader, layout), f"{number}.csv") for number, part in enumerate(downloads)]
    return source_facts("source", [(told, read_file(path, reader, source=told)) for path in paths])


@pytest.mark.parametrize("reader", MEASURES)
@EXAMPLES
@given(data=st.data(), layout=LAYOUTS)
def test_whatever_the_layout_the_facts_are_the_same(write, reader, data, layout):
    told = data.draw(facts(reader))
    export = read_file(write(write_out(told, reader, layout)), reader, source=source(reader, layout))
    assert_same(read_back(export.daily), as_named(told, reader))


@pytest.mark.parametrize("reader", MEASURES)
@EXAMPLES
@given(data=st.data(), layout=LAYOUTS, turned=st.booleans())
def test_overlapping_downloads_are_their_union(write, reader, data, layout, turned):
    told = data.draw(facts(reader))
    parts = halves(told)
    together = put_together(write, reader, layout, parts[::-1] if turned else parts)
    assert_same(read_back(together.daily), as_named(told, reader))


@pytest.mark.parametrize("reader", MEASURES)
@EXAMPLES
@given(data=st.data(), layout=LAYOUTS, turned=st.booleans())
def test_the_newest_download_is_right_and_what_it_changes_is_said(write, reader, data, layout, turned):
    told = data.draw(facts(reader, days=3))
    older, newer = halves(told)
    shared = older.keys() & newer.keys()
    name = next(iter(MEASURES[reader]))
    changed = with_more(older, shared, name)
    together = put_together(write, reader, layout, [newer, changed] if turned else [changed, newer])
    assert_same(read_back(together.daily), as_named(told, reader))
    before, after = (sum(part[key][name] for key in shared) for part in (changed, newer))
    said = [(one.reason, one.count) for _, one in together.dropped if "restates" in one.reason]
    assert said == [(f"{name} that a newer download restates, from {before:,.6g} to {after:,.6g}", len(shared))]


@EXAMPLES
@given(data=st.data(), layout=LAYOUTS)
def test_two_downloads_pasted_into_one_file_are_their_union_or_contradict_each_other(write, data, layout):
    told = data.draw(facts("ga4", days=3))
    older, newer = halves(told)

    def pasted(*parts: Facts):
        texts = [write_out(part, "ga4", layout).decode(layout.encoding) for part in parts]
        return read_file(write(layout.ending.join(texts).encode(layout.encoding)))

    assert_same(read_back(pasted(older, newer).daily), told)
    with pytest.raises(ExportError, match="keep only the one that is right"):
        pasted(with_more(older, older.keys() & newer.keys(), "sessions"), newer)
