"""Every sentence holds: read back, its numbers are those of the assessment, and none of them contradicts another."""

import math
import re
from collections.abc import Callable, Iterator

import pandas as pd
import pytest

from kpilib.judge.assessment import Assessment, outside
from kpilib.judge.process import Process, process_or_why
from kpilib.judge.status import chance_status
from kpilib.judge.thresholds import CHANCES
from kpilib.tell import scorecard, wording
from kpilib.tell.wording import process as processes
from kpilib.tell.wording.chance import CHANCE, chance_clause, probability_text, range_note, shown_probability
from kpilib.tell.wording.signals import shown_limits
from tests.builders import facts_of, judged, kpi_of, rows
from tests.tell import wild
from tests.tell.examples import conversion, forecast, lead_cost, leads, money, plain, visitors
from tests.tell.reading import Written, read

SEEDS = 240
Law = Callable[[Assessment], bool]


def number(one: Assessment, text: str) -> Written:
    """A number of a sentence in the unit of the KPI; points of a share are hundredths."""
    return read(text, points=0.01 if one.metric.unit == "percent" else 1.0)


def finding(one: Assessment) -> str:
    return plain(wording.finding(one))


def part(pattern: str, text: str) -> str | None:
    """The first group of a pattern in a text."""
    found = re.search(pattern, text)
    return found[1] if found else None


# The laws of a finding


def the_actual_is_told(one: Assessment) -> bool:
    told = part(r" (?:reached|averaged|stood at|came to|ended at) (.+?)(?:,? \(|, |;|$)", _nameless(one))
    return math.isnan(one.actual) or _plan_reached(one) or number(one, told).tells(one.actual)


def a_gap_is_the_distance_and_on_its_side(one: Assessment) -> bool:
    """So much behind the plan path, above the target, under the limit."""
    found = re.search(
        r", (?!just)([^,;]*(?:,\d[^,;]*)*) (ahead of|behind|above|below|over|under) the (plan path|target|limit)",
        finding(one),
    )
    if not found:
        return True
    gap = one.pace.gap if found[3] == "plan path" else one.actual - one.target
    told = number(one, found[1])
    return told.tells(abs(gap)) and not told.nothing and (found[2] in ("ahead of", "above", "over")) == (gap > 0)


def a_gap_and_the_two_numbers_beside_it_agree(one: Assessment) -> bool:
    """Not "1,200, 3 below the target of 1,200": the written difference is the written gap, up to rounding."""
    found = re.search(
        r" (?:at|to|averaged|reached) ([^;]*?)(?: \([^)]*\))?, (?!just)"
        r"(\S*(?: bn| m| points| places| min \d+ s| s)?) "
        r"(?:above|below|over|under) the (?:target|limit) of ([^;]+)",
        _nameless(one),
    )
    if not found:
        return True
    actual, gap, target = (number(one, text) for text in found.groups())
    apart = abs(actual.value - target.value)
    return found[1] != found[3] and abs(apart - gap.value) <= (actual.within + gap.within + target.within) * 1.001


def at_its_target_is_not_short_of_it(one: Assessment) -> bool:
    """What is written like its target is at it only where it meets it."""
    text = finding(one)
    if " at its target of " not in text or one.metric.improvement not in ("increase", "decrease"):
        return True
    return one.actual >= one.target if one.metric.improvement == "increase" else one.actual <= one.target


def past_its_target_is_more_than_it(one: Assessment) -> bool:
    found = re.search(r" reached ([^;]+), past its target of (.+) before", _nameless(one))
    return not found or number(one, found[1]).value > number(one, found[2]).value


def on_the_path_is_no_share_apart(one: Assessment) -> bool:
    """Where the table says "−6% to pace" the finding beside it does not say "on the plan path"."""
    if "on the plan path" not in finding(one) or one.metric.unit != "count":
        return True
    return abs(one.pace.gap) < 0.05 or not abs(one.pace.relative) >= 0.005


def within_a_band_is_within_it(one: Assessment) -> bool:
    if one.band is None or math.isnan(one.actual):
        return True
    return (", within " in finding(one)) == (outside(one.actual, one.band) == 0)


def an_interval_holds_its_value(one: Assessment) -> bool:
    if one.estimate is None or not (ends := part(r"interval ([^)]+)\)", finding(one))):
        return True
    low, _, high = ends.replace(" to ", "–").partition("–")
    high_end = number(one, high)
    low_end = number(one, low + ("%" if high.endswith("%") and not low.endswith("%") else ""))
    return low_end.tells(one.estimate.interval[0]) and high_end.tells(one.estimate.interval[1])


# The laws of a chance


def a_word_of_chance_is_that_of_its_number(one: Assessment) -> bool:
    """A toss-up is never written with P = 0.66, which is likely."""
    if one.forecast is None or not one.forecast.judged:
        return True
    word = part(
        r"is (very likely|likely|a toss-up|unlikely|very unlikely)", chance_clause(one, wording.format_of(one))
    )
    told = plain(probability_text(one.forecast.probability))
    sign, shown = told.split()[1], float(told.split()[2])
    if sign != "=":
        return CHANCE["very_likely" if sign == ">" else "very_unlikely"] == word
    return CHANCE[chance_status(shown)] == word and abs(shown - one.forecast.probability) < 0.01


def a_chance_is_never_certain(one: Assessment) -> bool:
    told = plain(probability_text(one.forecast.probability)) if one.forecast and one.forecast.judged else ""
    return "1.00" not in told and "0.00" not in told


def what_is_reached_already_is_not_to_be_reached(one: Assessment) -> bool:
    """Money that may go back is not "reached 1,300; reaching 1,200 is likely"."""
    return "; reaching " not in finding(one) or one.actual < one.target


def a_range_is_in_order_and_holds_its_median(one: Assessment) -> bool:
    found = re.search(
        r": (.+), with 80% probability between (.+) and (.+?)\.(?: It has|$)", plain(range_note(one, _write(one)))
    )
    if not found:
        return True
    median, low, high = (number(one, text) for text in found.groups())
    inside = low.value <= median.value <= high.value
    ends = zip((median, low, high), (one.forecast.median, *one.forecast.most), strict=True)
    return inside and all(written.tells(value) for written, value in ends)


# The laws of what is needed, and of weeks


def what_is_needed_reaches_the_target(one: Assessment) -> bool:
    text = plain(wording.needed(one))
    if not text:
        return not one.required
    days, each = re.search(
        r"the (\d+|one) days? left has to bring (.+?)[.;]( |$)", f"{text.removesuffix('.')}."
    ).group(1, 2)
    told = number(one, each)
    return (
        told.tells(one.required.per_day)
        and not told.nothing
        and (1 if days == "one" else int(days)) == one.required.days_left
    )


def a_multiple_is_that_of_the_two_rates(one: Assessment) -> bool:
    found = re.search(
        r"bring (.+?); .* brought (.+?) a day, so (less than )?([\d.,]+) times", plain(wording.needed(one))
    )
    if not found:
        return True
    need, now, times = number(one, found[1]), number(one, found[2]), read(found[4])
    if now.nothing or times.nothing:
        return False
    if found[3]:
        return need.value < times.value * (now.value + now.within)
    low = (need.value - need.within) / (now.value + now.within) - times.within
    high = (need.value + need.within) / max(now.value - now.within, 1e-12) + times.within
    return low <= times.value <= high


def weeks_are_counted_right(one: Assessment) -> bool:
    """So many of so many weeks met the target; the best one is the best."""
    weeks = one.weeks.dropna() if one.series is not None else None
    if weeks is None:
        return True
    text = plain(wording.finding_weekly(one, weeks))
    if best := re.search(r"best of the last (\d+) whole weeks brought (.+)", text):
        return int(best[1]) == len(weeks) and number(one, best[2]).tells(weeks.max())
    if met := re.search(r"in (none|\d+) of (\d+) whole weeks? since", text):
        since = weeks[[stamp.date() > one.start for stamp in weeks.index]]
        if one.band is not None:
            good = sum(outside(value, one.band) == 0 for value in since)
        else:
            good = sum(since <= one.target if one.metric.improvement == "decrease" else since >= one.target)
        return (good, len(since)) == (0 if met[1] == "none" else int(met[1]), int(met[2])) and len(since) > 0
    return True


def a_signal_is_on_its_side_of_the_limit(one: Assessment) -> bool:
    found = re.search(
        r" came to (.+) in the week to .+, (?:just )?(above|below) the \w+ limit of ([^;]+)", _process(one)
    )
    if not found or ", just " in _process(one):
        return True
    week, limit = number(one, found[1]).value, number(one, found[3]).value
    return week > limit if found[2] == "above" else week < limit


def without_a_signal_the_weeks_lie_within_their_limits(one: Assessment) -> bool:
    found = re.search(r" stayed within (.+) to (\S+(?: bn| m)?)(?: a week)? since ", _process(one))
    if not found:
        return True
    process = process_or_why(one)
    weeks = process.weeks[[stamp.date() > one.start for stamp in process.weeks.index]]
    low, high = shown_limits(one, process.limits)
    right = number(one, found[1]).tells(low) and number(one, found[2]).tells(high)
    more = 1e-9 * abs(high)  # of weeks that are all alike the limits are the weeks themselves
    return right and bool(((weeks >= low - more) & (weeks <= high + more)).all())


# The laws of the table


def a_cell_has_the_sign_of_its_finding(one: Assessment) -> bool:
    """ "−6% to pace" stands beside "behind the plan path", and "+3% to target" beside "above the target"."""
    cell, text = plain(scorecard.apart_text(one)), finding(one)
    if one.estimate is not None or not cell:
        return True
    if cell.startswith("–"):
        return False  # an unknown share is not told
    if " to pace" in cell:
        side = "ahead of the plan" in text, "behind the plan" in text
    else:
        side = (
            any(word in text for word in (" above the", " over the")),
            any(word in text for word in (" below the", " under the")),
        )
    return not (cell.startswith("−") and side[0]) and not (cell.startswith("+") and side[1])


def nothing_is_one_of_many_or_unknown(one: Assessment) -> bool:
    """No "1 days", no "of 0", no "nan" and no infinity."""
    bad = re.compile(
        r"\b1 (?:whole weeks|weeks|days left|days|KPIs)\b|\bof 0 whole\b|\bnan\b|∞|\binf\b", re.IGNORECASE
    )
    weeks = one.weeks.dropna() if one.series is not None else None
    texts = [finding(one), wording.needed(one), wording.headline([one], closed=False), _process(one)]
    texts += [wording.finding_weekly(one, weeks)] if weeks is not None else []
    return not any(bad.search(plain(text).replace(one.name, "")) for text in texts)


LAWS: tuple[Law, ...] = (
    the_actual_is_told,
    a_gap_is_the_distance_and_on_its_side,
    a_gap_and_the_two_numbers_beside_it_agree,
    at_its_target_is_not_short_of_it,
    past_its_target_is_more_than_it,
    on_the_path_is_no_share_apart,
    within_a_band_is_within_it,
    an_interval_holds_its_value,
    a_word_of_chance_is_that_of_its_number,
    a_chance_is_never_certain,
    what_is_reached_already_is_not_to_be_reached,
    a_range_is_in_order_and_holds_its_median,
    what_is_needed_reaches_the_target,
    a_multiple_is_that_of_the_two_rates,
    weeks_are_counted_right,
    a_signal_is_on_its_side_of_the_limit,
    without_a_signal_the_weeks_lie_within_their_limits,
    a_cell_has_the_sign_of_its_finding,
    nothing_is_one_of_many_or_unknown,
)


def _write(one: Assessment):
    return wording.format_of(one)


def _nameless(one: Assessment) -> str:
    return finding(one).replace(one.name, "It", 1)


def _plan_reached(one: Assessment) -> bool:
    return " reached its target of " in finding(one)


def _process(one: Assessment) -> str:
    """What the chart of the process says; "" without limits."""
    found = process_or_why(one) if one.known else None
    return plain(processes.finding_process(one, found)) if isinstance(found, Process) else ""


def broken(one: Assessment) -> Iterator[str]:
    """The laws that a KPI's sentences break."""
    for law in LAWS:
        if not law(one):
            yield f"{law.__name__}: {finding(one)}"


def some(seed: int) -> Assessment:
    return wild.asked(seed) if seed % 9 == 8 else wild.assessment(seed)


@pytest.fixture(scope="module")
def cases() -> list[Assessment]:
    return [some(seed) for seed in range(SEEDS)]


@pytest.mark.parametrize("law", LAWS, ids=lambda law: law.__name__)
def test_every_sentence_holds(law, cases):
    assert [f"{seed}: {finding(one)}" for seed, one in enumerate(cases) if not law(one)] == []


def headline_holds(group: list[Assessment], *, closed: bool) -> bool:
    """All, none or so many; the share of the worst is never nothing, and on the side of its verdict."""
    text = plain(wording.headline(group, closed=closed))
    for one in group:
        text = text.replace(one.name, "It").replace(one.name[0].lower() + one.name[1:], "it")
    on = sum(one.course == "on_course" for one in group)
    if on == len(group):
        return text.startswith(("All", "The one"))
    if len(group) == 1:
        counted = text.startswith("The one KPI ") and " not " in text
    else:
        told, of = re.match(r"(None|\d+) of (\d+) KPIs ", text).groups()
        counted = (0 if told == "None" else int(told), int(of)) == (on, len(group))
    return counted and not re.search(r"[^\d.]0%| – |∞|nan", text)


def test_every_headline_counts_right_and_names_no_shortfall_of_nothing(cases):
    groups = [cases[place : place + 1 + place % 5] for place in range(0, len(cases), 3)]
    bad = [
        wording.headline(group, closed=closed)
        for group in groups
        for closed in (False, True)
        if not headline_holds(group, closed=closed)
    ]
    assert bad == []


@pytest.mark.parametrize("boundary", [least for least in CHANCES.values() if least])
def test_a_chance_just_below_a_word_is_not_rounded_into_it(boundary):
    assert plain(probability_text(boundary)) == f"P = {boundary:.2f}"
    assert plain(probability_text(boundary - 0.001)) == f"P = {boundary - 0.01:.2f}"


# The faults that such cases showed, written out


def totals(each: float, days: int, target: float) -> str:
    return plain(wording.finding(leads(each, days, target=target)))


def test_a_target_that_is_missed_by_less_than_is_written_is_not_called_reached():
    assert plain(wording.finding(visitors(99.8, 92, target=100))) == (
        "Daily visitors ended at 100, just short of its target of 100"
    )
    assert plain(wording.finding(lead_cost(50.001, 92))).endswith("ended at €50.00, just over the limit of €50.00")
    assert plain(wording.finding(visitors(100, 92))).endswith("ended at 100, at its target of 100")


def test_nothing_is_never_told_as_a_gap():
    assert plain(wording.finding(visitors(49.4, 92, target=49.6))).endswith(
        "ended at 49, just short of its target of 50"
    )
    assert plain(wording.finding(visitors(49.6, 92, target=49.4))).endswith("ended at 50, just past its target of 49")
    assert plain(wording.finding(lead_cost(1234.4, 92, target=1234.6))).endswith("under the limit of €1,235")


def test_a_target_reached_to_the_digit_is_not_passed():
    assert totals(23, 80, 1840) == "Leads reached its target of 1,840 before the due date"
    assert totals(23.1, 80, 1840) == "Leads reached 1,848, past its target of 1,840 before the due date"


def test_a_part_of_a_count_is_told_where_it_is_a_share_of_the_path():
    # Of 49.68 leads in 92 days 5.4 are expected in 10 of them, and 5 came: 7% too few.
    assert totals(0.5, 10, 49.68) == "Leads reached 5, 0.4 behind the plan path"
    assert "on the plan path" in totals(20.004, 50, 1840)


def test_money_that_may_go_back_is_not_to_be_reached_again():
    one = forecast(money(40), 0.95, 3000)
    assert plain(chance_clause(one, wording.format_of(one))) == ("ending at €1,840 or more is very likely (P = 0.95)")


def test_a_rate_so_small_is_not_told_as_nothing():
    need = plain(wording.needed(leads(0.02, target=4)))
    assert "has to bring 0.1; the last 28 days brought 0.02 a day, so 3.57 times" in need
    assert wording.multiple(0.004) == "less than 0.01 times"
    assert wording.multiple(12345.6) == "12,346 times"


def test_the_last_day_left_is_one_day():
    assert "Sep 2026, the one day left has to bring 1,385" in plain(wording.needed(leads(5, 91)))


def test_one_kpi_is_not_none_of_one():
    assert wording.headline([leads(10)], closed=False) == "The one KPI is not on course; leads fell 50% behind pace"


def test_a_shortfall_of_less_than_is_written_is_no_nothing():
    short = visitors(99.99, 92)
    assert wording.headline([short], closed=True) == (
        "The one KPI was not hit; daily visitors missed by less than 0.1%"
    )


def test_what_stands_well_and_will_not_end_so_is_not_called_behind():
    # 26 a day are ahead of the path, and a forecast of low confidence says that it is unlikely to hold.
    one = forecast(leads(26), 0.2, 1500, low=True)
    assert wording.headline([one], closed=False) == (
        "The one KPI is not on course; hitting the target for leads is unlikely"
    )


def test_weeks_since_the_start_are_none_before_the_first_is_over():
    few = conversion(1, 5)
    told = wording.finding_weekly(few, pd.Series([0.02], index=[pd.Timestamp("2026-06-28")]))
    assert plain(told) == "Conversion rate has no whole week since 1 Jul 2026 yet"
    one = wording.finding_weekly(few, pd.Series([0.02], index=[pd.Timestamp("2026-07-12")]))
    assert plain(one) == "Conversion rate met 2.40% in none of 1 whole week since 1 Jul 2026"


def test_weeks_of_a_band_are_those_within_it():
    frame = rows("ads", "2026-06-29", cost=[97] * 7 + [120] * 7 + [60] * 7, planned_cost=[100] * 21)
    one = judged(facts_of(frame), "2026-07-20", kpi_of("budget_pacing", target={"low": 0.95, "high": 1.05}))
    assert plain(wording.finding_weekly(one, one.weeks)) == (
        "Budget pacing lay within 0.95 to 1.05 in 1 of 3 whole weeks since 1 Jul 2026"
    )


def test_a_change_of_chances_is_that_of_the_written_ones():
    """0.414 is written 0.41 and 0.176 is written 0.18: the change beside them is 0.23, not 0.24."""
    assert round(shown_probability(0.176) - shown_probability(0.414), 2) == -0.23
