"""Velocity and accumulation side by side: what can be read at once, what it adds up to, and how they go together."""

import math
from collections.abc import Mapping, Sequence

from markupsafe import Markup

from kpilib.judge.assessment import Assessment
from kpilib.judge.moves import Move
from kpilib.judge.pairs import Feeder, Pair
from kpilib.judge.process import NoProcess, Process, process_or_why
from kpilib.judge.thresholds import FEEDING_WEEKS
from kpilib.tell import style
from kpilib.tell.charts.process import colour_of
from kpilib.tell.charts.spark import spark_waves, spark_weeks
from kpilib.tell.formats import ABSENT, day
from kpilib.tell.language import marked, retold, say
from kpilib.tell.names import name_of
from kpilib.tell.page import fragment
from kpilib.tell.table import Column, Table, table
from kpilib.tell.wording import format_of, target_value
from kpilib.tell.wording import pairs as words
from kpilib.tell.wording.estimates import counted_text, interval_text, move_text, move_word
from kpilib.tell.wording.signals import signals_detail

# Of what nobody agreed to only the most telling is shown here; all of it stands in the tables beside it.
MOST_FEEDERS, MOST_UNASKED = 2, 4
NOTHING = marked("No KPI that can be read at once feeds it")
COLOUR = {"better": style.FAVOURABLE, "worse": style.UNFAVOURABLE, "still": style.INK, "unknown": style.INK}
COURSE = {"better": "on_course", "worse": "off_course", "still": "unknown", "unknown": "unknown"}
Processes = Mapping[str, Process | NoProcess]


def _columns() -> tuple[Column, ...]:
    return (
        Column("velocity", say("Velocity: readable right after the work"), label=say("Velocity")),
        Column("weeks", say("Week by week")),
        Column("accumulation", say("Accumulation: builds over quarters"), label=say("Accumulation")),
        Column("waves", say("Over time")),
        Column("reading", say("Reading"), full=True),
    )


def table_pairs(pairs: Sequence[Pair], processes: Processes) -> Table:
    """Each accumulation with what feeds it, at most two of them; without accumulations nothing is shown."""
    ordered = _in_order(pairs)
    shown = [pair for pair in ordered if pair.agreed] + [pair for pair in ordered if not pair.agreed][:MOST_UNASKED]
    rows = [row for pair in shown for row in _rows(pair, processes)]
    told = [words.conflict_text(pair, feeder) for pair in pairs for feeder in pair.conflicts]
    notes = [*told, words.unasked_text(pairs), words.method_pairs()]
    after = Markup("").join(Markup('<p class="kpi-note">{}</p>').format(note) for note in notes if note)
    return table("pair", _columns(), rows, caption=words.subtitle_pairs(), after=after)


def _in_order(pairs: Sequence[Pair]) -> list[Pair]:
    """Conflicts first, then what is agreed, then what changed for the worse."""
    order = ("worse", "better", "still", "unknown")
    return sorted(pairs, key=lambda pair: (not pair.agreed, not pair.conflicts, order.index(pair.move.course)))


def _rows(pair: Pair, processes: Processes) -> list[dict[str, str | Markup]]:
    built = {"accumulation": _accumulation(pair.one), "waves": _waves(pair)}
    if not pair.feeders:
        return [{"velocity": _words_only(say(NOTHING)), **built, "reading": _reading(pair, None)}]
    rows = []
    for feeder in pair.feeders[: MOST_FEEDERS if pair.agreed else 1]:
        fed = _velocity(feeder.one, processes)
        rows.append({**fed, **(built if not rows else {}), "reading": _reading(pair, feeder, first=not rows)})
    return rows


def _words_only(text: str) -> Markup:
    return Markup("<span>{}</span>").format(text)


def _cell(name: str, value: str, *lines: str) -> Markup:
    below = Markup("").join(Markup("<small>{}</small>").format(line) for line in lines if line)
    return Markup("<span>{}</span><b>{}</b>{}").format(name, value, below)


def _velocity(one: Assessment, processes: Processes) -> dict[str, Markup]:
    process = processes.get(one.kpi.id) or process_or_why(one)
    process = process if isinstance(process, Process) else None
    weeks = one.weeks.iloc[-FEEDING_WEEKS:]
    last = weeks.last_valid_index()
    if last is None:
        return {"velocity": _cell(name_of(one), ABSENT, say("too few whole weeks"))}
    weeks = weeks.loc[:last]
    write, latest = format_of(one), float(weeks.iloc[-1])
    band = (process.limits.lower, process.limits.upper) if process else None
    if band and weeks.min() >= 0:
        band = (max(band[0], 0.0), band[1])
    marks = [_mark(one, process, week) for week in weeks.index]
    told = words.signals_told(process)
    name = say("{name}, week to {day}", name=name_of(one), day=day(last.date(), year=False))
    alt = f"{name}: {write(latest)}; {told}"
    return {
        "velocity": _cell(name, write(latest), told, signals_detail(process)),
        "weeks": spark_weeks(weeks.to_list(), band, marks=marks, alt=alt),
    }


def _mark(one: Assessment, process: Process | None, week) -> str:
    """The colour of a week that is part of a signal of the period."""
    if process is None or week not in process.weeks.index:
        return ""
    mine = [each for each in process.signals_since if each.first <= week <= each.last and each.rule != "near_limit"]
    return colour_of(one, mine[0].side) if mine else ""


def _accumulation(one: Assessment) -> Markup:
    write = format_of(one)
    target = "" if math.isnan(one.target) else say("target {value}", value=target_value(one, write))
    if not one.estimates:
        return _cell(name_of(one), write(one.actual), target)
    last = one.estimates[-1]
    told = "; ".join(part for part in (interval_text(last, write), target) if part)
    return _cell(f"{name_of(one)}, {retold(last.name)}", write(last.value), told, counted_text(one, last))


def _waves(pair: Pair) -> Markup:
    one, colour = pair.one, COLOUR[pair.move.course]
    alt = f"{name_of(one)}: {move_word(pair.move).lower()}, {move_text(one, pair.move, format_of(one))}"
    if one.estimates:
        target = one.target if one.band is None else math.nan  # its middle is no target
        return spark_waves(one.estimates[-8:], target, colour=colour, alt=alt)
    weeks = one.weeks.iloc[-FEEDING_WEEKS:]
    return spark_weeks(weeks.to_list(), None, marks=[""] * len(weeks), alt=alt)


def _reading(pair: Pair, feeder: Feeder | None, *, first: bool = True) -> Markup:
    lines: list[Markup] = []
    if first:
        lines.append(_word(pair.one, pair.move))
    if feeder is not None:
        fed = f"{name_of(feeder.one)}: {move_word(feeder.move).lower()}"
        size = move_text(feeder.one, feeder.move, format_of(feeder.one))
        told = [f"{fed}, {size}", say(words.TOGETHER[feeder.together]), words.lagged_text(feeder)]
        lines.append(Markup("<small>{}</small>").format("; ".join(part for part in told if part)))
    return Markup("").join(lines)


def _word(one: Assessment, move: Move) -> Markup:
    word = fragment("word.html.j2", course=COURSE[move.course], word=move_word(move))
    return word + Markup("<small>{}</small>").format(move_text(one, move, format_of(one)))
