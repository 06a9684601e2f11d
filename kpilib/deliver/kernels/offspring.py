"""The processes that come from a process, on Linux: who they are, who gets the orphans among them, their end."""

import ctypes
import os
import signal
from collections.abc import Collection
from contextlib import suppress
from pathlib import Path

PR_SET_PDEATHSIG = 1
PR_SET_CHILD_SUBREAPER = 36


def die_with(parent: int) -> None:
    """Have the system kill this process when its parent dies."""
    _prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:  # it has died before it was asked for
        os._exit(1)


def adopt_orphans() -> None:
    """Become the parent of every descendant whose own parent dies, so that none can slip away."""
    _prctl(PR_SET_CHILD_SUBREAPER, 1)


def _prctl(option: int, value: int) -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(option, ctypes.c_ulong(value), 0, 0, 0):
        raise OSError(ctypes.get_errno(), f"prctl {option}")


def descendants(process: int, but: Collection[int] = ()) -> set[int]:
    """All that come from a process, without those in `but` and what comes from them."""
    found: set[int] = set()
    rest = [process]
    while rest:
        new = set(_children(rest.pop())) - found - set(but)
        found |= new
        rest += new
    return found


def _children(process: int) -> list[int]:
    children: list[int] = []
    # A process or one of its threads may end while it is being looked at.
    with suppress(FileNotFoundError, ProcessLookupError):
        for thread in Path(f"/proc/{process}/task").iterdir():
            with suppress(FileNotFoundError, ProcessLookupError):
                children += map(int, (thread / "children").read_text().split())
    return children


def kill_all(process: int, but: Collection[int] = ()) -> None:
    """Kill all that come from a process, and what they fork meanwhile, and reap those that come to this process.

    Whole groups at a time, because the system lets nobody in a group fork while it is being killed.
    """
    safe = {os.getpgid(0), *but}
    while found := descendants(process, but):
        groups = set()
        for pid in found:
            with suppress(ProcessLookupError):
                groups.add(os.getpgid(pid))
        for group in groups - safe:
            with suppress(ProcessLookupError):
                os.killpg(group, signal.SIGKILL)
        for pid in found:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
            with suppress(ChildProcessError):
                os.waitpid(pid, 0 if process == os.getpid() and pid in _children(process) else os.WNOHANG)
