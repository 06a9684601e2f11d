"""What changed since a client's last report, in a few words: only what has another word now."""

import math
from dataclasses import dataclass

from markupsafe import Markup

from kpilib.data.reported import ReportedChange, ReportedKpi
from kpilib.judge.status import COURSE, chance_status
from kpilib.judge.thresholds import CHANCES
from kpilib.tell.language import say, say_count
from kpilib.tell.portfolio.clients import ClientState
from kpilib.tell.portfolio.words import WORDS, kpi_name

MOST_TOLD = 2  # changes of a client that are written out in its row


@dataclass(frozen=True)
class Moved:
    """A KPI whose word changed: the status before and now, and what was reported of the change."""

    kpi: ReportedKpi
    change: ReportedChange
    before: str
    now: str

    @property
    def steps(self) -> int:
        """How far, in words; below zero for the worse."""
        order = list(CHANCES)
        return order.index(self.before) - order.index(_as_chance(self.now))

    @property
    def fell(self) -> bool:
        """Whether it fell off course with that."""
        return COURSE[self.now] == "off_course" and COURSE[self.before] != "off_course"


def moved(client: ClientState) -> list[Moved]:
    """The KPIs whose word changed, the worst change first."""
    by_id = {one.id: one for one in client.kpis}
    found = []
    for change in client.judged.changes if client.judged else ():
        kpi = by_id.get(change.kpi)
        if kpi is None or math.isnan(change.before) or not 0 <= change.before <= 1:
            continue
        before, now = chance_status(change.before), _now(kpi, change)
        if now and now != before:
            found.append(Moved(kpi, change, before, now))
    return sorted(found, key=lambda one: one.steps)


def _now(kpi: ReportedKpi, change: ReportedChange) -> str:
    if kpi.status in ("hit", "reached", "missed"):
        return kpi.status
    return "" if math.isnan(change.now) or not 0 <= change.now <= 1 else chance_status(change.now)


def _as_chance(status: str) -> str:
    return {"hit": "very_likely", "reached": "very_likely", "missed": "very_unlikely"}.get(status, status)


def moved_text(one: Moved) -> str:
    """From which word to which: "toss-up → unlikely"."""
    return f"{say(WORDS[one.before])} → {say(WORDS[one.now])}"


def changed_cell(client: ClientState) -> Markup:
    """What changed, for the client's row."""
    if client.since is None:
        return _line("unknown", say("No earlier report"))
    found = moved(client)
    if found and len(found) > 1 and all(one.fell for one in found):
        text = say_count("{number} KPI fell off course", "{number} KPIs fell off course", len(found))
        return _line("off_course", text)
    lines = [_line(_tone(one), f"{kpi_name(one.kpi)}: {moved_text(one)}") for one in found[:MOST_TOLD]]
    if more := len(found) - MOST_TOLD:
        lines += [_line("unknown", say_count("and {number} more", "and {number} more", more))] if more > 0 else []
    known = {one.kpi for one in client.judged.changes}
    new = [kpi_name(one) for one in client.kpis if one.id not in known]
    lines += [_line("unknown", say("New: {names}", names=", ".join(new)))] if new else []
    return Markup("").join(lines) or _line("unknown", say("No change of word"))


def _tone(one: Moved) -> str:
    return "off_course" if one.steps < 0 else "on_course" if one.steps > 0 else "unknown"


def _line(course: str, text: str) -> Markup:
    return Markup('<span class="kpi-moved kpi-{}">{}</span>').format(course, text)
