"""The kernels in which notebooks run."""

import os

from jupyter_client import AsyncKernelManager
from jupyter_core.paths import jupyter_runtime_dir
from traitlets import default

# A path to a Unix socket may have about 100 letters on Linux and macOS; the kernel adds a few of its own.
LONGEST_SOCKET = 95


class LocalKernelManager(AsyncKernelManager):
    """A kernel that is spoken to through Unix sockets where they exist: nobody else on the network can listen."""

    @default("transport")
    def _local_transport(self) -> str:
        return "ipc" if os.name == "posix" and len(self._socket()) < LONGEST_SOCKET else "tcp"

    def _socket(self) -> str:
        return f"{jupyter_runtime_dir()}/kernel-{'0' * 36}-ipc-1"
