"""A report is the same from a warm and from an ordinary kernel, and what its kernel does is told in its outcome."""

import sys

import pytest

from kpilib.deliver import render as rendering
from kpilib.deliver.kernels import can_fork
from kpilib.deliver.render import render
from tests.deliver.test_render import NOTEBOOK, OPEN, job, notebook
from tests.project import small_project

pytestmark = pytest.mark.skipif(not can_fork(), reason="kernels can be forked on Linux only")


@pytest.mark.parametrize("ending", [".json", ".html"])
def test_warm_and_ordinary_kernels_agree_to_the_last_digit(both, ending):
    warm, ordinary = both
    assert warm.page.with_suffix(ending).read_bytes() == ordinary.page.with_suffix(ending).read_bytes()


@pytest.fixture(scope="module")
def both(tmp_path_factory):
    """The report of the small shop, made in a warm and in an ordinary kernel."""
    made = []
    for fork in (True, False):
        root = tmp_path_factory.mktemp("project")
        small_project(root)
        made.append(render(job(root, NOTEBOOK), fork=fork))
    return made


def test_a_kernel_that_dies_is_worth_another_try_and_an_error_is_not(tmp_path):
    small_project(tmp_path)
    died = render(job(tmp_path, notebook(tmp_path / "mine.ipynb", OPEN, "import os; os._exit(1)")))
    assert (died.reason, died.died, died.page) == ("the kernel died", True, None)
    failed = render(job(tmp_path, notebook(tmp_path / "mine.ipynb", "1 / 0")))
    assert (failed.reason, failed.died) == ("ZeroDivisionError: division by zero", False)


def test_a_cell_that_does_not_end_is_told(tmp_path, monkeypatch):
    monkeypatch.setattr(rendering, "CELL_SECONDS", 1)
    small_project(tmp_path)
    outcome = render(job(tmp_path, notebook(tmp_path / "mine.ipynb", "while True: pass")))
    assert (outcome.reason, outcome.died) == ("it took too long: a cell may take 1 seconds, all of them 1200", False)


def test_no_socket_lies_in_the_clients_folder(tmp_path):
    small_project(tmp_path)
    look = notebook(
        tmp_path / "mine.ipynb", "import os\nassert sorted(os.listdir()) == ['2026Q3.yml', 'client.yml', 'exports']"
    )
    assert render(job(tmp_path, look)).reason.startswith("the notebook shows no report")


def test_the_grammar_that_jupyterlab_brings_is_not_built():
    assert sys.modules["rfc3987_syntax"] is None
