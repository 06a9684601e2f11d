"""The tables of the data's check, one function a question: for the analyst, so files are told by their names."""

from collections.abc import Iterable, Sequence

from kpilib.data.quality import DataFinding, Look
from kpilib.data.quality.claims import claims
from kpilib.data.quality.odd import OddDay
from kpilib.data.quality.parts import unattributed_shares
from kpilib.plan import catalogue
from kpilib.tell.formats import day, days, share
from kpilib.tell.page import fragment
from kpilib.tell.quality import amount, data_sentence, source_name
from kpilib.tell.table import Column, Table, cell, table

LOOKS = {"error": "off_course", "warning": "close", "note": "unknown"}
MOST_ODD_DAYS = 20


def table_findings(look: Look, findings: Sequence[DataFinding]) -> Table:
    """Everything to know of the data, the worst first, with what to do about it."""
    columns = [
        Column("severity", "How bad"),
        Column("what", "What", full=True),
        Column("mend", "What to do", full=True),
    ]
    rows = []
    for one in findings:
        said = data_sentence(one, look.plan)
        rows.append(
            {
                "severity": fragment("word.html.j2", course=LOOKS[one.severity], word=one.severity),
                "what": cell(f"{said.says[0].upper()}{said.says[1:]}", one.code),
                "mend": said.mend,
            }
        )
    return table("findings", columns, rows)


def table_files(look: Look) -> Table:
    """Every file: what it was read as, its rows, its days, and what was left out and why."""
    columns = [
        Column("file", "File", full=True),
        Column("reader", "Read as"),
        Column("kept", "Rows kept", "right"),
        Column("days", "Tells up to", "right"),
        Column("dropped", "Left out", full=True),
    ]
    rows = []
    for source, one in look.facts.exports:
        gone = sum(each.count for each in one.dropped)
        why = "; ".join(f"{each.count:,} {each.reason}" for each in one.dropped)
        rows.append(
            {
                "file": cell(one.file, f"source {source}", strong=True),
                "reader": cell(source_name(one.reader), f"by {one.grain}"),
                "kept": f"{one.rows - gone:,}",
                "days": day(one.last_day) if one.last_day else "",
                "dropped": "; ".join([*([why] if why else []), *one.notes]) or "nothing",
            }
        )
    return table("files", columns, rows)


def table_odd(look: Look, odd: Iterable[OddDay]) -> Table:
    """The days that are far from what their level and weekday let expect, the latest first."""
    columns = [
        Column("day", "Day"),
        Column("what", "Source and measure", full=True),
        Column("value", "Value", "right"),
        Column("usual", "Usual", "right"),
        Column("z", "Robust z", "right"),
    ]
    found = list(odd)
    rows = [
        {
            "day": day(one.day, weekday=True),
            "what": cell(catalogue.measure_name(one.measure), source_name(one.source)),
            "value": amount(one.measure, one.value, look.plan),
            "usual": amount(one.measure, one.usual, look.plan),
            "z": f"{one.z:+.1f}".replace("-", "\N{MINUS SIGN}"),
        }
        for one in found[:MOST_ODD_DAYS]
    ]
    more = f"The latest {MOST_ODD_DAYS} of {len(found)}." if len(found) > MOST_ODD_DAYS else ""
    return table("odd", columns, rows, caption=more)


def table_agreement(look: Look) -> Table:
    """Whether parts come to their wholes: channels against totals, platforms' claims against the shop's results."""
    columns = [Column("what", "Parts and whole", full=True), Column("apart", "Apart", "right")]
    rows = [
        {
            "what": cell(f"Channels of {catalogue.measure_name(measure)}", source_name(source)),
            "apart": f"{share(apart)} not explained by channels" if apart else "none",
        }
        for source, measure, apart in unattributed_shares(look)
    ]
    rows += [
        {
            "what": cell(
                f"{', '.join(map(source_name, one.by_platform))} against {source_name(one.source)}",
                f"{sum(one.by_platform.values()):,.0f} claimed, {one.there_were:,.0f} {one.results}",
            ),
            "apart": f"{one.times:.2f} times" if one.there_were else "nothing to hold it to",
        }
        for one in claims(look)
    ]
    return table("agreement", columns, rows)


def table_coverage(look: Look) -> Table:
    """Every measure of every source: first and last day, gaps, and how old it is."""
    columns = [
        Column("source", "Source", full=True),
        Column("first", "First day", "right"),
        Column("last", "Last day", "right"),
        Column("age", "Behind", "right"),
        Column("missing", "Missing since the quarter began", full=True),
    ]
    rows = [
        {
            "source": cell(source_name(one.source), catalogue.measure_name(one.measure)),
            "first": day(one.first),
            "last": day(one.last),
            "age": f"{max((look.until - one.last).days, 0)} days",
            "missing": days(tuple(gap for gap in one.missing if gap >= look.start)) or "none",
        }
        for one in look.facts.coverage
    ]
    return table("coverage", columns, rows)
