"""The warm process: imports what reports need, then forks a kernel for every request, and watches over them.

It has one thread and no socket of Jupyter's, now and whenever it forks: a fork of anything else may hang for ever.
Its arguments are the descriptor of a Unix socket of packets, and the mark of the files that it has to look after.
"""

import gc
import json
import os
import select
import signal
import socket
import sys
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from jupyter_core.paths import jupyter_runtime_dir

from kpilib.deliver.kernels.child import become_kernel
from kpilib.deliver.kernels.offspring import adopt_orphans, descendants, kill_all
from kpilib.deliver.kernels.preload import preload

MOST_PROCESSES = 64  # that a kernel may have started at once; a report starts none
LOOK_EVERY = 250  # milliseconds between two counts of them
PARENT_ENDS = 200  # milliseconds from the end of its connection to its own, if it is ending
LONGEST_REQUEST = 1 << 17


@dataclass(frozen=True)
class Kernel:
    """A kernel that lives: its number, the handle that tells of its end, the pipe to pass that on, its file."""

    pid: int
    handle: int
    ended: int
    connection: str


class Server:
    """Forks and watches.

    mark     : what the names of the files of its parent's kernels have in common.
    imported : the variables of the environment that imports have set.
    """

    def __init__(self, connection: socket.socket, mark: str, imported: dict[str, str]):
        self.connection = connection
        self.mark = mark
        self.imported = imported
        self.parent = os.pidfd_open(os.getppid())
        self.kernels: dict[int, Kernel] = {}
        self.events = select.poll()
        for descriptor in (connection.fileno(), self.parent):
            self.events.register(descriptor, select.POLLIN)

    def serve(self) -> None:
        """Answer until the process that asks is gone."""
        while True:
            ready = {descriptor for descriptor, _ in self.events.poll(LOOK_EVERY if self.kernels else None)}
            for handle in ready & self.kernels.keys():
                self.end(self.kernels[handle])
            if self.parent in ready or (self.connection.fileno() in ready and not self.answer()):
                return self.clear()
            for kernel in list(self.kernels.values()):
                if len(descendants(kernel.pid)) > MOST_PROCESSES:
                    kill_all(kernel.pid)  # its end is told in the next round

    def answer(self) -> bool:
        """Fork one kernel; False when nobody asks any more."""
        said, descriptors, _, _ = socket.recv_fds(self.connection, LONGEST_REQUEST, 1)
        if not said:
            return False
        threads = len(list(Path("/proc/self/task").iterdir()))
        if threads != 1:
            os.close(descriptors[0])
            self.connection.send(json.dumps({"refused": f"it has {threads} threads"}).encode())
            return True
        request = json.loads(said)
        pid = os.fork()
        if not pid:
            self.let_go()
            os.close(descriptors[0])
            environment = self.imported | request["environment"]
            become_kernel(request["argv"], request["folder"], environment, parent=os.getppid())
        os.setpgid(pid, pid)  # before anyone can signal the group
        kernel = Kernel(pid, os.pidfd_open(pid), descriptors[0], _connection_file(request["argv"]))
        self.kernels[kernel.handle] = kernel
        self.events.register(kernel.handle, select.POLLIN)
        socket.send_fds(self.connection, [json.dumps({"pid": pid}).encode()], [kernel.handle])
        return True

    def let_go(self) -> None:
        """In the child: close what belongs to the warm process."""
        self.connection.close()
        os.close(self.parent)
        for kernel in self.kernels.values():
            os.close(kernel.handle)
            os.close(kernel.ended)

    def end(self, kernel: Kernel) -> None:
        """Reap a kernel and whatever it has left running, then tell its exit code."""
        del self.kernels[kernel.handle]
        self.events.unregister(kernel.handle)
        _, status, used = os.wait4(kernel.pid, 0)
        kill_all(os.getpid(), but={other.pid for other in self.kernels.values()})
        with suppress(BrokenPipeError):
            told = [os.waitstatus_to_exitcode(status), used.ru_utime + used.ru_stime, used.ru_maxrss * 1024]
            os.write(kernel.ended, json.dumps(told).encode())
        os.close(kernel.ended)
        os.close(kernel.handle)

    def clear(self) -> None:
        """End all kernels, and remove the files that nobody is left to remove."""
        for kernel in list(self.kernels.values()):
            signal.pidfd_send_signal(kernel.handle, signal.SIGKILL)
            self.end(kernel)
            for left in Path(kernel.connection).parent.glob(f"{Path(kernel.connection).stem}*"):
                left.unlink(missing_ok=True)
        if self.orphaned():
            for left in Path(jupyter_runtime_dir()).glob(f"kernel-{self.mark}-*"):
                left.unlink(missing_ok=True)

    def orphaned(self) -> bool:
        """Whether the parent has died: it may have written a file for a kernel that it never came to ask for."""
        parent = select.poll()
        parent.register(self.parent, select.POLLIN)
        return bool(parent.poll(PARENT_ENDS))


def _connection_file(argv: list[str]) -> str:
    return argv[argv.index("-f") + 1]


def main() -> None:
    connection = socket.socket(fileno=int(sys.argv[1]))
    adopt_orphans()
    given = set(os.environ)
    gc.disable()  # next to nothing of what is imported is let go of again; to look for it takes a fifth of the time
    preload()
    imported = {name: value for name, value in os.environ.items() if name not in given}
    gc.collect()
    gc.freeze()  # what all kernels share is never looked at again, and so stays shared
    gc.enable()
    server = Server(connection, sys.argv[2], imported)
    connection.send(json.dumps({"pid": os.getpid()}).encode())
    server.serve()
