"""Colours by meaning, and the one style of all charts.

Petrol against burnt orange survives red-green blindness; every state has a word and a shape beside its colour.
"""

import sys

import matplotlib
from cycler import cycler

from kpilib.tell.svg import LAYOUT_FONT

INK = "#1b2430"
SECOND = "#4a5563"
LABEL = "#5f6b7a"
REFERENCE = "#8793a0"
RULE = "#c9ced6"
HAIRLINE = "#e3e6ea"
WASH = "#f5f6f8"
FAVOURABLE = "#0b6a88"
UNFAVOURABLE = "#b23c0c"
UNDECIDED = "#7a5c00"

OF_COURSE = {"on_course": FAVOURABLE, "close": UNDECIDED, "off_course": UNFAVOURABLE, "unknown": LABEL}

# What a figure of an analyst's own has beside it: the colours of its lines, and a size that a phone can show.
OWN = {
    "axes.prop_cycle": cycler(color=[INK, FAVOURABLE, UNFAVOURABLE, REFERENCE, UNDECIDED]),
    "figure.figsize": (6.25, 3.1),
    "figure.dpi": 96,
}

PX = 1 / 96  # figures are sized in CSS pixels
TEXT = 8.25  # points: 11 px
SMALL_TEXT = 7.5  # points: 10 px, below which no text is drawn

CHART = {
    "font.family": LAYOUT_FONT,
    "font.size": TEXT,
    "axes.labelsize": TEXT,
    "xtick.labelsize": TEXT,
    "ytick.labelsize": TEXT,
    "text.color": INK,
    "text.parse_math": False,
    "axes.edgecolor": REFERENCE,
    "axes.labelcolor": SECOND,
    "xtick.color": SECOND,
    "ytick.color": SECOND,
    "axes.linewidth": 0.75,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.spines.left": False,
    "axes.axisbelow": True,
    "axes.grid": True,
    "axes.grid.axis": "y",
    "grid.color": HAIRLINE,
    "grid.linewidth": 0.75,
    "xtick.major.size": 3,
    "xtick.major.width": 0.75,
    "ytick.major.size": 0,
    "xtick.major.pad": 4,
    "ytick.major.pad": 5,
    "lines.linewidth": 1.6,
    "lines.solid_capstyle": "round",
    "figure.facecolor": "white",
    "savefig.facecolor": "white",
    "svg.fonttype": "none",
    "svg.hashsalt": "kpilib",
}


def use_in_notebook() -> bool:
    """Give plain matplotlib figures of this notebook the look of our charts, and draw them as SVG.

    What the analyst has set already stays set. Outside of a notebook nothing is done. Whether it was one is returned.
    """
    shell = getattr(sys.modules.get("IPython"), "get_ipython", lambda: None)()
    if not hasattr(shell, "kernel"):
        return False
    from matplotlib_inline.config import InlineBackend  # a kernel has it; nothing else needs it

    untouched = {
        name: value
        for name, value in (CHART | OWN).items()
        if matplotlib.rcParams[name] == matplotlib.rcParamsDefault[name]
    }
    matplotlib.rcParams.update(untouched)
    backend = InlineBackend.instance(parent=shell)
    if set(backend.figure_formats) == {"png"}:
        backend.figure_formats = {"svg"}
    return True
