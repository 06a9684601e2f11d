"""What can go wrong in a run: each fault is told, ends in time, and takes no other report with it."""

import os
import random
import signal
import subprocess
import time
from pathlib import Path

import nbformat
import pytest

from kpilib.deliver.batch import Run, plan_jobs
from kpilib.deliver.job import Outcome
from kpilib.deliver.kernels import can_fork
from kpilib.deliver.kernels.offspring import descendants
from kpilib.deliver.lock import only_run
from kpilib.errors import KpilibError
from tests.deliver.batches import files, page, project, ran, started, whole
from tests.deliver.test_isolation import made
from tests.deliver.test_kernel_faults import within

pytestmark = pytest.mark.skipif(not can_fork(), reason="kernels can be forked on Linux only")


def gone(processes: set[int]) -> bool:
    return not any(Path(f"/proc/{one}").exists() for one in processes)


def only_first(cell: str) -> str:
    return f"import os, time\nfrom pathlib import Path\nif client == 'first':\n    {cell}"


def reasons(root: Path, **options) -> dict[str, str | None]:
    return {client: one.reason for client, one in made(root, **options).items()}


def test_an_endless_cell_fails_alone(tmp_path, monkeypatch):
    monkeypatch.setattr("kpilib.deliver.render.CELL_SECONDS", 2)
    root = project(tmp_path, ["first", "second"], only_first("time.sleep(1000)"))
    told = reasons(root)
    assert told == {
        "first": "it took too long: a cell may take 2 seconds, all of them 1200",
        "second": None,
    }
    assert whole(root, "second")


def test_a_kernel_that_dies_is_tried_once_more_and_fails_alone(tmp_path):
    count = tmp_path / "tries"
    root = project(tmp_path, ["first", "second"], only_first(f"open({str(count)!r}, 'a').write('x'); os._exit(1)"))
    assert reasons(root) == {"first": "the kernel died", "second": None}
    assert count.read_text() == "xx"


def test_a_kernel_that_dies_once_costs_nothing(tmp_path):
    mark = tmp_path / "died"
    root = project(
        tmp_path, ["first"], only_first(f"mark = Path({str(mark)!r}); mark.exists() or mark.touch() or os._exit(1)")
    )
    outcome = made(root)["first"]
    assert (outcome.reason, outcome.why) == (None, "there is none yet; its kernel died once")
    assert whole(root, "first")


def test_an_error_of_the_notebook_is_not_tried_again(tmp_path):
    count = tmp_path / "tries"
    root = project(tmp_path, ["first"], only_first(f"open({str(count)!r}, 'a').write('x'); 1 / 0"))
    assert reasons(root) == {"first": "ZeroDivisionError: division by zero"}
    assert count.read_text() == "x"


def test_what_goes_wrong_in_our_own_code_fails_its_report_alone(tmp_path, monkeypatch):
    from kpilib.deliver import render

    def page_of(executed, real=render.to_page):
        page, results = real(executed)
        return (page, results) if results["client"] == "second" else {}["the page"]

    monkeypatch.setattr(render, "to_page", page_of)
    root = project(tmp_path, ["first", "second"])
    assert reasons(root) == {"first": "KeyError: 'the page'", "second": None}


@pytest.fixture
def small_disk(tmp_path):
    """A folder on a disk of its own, of 256 kB."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = (
        os.geteuid() == 0
        and not subprocess.run(
            ["mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", disk], capture_output=True, check=False
        ).returncode
    )
    if not mounted:
        pytest.skip("only root can mount a small disk, and not everywhere")
    yield disk
    subprocess.run(["umount", disk], check=True)


def test_a_full_disk_is_told_and_leaves_nothing_half_written(tmp_path, small_disk):
    root = project(tmp_path, ["first", "second"], only_first("print('x' * 300_000)"))
    (root / "reports").symlink_to(small_disk)
    told = reasons(root)
    assert told["first"].startswith("the disk is full: no room for ")
    assert told["second"] is None
    assert files(root, "first") in ([".made", "tiny.json"], [".made"])
    assert whole(root, "second")


def test_a_read_only_folder_of_reports_is_told_in_one_line(tmp_path, small_disk, kpilib):
    root = project(tmp_path, ["first"])
    subprocess.run(["mount", "-o", "remount,ro", small_disk], check=True)
    told = ["--params", root / "params", "--notebook", "tiny", "--reports", small_disk]
    code, out, err = kpilib("run", "2026Q3", *told)
    assert (code, out) == (2, "")
    assert err.startswith("nothing can be written into disk/: ")
    assert err.count("\n") == 1
    # Where only one client's folder is: its report fails, and nothing more.
    outcome = next(iter(made_into(root, small_disk)))
    assert outcome.reason.endswith("is read-only for this user")


def made_into(root: Path, reports: Path) -> list[Outcome]:

    return list(
        Run(plan_jobs(root / "params", [root / "notebooks/tiny.ipynb"], reports, "2026Q3", as_of="2026-08-21"))
    )


def test_two_runs_at_once_are_not_possible(tmp_path, kpilib):
    root = project(tmp_path, ["first"])
    told = ["--params", root / "params", "--notebook", "tiny", "--wait", "0.1"]
    with only_run(root / "reports"):
        code, out, err = kpilib("run", "2026Q3", *told)
        explained = kpilib("run", "2026Q3", *told, "--explain")
    assert (code, out) == (2, "")
    assert err == "another run is writing into reports/; wait for its end, or let this one wait: --wait SECONDS\n"
    assert explained[0] == 0
    with only_run(root / "reports"):
        pass


def test_a_run_waits_for_another_to_end(tmp_path):
    import threading

    held, told = threading.Event(), []

    def first() -> None:
        with only_run(tmp_path):
            held.set()
            time.sleep(0.3)
            told.append("first")

    other = threading.Thread(target=first)
    other.start()
    held.wait(10)
    with only_run(tmp_path, wait=30):
        told.append("second")
    other.join()
    assert told == ["first", "second"]
    with only_run(tmp_path), pytest.raises(KpilibError, match="another run is writing"), only_run(tmp_path):
        pass


def test_ctrl_c_ends_cleanly_and_the_next_run_does_the_rest(tmp_path):
    root = project(tmp_path, ["first", "second", "third"], "import time\nif client != 'first':\n    time.sleep(1000)")
    with started(root, "--jobs", "2") as run:
        assert within(120, page(root, "first").exists)
        assert within(30, lambda: len(descendants(run.pid)) >= 6)
        family = descendants(run.pid)
        os.killpg(run.pid, signal.SIGINT)  # what a terminal does: to all of the group
        _, err = run.communicate(timeout=60)
        assert run.returncode == 130
    assert "interrupted: what is made is whole" in err
    assert "Traceback" not in err
    assert len(family) >= 4  # two workers, their warm processes and kernels
    assert within(10, lambda: gone(family))
    assert list((root / "k").iterdir()) == []
    nothing = root / "notebooks/tiny.ipynb"
    told = nbformat.read(nothing, as_version=4)
    told.cells[1].source = ""
    nbformat.write(told, nothing)
    assert ran(root, "--jobs", "2")[0] == 0
    assert [whole(root, client) for client in ("first", "second", "third")] == [True] * 3


def test_a_worker_that_is_killed_in_mid_run_loses_nothing(tmp_path):
    clients = [f"shop-{number}" for number in range(4)]
    root = project(tmp_path, clients, "import time\ntime.sleep(1)")
    with started(root, "--jobs", "2") as run:
        assert within(120, lambda: any(root.glob("reports/2026Q3/*/tiny.ipynb")))
        workers = [one for one in descendants(run.pid) if b"spawn_main" in Path(f"/proc/{one}/cmdline").read_bytes()]
        os.kill(workers[0], signal.SIGKILL)
        out, err = run.communicate(timeout=200)
    assert (run.returncode, err) == (0, "")
    assert "4 reports made: " in out
    assert [whole(root, client) for client in clients] == [True] * 4


KILLS = int(os.environ.get("KPILIB_KILLS", "3"))  # each costs the start of a run; ten before a release
SEED = int(os.environ.get("KPILIB_SEED", "9"))


def notebooks_kept(root: Path) -> set[tuple[Path, int]]:
    """The executed notebooks and when they were written; papermill writes one at a report's end."""
    return {(path, path.stat().st_mtime_ns) for path in root.glob("reports/2026Q3/*/tiny.ipynb")}


def killed(root: Path, delay: float) -> set[int]:
    """Kill a run so many seconds after it has ended its first report; the processes that it had."""
    before = notebooks_kept(root)
    with started(root, "--jobs", "2") as run:
        within(100, lambda: run.poll() is not None or bool(notebooks_kept(root) - before))
        time.sleep(delay)
        family = descendants(run.pid)
        run.kill()
    return family


def test_a_run_that_is_killed_at_any_moment_is_completed_by_the_next(tmp_path):
    clients = [f"shop-{number:02}" for number in range(50 if KILLS >= 10 else 12)]
    root = project(tmp_path, clients, "import time\ntime.sleep(0.3)")
    chance = random.Random(SEED)
    for _ in range(KILLS):
        family = killed(root, chance.uniform(0, 1))
        assert within(10, lambda family=family: gone(family))
        made = [path.read_text("utf-8").rstrip() for path in root.glob("reports/2026Q3/*/tiny.html")]
        assert all(page.endswith("</html>") for page in made)
    assert ran(root, "--jobs", "2")[0] == 0
    assert [client for client in clients if not whole(root, client)] == []
    assert not any((root / "reports").rglob("*.draft"))
    assert sorted(path.name for path in (root / "reports/2026Q3").iterdir() if path.is_dir()) == clients
    index = (root / "reports/2026Q3/index.html").read_text("utf-8")
    assert [client for client in clients if f'"{client}/tiny.html"' not in index] == []
    assert list((root / "k").iterdir()) == []
