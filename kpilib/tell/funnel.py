"""The funnel in the order of RACE, and the chain from intent to sales that fills it."""

import math
from collections.abc import Sequence

from markupsafe import Markup

from kpilib.judge.chain import Chain, Link
from kpilib.judge.thresholds import CHANGED_BELOW
from kpilib.measure.funnel import Funnel, Step
from kpilib.tell.formats import ABSENT, Format, share
from kpilib.tell.language import say
from kpilib.tell.names import name_of, noun_of, stage_name
from kpilib.tell.page import fragment
from kpilib.tell.phrases import capital
from kpilib.tell.table import Column, Table, cell, table, titled
from kpilib.tell.wording import chain as words
from kpilib.tell.wording import format_of
from kpilib.tell.wording import funnel as funnel_words
from kpilib.tell.wording.estimates import move_text

COURSE = {
    "sound": "on_course",
    "weak": "off_course",
    "empty": "off_course",
    "unmeasured": "close",
    "unwatched": "close",
}


def _funnel_columns() -> tuple[Column, ...]:
    return (
        Column("step", say("Step")),
        Column("count", say("Count"), "right"),
        Column("change", "ΔPY", "right"),
        Column("bar", say("Share going on, 0\N{EN DASH}100%"), full=True),
        Column("rate", say("Step rate"), "right"),
        Column("gap", "ΔPY", "right", label=say("ΔPY, step rate")),
    )


def table_funnel(funnel: Funnel | None) -> Table:
    """Each step, its count, and the share that goes on to it; without two steps nothing is shown."""
    if funnel is None:
        return table("funnel", [], [])
    rows = [_step(funnel.steps, number) for number in range(len(funnel.steps))]
    columns = [one for one in _funnel_columns() if funnel.paired or one.key not in ("change", "gap")]
    return titled(
        funnel_words.finding_funnel(funnel),
        table("funnel", columns, rows, caption=funnel_words.subtitle_funnel(funnel)),
    )


def _step(steps: Sequence[Step], number: int) -> dict[str, str | Markup]:
    step, under = steps[number], steps[number - 1] if number else None
    cells = {
        "step": cell(funnel_words.step_name(step.measure), stage_name(step.stage), strong=True),
        "count": cell(Format("count")(step.count), strong=True),
        "change": _signed(share(step.change, sign=True), step.change),
    }
    if under is None or math.isnan(step.rate):
        return cells
    sure = step.rate - step.before if step.p < CHANGED_BELOW else math.nan
    bar = _bar(step, funnel_words.bar_text(steps, number)) if step.rate <= 1 else ""
    return cells | {
        "bar": bar,
        "rate": funnel_words.rate_text(step, under),
        "gap": _signed(funnel_words.gap_text(step), sure),
    }


def _bar(step: Step, alt: str) -> Markup:
    before = None if math.isnan(step.before) or step.before > 1 else round(100 * step.before, 1)
    return fragment("going.html.j2", now=round(100 * step.rate, 1), before=before, alt=alt)


def _signed(text: str, change: float) -> Markup | str:
    """A change in the colour of its side; one that chance explains, or that is not known, has none."""
    if text == ABSENT or math.isnan(change) or not change:
        return text
    return Markup('<span class="kpi-{}">{}</span>').format("on_course" if change > 0 else "off_course", text)


def _chain_columns() -> tuple[Column, ...]:
    return (
        Column("node", say("Link")),
        Column("volume", say("How much of it"), "right"),
        Column("into", say("Goes on into it"), "right"),
        Column("follows", say("Association"), "right"),
        Column("tended", say("Who tends it")),
        Column("state", say("State"), full=True),
    )


def table_chain(chain: Chain) -> Table:
    """The five links in their order."""
    note = Markup('<p class="kpi-note">{}</p>').format(say(words.METHOD))
    rows = [_link(link) for link in chain.links]
    shown = table("chain", _chain_columns(), rows, caption=words.subtitle_chain(chain), after=note)
    return titled(words.finding_chain(chain), shown)


def _link(link: Link) -> dict[str, str | Markup]:
    word = fragment("word.html.j2", course=COURSE.get(link.state, "unknown"), word=say(words.STATE[link.state]))
    why = words.state_why(link)
    return {
        "node": cell(words.node_name(link.node), strong=True),
        "volume": _volume(link),
        "into": cell(*words.conversion_text(link.into)),
        "follows": cell(*words.follows_text(link)),
        "tended": ", ".join(dict.fromkeys(name_of(one) for one in link.tended)) or say("nobody"),
        "state": word + (Markup("<small>{}</small>").format(capital(why)) if why else ""),
    }


def _volume(link: Link) -> Markup | str:
    if link.volume is None:
        return ABSENT
    write = format_of(link.volume)
    noun = (noun_of(link.volume.metric) or name_of(link.volume)).lower()
    change = "" if link.move.course == "unknown" else f"; {move_text(link.volume, link.move, write)}"
    return cell(write(link.volume.actual), f"{noun}{change}")
