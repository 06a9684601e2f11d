"""More than one machine: the same tasks on the workers of a Dask cluster (`pip install kpilib[cluster]`).

The machines share the folders of clients and of reports under the same paths. Tasks, fingerprints and files are those
of a run on one machine; the coordinator alone decides what is made, and writes the index and the log.
"""

from concurrent.futures import Executor

from kpilib.errors import KpilibError

SECONDS = 30  # to find the scheduler


def cluster(address: str) -> Executor:
    """The workers of a cluster as an executor; a task whose worker dies is done by another.

    Raises KpilibError where Dask is not installed or no scheduler answers.
    """
    try:
        from distributed import Client
    except ImportError:
        raise KpilibError("a run on a cluster needs Dask: pip install 'kpilib[cluster]'") from None
    try:
        client = Client(address, timeout=SECONDS, set_as_default=False)
    except (OSError, ValueError) as error:
        raise KpilibError(f"no scheduler answers at {address}: {error}") from None
    return client.get_executor(pure=False)
