"""The funnel in the order of RACE, and the chain from intent to sales that fills it."""

import math
from collections.abc import Sequence

from markupsafe import Markup

from kpilib.judge.chain import Chain, Link
from kpilib.judge.thresholds import CHANGED_BELOW
from kpilib.measure.funnel import Funnel, Step
from kpilib.tell.formats import ABSENT, Format, share
from kpilib.tell.page import fragment
from kpilib.tell.table import Column, Table, cell, table, titled
from kpilib.tell.wording import STAGE, format_of
from kpilib.tell.wording import chain as words
from kpilib.tell.wording.estimates import move_text

FUNNEL = (
    Column("step", "Step"),
    Column("count", "Count", "right"),
    Column("change", "ΔPY", "right"),
    Column("bar", "Share going on, 0\N{EN DASH}100%", full=True),
    Column("rate", "Step rate", "right"),
    Column("gap", "ΔPY", "right", label="ΔPY, step rate"),
)
CHAIN = (
    Column("node", "Link"),
    Column("volume", "How much of it", "right"),
    Column("into", "Goes on into it", "right"),
    Column("follows", "Association", "right"),
    Column("tended", "Who tends it"),
    Column("state", "State", full=True),
)
COURSE = {
    "sound": "on_course",
    "weak": "off_course",
    "empty": "off_course",
    "unmeasured": "close",
    "unwatched": "close",
}


def table_funnel(funnel: Funnel | None) -> Table:
    """Each step, its count, and the share that goes on to it; without two steps nothing is shown."""
    if funnel is None:
        return table("funnel", [], [])
    rows = [_step(funnel.steps, number) for number in range(len(funnel.steps))]
    columns = [one for one in FUNNEL if funnel.paired or one.key not in ("change", "gap")]
    return titled(words.finding_funnel(funnel), table("funnel", columns, rows, caption=words.subtitle_funnel(funnel)))


def _step(steps: Sequence[Step], number: int) -> dict[str, str | Markup]:
    step, under = steps[number], steps[number - 1] if number else None
    cells = {
        "step": cell(words.STEP[step.measure], STAGE[step.stage], strong=True),
        "count": cell(Format("count")(step.count), strong=True),
        "change": _signed(share(step.change, sign=True), step.change),
    }
    if under is None or math.isnan(step.rate):
        return cells
    sure = step.rate - step.before if step.p < CHANGED_BELOW else math.nan
    bar = _bar(step, words.bar_text(steps, number)) if step.rate <= 1 else ""
    return cells | {"bar": bar, "rate": words.rate_text(step, under), "gap": _signed(words.gap_text(step), sure)}


def _bar(step: Step, alt: str) -> Markup:
    before = None if math.isnan(step.before) or step.before > 1 else round(100 * step.before, 1)
    return fragment("going.html.j2", now=round(100 * step.rate, 1), before=before, alt=alt)


def _signed(text: str, change: float) -> Markup | str:
    """A change in the colour of its side; one that chance explains, or that is not known, has none."""
    if text == ABSENT or math.isnan(change) or not change:
        return text
    return Markup('<span class="kpi-{}">{}</span>').format("on_course" if change > 0 else "off_course", text)


def table_chain(chain: Chain) -> Table:
    """The five links in their order."""
    note = Markup('<p class="kpi-note">{}</p>').format(words.METHOD)
    rows = [_link(link) for link in chain.links]
    shown = table("chain", CHAIN, rows, caption=words.subtitle_chain(chain), after=note)
    return titled(words.finding_chain(chain), shown)


def _link(link: Link) -> dict[str, str | Markup]:
    word = fragment("word.html.j2", course=COURSE.get(link.state, "unknown"), word=words.STATE[link.state])
    why = words.state_why(link)
    return {
        "node": cell(words.NODE[link.node], strong=True),
        "volume": _volume(link),
        "into": cell(*words.conversion_text(link.into)),
        "follows": cell(*words.follows_text(link)),
        "tended": ", ".join(dict.fromkeys(one.name for one in link.tended)) or "nobody",
        "state": word + (Markup("<small>{}</small>").format(f"{why[0].upper()}{why[1:]}") if why else ""),
    }


def _volume(link: Link) -> Markup | str:
    if link.volume is None:
        return ABSENT
    write = format_of(link.volume)
    noun = (link.volume.metric.noun or link.volume.name).lower()
    change = "" if link.move.course == "unknown" else f"; {move_text(link.volume, link.move, write)}"
    return cell(write(link.volume.actual), f"{noun}{change}")
