"""How a warm kernel comes to be, is signalled and waited for: jupyter_client's local provisioner on other feet."""

import asyncio
from pathlib import Path
from typing import Any

from jupyter_client.connect import KernelConnectionInfo
from jupyter_client.provisioning.local_provisioner import LocalProvisioner

from kpilib.deliver.kernels.warm import fork_kernel, warm_up


class WarmProvisioner(LocalProvisioner):
    """Forks the kernel that it is asked to launch."""

    async def pre_launch(self, **options: Any) -> dict[str, Any]:
        await asyncio.to_thread(warm_up)
        return await super().pre_launch(**options)

    async def launch_kernel(self, cmd: list[str], **options: Any) -> KernelConnectionInfo:
        folder = Path(options.get("cwd") or Path.cwd()).absolute()
        # The first kernel waits for the imports of all; a thread leaves the loop free meanwhile.
        cost = getattr(self.parent, "cost", None)  # the manager's, where it wants to know
        self.process = await asyncio.to_thread(fork_kernel, cmd, folder, options["env"])
        self.process.cost = cost or self.process.cost
        self.pid = self.pgid = self.process.pid
        self.cwd = str(folder)
        return self.connection_info

    async def wait(self) -> int | None:
        """The exit code, as soon as the kernel and all that it has started are gone."""
        process = self.process
        if process is None:
            return 0
        if process.poll() is None:
            await _readable(process.ended)
        code = process.wait()
        self.process = None
        return code

    async def send_signal(self, signum: int) -> None:
        if self.process:
            self.process.send_signal(signum)

    async def cleanup(self, restart: bool = False) -> None:
        if self.process:
            self.process.poll()  # lets go of the handles of one that has died
        await super().cleanup(restart)


async def _readable(descriptor: int) -> None:
    loop = asyncio.get_running_loop()
    ready = loop.create_future()
    loop.add_reader(descriptor, lambda: ready.done() or ready.set_result(None))
    try:
        await ready
    finally:
        loop.remove_reader(descriptor)
