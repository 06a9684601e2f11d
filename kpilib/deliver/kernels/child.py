"""What a fork of the warm process does to become a kernel like any other."""

import atexit
import os
import sys
import threading
import time
import traceback
from collections.abc import Mapping, Sequence
from importlib.util import find_spec
from typing import NoReturn

from kpilib.deliver.kernels.offspring import adopt_orphans, die_with

LAUNCHER = "ipykernel_launcher"


def become_kernel(argv: Sequence[str], folder: str, environment: Mapping[str, str], *, parent: int) -> NoReturn:
    """Run a kernel until it is shut down, and end this process.

    argv : the command that would have started an ordinary kernel.
    """
    code = 1
    try:
        die_with(parent)
        adopt_orphans()
        os.chdir(folder)
        os.environ.clear()
        os.environ.update(environment)
        time.tzset()
        sys.argv = [find_spec(LAUNCHER).origin, *argv[argv.index(LAUNCHER) + 1 :]]
        _forget()
        _run(sys.argv[1:])
        code = 0
    except SystemExit as leaving:
        code = leaving.code if isinstance(leaving.code, int) else int(leaving.code is not None)
    except BaseException:
        traceback.print_exc(file=sys.__stderr__)
    finally:
        _leave(code)


def _forget() -> None:
    """Undo what the warm process is, but a kernel is not."""
    import numpy as np

    np.random.seed()  # or all kernels would draw the same numbers; Python's own generator sees to itself
    if sys.modules.get("rfc3987_syntax", "") is None:
        del sys.modules["rfc3987_syntax"]


def _run(arguments: Sequence[str]) -> None:
    from ipykernel.kernelapp import IPKernelApp

    app = IPKernelApp.instance(parent_handle=os.getppid())  # without a parent it would greet a terminal
    app.initialize(list(arguments))
    _look_again()
    app.start()


def _look_again() -> None:
    """Have libraries see the kernel that they would have seen, had they been imported in it."""
    import matplotlib
    import pandas as pd

    if backend := os.environ.get("MPLBACKEND"):
        matplotlib.rcParams["backend"] = backend
    pd.set_option("display.max_columns", 20)  # where there is no terminal
    pd.set_option("display.encoding", sys.stdout.encoding)


def _leave(code: int) -> NoReturn:
    """End as a Python ends, without unwinding the warm process's own frames."""
    try:
        threading._shutdown()
        atexit._run_exitfuncs()
        for stream in (sys.__stdout__, sys.__stderr__):
            stream.flush()
    finally:
        os._exit(code)
