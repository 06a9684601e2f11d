"""A forked kernel, seen from the process that asked for it."""

import json
import os
import select
import signal
import subprocess
from contextlib import suppress

from kpilib.deliver.kernels.cost import Cost

GROUP = 1 << 2  # PIDFD_SIGNAL_PROCESS_GROUP, since Linux 6.9
DYING = 5.0  # seconds; a kernel whose warm process was killed is killed by the system at once


class ForkedKernel:
    """What a `Popen` is to an ordinary kernel.

    handle : of the process; unlike its number it can never mean another one.
    ended  : a pipe; the warm process writes exit code and cost there when the kernel and all it started are gone. It
             is closed without a word if the warm process itself has died, and the kernel with it.
    """

    stdin = stdout = stderr = None

    def __init__(self, pid: int, handle: int, ended: int):
        self.pid = pid
        self.handle = handle
        self.ended = ended
        self.returncode: int | None = None
        self.cost = Cost()

    def poll(self) -> int | None:
        """The exit code, or None while the kernel lives."""
        if self.returncode is None and _ready(self.ended, 0):
            self._end()
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        """The exit code, once there is one. Raises TimeoutExpired after `timeout` seconds."""
        if self.returncode is None:
            if not _ready(self.ended, timeout):
                raise subprocess.TimeoutExpired("kernel", timeout or 0)
            self._end()
        return self.returncode

    def _end(self) -> None:
        told = os.read(self.ended, 256)
        if not told:
            _ready(self.handle, DYING)
        self.returncode, self.cost.cpu, self.cost.memory = json.loads(told) if told else (-signal.SIGKILL, 0.0, 0)
        os.close(self.ended)
        os.close(self.handle)

    def send_signal(self, number: int) -> None:
        """Signal the kernel and what runs in the foreground of it; before Linux 6.9, the kernel alone."""
        if self.poll() is not None:
            return
        with suppress(ProcessLookupError):
            try:
                signal.pidfd_send_signal(self.handle, number, None, GROUP)
            except OSError as error:
                if isinstance(error, ProcessLookupError):
                    raise
                signal.pidfd_send_signal(self.handle, number)

    def terminate(self) -> None:
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)


def _ready(descriptor: int, seconds: float | None) -> bool:
    waiting = select.poll()  # unlike select, for descriptors beyond 1024 too
    waiting.register(descriptor, select.POLLIN)
    return bool(waiting.poll(None if seconds is None else seconds * 1000))
