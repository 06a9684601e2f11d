"""Speaking to a kernel that has just been started."""

import time
from queue import Empty
from typing import Any

from jupyter_client.asynchronous.client import AsyncKernelClient

PATIENCE = 0.1  # seconds after which a question is asked again


class KernelStartError(RuntimeError):
    """A kernel died, or kept silent, before it was ready for a first cell."""


class ReadyClient(AsyncKernelClient):
    """A client that knows a kernel is ready by what it says, not by a time of silence.

    A kernel tells its outputs only to those who are already listening. Once it has been heard to be done with a
    question of ours, nothing that follows can be missed.
    """

    async def _async_wait_for_ready(self, timeout: float | None = None) -> None:
        """Return when both channels are open. Raises KernelStartError if the kernel dies or takes too long."""
        end = float("inf") if timeout is None else time.monotonic() + timeout
        asked = self.kernel_info()
        answered = heard = False
        while not (answered and heard):
            channel = self.iopub_channel if answered else self.shell_channel
            try:
                message = await channel.get_msg(timeout=PATIENCE)
            except Empty:
                if not await self._async_is_alive():
                    raise KernelStartError("the kernel died before it answered") from None
                if time.monotonic() > end:
                    raise KernelStartError(f"the kernel did not answer within {timeout:g} seconds") from None
                if answered:
                    asked = self.kernel_info()
                continue
            if message["msg_type"] == "kernel_info_reply":
                self._handle_kernel_info_reply(message)
                answered = True
            heard = heard or _is_done_with(message, asked)

    wait_for_ready = _async_wait_for_ready


def _is_done_with(message: dict[str, Any], asked: str) -> bool:
    state = message["content"].get("execution_state")
    return message["msg_type"] == "status" and state == "idle" and message["parent_header"].get("msg_id") == asked
