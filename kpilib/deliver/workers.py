"""The processes that make reports side by side, behind the interface of `concurrent.futures`."""

import multiprocessing
import os
import signal
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, Future, ProcessPoolExecutor, wait
from contextlib import contextmanager
from functools import partial
from typing import TypeVar

T = TypeVar("T")
R = TypeVar("R")


def processors() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1


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


def in_processes(number: int, last: Callable[[Executor], None]) -> Callable[..., Iterator[R]]:
    """`work` in so many processes of this machine."""

    def start(most: int) -> Executor:
        return processes(min(number, most))

    return partial(work, start=start, at_once=number, last=last)


def work(
    make: Callable[[T], R],
    tasks: Sequence[T],
    failed: Callable[[T, str], R],
    *,
    start: Callable[[int], Executor],
    at_once: int,
    last: Callable[[Executor], None] = lambda _: None,
) -> Iterator[R]:
    """The results of all tasks as they come, from workers of which some may die.

    failed  : the result of a task that could not be done, with the reason.
    start   : new workers for so many tasks. A process that dies takes its pool with it, and all that was under way
        there; each of those tasks is done by a worker of its own, so that one that kills its worker is known, and
        fails alone.
    at_once : the most that are under way together, so that a death concerns no more.
    last    : is given the workers when all is done and told, unless one of them has died.
    """
    left = deque(tasks)
    while left:
        lost: list[T] = []
        with _stopping(start(len(left))) as pool:
            for task, error, result in _done(pool, make, left, at_once):
                if isinstance(error, BrokenExecutor):
                    lost.append(task)
                else:
                    yield result if error is None else failed(task, _why(error))
            if not left and not lost:
                last(pool)
        for task in lost:
            with _stopping(start(1)) as pool:
                for _, error, result in _done(pool, make, deque([task]), 1):
                    yield result if error is None else failed(task, _why(error))


def _why(error: BaseException) -> str:
    if isinstance(error, BrokenExecutor):
        return "the process that made it died, twice"
    return f"{type(error).__name__}: {error}".splitlines()[0]


def _done(
    pool: Executor, make: Callable[[T], R], left: deque[T], at_once: int
) -> Iterator[tuple[T, BaseException | None, R | None]]:
    """Tasks with their error or their result, taken from `left` until none is left or a worker has died."""
    under_way: dict[Future[R], T] = {}
    broken = False
    while under_way or (left and not broken):
        while left and len(under_way) < at_once and not broken:
            task = left.popleft()
            try:
                under_way[pool.submit(make, task)] = task
            except BrokenExecutor as error:
                broken = True
                yield task, error, None
        if not under_way:
            return
        for future in wait(under_way, return_when=FIRST_COMPLETED).done:
            task, error = under_way.pop(future), future.exception()
            broken = broken or isinstance(error, BrokenExecutor)
            yield task, error, None if error else future.result()


@contextmanager
def _stopping(pool: Executor) -> Iterator[Executor]:
    """A pool that is stopped at once when its work is left early, by Ctrl-C or by an error."""
    try:
        yield pool
    except BaseException:
        for process in multiprocessing.active_children():
            process.kill()  # nothing of theirs is half done: files appear whole, and kernels end with them
        pool.shutdown(wait=False, cancel_futures=True)
        raise
    pool.shutdown()
