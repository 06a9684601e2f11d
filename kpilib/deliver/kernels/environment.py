"""The environment of a kernel: what Python, Jupyter and a client's own data need, and no other secret."""

import os
from collections.abc import Iterable, Mapping

from kpilib.data.history import VARIABLE
from kpilib.data.warehouse.credentials import variables_of

NAMES = """
PATH HOME USER LOGNAME SHELL TMPDIR TEMP TMP LD_LIBRARY_PATH LANG LANGUAGE TZ TZDIR SOURCE_DATE_EPOCH
VIRTUAL_ENV CONDA_PREFIX CONDA_DEFAULT_ENV IPYTHONDIR MPLCONFIGDIR MPLBACKEND
JUPYTER_PATH JUPYTER_CONFIG_PATH JUPYTER_CONFIG_DIR JUPYTER_DATA_DIR JUPYTER_RUNTIME_DIR JUPYTER_PLATFORM_DIRS
JUPYTER_PREFER_ENV_PATH
"""
# Without these no program runs on Windows.
WINDOWS = """
SYSTEMROOT SYSTEMDRIVE WINDIR COMSPEC PATHEXT USERNAME USERPROFILE HOMEDRIVE HOMEPATH APPDATA LOCALAPPDATA
PROGRAMDATA PROGRAMFILES PROGRAMFILES(X86) NUMBER_OF_PROCESSORS
"""
# How a warehouse is found, and its key where its engine looks for one itself: for who reads from such an engine.
ENGINES = {
    "postgres": ["PGHOST", "PGPORT", "PGUSER", "PGPASSWORD", "PGPASSFILE", "PGSSLMODE", "PGSSLROOTCERT"],
    "bigquery": ["GOOGLE_APPLICATION_CREDENTIALS"],
}
ALLOWED = {*NAMES.split(), *WINDOWS.split(), VARIABLE}
STARTS = ("LC_", "XDG_", "PYTHON")
# Reports are made side by side, so that a kernel's arithmetic gains nothing from threads of its own.
LIBRARIES = ("OMP", "OPENBLAS", "MKL", "NUMEXPR")
THREADS = (*(f"{name}_NUM_THREADS" for name in LIBRARIES), "VECLIB_MAXIMUM_THREADS")


def kernel_environment(
    client: str = "", *, engines: Iterable[str] = (), reports: str = "", source: Mapping[str, str] | None = None
) -> dict[str, str]:
    """The variables that a kernel is given.

    client  : whose passwords of warehouses it may see.
    engines : of the warehouses that the client reads from; the keys of others are not for it.
    reports : the folder of all reports, and with it the history; what the source says where it is not given.
    source  : the variables to choose from; those of this process if None.
    """
    source = os.environ if source is None else source
    own = variables_of(client, source) | {name for one in engines for name in ENGINES.get(one, ())}
    chosen = {name: value for name, value in source.items() if _harmless(name) or name.upper() in own or name in own}
    return chosen | dict.fromkeys(THREADS, "1") | ({VARIABLE: reports} if reports else {})


def _harmless(name: str) -> bool:
    upper = name.upper()  # Windows writes them as it likes
    return upper in ALLOWED or upper.startswith(STARTS)
