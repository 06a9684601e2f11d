"""The one picture of a mail: how the KPI that needs attention most runs, as a PNG that any client shows."""

import io
from base64 import b64encode
from collections.abc import Sequence
from typing import Any

import matplotlib
from matplotlib.backends.backend_agg import FigureCanvasAgg
from PIL import Image

from kpilib.judge.assessment import Assessment
from kpilib.tell import style
from kpilib.tell.charts.chart import HALF, Draw
from kpilib.tell.charts.progress import progress_drawing
from kpilib.tell.charts.waves import waves_drawing
from kpilib.tell.mail.rows import row_of

PIXELS = 1120  # across, twice what is shown, for screens with small pixels
SHOWN = 560  # CSS pixels across
COLOURS = 128  # of ink, tints and their smooth edges; more would not be seen
NEARLY = 252  # of 255, in each of red, green and blue


def picture_of(ranked: Sequence[Assessment]) -> dict[str, Any] | None:
    """The chart of the worst KPI of which there are data, with what is said of it; None where there are none of any.

    png : base64. alt : the finding in numbers, for who does not see it. width : in CSS pixels.
    """
    worst = next((one for one in ranked if one.known or one.estimate is not None), None)
    if worst is None:
        return None
    told = waves_drawing(worst) if worst.estimate is not None else progress_drawing(worst)
    row = row_of(worst)
    return {
        "title": told.title,
        "subtitle": told.subtitle,
        "alt": f"{row['name']}: {row['line']}",
        "note": told.note,
        "png": b64encode(png_of(told.draw)).decode(),
        "width": SHOWN,
    }


def png_of(draw: Draw) -> bytes:
    """A drawing as an opaque PNG: the same bytes for the same input, and nothing in it but the picture.

    It is drawn at the size of half a page's width, so that its text can be read on a phone too.
    """
    width, height = HALF[0]
    with matplotlib.rc_context(style.CHART):
        figure = draw(width, height)
        figure.set_dpi(PIXELS / width / style.PX)
        canvas = FigureCanvasAgg(figure)
        canvas.draw()
        drawn = Image.frombuffer("RGBA", canvas.get_width_height(), canvas.buffer_rgba()).convert("RGB")
    return _few_colours(drawn)


def _few_colours(drawn: Image.Image) -> bytes:
    """A third of the bytes: a chart has few colours. White, averaged with what is nearly white, stays white."""
    few = drawn.quantize(COLOURS, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    few.putpalette([255 if part >= NEARLY else part for part in few.getpalette()])
    target = io.BytesIO()
    few.save(target, "PNG")
    return target.getvalue()
