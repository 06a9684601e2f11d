"""Charts of random series: texts keep apart and within the picture, in both widths and both languages."""

import hashlib
import re
import subprocess
import sys
from collections.abc import Callable

import pytest
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from kpilib.judge.explain import Explanation
from kpilib.tell.bullet import bullet
from kpilib.tell.charts import chart_process, chart_progress, chart_weekly
from kpilib.tell.charts.bridge import chart_bridge
from kpilib.tell.charts.calibration import chart_calibration
from kpilib.tell.charts.chart import FULL, HALF, Chart
from kpilib.tell.charts.compared import chart_compared
from kpilib.tell.charts.coverage import chart_coverage
from kpilib.tell.charts.effect import chart_effect
from kpilib.tell.charts.spark import HEIGHT, WIDTH, spark_waves, spark_weeks
from kpilib.tell.charts.timeline import chart_timeline
from kpilib.tell.charts.waves import chart_waves
from kpilib.tell.language import speaking
from tests.builders import plan_of
from tests.tell import wild
from tests.tell.layout import crowded, looked_at, small

SEEDS = range(4)
Drawn = Callable[[int, str, tuple], Chart | None]


def of_kpi(draw: Callable[..., Chart], *kinds: Callable) -> Drawn:
    """A chart of one KPI of the kinds in turn; None for a KPI without data."""

    def drawn(seed: int, language: str, sizes: tuple) -> Chart | None:
        one = kinds[seed % len(kinds)](seed, language=language)
        return draw(one, sizes=sizes) if one.known else None

    return drawn


def bridge(seed: int, language: str, sizes: tuple) -> Chart | None:
    one, why = wild.bridged(seed, language=language)
    return chart_bridge(one, why, sizes=sizes) if isinstance(why, Explanation) else None


def waves(seed: int, language: str, sizes: tuple) -> Chart | None:
    one = wild.asked(seed, language=language)
    return chart_waves(one, sizes=sizes) if one.estimates else None


def calibration(seed: int, language: str, sizes: tuple) -> Chart:
    return chart_calibration(wild.track(seed), plan_of(client={"language": language}), sizes=sizes)


def coverage(seed: int, language: str, _: tuple) -> Chart:
    found, odd = wild.look(seed, language=language)
    return chart_coverage(found, found.sources[0], odd)


CHARTS: dict[str, Drawn] = {
    "progress": of_kpi(chart_progress, wild.total),
    "level": of_kpi(chart_progress, wild.rate, wild.level, wild.band),
    "weekly": of_kpi(chart_weekly, *wild.KINDS.values()),
    "process": of_kpi(chart_process, *wild.KINDS.values()),
    "bridge": bridge,
    "waves": waves,
    "calibration": calibration,
    "timeline": lambda seed, language, _: chart_timeline(wild.cycle(seed, language=language)),
    "effect": lambda seed, language, _: chart_effect(wild.cycle(seed, language=language)),
    "compared": lambda seed, language, _: chart_compared(wild.cycle(seed, language=language)),
    "coverage": coverage,
}


def look_at(name: str, seed: int) -> tuple[Chart | None, list[Figure]]:
    """A chart with its figures; the language and the sizes change from seed to seed."""
    language, sizes = ("en", "id")[seed % 2], (FULL, HALF)[seed // 2 % 2]
    with looked_at() as figures, speaking(language):
        return CHARTS[name](seed, language, sizes), figures


@pytest.mark.parametrize("name", CHARTS)
def test_texts_stay_in_the_picture_apart_and_readable(name):
    for seed in SEEDS:
        chart, figures = look_at(name, seed)
        found = [problem for figure in figures for problem in (*crowded(figure), *small(figure))]
        assert (seed, found) == (seed, [])
        if chart is not None:
            said = f"{chart.title} {chart.subtitle} {chart.note}"
            assert not re.search(r"\bnan\b|\binf\b|∞", said, re.IGNORECASE)


# Seeds on which a text once left the picture or stood on another: see what the chart does there now.
ONCE_CROWDED = [
    ("progress", 8), ("progress", 14), ("progress", 21), ("level", 6), ("level", 11), ("weekly", 12), ("weekly", 34),
    ("process", 8), ("process", 24), ("calibration", 10), ("calibration", 35), ("coverage", 2), ("coverage", 3),
    ("compared", 22), ("compared", 27),
]  # fmt: skip


@pytest.mark.parametrize(("name", "seed"), ONCE_CROWDED)
def test_texts_that_once_were_crowded_have_room(name, seed):
    _, figures = look_at(name, seed)
    assert [problem for figure in figures for problem in crowded(figure)] == []


@pytest.mark.parametrize("language", ["en", "id"])
@pytest.mark.parametrize("name", ["progress", "level", "weekly", "waves"])
def test_the_alternative_text_holds_the_numbers_of_the_finding(name, language):
    for seed in range(4):
        with looked_at(), speaking(language):
            chart = CHARTS[name](seed, language, FULL)
        if chart is not None:
            assert re.findall(r"\d[\d.,]*", chart.title) <= re.findall(r"\d[\d.,]*", chart.alt)
            assert chart.alt.startswith(chart.title)


def test_bars_of_a_bridge_begin_at_zero_or_where_the_bar_before_ends():
    for seed in range(8):
        _, figures = look_at("bridge", seed)
        for figure in figures:
            bars = [each for each in figure.axes[0].patches if isinstance(each, Rectangle)]
            assert min(abs(bars[0].get_x()), abs(bars[0].get_x() + bars[0].get_width())) < 1e-9
            low, high = figure.axes[0].get_xlim()
            assert low <= 0 <= high


@pytest.mark.parametrize("seed", range(5))
def test_a_total_and_its_weeks_are_drawn_from_zero(seed):
    one = wild.total(seed, metric="leads")
    for draw in (chart_progress, chart_weekly):
        with looked_at() as figures:
            draw(one)
        for figure in figures:
            low, high = figure.axes[0].get_ylim()
            assert low <= 0 < high


def test_a_bullet_begins_at_zero_and_stays_within_its_cell():
    for seed in range(40):
        svg = str(bullet(wild.assessment(seed), alt=""))
        places = [float(text) for text in re.findall(r'(?:x|width)="(-?[\d.]+)%"', svg)]
        assert all(0 <= place <= 100 for place in places)
        assert not svg or '<rect x="0" y="9"' in svg


def test_a_spark_stays_within_its_place():
    for seed in range(20):
        one = wild.asked(seed)
        values = wild.values(wild.random.Random(seed), 1 + seed, 10.0**seed)
        drawn = [
            spark_weeks(list(values), (min(values), max(values)), marks=[""] * len(values), alt=""),
            spark_waves(one.estimates, one.target, colour="#000000", alt=""),
        ]
        for svg in map(str, drawn):
            for points in re.findall(r'points="([^"]+)"', svg):
                for x, y in (map(float, point.split(",")) for point in points.split()):
                    assert 0 <= x <= WIDTH
                    assert 0 <= y <= HEIGHT
            assert "nan" not in svg


DIGEST = """
from tests.tell.test_layout import drawn_bytes
print(drawn_bytes())
"""


def drawn_bytes() -> str:
    """A fingerprint of one chart of each kind, as it is written."""
    told = hashlib.sha256()
    for name in ("progress", "level", "weekly", "bridge", "calibration"):
        chart = CHARTS[name](1, "id", HALF)
        told.update(f"{chart.title}{chart.wide.svg}{chart.narrow.svg}".encode())
    return told.hexdigest()


def test_the_same_input_gives_the_same_bytes_in_two_processes():
    other = subprocess.run([sys.executable, "-c", DIGEST], capture_output=True, text=True, check=True)
    assert other.stdout.strip() == drawn_bytes()
