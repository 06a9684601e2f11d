"""What starts a kernel, watches it and ends it."""

import os
import signal
import sys
from collections.abc import Mapping
from contextlib import suppress
from copy import copy
from functools import cache
from pathlib import Path
from typing import Any
from uuid import uuid4

from jupyter_client import AsyncKernelManager
from jupyter_client.kernelspec import KernelSpec
from jupyter_core.paths import jupyter_runtime_dir
from traitlets import Type, default

from kpilib.deliver.kernels.child import LAUNCHER
from kpilib.deliver.kernels.client import ReadyClient
from kpilib.deliver.kernels.cost import Cost
from kpilib.deliver.kernels.environment import kernel_environment
from kpilib.deliver.kernels.warm import mark

PROVISIONER = "kpilib-warm"  # its entry point in pyproject.toml
# A path to a Unix socket may have about 100 letters on Linux and macOS.
LONGEST_SOCKET = 95
SOCKET_ENDING = "-ipc-1"
MEMORY = 3 << 30  # bytes that a kernel may write to; its libraries take 0.3 GB, the largest report 1 GB


def manager(
    environment: Mapping[str, str] | None = None,
    *,
    fork: bool = True,
    memory: int = MEMORY,
    cost: Cost | None = None,
) -> type["LocalKernelManager"]:
    """The class of managers to give to papermill or nbclient.

    environment : the variables of the kernels; those of this process without its secrets if None.
    fork        : from a warm process, where that can be; otherwise each kernel is a Python of its own.
    memory      : bytes that a kernel may write to before it gets a MemoryError; only Linux can hold it to them.
    cost        : filled in when a kernel ends that was forked.
    """
    base = WarmKernelManager if fork and can_fork() else LocalKernelManager
    return type(base.__name__, (base,), {"environment": environment, "memory": memory, "cost": cost})


@cache
def can_fork() -> bool:
    """Whether kernels can be forked and watched here: on a Linux with handles of processes and lists of children."""
    if sys.platform != "linux" or not (hasattr(os, "pidfd_open") and hasattr(signal, "pidfd_send_signal")):
        return False
    try:
        os.close(os.pidfd_open(os.getpid()))
    except OSError:
        return False
    return Path(f"/proc/self/task/{os.getpid()}/children").exists()


class LocalKernelManager(AsyncKernelManager):
    """A kernel that is spoken to through Unix sockets where they exist: nobody else on the network can listen."""

    client_class = f"{ReadyClient.__module__}.{ReadyClient.__name__}"
    client_factory = Type(ReadyClient, klass="jupyter_client.client.KernelClient")
    environment: Mapping[str, str] | None = None
    memory = MEMORY
    cost: Cost | None = None

    @default("connection_file")
    def _private_file(self) -> str:
        # Beside it lie the sockets. Without a name they would lie in the folder in which the kernel runs.
        folder = Path(jupyter_runtime_dir()).absolute()
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return str(folder / f"kernel-{mark()}-{uuid4().hex[:16]}.json")

    @default("transport")
    def _local_transport(self) -> str:
        socket = self.connection_file.removesuffix(".json") + SOCKET_ENDING
        return "ipc" if os.name == "posix" and len(socket) < LONGEST_SOCKET else "tcp"

    async def _async_pre_start_kernel(self, **options: Any) -> tuple[list[str], dict[str, Any]]:
        given = kernel_environment() if self.environment is None else dict(self.environment)
        return await super()._async_pre_start_kernel(**{"env": given} | options)

    pre_start_kernel = _async_pre_start_kernel

    async def _async_launch_kernel(self, command: list[str], **options: Any) -> None:
        await super()._async_launch_kernel(command, **options)
        limit_memory(self.provisioner.pid, self.memory)

    _launch_kernel = _async_launch_kernel

    async def _async_wait(self, pollinterval: float = 0.1) -> None:  # noqa: ARG002  a provisioner is told, or polls
        if self.has_kernel:
            await self.provisioner.wait()


class WarmSpec:
    """A kernel is forked from a warm process if it is this Python's own; others start as their spec says."""

    @property
    def kernel_spec(self) -> KernelSpec | None:
        """The installed spec, with our way to start it in this manager's copy alone."""
        found = super().kernel_spec
        if found is None or not _is_ours(found) or "kernel_provisioner" in found.metadata:
            return found
        warm = copy(found)
        warm.metadata = {**found.metadata, "kernel_provisioner": {"provisioner_name": PROVISIONER}}
        return warm


class WarmKernelManager(WarmSpec, LocalKernelManager):
    """The same, forked."""


def _is_ours(spec: KernelSpec) -> bool:
    """Whether a spec starts the ipykernel of this very Python."""
    names = {"python", "python3", f"python3.{sys.version_info.minor}", sys.executable}
    return LAUNCHER in spec.argv and spec.argv[0] in names


def limit_memory(process: int, memory: int) -> None:
    """Hold a process, and each that it starts, to so many bytes of memory that it can write to."""
    if sys.platform != "linux":
        return
    import resource

    with suppress(ProcessLookupError):
        _, most = resource.prlimit(process, resource.RLIMIT_DATA)
        limit = memory if most == resource.RLIM_INFINITY else min(memory, most)
        resource.prlimit(process, resource.RLIMIT_DATA, (limit, limit))
