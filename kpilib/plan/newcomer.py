"""The two files of a new client, as they are first written: what is known, what is guessed, and what is asked.

A guess is marked as one, with its ground. A question is a commented line, `# owner:  # who answers for it?`: the key
is left out, so `kpilib check` names it with the line of the question until it is answered, and also where only the
first # was taken away. Nothing stands in its place that could pass for an answer.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from babel.dates import format_date

from kpilib.plan.catalogue import Metric
from kpilib.plan.periods import Quarter
from kpilib.plan.schema import schema_comment
from kpilib.plan.written import written_line

WIDTH = 116  # of a line of a comment
BLANK = "___"  # what a suggestion leaves open

# How a target may be said, by the way that is good and whether it adds up. `{money}` is "" for what is no money.
STATEMENTS = {
    "en": {
        "total": "{blank}{money} {noun} by {due}",
        "more": "At least {blank}{mark}{money} {noun} by {due}",
        "less": "At most {blank}{mark}{money} {noun} by {due}",
    },
    "id": {
        "total": "{blank}{money} {noun} paling lambat {due}",
        "more": "Minimal {blank}{mark}{money} {noun} paling lambat {due}",
        "less": "Maksimal {blank}{mark}{money} {noun} paling lambat {due}",
    },
}
KEY_EVENT = {"en": "key event", "id": "peristiwa utama"}


@dataclass(frozen=True)
class Told:
    """A value of client.yml with the ground it stands on; a value of None is a question, and the ground its words."""

    value: str | None
    ground: str


@dataclass(frozen=True)
class FoundSource:
    """A source as client.yml names it: its keys, what was found in its files, and what may be asked of them.

    notes   : what stands above it as comments.
    guesses : key to the ground on which its value is guessed.
    asked   : keys to be taken in, or answered, each with what is asked: "margin:  # which share?".
    """

    keys: Mapping[str, Any]
    notes: tuple[str, ...] = ()
    guesses: Mapping[str, str] = field(default_factory=dict)
    asked: tuple[str, ...] = ()


@dataclass(frozen=True)
class NewClient:
    """What is known of a new client from its exports alone.

    sources  : files that a reader knows. tables : tables of the client's own, as they could be read; a question each.
    unread   : file to the reason for which nobody reads it.
    defined  : measures that count as conversions in the proposed KPIs, to be defined.
    truths   : measure to the sources that all tell it.
    """

    id: str
    name: Told
    currency: Told
    timezone: Told
    language: Told
    sources: tuple[FoundSource, ...]
    tables: tuple[FoundSource, ...] = ()
    unread: Mapping[str, str] = field(default_factory=dict)
    defined: tuple[str, ...] = ()
    truths: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class NewKpi:
    """A KPI that the data can support.

    before   : what the metric came to before, with its coverage.
    leads_to : the proposed KPI of which it tells early.
    """

    metric_id: str
    metric: Metric
    before: tuple[str, ...]
    why: str
    leads_to: str | None = None


def client_text(client: NewClient, *, today: date) -> str:
    """client.yml of a new client."""
    lines = [
        schema_comment("client"),
        *comment(
            f"Made on {today} by `kpilib new client` from the exports. What is marked as a guess was guessed: "
            "put it right. `# key:  # question` is a question: take the first # away and write the answer before the "
            "second. "
            "`kpilib check` names what is still open; params/README.md explains every key."
        ),
        *_told("name", client.name),
        *_told("currency", client.currency),
        *_told("timezone", client.timezone),
        *_told("language", client.language),
        "",
        "# What does the client want to reach? Every KPI serves one of its goals: a short id, and a sentence.",
        "# goals: {}",
        "",
    ]
    if client.defined:
        lines += comment(
            "Which event is a conversion, counted once or every time, what is one worth (or else which benefit has "
            "it), who answers for it, and in which tool is it measured?"
        )
        form = "{event: , counted: , value: , owner: , measured_in: }"
        lines += ["# conversions:", *(f"#   {measure}: {form}" for measure in client.defined), ""]
    if client.truths:
        lines += ["# These measures stand in more than one source. Which source is right?", "# truth:"]
        told = client.truths.items()
        lines += [*(f"#   {measure}:  # {' or '.join(found)}" for measure, found in told), ""]
    lines += [*_sources(client), ""]
    lines += [
        "# Who gets the reports by mail, and to which domains may a mail about this client go?",
        "# recipients:",
        "#   - {name: , email: }",
        "# mail_allowed: []",
    ]
    return "\n".join(lines) + "\n"


def _sources(client: NewClient) -> Iterator[str]:
    if client.sources:
        yield "sources:"
    else:
        yield from comment("No reader knows these files, so nothing is read yet; see below.")
        yield "# sources:"
    for source in client.sources:
        yield from (f"  {line}" for note in source.notes for line in comment(note, WIDTH - 2))
        for place, (key, value) in enumerate(source.keys.items()):
            told = f"  # a guess: {source.guesses[key]}" if key in source.guesses else ""
            yield f"  {'- ' if not place else '  '}{written_line(key, value)}{told}"
        yield from (f"    # {asked}" for asked in source.asked)
    if client.tables:
        yield from (
            f"  {line}"
            for line in comment(
                "Tables that no reader knows. Their columns were taken by their headers: a guess. Is it right? Then "
                "take the # away from the lines that begin with - and with keys; else put them right.",
                WIDTH - 2,
            )
        )
    for source in client.tables:
        yield from (f"  {line}" for note in source.notes for line in comment(f"  {note}", WIDTH - 2))
        for place, (key, value) in enumerate(source.keys.items()):
            told = f"  # a guess: {source.guesses[key]}" if key in source.guesses else ""
            yield f"  # {'- ' if not place else '  '}{written_line(key, value)}{told}"
    for name, why in client.unread.items():
        yield from (f"  {line}" for line in comment(f"Not read: {name} {why}", WIDTH - 2))


def quarter_text(
    quarter: Quarter,
    kpis: Sequence[NewKpi],
    *,
    client: str,
    why: str,
    language: str,
    currency: str | None,
    today: date,
) -> str:
    """The first quarter's file of a new client. `why` says why it is this quarter."""
    lines = [
        schema_comment("quarter"),
        *comment(
            f"{quarter} of {client}, {quarter.start} to {quarter.end}, made on {today} by `kpilib new`: {why}. "
            "The KPIs are those that the data can support; take out what nobody wants. `# key:  # question` is "
            "a question: take the first # away and write the answer before the second."
        ),
        "",
        "# agreed: {on: , by: []}  # on which day did who agree to these KPIs?",
        "",
        "kpis:",
    ]
    for kpi in kpis:
        lines += [*_kpi(kpi, quarter, language, currency), ""]
    return "\n".join(lines).rstrip() + "\n"


def _kpi(kpi: NewKpi, quarter: Quarter, language: str, currency: str | None) -> Iterator[str]:
    level = "business" if kpi.metric.result else "channel"
    ground = f"it tells of {kpi.metric.result}" if kpi.metric.result else "it is no result by itself"
    yield from (f"  {line}" for line in comment(f"{kpi.metric.name}: {kpi.why}.", WIDTH - 2))
    yield f"  - id: {kpi.metric_id}"
    yield f"    metric: {kpi.metric_id}"
    yield f"    # statement:  # such as: {suggested_statement(kpi.metric, quarter, language, currency)}"
    yield from (f"    {line}" for told in kpi.before for line in comment(told, WIDTH - 4))
    yield f"    # target:  # such as {_example(kpi.metric, quarter)}"
    yield f"    due: {quarter.end}"
    yield "    # owner:  # who answers for it?"
    yield f"    level: {level}  # a guess: {ground}; activity, channel or business"
    yield "    # goal:  # the id of the goal in client.yml that it serves"
    yield "    # levers: []  # what can the team do to move it?"
    if kpi.leads_to:
        yield f"    # leads_to: {{kpi: {kpi.leads_to}, lag_days: }}  # does it lead there, and after how many days?"


def _example(metric: Metric, quarter: Quarter) -> str:
    """The two ways of writing a target of a metric, without a number."""
    sign = "-" if metric.improvement == "decrease" else "+"
    mark, change = ("%", "pp") if metric.unit == "percent" else ("", "%")
    return f"{BLANK}{mark} or {{change: {sign}{BLANK}{change}, against: {quarter.year_before}}}"


def suggested_statement(metric: Metric, quarter: Quarter, language: str, currency: str | None) -> str:
    """A sentence for a target, with a blank for its number.

    >>> from kpilib.plan import catalogue
    >>> suggested_statement(catalogue.metrics()["orders"], Quarter(2026, 3), "en", "EUR")
    '___ orders by 30 September 2026'
    >>> suggested_statement(catalogue.metrics()["cost_per_order"], Quarter(2026, 3), "en", "EUR")
    'At most ___ EUR ad cost per order by 30 September 2026'
    """
    noun = metric.noun_in(language) or metric.name_in(language)
    if "key_events" in metric.measures:  # "conversions" alone does not say which, and is refused
        noun = re.sub(r"conversion|konversi", KEY_EVENT[language], noun)
    form = "less" if metric.improvement == "decrease" else "total" if metric.kind == "sum" else "more"
    return STATEMENTS[language][form].format(
        blank=BLANK,
        mark="%" if metric.unit == "percent" else "",
        money=f" {currency}" if metric.unit == "money" and currency else "",
        noun=noun,
        due=format_date(quarter.end, "d MMMM y", locale=language),
    )


def _told(key: str, told: Told) -> Iterator[str]:
    if told.value is None:
        yield f"# {key}:  # {told.ground}"
    else:
        yield f"{written_line(key, told.value)}  # a guess: {told.ground}"


def comment(text: str, width: int = WIDTH) -> list[str]:
    """A text as lines of a comment.

    >>> comment("Half a line")
    ['# Half a line']
    """
    indent = " " * (len(text) - len(text.lstrip()))
    lines, words = [], " ".join(text.split()).split(" ")
    line = words[0]
    for word in words[1:]:
        if len(line) + len(word) + len(indent) + 3 > width:
            lines.append(line)
            line = word
        else:
            line += f" {word}"
    return [f"# {indent}{one}" for one in [*lines, line]]


def mail_text() -> str:
    """mail.yml of an agency that has none yet."""
    lines = [
        schema_comment("mail", beside=True),
        *comment(
            "Who sends the reports, and through which server: params/README.md explains every key. Without a host "
            "nothing is sent: `kpilib send` then writes the messages as files to look at. A password never stands "
            "here. `# key:  # question` is a question: take the first # away and write the answer before the second."
        ),
        "# sender: {name: , email: }  # whose name stands over the mail?",
        "# reply_to:  # where do answers go, if not to the sender?",
        "# host:  # the agency's mail server",
        "per_minute: 30",
    ]
    return "\n".join(lines) + "\n"
