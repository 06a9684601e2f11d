"""The command `kpilib`, whose kernels come from a warm process that has imported little: it starts in a second.

Everything else is as in an analyst's run: workers, warm processes, forks, signals, files. Other processes take such
kernels by `take`, the workers of a Dask cluster by having this module as their preload, a test by `cheap_kernels`.
"""

import importlib
import sys
from pathlib import Path

from kpilib.deliver.kernels import warm

HOME = str(Path(__file__).parents[2])
PATH = f"sys.path = [{HOME!r}, *filter(None, sys.path)]"
SERVER = f"import sys; {PATH}; from tests.deliver.cheap import serve; serve()"


def take() -> None:
    """Have the kernels of this process come from such a warm process."""
    warm.SERVER = SERVER


def dask_setup(_: object) -> None:
    """What Dask calls in a worker, by this name."""
    take()


def serve() -> None:
    """Be the warm process."""
    from kpilib.deliver.kernels import child, server

    server.preload = lambda: importlib.import_module("ipykernel.kernelapp")
    child._forget = child._look_again = lambda: None  # what would be imported for them is not needed
    server.main()


# In the command itself and in its workers, which import the module that was started; not in a test that looks at this
# file: its own warm process stays as it is.
if __name__ in ("__main__", "__mp_main__"):
    take()

if __name__ == "__main__":
    from kpilib import cli  # which its workers do without

    sys.argv[0] = "kpilib"
    cli.main()
