"""The tables of the data's check, one function a question: for the analyst, so files are told by their names."""

from collections.abc import Iterable, Sequence
from datetime import date

from kpilib.data.export import Export
from kpilib.data.quality import DataFinding, Look
from kpilib.data.quality.claims import claims
from kpilib.data.quality.look import runs_of
from kpilib.data.quality.odd import OddDay
from kpilib.data.quality.parts import unattributed_shares
from kpilib.data.readers import CERTAIN
from kpilib.plan import catalogue
from kpilib.tell.formats import day, days, decimal, share
from kpilib.tell.language import marked, retold, say, say_as, say_count, spoken
from kpilib.tell.page import fragment
from kpilib.tell.phrases import capital
from kpilib.tell.quality import amount, data_sentence, days_told, measures_told, source_name, tool_name
from kpilib.tell.table import Column, Table, cell, table

LOOKS = {"error": "off_course", "warning": "close", "note": "unknown"}
SEVERITIES = {"error": marked("error"), "warning": marked("warning"), "note": marked("note")}
GRAINS = {
    "day": marked("by day"),
    "week": marked("by week"),
    "month": marked("by month"),
    "total": marked("by total"),
    "event": marked("by event"),
}
MOST_RUNS = 20


def table_findings(look: Look, findings: Sequence[DataFinding]) -> Table:
    """Everything to know of the data, the worst first, with what to do about it."""
    columns = [
        Column("severity", say("Severity")),
        Column("what", say("What"), full=True),
        Column("mend", say("What to do"), full=True),
    ]
    rows = []
    for one in findings:
        said = data_sentence(one, look.plan)
        rows.append(
            {
                "severity": fragment("word.html.j2", course=LOOKS[one.severity], word=say(SEVERITIES[one.severity])),
                "what": cell(capital(said.says), one.code),
                "mend": said.mend,
            }
        )
    return table("findings", columns, rows, spoken=say("What was found, the worst first"))


def table_files(look: Look, unread: Sequence[str] = ()) -> Table:
    """Every file: what it was read as and how sure that is, its rows and days, and what was left out and why.

    unread : files that no source names.
    """
    columns = [
        Column("file", say("File"), full=True),
        Column("reader", say("Read as")),
        Column("kept", say("Rows kept"), "right"),
        Column("days", say("Days")),
        Column("dropped", say("Left out"), full=True),
    ]
    rows = []
    for source, one in look.facts.exports:
        why = [say("{rows} {reason}", rows=decimal(each.count), reason=retold(each.reason)) for each in one.dropped]
        currency = [one.currency] if one.currency else []
        told = ", ".join([say(GRAINS[one.grain]), sure_told(one), *currency])
        rows.append(
            {
                "file": cell(one.file, say("source {source}", source=source), strong=True),
                "reader": cell(capital(reader_name(one)), told),
                "kept": decimal(one.kept),
                "days": _span(one.first_day, one.last_day, look.until),
                "dropped": "; ".join([*why, *map(retold, one.notes)]) or say("nothing"),
            }
        )
    rows += [
        {"file": cell(name, say("no source of client.yml names it"), strong=True), "kept": say("none")}
        for name in unread
    ]
    return table("files", columns, rows, spoken=say("Every file, and what was left out of it"))


def reader_name(export: Export) -> str:
    """The tool that a file is from, or what client.yml says that it is."""
    return tool_name(export.reader)


def sure_told(export: Export) -> str:
    """How sure it is that a file is what it was read as."""
    if export.certainty is None:
        return say("as client.yml says")
    return say("certain") if export.certainty >= CERTAIN else say_as("how sure a reader is", "likely")


def _span(first: date | None, last: date | None, until: date) -> str:
    """The days of a file, none of them later than the last whole day."""
    if first is None or last is None or first > until:
        return say("none yet") if first else ""
    return say("{first} to {last}", first=day(first), last=day(min(last, until)))


def table_odd(look: Look, odd: Iterable[OddDay]) -> Table:
    """The days that are far from what level and weekday let expect, the latest first; runs are told together."""
    columns = [
        Column("days", say("Days")),
        Column("what", say("Source and measures"), full=True),
        Column("farthest", say("Farthest"), "right"),
        Column("usual", say("Usual"), "right"),
        Column("z", "z", "right", label=say("Robust z")),
    ]
    by_source: dict[str, list[OddDay]] = {}
    for one in odd:
        by_source.setdefault(one.source, []).append(one)
    # A run that several sources have is a holiday or a sale; one that a single source has is its own.
    runs: dict[tuple[date, ...], list[OddDay]] = {}
    for mine in by_source.values():
        for run in runs_of(tuple({one.day for one in mine})):
            runs.setdefault(run, []).extend(one for one in mine if one.day in run)
    latest = sorted(runs, key=lambda run: run[-1], reverse=True)
    rows = [_odd_row(look, run, runs[run]) for run in latest[:MOST_RUNS]]
    more = (
        say("The latest {shown} of {all} runs of days.", shown=decimal(MOST_RUNS), all=decimal(len(runs)))
        if len(runs) > MOST_RUNS
        else ""
    )
    return table("odd", columns, rows, caption=more, spoken=say("The days far from usual, the latest first"))


def _odd_row(look: Look, run: tuple[date, ...], mine: Sequence[OddDay]) -> dict[str, str]:
    worst = max(mine, key=lambda one: abs(one.z))
    sources = dict.fromkeys(one.source for one in mine)
    measures = {source: dict.fromkeys(one.measure for one in mine if one.source == source) for source in sources}
    return {
        "days": days_told(run, look.plan.quarter.year),
        "what": "; ".join(f"{source_name(source)}: {measures_told(measures[source])}" for source in sources),
        "farthest": cell(
            amount(worst.measure, worst.value, look.plan),
            f"{catalogue.measure_name(worst.measure, spoken())}, {day(worst.day, year=False, weekday=True)}",
        ),
        "usual": amount(worst.measure, worst.usual, look.plan),
        "z": decimal(worst.z, 1, sign=True),
    }


def table_agreement(look: Look) -> Table:
    """Whether parts come to their wholes: channels against totals, platforms' claims against the results."""
    columns = [
        Column("what", say("Parts and whole"), full=True),
        Column("apart", say("What was found"), "right", full=True),
    ]
    rows = [
        {
            "what": cell(
                say("Channels of {measure}", measure=catalogue.measure_name(measure, spoken())), source_name(source)
            ),
            "apart": say("{share} not explained by channels", share=share(apart)),
        }
        for source, measure, apart in unattributed_shares(look)
    ]
    for one in claims(look):
        results = catalogue.measure_name(one.results, spoken())
        what = say(
            "Claims against the {number} {results} of {source}",
            number=decimal(one.there_were),
            results=results,
            source=source_name(one.source),
        )
        each = ", ".join(f"{source_name(name)} {decimal(value)}" for name, value in one.by_platform.items())
        claimed = say("{share} of the {results} are claimed", share=share(one.times), results=results)
        rows.append({"what": cell(what, each), "apart": claimed if one.there_were else say("no result to claim")})
    return table("agreement", columns, rows, spoken=say("Each whole against its parts"))


def table_coverage(look: Look) -> Table:
    """Every source: first and last day, how old it is, and its gaps; measures that differ in them stand apart."""
    columns = [
        Column("source", say("Source"), full=True),
        Column("first", say("First day"), "right"),
        Column("last", say("Last day"), "right"),
        Column("age", say_as("days of data", "Behind"), "right"),
        Column("missing", say("Missing since the quarter began"), full=True),
    ]
    alike: dict[tuple, list[str]] = {}
    for one in look.facts.coverage:
        alike.setdefault((one.source, one.first, one.last, one.missing), []).append(one.measure)
    rows = []
    for (source, first, last, missing), measures in alike.items():
        behind = max((look.until - last).days, 0)
        rows.append(
            {
                "source": cell(source_name(source), measures_told(measures), strong=True),
                "first": day(first),
                "last": day(last),
                "age": say_count("{number} day", "{number} days", behind) if behind else say("none"),
                "missing": days(tuple(gap for gap in missing if gap >= look.start)) or say("none"),
            }
        )
    return table("coverage", columns, rows, spoken=say("The days that each source tells of"))
