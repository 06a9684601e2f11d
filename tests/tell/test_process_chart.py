"""The chart of a process: what its title, note and marks say, and that its texts have room in both widths."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.figure import Figure

from kpilib.errors import KpilibError
from kpilib.judge.assessment import Assessment
from kpilib.judge.process import process_of_assessment
from kpilib.tell.charts.chart import FULL, HALF
from kpilib.tell.charts.process import chart_process
from kpilib.tell.wording.process_note import explanation_process
from kpilib.tell.wording.signals import cut, signals_detail, signals_text
from tests.builders import facts_of, judged, kpi_of, readings, rows
from tests.tell.examples import nothing, plain
from tests.tell.layout import crowded

FIRST, AS_OF = "2026-01-05", "2026-08-21"  # a Monday; whole weeks to 16 August
CALM = [18, 22, 20, 19, 21, 23, 17, 20] * 3  # 24 weeks around 20, to 21 June
NOTE = {"on": "2026-06-16", "text": "The link to the <wholesale> page left the main menu."}
ACTION = {
    "id": "C-1", "kpi": "leads", "problem": "Few", "countermeasure": "One-page form", "owner": "Ana",
    "start": "2026-06-19",
}  # fmt: skip


def leads(weeks: list[float], *, target=500, first: str = FIRST, **plan) -> Assessment:
    days = [value / 7 for value in weeks for _ in range(7)]
    return judged(facts_of(rows("crm", first, leads=days)), AS_OF, kpi_of("leads", target=target), **plan)


def cost_per_lead(costs: list[float], *, target=50) -> Assessment:
    days = {"cost": [10 * cost for cost in costs for _ in range(7)], "leads": [10] * 7 * len(costs)}
    return judged(facts_of(rows("ads", FIRST, **days)), AS_OF, kpi_of("cost_per_lead", target=target))


def revenue(weeks: list[float], **plan) -> Assessment:
    days = [1e8 * value / 7 for value in weeks for _ in range(7)]
    kpi = kpi_of("revenue", target=9e10)
    return judged(facts_of(rows("shop", FIRST, revenue=days)), AS_OF, kpi, client={"currency": "IDR"}, **plan)


SLIPPED, ROSE, QUIET = [*CALM, *[16] * 8], [*CALM, *[26] * 8], [*CALM, *CALM[:8]]
KINDS = {
    "quiet": leads(QUIET),
    "slipped": leads(SLIPPED, notes=[NOTE]),
    "new limits": leads(ROSE, actions=[ACTION]),
    "fallen": leads([*CALM, *[20] * 6, 3, 3], notes=[NOTE | {"on": "2026-08-05"}]),
    "one week": leads([*CALM, *[20] * 6, 3, 20]),
    "trial": leads([20, 22, 18, 21, 19, 20, 22], first="2026-06-29"),
    "a cost": cost_per_lead([40, 44, 42, 41, 43, 40, 44, 42] * 3 + [52] * 9),
    "money": revenue(SLIPPED),
    "without a target": leads(SLIPPED, target=None),
    "a level that jumps": leads([*CALM[:8], *[90, 110] * 13], notes=[NOTE]),
    "at zero": leads([20, 0, 45, 3] * 9),
}


@pytest.fixture
def figures(monkeypatch) -> list[Figure]:
    """The figures that are drawn."""
    drawn: list[Figure] = []
    save = Figure.savefig
    monkeypatch.setattr(Figure, "savefig", lambda self, *a, **k: (drawn.append(self), save(self, *a, **k))[1])
    return drawn


def texts(svg: str) -> str:
    return plain(" | ".join(re.findall(r"<text[^>]*>([^<]*)</text>", svg)))


@pytest.mark.parametrize("sizes", [FULL, HALF])
@pytest.mark.parametrize("name", KINDS)
def test_texts_stay_in_the_picture_and_apart(name, sizes, figures):
    chart = chart_process(KINDS[name], sizes=sizes)
    assert [problem for figure in figures for problem in crowded(figure)] == []
    assert "nan" not in f"{chart.title} {chart.subtitle} {chart.note} {texts(chart.wide.svg)}".lower()
    assert chart.alt.startswith(chart.title)
    assert chart == chart_process(KINDS[name], sizes=sizes)


@settings(max_examples=15, deadline=None)
@given(
    st.lists(st.integers(0, 60), min_size=33, max_size=33), st.sampled_from([1, 1000, 5_000_000]), st.integers(1, 9)
)
def test_texts_have_room_whatever_the_weeks(weeks, scale, target):
    one = leads([value * scale for value in weeks], target=target * 100 * scale, notes=[NOTE])
    drawn: list[Figure] = []
    save = Figure.savefig
    try:
        Figure.savefig = lambda self, *a, **k: (drawn.append(self), save(self, *a, **k))[1]
        chart_process(one)
    finally:
        Figure.savefig = save
    assert [problem for figure in drawn for problem in crowded(figure)] == []


def test_without_a_signal_the_title_says_so_and_what_is_needed():
    chart = chart_process(KINDS["quiet"])
    assert (
        plain(chart.title)
        == "Leads stayed within 12.6 to 27 a week since 1 Jul, without a signal; 57 a week is needed"
    )
    assert "limits locked on the 24 weeks to 21 Jun. Dashed: needed." in plain(chart.subtitle)
    assert plain(chart.note) == "Left alone, no usual week of the process meets 57: that takes a change."


def test_a_run_is_told_with_what_was_noted_before_it():
    chart = chart_process(KINDS["slipped"])
    assert plain(chart.title).startswith("Leads stayed below the mean of 20 for 8 weeks in a row, to 16 Aug; ")
    assert "Noted within 4 weeks before: 16 Jun: The link to the <wholesale> page left the main menu." in plain(
        chart.note
    )
    assert "8 weeks below the mean" in texts(chart.wide.svg)
    assert "16 Jun: The link to the &lt;wholesale&gt; page left the main menu" in texts(chart.wide.svg)
    assert "<wholesale>" not in str(chart.html())


def test_a_cause_is_never_invented():
    assert "Cause not known: nothing was noted within 4 weeks before." in chart_process(leads(SLIPPED)).note
    late = chart_process(leads(SLIPPED, notes=[NOTE | {"on": "2026-08-01"}]))
    assert "Cause not known" in late.note


def test_new_limits_name_their_cause():
    chart = chart_process(KINDS["new limits"])
    assert "New limits from 28 Jun, after C-1 (19 Jun): One-page form." in plain(chart.note)
    assert "trial limits of the 8 weeks to 16 Aug" in plain(chart.subtitle)
    assert "do not tell" not in chart.note


def test_weeks_outside_are_told_with_their_value_and_limit():
    assert plain(chart_process(KINDS["one week"]).title).startswith(
        "Leads came to 3 in the week to 9 Aug, below the lower limit of 12.6"
    )
    assert plain(chart_process(KINDS["fallen"]).title).startswith(
        "Leads stayed below the lower limit of 12.6 for 2 weeks in a row, 9 Aug to 16 Aug"
    )


def test_a_lower_limit_below_zero_is_cut_and_not_labelled():
    svg = texts(chart_process(KINDS["at zero"]).wide.svg)
    assert "Upper limit" in svg
    assert "Lower limit" not in svg


def test_each_rule_has_a_shape_and_the_subtitle_names_those_that_are_there():
    assert "Ring: eight or more in a row" in chart_process(KINDS["slipped"]).subtitle
    assert "Diamond" not in chart_process(KINDS["slipped"]).subtitle
    assert "Diamond: outside of the limits." in chart_process(KINDS["one week"]).subtitle
    assert "Grey" not in chart_process(KINDS["one week"]).subtitle
    old = leads([20, 22, 18, 60, *CALM[4:], *CALM[:9]])
    assert "Grey: before 1 Jul." in plain(chart_process(old).subtitle)


def test_for_a_cost_up_is_unfavourable_and_the_target_is_a_most():
    chart = chart_process(KINDS["a cost"])
    assert "at most €50.00 was agreed" in plain(chart.title)
    assert "At most €50.00" in texts(chart.wide.svg)
    assert "#b23c0c" in chart.wide.svg
    assert "#b23c0c" not in chart_process(KINDS["new limits"]).wide.svg


def test_without_limits_weeks_are_drawn_and_the_note_says_why():
    chart = chart_process(leads([20, 22, 21], first="2026-07-27"))
    assert chart.note == "No limits: 3 whole weeks can be told, and 6 are needed."
    facts = facts_of(readings("mail", FIRST, active_subscribers=range(1000, 1228)))
    assert (
        "stands on the week before it" in chart_process(judged(facts, AS_OF, kpi_of("list_size", target=1300))).note
    )


def test_a_kpi_without_data_says_why():
    with pytest.raises(KpilibError, match="has no data to draw"):
        chart_process(nothing())


@pytest.mark.parametrize(
    ("name", "text", "detail"),
    [
        ("quiet", "None", ""),
        ("slipped", "1, low", "8 weeks in a row to 16 Aug"),
        ("new limits", "1, high (trial limits)", "8 weeks in a row to 16 Aug"),
        ("one week", "1, low", "week to 9 Aug"),
        ("fallen", "1, low", "2 weeks outside to 16 Aug"),
        ("trial", "None (trial limits)", ""),
    ],
)
def test_signals_in_a_table(name, text, detail):
    process = process_of_assessment(KINDS[name])
    assert (signals_text(process), plain(signals_detail(process))) == (text, detail)


def test_two_signals_in_a_table():
    both = process_of_assessment(leads([*CALM, *[16] * 7, 3]))
    assert (signals_text(both), plain(signals_detail(both))) == (
        "2, both low", "week to 16 Aug; 8 weeks in a row to 16 Aug",
    )  # fmt: skip
    apart = process_of_assessment(leads([*CALM, 20, 20, 45, 20, 20, 20, 3, 20]))
    assert signals_text(apart) == "2, high and low"
    assert signals_text(None) == "–"


@given(st.text(max_size=60), st.integers(1, 40))
def test_a_text_is_cut_to_its_room(text, most):
    assert len(cut(text, most)) <= most
    assert cut(text, len(text)) == text


def test_the_season_behind_a_run_is_held_to_the_limits_before_it():
    one = leads([*[20] * 24, *[40] * 28, *CALM, *[40] * 8], first="2025-01-06", notes=[NOTE | {"on": "2026-06-20"}])
    process = process_of_assessment(one)
    assert process.recent[-1] == process.segments[-1].turn
    told = "the same weeks of the year before were 100% above the weeks of the old limits, now 100%."
    assert f"It may be the season: {told}" in explanation_process(one, process, ())
