"""The note under the chart of a process: what else is known of it, and what weakens it; or why it has no limits."""

from collections.abc import Sequence

from kpilib.judge.assessment import Assessment
from kpilib.judge.causes import Cause
from kpilib.judge.locked import Process, shortly_before
from kpilib.judge.process import NoProcess, reach_of_process, shift_a_year_before, weekly_level
from kpilib.judge.signals import Signal
from kpilib.judge.thresholds import (
    FEWEST_COUNTS_A_WEEK,
    FEWEST_PROCESS_WEEKS,
    SEASON_FROM,
    TRIAL_BELOW,
    WEEKS_AFTER_CAUSE,
)
from kpilib.tell import wording
from kpilib.tell.formats import Format, decimal, share
from kpilib.tell.language import marked, say, say_count
from kpilib.tell.wording.signals import cause_told, happened, level, main_signal, week_day

MOST_TOLD = 3  # signals, and causes, that are told in words beside the one in the title

LACK = {
    "no_data": marked("No limits: there are no data."),
    "accumulates": marked(
        "No limits: each week of a level stands on the week before it, so its weeks have no limits of their own."
    ),
    "too_few_counts": marked("No limits: fewer than {fewest} a week jump by themselves."),
}

REACH = {
    "reliably_met": marked("Left alone, every usual week of the process meets {level}."),
    "hit_or_miss": marked("Left alone, some usual weeks of the process meet {level} and some do not."),
    "out_of_reach": marked("Left alone, no usual week of the process meets {level}: that takes a change."),
}

# Whether it is held to limits that are no longer those of today, and whether the year before was above.
SEASON = {
    (False, True): marked(
        "It may be the season: the same weeks of the year before were {then} above the weeks of which the "
        "limits are made, now {now}."
    ),
    (False, False): marked(
        "It may be the season: the same weeks of the year before were {then} below the weeks of which the "
        "limits are made, now {now}."
    ),
    (True, True): marked(
        "It may be the season: the same weeks of the year before were {then} above the weeks of the old limits, "
        "now {now}."
    ),
    (True, False): marked(
        "It may be the season: the same weeks of the year before were {then} below the weeks of the old limits, "
        "now {now}."
    ),
}


def explanation_process(one: Assessment, process: Process, noted: Sequence[Cause]) -> str:
    """The other signals, what was noted before them, whether the target is in reach, and what weakens all this."""
    write, main = wording.format_of(one), main_signal(process)
    others = [each for each in reversed(process.recent) if each != main]
    parts = [say("It also {happened}.", happened=happened(one, process, each, write)) for each in others[:MOST_TOLD]]
    if (more := len(others) - MOST_TOLD) > 0:
        parts.append(say_count("{number} more signal is marked.", "{number} more signals are marked.", more))
    parts += [
        say("New limits from {day}, after {cause}.", day=week_day(each.first), cause=cause_told(each.cause))
        for each in process.segments
        if each.cause is not None
    ]
    parts += _noted(process, noted)
    parts += _season(one, process, main)
    parts += _reached(one, process, write)
    return " ".join([*parts, *_weak(process)])


def _noted(process: Process, noted: Sequence[Cause]) -> list[str]:
    """What stands written shortly before the signals of the period; that nothing does is said too."""
    if not process.recent:
        return []
    told = {one for signal in process.recent for one in shortly_before(signal, noted)}
    told -= {each.cause for each in process.segments}
    if told:
        latest = sorted(told, key=lambda one: one.on)[-MOST_TOLD:]
        causes = "; ".join(map(cause_told, latest))
        return [say("Noted within {weeks} weeks before: {causes}.", weeks=WEEKS_AFTER_CAUSE, causes=causes)]
    if any(each.cause for each in process.segments):
        return []
    return [say("Cause not known: nothing was noted within {weeks} weeks before.", weeks=WEEKS_AFTER_CAUSE)]


def _season(one: Assessment, process: Process, main: Signal | None) -> list[str]:
    shift = shift_a_year_before(one, process, main) if main else None
    if shift is None:
        return []
    now, then = shift
    if now * then <= 0 or abs(then) < SEASON_FROM * abs(now):
        return []
    old = any(each.turn == main for each in process.segments)  # a run is not held to the limits that are made of it
    return [say(SEASON[old, then > 0], then=share(abs(then)), now=share(abs(now)))]


def _reached(one: Assessment, process: Process, write: Format) -> list[str]:
    reach = reach_of_process(one, process)
    if reach is None:
        told = say("The limits are of the weeks before and do not tell what it does now.")
        return [told] if process.ongoing else []
    if one.band:
        asked = say("{low} to {high}", low=write(one.band[0]), high=write(one.band[1]))
    else:
        asked = level(weekly_level(one), write)
    return [say(REACH[reach], level=asked)]


def _weak(process: Process) -> list[str]:
    told = []
    if process.limits.trial:
        weeks = decimal(process.segments[-1].baseline)
        told.append(
            say("Limits of {weeks} weeks are on trial: they hold from {enough} on.", weeks=weeks, enough=TRIAL_BELOW)
        )
    if process.depends:
        told.append(
            say(
                "Neighbouring weeks depend on each other (correlation {correlation}), so a signal alone proves "
                "little: four of ten such charts or more have one without any change.",
                correlation=decimal(process.correlation, 2),
            )
        )
    if process.left_out:
        told.append(
            say_count(
                "{number} week was not measured whole and left out.",
                "{number} weeks were not measured whole and left out.",
                process.left_out,
            )
        )
    return told


def why_no_limits(lack: NoProcess) -> str:
    """Why a chart of weeks has no limits, as a sentence."""
    if lack.why == "too_few_weeks":
        return say_count(
            "No limits: {number} whole week can be told, and {needed} are needed.",
            "No limits: {number} whole weeks can be told, and {needed} are needed.",
            round(lack.number),
            needed=FEWEST_PROCESS_WEEKS,
        )
    return say(LACK[lack.why], fewest=FEWEST_COUNTS_A_WEEK)
