"""The processes that make reports side by side, behind the interface of `concurrent.futures`."""

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import BrokenExecutor, Executor, ProcessPoolExecutor, as_completed
from contextlib import contextmanager
from typing import TypeVar

T = TypeVar("T")
R = TypeVar("R")


def processes(number: int) -> ProcessPoolExecutor:
    """So many workers, each a process of its own that ends with this one."""
    # A new interpreter and no copy of this one: a fork would carry its threads' locks along.
    context = multiprocessing.get_context("spawn")
    return ProcessPoolExecutor(number, mp_context=context, initializer=_follow_parent)


def _follow_parent() -> None:
    """End as soon as the coordinator does, even when that was killed; Ctrl-C is for the coordinator to answer."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()

    def watch() -> None:
        parent.join()
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


def work(
    make: Callable[[T], R], tasks: Iterable[T], start: Callable[[], Executor], died: Callable[[T], R]
) -> Iterator[R]:
    """The results of all tasks as they come, from workers of which some may die.

    start : new workers. A dead process takes all that were waiting for its pool with it; they are done by new ones,
        after the second time one by one, so that the task that kills its worker is known.
    died  : the result of a task that killed its worker.
    """
    left, broken = list(tasks), 0
    while left and broken < 2:
        undone: list[T] = []
        with _stopping(start()) as pool:
            waiting = {pool.submit(make, task): task for task in left}
            for future in as_completed(waiting):
                if isinstance(future.exception(), BrokenExecutor):
                    undone.append(waiting[future])
                else:
                    yield future.result()
        broken, left = broken + 1, [task for task in left if task in undone]
    for task in left:
        with _stopping(start()) as pool:
            future = pool.submit(make, task)
            yield died(task) if isinstance(future.exception(), BrokenExecutor) else future.result()


@contextmanager
def _stopping(pool: Executor) -> Iterator[Executor]:
    """A pool that is stopped at once when its work is left early, by Ctrl-C or by an error."""
    try:
        yield pool
    except BaseException:
        for process in multiprocessing.active_children():
            process.terminate()
        pool.shutdown(wait=False, cancel_futures=True)
        raise
    pool.shutdown()
