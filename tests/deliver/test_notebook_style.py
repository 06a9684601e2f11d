"""A plain figure in a notebook gets the look of our charts, unless the analyst has set another."""

import sys
from types import SimpleNamespace

import matplotlib
import pytest

from kpilib.tell import style


@pytest.fixture
def backend(monkeypatch):
    """A notebook's kernel, whose figures are PNG as they are by default."""
    made = SimpleNamespace(figure_formats={"png"})
    shell = SimpleNamespace(kernel=object())
    monkeypatch.setitem(sys.modules, "IPython", SimpleNamespace(get_ipython=lambda: shell))
    inline = SimpleNamespace(instance=lambda parent: made if parent is shell else None)
    monkeypatch.setitem(sys.modules, "matplotlib_inline.config", SimpleNamespace(InlineBackend=inline))
    with matplotlib.rc_context():
        matplotlib.rcdefaults()
        yield made


def test_a_figure_has_our_look(backend):
    assert style.use_in_notebook()
    assert matplotlib.rcParams["axes.spines.top"] is False
    assert next(iter(matplotlib.rcParams["axes.prop_cycle"])) == {"color": style.INK}
    assert backend.figure_formats == {"svg"}


def test_what_the_analyst_has_set_stays_set(backend):
    matplotlib.rcParams["font.size"] = 14
    backend.figure_formats = {"retina"}
    style.use_in_notebook()
    assert matplotlib.rcParams["font.size"] == 14
    assert backend.figure_formats == {"retina"}


def test_outside_of_a_notebook_nothing_is_done(monkeypatch):
    monkeypatch.delitem(sys.modules, "IPython", raising=False)
    before = dict(matplotlib.rcParams)
    assert not style.use_in_notebook()
    assert dict(matplotlib.rcParams) == before
