"""The processes that make reports side by side, behind the interface of `concurrent.futures`."""

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import BrokenExecutor, Executor, Future, ProcessPoolExecutor, as_completed
from contextlib import contextmanager, suppress
from functools import partial
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


def in_processes(number: int) -> Callable[..., Iterator[R]]:
    """`work` in so many processes of this machine."""

    def start(most: int) -> Executor:
        return processes(min(number, most))

    return partial(work, start=start, side_by_side=number)


def work(
    make: Callable[[T], R],
    tasks: Sequence[T],
    failed: Callable[[T, str], R],
    *,
    start: Callable[[int], Executor],
    side_by_side: int,
) -> Iterator[R]:
    """The results of all tasks as they come, from workers of which some may die.

    failed : the result of a task that could not be done, with the reason.
    start  : new workers for so many tasks, done in their order. A dead process takes all that were waiting for its
        pool with it. Those that were in the making then are done one by one, so that the one that kills its worker is
        known; all others are done side by side by new workers.
    """
    left = list(tasks)
    while left:
        done: set[int] = set()
        with _stopping(start(len(left))) as pool:
            for number, future in _given_out(pool, make, left):
                if not isinstance(future.exception(), BrokenExecutor):
                    done.add(number)
                    yield future.result()
        undone = [task for number, task in enumerate(left) if number not in done]
        suspects, left = undone[:side_by_side], undone[side_by_side:]
        for task in suspects:
            with _stopping(start(1)) as pool:
                future = pool.submit(make, task)
                died = isinstance(future.exception(), BrokenExecutor)
                yield failed(task, "the process that made it died, twice") if died else future.result()


def _given_out(pool: Executor, make: Callable[[T], R], tasks: Sequence[T]) -> Iterator[tuple[int, Future]]:
    """The place of each task and its future, as they end; those that a broken pool no longer takes are left out."""
    waiting = {}
    with suppress(BrokenExecutor):
        for number, task in enumerate(tasks):
            waiting[pool.submit(make, task)] = number
    for future in as_completed(waiting):
        yield waiting[future], future


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
