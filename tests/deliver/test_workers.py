"""Tasks come back from workers of which some die: nothing is lost, and a task that kills its worker fails alone."""

import os
import signal
from concurrent.futures import Executor
from functools import partial
from pathlib import Path

from kpilib.deliver.workers import processes, work


def double(number: int) -> int:
    return 2 * number


def double_or_die(number: int) -> int:
    """Number 3 kills its worker each time."""
    if number == 3:
        os.kill(os.getpid(), signal.SIGKILL)
    return 2 * number


def double_unless_killed(folder: str, number: int) -> int:
    """Number 3 is the first whose worker is killed, once."""
    first = Path(folder, "killed")
    if number == 3 and not first.exists():
        first.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return 2 * number


def refuse(number: int) -> int:
    raise ValueError(f"not {number}")


def told(task: int, reason: str) -> str:
    return f"{task}: {reason}"


def processes_of_two(most: int) -> Executor:
    return processes(min(2, most))


def done(make, tasks=range(8), at_once: int = 2, **options) -> list:
    return sorted(work(make, tasks, told, start=processes_of_two, at_once=at_once, **options), key=str)


def test_a_task_that_kills_its_worker_each_time_fails_alone():
    assert done(double_or_die) == [0, 10, 12, 14, 2, "3: the process that made it died, twice", 4, 8]


def test_a_worker_that_is_killed_loses_nothing(tmp_path):
    # Without a limit all eight are under way when the pool breaks.
    made = done(partial(double_unless_killed, str(tmp_path)), at_once=8)
    assert made == [0, 10, 12, 14, 2, 4, 6, 8]


def test_an_error_is_the_result_of_its_task_alone():
    assert done(refuse, [1, 2]) == ["1: ValueError: not 1", "2: ValueError: not 2"]


def test_work_that_is_left_early_leaves_no_worker():
    import multiprocessing

    results = work(double, range(100), told, start=processes_of_two, at_once=2)
    next(results)
    workers = multiprocessing.active_children()
    results.close()
    for one in workers:
        one.join(10)
    assert workers
    assert not any(one.is_alive() for one in workers)


def test_what_is_done_at_last_is_done_by_a_worker_that_is_there_already():
    processes_seen = []

    def last(pool: Executor) -> None:
        processes_seen.append(pool.submit(os.getpid).result())

    workers = set(done(process_of, last=last))
    assert len(processes_seen) == 1
    assert set(processes_seen) <= workers


def test_workers_of_which_one_has_died_are_asked_for_nothing_at_last():
    asked = []
    assert done(double_or_die, [3], last=asked.append) == ["3: the process that made it died, twice"]
    assert asked == []


def process_of(_: int) -> int:
    return os.getpid()
