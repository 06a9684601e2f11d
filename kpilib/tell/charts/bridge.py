"""Why a KPI differs from the year before: a bridge from that year over the parts of the change to this year."""

from collections.abc import Iterable

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from kpilib.judge.assessment import Assessment
from kpilib.judge.explain import Explanation, NotExplained
from kpilib.tell import style, wording
from kpilib.tell.charts.chart import FULL, HALF, NARROW, Chart, Charts, chart
from kpilib.tell.formats import Format, day
from kpilib.tell.language import in_clients_language, say
from kpilib.tell.wording import drivers as words
from kpilib.tell.wording.signals import cut

ROW, BAR = 38, 22  # pixels from bar to bar, and of a bar
LONGEST_NAME = {True: 15, False: 24}  # letters, by whether the picture is narrow
BOLD, SMALL = 7.3, 5.9  # pixels that a letter takes where it is bold, and in the small text under a name


@in_clients_language
def chart_bridge(one: Assessment, told: Explanation, *, sizes: tuple = FULL) -> Chart:
    """A KPI on the same weekdays of the year before, the parts of its change, and this year.

    Bars start at zero; a change that could not be seen so is drawn alone, and starts at the year before.

    told : from `drivers_of`. The picture is as high as its bars need, whatever heights `sizes` give.
    """
    rows = len(words.steps(one, told)) + 2

    def draw(width: int, height: int) -> Figure:
        return _draw(one, told, width, height)

    return chart(
        draw,
        title=words.finding_bridge(one, told),
        subtitle=words.subtitle_bridge(one, told),
        note=words.note_bridge(told),
        sizes=tuple((width, rows * ROW + 16) for width, _ in sizes),
    )


def _draw(one: Assessment, told: Explanation, width: int, height: int) -> Figure:
    write, few = wording.format_of(one), width < NARROW
    bars = _bars(one, told, write)
    most = LONGEST_NAME[few]
    then, *parts, now = (name for name, *_ in bars)  # the years are never cut
    names = [then, *(cut(name, most) for name in parts), now]
    left = 16 + max(BOLD * max(map(len, names)), 0 if few else SMALL * max(len(detail) for _, detail, *_ in bars))
    right = 16 + BOLD * max(len(text) for *_, text, _ in bars)
    figure = Figure(figsize=(width * style.PX, height * style.PX))
    axes = figure.add_axes((left / width, 0, (width - left - right) / width, 1))
    axes.set_axis_off()
    ends = [0.0, *(end for _, _, first, last, *_ in bars for end in (first, last))]
    span = (max(ends) - min(ends)) or 1.0
    axes.set_xlim(min(ends), min(ends) + span)
    axes.set_ylim(height, 0)
    axes.plot([0, 0], [4, height - 4], color=style.REFERENCE, linewidth=1, zorder=4, clip_on=False)
    least = 1.5 * span / (width - left - right)
    for number, (name, (_, detail, first, last, text, colour)) in enumerate(zip(names, bars, strict=True)):
        middle = 8 + ROW * (number + 0.5)
        detail = detail if SMALL * len(detail) < left - 8 else ""
        low, high = min(first, last), max(first, last)
        axes.barh(middle, max(high - low, least), BAR, low, color=colour, linewidth=0, clip_on=False)
        if number + 1 < len(bars):  # where the next bar takes up
            axes.plot([last, last], [middle - BAR / 2, middle + ROW + BAR / 2], color=style.REFERENCE, linewidth=0.8)
        _labels(axes, middle, name, detail, (high, text), colour, strong=number in (0, len(bars) - 1))
    return figure


def _bars(one: Assessment, told: Explanation, write: Format) -> list[tuple[str, str, float, float, str, str]]:
    """Name, detail, start and end, the amount as written, colour; from the year before down to this year."""
    before, after = told.drivers.before, told.drivers.after
    base = before if words.change_alone(told) else 0.0
    year, end = one.plan.quarter.year_before.year, day(told.last, year=False)
    bars = [(say("{year}, same days", year=year), "", 0.0, before - base, write(before), style.REFERENCE)]
    running = before - base
    for step in words.steps(one, told):
        good = (step.amount > 0) == (one.metric.improvement != "decrease")
        colour = style.FAVOURABLE if good else style.UNFAVOURABLE
        colour = colour if words.written(write, step.amount) else style.SECOND
        reached, text = running + step.amount, write.gap(step.amount, sign=True)
        bars.append((step.name, step.detail, running, reached, text, colour))
        running = reached
    whole = f"{write(after)} ({write.gap(after - before, sign=True)})" if base else write(after)
    return [
        *bars,
        (say("{year} to {day}", year=one.plan.quarter.year, day=end), "", 0.0, after - base, whole, style.INK),
    ]


def _labels(
    axes: Axes, middle: float, name: str, detail: str, end: tuple[float, str], colour: str, *, strong: bool
) -> None:
    """The name left of the plot, with how the part itself changed under it, and the amount right of the bar."""
    weight, ink = ("bold", style.INK) if strong else ("normal", style.SECOND)
    x, text = end
    common = {"textcoords": "offset points", "annotation_clip": False}
    axes.annotate(
        name, (0, middle), (-6, 4.5 if detail else 0), xycoords=("axes fraction", "data"), ha="right", va="center",
        color=ink, weight=weight, **common,
    )  # fmt: skip
    if detail:
        axes.annotate(
            detail, (0, middle), (-6, -5.5), xycoords=("axes fraction", "data"), ha="right", va="center",
            color=style.LABEL, fontsize=style.SMALL_TEXT, **common,
        )  # fmt: skip
    shown = style.INK if strong else colour
    axes.annotate(text, (x, middle), (5, 0), ha="left", va="center", color=shown, weight="bold", **common)


def charts_bridge(told: Iterable[tuple[Assessment, Explanation | NotExplained]]) -> Charts:
    """Bridges side by side; a KPI whose change has no parts that can be told is left out."""
    return Charts(tuple(chart_bridge(one, why, sizes=HALF) for one, why in told if isinstance(why, Explanation)))
