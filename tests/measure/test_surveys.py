"""Waves of a survey: counts are put together, shares never averaged, and weights cost answers."""

import pandas as pd
import pytest

from kpilib.measure.estimate import Estimate, difference, nps_interval
from kpilib.measure.estimates import estimates_of
from kpilib.measure.shares import agresti_coull, effective_n, two_shares, wilson, z_of
from kpilib.measure.surveys import waves_of
from tests.builders import day, facts_of, metric_of, plan_of
from tests.people import nps, wave

PLAN = plan_of()


def waves(name: str, *frames: pd.DataFrame, channel: str | None = None) -> tuple[Estimate, ...]:
    return waves_of(metric_of(name), facts_of(*frames), PLAN, channel)


def test_a_wave_that_has_a_name_is_one_estimate():
    (one,) = waves("nps", nps("spring", "2026-05-04", "2026-05-14", 200, 80, 400))
    assert (one.name, one.value, one.n) == ("spring", 30, 400)
    assert (one.first, one.last) == (day("2026-05-04"), day("2026-05-14"))


def test_answers_of_single_days_are_put_together_by_quarter_and_not_averaged():
    frames = [
        wave("", "2026-05-04", "2026-05-04", 100, satisfied=90),
        wave("", "2026-05-05", "2026-05-05", 10, satisfied=1),
        wave("", "2026-07-01", "2026-07-01", 50, satisfied=25),
    ]
    spring, summer = waves("satisfaction", *frames)
    assert (spring.name, spring.hits, spring.n) == ("Q2 2026", 91, 110)  # not the mean of 90% and 10%
    assert (summer.name, summer.value) == ("Q3 2026", 0.5)


def test_a_file_without_days_is_a_wave_of_its_span():
    (one,) = waves("nps", nps("", "2026-01-01", "2026-03-31", 10, 5, 30))
    assert one.name == "2026-01-01 to 2026-03-31"


def test_those_asked_in_a_channel_are_other_people():
    frame = wave("spring", "2026-05-04", "2026-05-14", 100, satisfied=70)
    mail = frame.assign(channel="Email", value=20.0)
    assert waves("satisfaction", frame, mail)[0].hits == 70
    assert waves("satisfaction", frame, mail, channel="Email")[0].hits == 20


def test_a_score_needs_its_detractors():
    assert waves("nps", wave("spring", "2026-05-04", "2026-05-14", 100, promoters=70)) == ()


def test_the_half_of_a_score_that_nobody_brings_is_named():
    half = wave("spring", "2026-05-04", "2026-05-14", 100, promoters=70)
    assert estimates_of(metric_of("nps"), facts_of(half), PLAN).absent == ("detractors",)
    assert estimates_of(metric_of("nps"), facts_of(), PLAN).absent == ("promoters",)


def test_waves_come_oldest_first():
    late, early = (wave(name, f"2026-0{m}-01", f"2026-0{m}-09", 40, satisfied=20) for name, m in (("a", 6), ("b", 3)))
    assert [one.name for one in waves("satisfaction", late, early)] == ["b", "a"]


def test_arguments_are_not_changed():
    facts = facts_of(nps("spring", "2026-05-04", "2026-05-14", 200, 80, 400))
    before = facts.readings.copy()
    waves_of(metric_of("nps"), facts, PLAN)
    pd.testing.assert_frame_equal(facts.readings, before)


def test_equal_weights_cost_nothing_and_unequal_ones_do():
    assert effective_n([2.0] * 50) == 50
    assert effective_n([1.0] * 50 + [3.0] * 50) == pytest.approx(80)
    with pytest.raises(ValueError, match="weights are zero or more"):
        effective_n([])


def test_agresti_coull_is_around_wilson_and_never_narrower():
    for hits, n in ((0, 5), (3, 40), (20, 40), (39, 40)):
        (low, high), (wide_low, wide_high) = wilson(hits, n), agresti_coull(hits, n)
        assert wide_low <= low + 1e-12
        assert wide_high >= high - 1e-12


def test_what_is_no_share_is_refused():
    for hits, n in ((5, 4), (-1, 4), (0, 0)):
        with pytest.raises(ValueError, match="is no share"):
            wilson(hits, n)
    with pytest.raises(ValueError, match="are no score"):
        nps_interval(8, 5, 10)
    with pytest.raises(ValueError, match="a level is between 0 and 1"):
        z_of(95)


def test_the_same_shares_do_not_differ():
    assert two_shares((10, 40), (10, 40)) == (0, 1)
    assert two_shares((40, 40), (40, 40)) == (0, 1)


def test_a_difference_with_nobody_is_not_known():
    nobody = Estimate("a", day("2026-05-04"), day("2026-05-14"), 0, 0)
    assert difference(nobody, nobody).p != difference(nobody, nobody).p
