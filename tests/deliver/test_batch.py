"""A run of many reports: nothing is made twice, and what it does is told."""

import json
import os
import shutil
import signal
from functools import partial

import pytest

from kpilib.cli.console import FAILED
from kpilib.deliver.batch import Run, plan_jobs
from kpilib.deliver.workers import processes
from tests.deliver.batches import AS_OF, MADE, SHOW, events, files, page, project, ran, whole
from tests.deliver.test_render import notebook

CLIENTS = ["first", "second"]


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A project whose reports were made by two processes, and what the run told."""
    root = project(tmp_path_factory.mktemp("made"), CLIENTS)
    code, out, err = ran(root, "--jobs", "2", "--json")
    assert (code, err) == (0, "")
    return root, out


@pytest.fixture
def again(made, tmp_path, kpilib):
    """A copy of the project and its reports, and a function that runs it again in this process."""
    root = shutil.copytree(made[0], tmp_path / "again")

    def run(*options: str, jobs: str = "1") -> tuple[int, str, str]:
        told = ["--params", root / "params", "--notebook", "tiny", "--as-of", AS_OF, "--jobs", jobs]
        return kpilib("run", "2026Q3", *told, *options)

    return root, run


def test_each_report_is_there_once_and_told_once(made):
    root, out = made
    assert [whole(root, client) for client in CLIENTS] == [True, True]
    assert sorted(events(out)) == CLIENTS
    assert len(out.splitlines()) == 3  # one for each, one for the end
    assert [one["status"] for one in events(out).values()] == ["made", "made"]


def test_the_run_log_tells_what_each_report_cost(made):
    root, out = made
    lines = (root / "reports/2026Q3/run.log").read_text("utf-8").splitlines()
    assert len(lines) == 2
    for line in lines:
        _, client, quarter, notebook, as_of, status, _, cpu, peak, *why = line.split()
        assert (quarter, notebook, as_of, status) == ("2026Q3", "tiny", f"as_of={AS_OF}", "made")
        assert events(out)[client]["memory"] > 30e6
        assert float(cpu.removeprefix("cpu=").removesuffix("s")) > 0
        assert int(peak.removeprefix("peak=").removesuffix("MB")) > 30
        assert " ".join(why) == "there is none yet"


def test_one_after_the_other_gives_the_same_files_as_two_at_a_time(again):
    root, run = again
    before = {client: page(root, client).read_bytes() for client in CLIENTS}
    results = {client: page(root, client).with_suffix(".json").read_bytes() for client in CLIENTS}
    code, out, _ = run("--fresh")
    assert code == 0
    assert out.splitlines()[0].startswith("1/2 first tiny: ")
    assert out.splitlines()[-1].startswith("2 reports made: ")
    assert {client: page(root, client).read_bytes() for client in CLIENTS} == before
    assert {client: page(root, client).with_suffix(".json").read_bytes() for client in CLIENTS} == results


@pytest.mark.parametrize(("workers", "clients"), [(2, CLIENTS), (2, CLIENTS[:1]), (1, CLIENTS)])
def test_what_is_done_at_last_is_done_once_when_all_is_told_where_a_report_was_made(tmp_path, workers, clients):
    root = project(tmp_path, clients)
    told = []
    jobs = plan_jobs(root / "params", [root / "notebooks/tiny.ipynb"], root / "reports", "2026Q3", as_of=AS_OF)
    run = Run(jobs, workers=workers, last=lambda: told.append(len(told)) or os.getpid)
    for outcome in run:
        told.append(outcome.job.client)
    assert sorted(told[:-1]) == list(clients)
    assert told[-1] == len(clients)
    assert (run.at_last == os.getpid()) is (workers == 1 or len(clients) == 1)


def die_elsewhere(here: int) -> str:
    if os.getpid() != here:
        os.kill(os.getpid(), signal.SIGKILL)
    return "done here"


def test_what_a_worker_dies_of_at_last_is_done_by_the_run_itself():
    run = Run([], last=lambda: partial(die_elsewhere, os.getpid()))
    with processes(1) as workers:
        run._finish(workers)
    assert run.at_last == "done here"


def test_a_second_run_makes_nothing_and_starts_no_kernel(again, monkeypatch):
    root, run = again
    monkeypatch.setattr("kpilib.deliver.batch.make", None)
    times = [path.stat().st_mtime_ns for path in sorted(root.rglob("tiny.*"))]
    code, out, _ = run()
    assert (code, out.count("\n")) == (0, 1)
    assert out.startswith("2 reports made, 2 of them before and unchanged: ")
    assert [path.stat().st_mtime_ns for path in sorted(root.rglob("tiny.*"))] == times


def test_only_what_has_changed_is_made_again_and_why_is_explained(again):
    root, run = again
    export = root / "params/second/exports/shop.csv"
    export.write_text(export.read_text("utf-8") + "2026-09-01,10,500.00,400\n", "utf-8")
    _, out, _ = run("--explain")
    assert out.splitlines() == [
        "first tiny: is kept: nothing has changed",
        "second tiny: is made: changed: the exports",
    ]
    _, out, _ = run("--json")
    told = {client: (one["status"], one["why"]) for client, one in events(out).items()}
    assert told == {"first": ("kept", "nothing has changed"), "second": ("made", "changed: the exports")}
    _, out, _ = run("--explain", "--fresh")
    assert out.splitlines()[0] == "first tiny: is made: it was asked for afresh"


def test_what_changes_in_mid_run_is_seen_by_the_next(again):
    root, run = again
    # The notebook itself stands for an analyst who corrects a file while the report is being made.
    change = "if client == 'first':\n    open('client.yml', 'a').write('# corrected\\n')"
    notebook(root / "notebooks/tiny.ipynb", change, SHOW)
    assert set(events(run("--json")[1])) == set(CLIENTS)
    _, out, _ = run("--explain")
    assert out.splitlines() == [
        "second tiny: is kept: nothing has changed",
        "first tiny: is made: changed: what was agreed",
    ]


def test_the_pages_of_a_run_that_was_killed_before_it_told_of_a_report_are_mended(again):
    root, run = again
    index = root / "reports/2026Q3/index.html"
    index.write_text("older than the reports", "utf-8")
    run()
    assert index.read_text("utf-8") == "older than the reports"
    (root / "reports/2026Q3/.unfinished").touch()
    run()
    assert "<!doctype html>" in index.read_text("utf-8")
    assert not (root / "reports/2026Q3/.unfinished").exists()


def test_a_draft_that_a_killed_run_has_left_is_removed(again):
    root, run = again
    (root / "reports/2026Q3/first/.tiny.html.77.draft").write_text("<html>half a pa", "utf-8")
    run()
    assert files(root, "first") == MADE


def test_a_failure_is_an_event_with_its_reason_and_ends_the_run_with_1(again):
    root, run = again
    (root / "params/first/2026Q3.yml").write_text("kpis: many\n", "utf-8")
    code, out, _ = run("--json")
    assert code == FAILED
    told = events(out)
    assert (told["first"]["status"], told["first"]["page"]) == ("failed", None)
    assert "2026Q3.yml" in told["first"]["reason"]
    assert told["second"]["status"] == "kept"
    assert json.loads(page(root, "first").with_suffix(".json").read_text("utf-8"))["state"] == "failed"
    assert not page(root, "first").exists()
