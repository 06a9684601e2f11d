"""What every kernel and every report would import, or make up their minds about, for itself."""

import importlib
from contextlib import suppress

KERNEL = """
ipykernel.kernelapp ipykernel.zmqshell ipykernel.ipkernel ipykernel.debugger debugpy.server IPython.core.debugger
IPython.core.completerlib IPython.core.oinspect IPython.core.logger IPython.extensions.storemagic
IPython.utils.wildcard tornado.platform.asyncio tornado.gen tornado.queues zmq.utils.garbage sqlite3 faulthandler
encodings.idna encodings.latin_1
"""
# Not matplotlib's pyplot, nor the inline backend: loaded before there is a shell, they would drop every figure.
REPORT = """
kpilib pyarrow.pandas_compat pandera.backends.pandas.register pandera.backends.pandas.builtin_checks
pandera.backends.pandas.builtin_hypotheses pandera.accessors.pandas_accessor pandera.api.geopandas
pandas.core.reshape.reshape pyarrow.vendored.version
statsmodels.regression.linear_model statsmodels.stats.sandwich_covariance matplotlib.backends.backend_svg PIL.features
ruamel.yaml.mergevalue encodings.utf_8_sig encodings.unicode_escape
"""


def preload() -> None:
    """Import it all. What a version of a package has no longer is left for the kernels to miss."""
    for name in (*KERNEL.split(), *REPORT.split()):
        with suppress(ModuleNotFoundError):
            importlib.import_module(name)
