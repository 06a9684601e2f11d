"""The warm process, seen from the process that makes reports: one for each, replaced when it has died."""

import atexit
import json
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from uuid import uuid4

from kpilib.deliver.kernels.client import KernelStartError
from kpilib.deliver.kernels.environment import kernel_environment
from kpilib.deliver.kernels.process import ForkedKernel

# As with an ordinary kernel, what lies in the working folder must not be imported instead of a library.
SERVER = (
    "import sys; sys.path = [one for one in sys.path if one]; from kpilib.deliver.kernels.server import main; main()"
)
START_SECONDS = 120.0  # for the imports, on a machine that has much else to do
END_SECONDS = 10.0  # for it to end its kernels and remove their files
LONGEST_REQUEST = 1 << 17
# pyarrow's allocator starts a thread of its own as soon as it is loaded, and a fork of two threads may hang for ever.
ONE_THREAD = {"JE_ARROW_MALLOC_CONF": "background_thread:false"}

_lock = threading.Lock()
_warm: dict[int, "WarmProcess"] = {}


@cache
def _mark_of(process: int) -> str:  # noqa: ARG001  each process has its own
    return uuid4().hex[:8]


def mark() -> str:
    """What the names of all files of this process's kernels have in common.

    By it the warm process, which outlives this one, finds those that nobody else is left to remove.
    """
    return _mark_of(os.getpid())


def warm_up() -> None:
    """Have the warm process there before a first file is written that it may have to remove."""
    with _lock:
        _process()


def fork_kernel(argv: Sequence[str], folder: Path, environment: Mapping[str, str]) -> ForkedKernel:
    """A kernel from this process's warm process. Raises KernelStartError if it cannot be forked."""
    with _lock:
        try:
            return _process().fork(argv, folder, environment)
        except OSError:  # it has died since the last kernel, or is dying; a new one has nothing to do with the cause
            if lost := _warm.pop(os.getpid(), None):
                lost.close()
        try:
            return _process().fork(argv, folder, environment)
        except OSError as error:
            raise KernelStartError(f"the warm process was lost twice: {error}") from error


def _process() -> "WarmProcess":
    """This process's own; what a forked worker inherits belongs to its parent."""
    running = _warm.get(os.getpid())
    if running is not None and not running.alive:
        running.close()
        running = None
    if running is None:
        running = _warm[os.getpid()] = WarmProcess()
    return running


class WarmProcess:
    """A Python that has imported what reports need, and is asked for forks of itself."""

    def __init__(self) -> None:
        self._socket, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._socket.settimeout(START_SECONDS)
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-Xfrozen_modules=off", "-c", SERVER, str(theirs.fileno()), mark()],
                pass_fds=[theirs.fileno()],
                env=kernel_environment() | ONE_THREAD,
                stdin=subprocess.DEVNULL,
                start_new_session=True,  # a Ctrl-C is for those who ask for kernels, not for the kernels
            )
        atexit.register(self.close)
        try:
            self._answer()
        except OSError as error:
            self.close()
            raise KernelStartError(f"the warm process did not start: {error}") from error

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def alive(self) -> bool:
        return self._process.poll() is None

    def fork(self, argv: Sequence[str], folder: Path, environment: Mapping[str, str]) -> ForkedKernel:
        """A kernel. Raises OSError if the process has died, KernelStartError if it refuses."""
        ended, theirs = os.pipe()
        request = json.dumps({"argv": list(argv), "folder": str(folder), "environment": dict(environment)})
        try:
            socket.send_fds(self._socket, [request.encode()], [theirs])
            pid, handles = self._answer()
        except BaseException:
            os.close(ended)
            raise
        finally:
            os.close(theirs)
        return ForkedKernel(pid, handles[0], ended)

    def _answer(self) -> tuple[int, list[int]]:
        said, handles, _, _ = socket.recv_fds(self._socket, LONGEST_REQUEST, 1)
        if not said:
            raise ConnectionResetError("it has ended")
        answer = json.loads(said)
        if "refused" in answer:
            raise KernelStartError(f"the warm process cannot fork: {answer['refused']}")
        return answer["pid"], handles

    def close(self) -> None:
        """End it and its kernels."""
        atexit.unregister(self.close)
        self._socket.close()
        try:
            self._process.wait(END_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
