"""What every kernel and every report would import, or make up their minds about, for itself."""

import functools
import importlib
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from inspect import signature

import kpilib
from kpilib.plan.words import LANGUAGES, vocabulary
from kpilib.tell.page import compile_templates
from kpilib.tell.svg import find_fonts

KERNEL = """
ipykernel.kernelapp ipykernel.zmqshell ipykernel.ipkernel ipykernel.debugger debugpy.server IPython.core.debugger
IPython.core.completerlib IPython.core.oinspect IPython.core.logger IPython.extensions.storemagic
IPython.utils.wildcard tornado.platform.asyncio tornado.gen tornado.queues zmq.utils.garbage sqlite3 faulthandler
encodings.idna encodings.latin_1
"""
# Not matplotlib's pyplot, nor the inline backend: loaded before there is a shell, they would drop every figure.
REPORT = """
pyarrow.pandas_compat pandera.backends.pandas.register pandera.backends.pandas.builtin_checks
pandera.backends.pandas.builtin_hypotheses pandera.accessors.pandas_accessor pandera.api.geopandas
pandas.core.reshape.reshape pyarrow.vendored.version
great_tables openpyxl scipy.optimize statsmodels.regression.linear_model statsmodels.stats.sandwich_covariance
matplotlib.backends.backend_svg PIL.features ruamel.yaml.mergevalue encodings.utf_8_sig encodings.unicode_escape
"""


def preload() -> None:
    """Import it all, and read what kpilib has files of its own for: metrics, rules, words, catalogues of sentences.

    What a version of a package has no longer is left for the kernels to miss. Nothing is drawn here: matplotlib keeps
    the files of fonts open, and forks would share the place at which they are read.
    """
    for name in (*KERNEL.split(), *REPORT.split()):
        with suppress(ModuleNotFoundError):
            importlib.import_module(name)
    for name in kpilib.__all__:
        getattr(kpilib, name)  # which brings in where it comes from
    for function in _cached():
        names = list(signature(function).parameters)
        if not names:
            function()
        elif names == ["language"]:
            for language in LANGUAGES:
                function(language)
    for language in LANGUAGES:
        vocabulary(language).compile()
    compile_templates()
    find_fonts()


def _cached() -> Iterator[Callable[..., object]]:
    """What kpilib computes once. Without an argument, or with a language alone, that is the same in every report."""
    for name, module in list(sys.modules.items()):
        if name.startswith("kpilib."):
            yield from (one for one in vars(module).values() if isinstance(one, functools._lru_cache_wrapper))
