"""A run on a cluster: a real scheduler and two workers, each a process of its own, of which some are killed."""

import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from dataclasses import replace
from functools import partial
from pathlib import Path
from textwrap import indent

import pytest

from kpilib.deliver import cluster
from kpilib.deliver.batch import Run, plan_jobs
from kpilib.deliver.cluster import work_on_cluster
from kpilib.deliver.on_worker import make_here, unfit
from kpilib.deliver.tasks import Task
from kpilib.errors import KpilibError
from tests.deliver import batches
from tests.deliver.test_kernel_faults import within
from tests.deliver.test_render import notebook
from tests.project import QUARTER, small_project

NOBODY = "tcp://127.0.0.1:1"
CLIENTS = ("anna", "bert", "cleo", "dora", "emil", "fred")
SLEEP = "import time; time.sleep(0.5)"
# One report opens the client's data; of the others it is enough that they are made.
SHOW_ONE = f"""\
if client == "anna":
    import kpilib
    from IPython.display import display
    display(kpilib.open_report(client, quarter, as_of))
else:
{indent(batches.SHOW, "    ")}"""
# A kernel's parent is the warm process, and that one's parent the worker.
KILL_WORKER = """\
import os, pathlib
if client == "emil":
    warm = pathlib.Path(f"/proc/{os.getppid()}/stat").read_text()
    os.kill(int(warm.rpartition(")")[2].split()[1]), 9)
"""


def dask(*arguments: str, **environment: str) -> subprocess.Popen:
    return subprocess.Popen(
        [sys.executable, "-m", "dask", *arguments, "--no-dashboard"],
        env=os.environ | environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


@pytest.fixture(scope="module")
def scheduler(tmp_path_factory):
    """The address of a scheduler that gives a task up as soon as one worker has died of it, and its process."""
    found = tmp_path_factory.mktemp("dask") / "scheduler.json"
    running = dask(
        *("scheduler", "--host", "127.0.0.1", "--port", "0", "--scheduler-file", str(found)),
        DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES="0",
    )
    end = time.monotonic() + 60
    while not found.is_file() and time.monotonic() < end:
        time.sleep(0.05)
    yield json.loads(found.read_text("utf-8"))["address"], running
    running.kill()
    running.wait()


@pytest.fixture(scope="module")
def address(scheduler, tmp_path_factory):
    """The same with two workers, which are started again when they have died."""
    where, _ = scheduler
    places = [str(tmp_path_factory.mktemp("worker")) for _ in range(2)]
    told = ("worker", where, "--nthreads", "1", "--preload", "tests.deliver.cheap")
    workers = [dask(*told, "--local-directory", place) for place in places]
    yield where
    for worker in workers:
        worker.terminate()
    for worker in workers:
        worker.wait()


def project(root: Path, *cells: str) -> Path:
    """Six clients of one KPI that differ in nothing but their names, and a small notebook."""
    params = small_project(root, quarter=QUARTER.partition("  - id: conversion_rate")[0])
    for name in CLIENTS:
        shutil.copytree(params / "shop", params / name)
    return notebook(root / "mine.ipynb", *cells)


def run(root: Path, address: str | None, clients=CLIENTS) -> Run:
    jobs = plan_jobs(
        root / "params", [root / "mine.ipynb"], root / "reports", "2026Q3", clients=clients, as_of="2026-08-21"
    )
    return Run(jobs, workers=partial(work_on_cluster, address) if address else 1)


def workers_of(address: str, *, least: int) -> list[int]:
    """The processes of the workers, once there are so many."""
    from distributed import Client

    with Client(address, set_as_default=False) as client:
        client.wait_for_workers(least, timeout=60)
        return list(client.run(os.getpid).values())


def test_without_dask_it_is_told_how_to_get_it(tmp_path, monkeypatch):
    project(tmp_path)
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(KpilibError, match=r"a run on a cluster needs Dask: pip install 'kpilib\[cluster\]'"):
        list(run(tmp_path, NOBODY))


@pytest.mark.parametrize("nowhere", [NOBODY, "nonsense", "foo://host:8786"])
def test_without_a_scheduler_it_is_told_soon(tmp_path, monkeypatch, nowhere):
    monkeypatch.setattr(cluster, "FIND_SECONDS", 1)
    project(tmp_path)
    started = time.monotonic()
    with pytest.raises(KpilibError, match=f"no scheduler answers at {nowhere}: "):
        list(run(tmp_path, nowhere))
    assert time.monotonic() - started < 10
    assert not list(tmp_path.glob("reports/2026Q3/*/mine.*"))


def test_a_scheduler_without_workers_is_told(tmp_path, monkeypatch, scheduler):
    monkeypatch.setattr(cluster, "FIND_SECONDS", 1)
    project(tmp_path)
    with pytest.raises(KpilibError, match=r"has no workers; start some on each machine: dask worker tcp://"):
        list(run(tmp_path, scheduler[0]))


def test_all_reports_are_made_each_once_though_a_worker_is_killed(tmp_path, address):
    project(tmp_path, SLEEP, SHOW_ONE)
    first, *_ = workers_of(address, least=2)
    made = []
    for outcome in run(tmp_path, address):
        if not made:
            os.kill(first, signal.SIGKILL)
        made.append(outcome)
    assert [one.reason for one in made] == [None] * 6
    assert sorted(one.job.client for one in made) == list(CLIENTS)
    assert sorted(one.page for one in made) == sorted(tmp_path.glob("reports/2026Q3/*/mine.html"))
    assert not list(tmp_path.glob("reports/**/*.draft"))
    assert not list(tmp_path.glob("reports/*.cluster"))
    # For the next run nothing has changed; it needs no cluster.
    assert [one.status for one in run(tmp_path, NOBODY)] == ["kept"] * 6
    # And the results are those of one machine.
    here = tmp_path / "here"
    here.mkdir()
    project(here, SLEEP, SHOW_ONE)
    (single,) = run(here, None, clients=["anna"])
    there = tmp_path / "reports/2026Q3/anna"
    for ending in (".html", ".json"):
        assert (there / f"mine{ending}").read_bytes() == single.job.file(ending).read_bytes()


def test_a_task_that_kills_every_worker_fails_alone(tmp_path, address):
    project(tmp_path, KILL_WORKER)
    workers_of(address, least=1)
    told = {one.job.client: one.reason for one in run(tmp_path, address, ["dora", "emil", "fred"])}
    assert told.pop("emil") == "every worker that tried to make it died, also when it made nothing else"
    assert sorted(told) == ["dora", "fred"]
    assert all(reason.startswith("the notebook shows no report") for reason in told.values())  # done to its end
    assert json.loads((tmp_path / "reports/2026Q3/emil/mine.json").read_text("utf-8"))["state"] == "failed"


@pytest.fixture
def task(tmp_path) -> Task:
    project(tmp_path)
    (one,) = run(tmp_path, None, ["anna"]).tasks
    return one


@pytest.fixture
def mark(task) -> Path:
    file = task.job.out.parents[1] / ".mark"
    file.touch()
    return file


def test_a_machine_that_sees_the_same_is_fit(task, mark):
    assert unfit(task, mark) == ""


def test_a_machine_without_the_folders_says_which(task, mark, tmp_path):
    (tmp_path / "params").rename(tmp_path / "elsewhere")
    assert unfit(task, mark) == f"it does not see {tmp_path}/params/anna"
    assert make_here(None, task) == f"it does not see {tmp_path}/params/anna"


def test_another_folder_of_the_same_name_is_not_shared(task, mark):
    mark.unlink()
    assert unfit(task, mark) == f"its folder {mark.parent} is not the one of this run"


def test_a_machine_with_an_older_copy_of_the_files_is_not_fit(task, mark):
    export = task.job.folder / "exports/shop.csv"
    export.write_text(export.read_text("utf-8") + "2026-09-01,10,500.00,400\n", "utf-8")
    assert unfit(task, mark) == "it differs from the machine that asks in: the exports"


def test_a_machine_with_another_kpilib_makes_nothing(task):
    other = replace(task, parts=task.parts | {"code": "of last week"})
    assert make_here(None, other) == "it differs from the machine that asks in: kpilib itself"


def test_a_worker_of_many_threads_makes_one_report_at_a_time(task):
    inside, most = [], []

    def make(_: Task) -> str:
        inside.append(1)
        time.sleep(0.02)
        most.append(len(inside))
        inside.pop()
        return "made"

    threads = [threading.Thread(target=make_here, args=(make, task)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == [1, 1, 1, 1]


def test_the_command_runs_on_a_cluster_and_ctrl_c_ends_it(tmp_path, address):
    clients = ["first", "second", "third", "fourth"]
    root = batches.project(tmp_path, clients, "import time\nif client != 'first':\n    time.sleep(3)")
    workers_of(address, least=2)
    with batches.started(root, "--cluster", address) as going:
        assert within(60, batches.page(root, "first").exists)
        os.killpg(going.pid, signal.SIGINT)
        _, err = going.communicate(timeout=60)
    assert ("interrupted: what is made is whole" in err, "Traceback" in err) == (True, False)
    assert going.returncode == 130
    time.sleep(4)  # a worker ends the report that it has begun
    code, out, err = batches.ran(root, "--cluster", address)
    assert (code, err) == (0, "")
    assert "4 reports made" in out
    assert [batches.whole(root, client) for client in clients] == [True] * 4


def test_when_the_scheduler_is_lost_what_is_made_stays(tmp_path, scheduler, address):
    """The last of this file, for which nobody starts the scheduler again."""
    project(tmp_path, SLEEP)
    workers_of(address, least=1)
    running = iter(run(tmp_path, address))
    first = next(running)
    scheduler[1].kill()
    with pytest.raises(KpilibError, match="the scheduler is gone; what is made is whole"):
        list(running)
    assert first.notebook.is_file()
