"""What git is told to strip from a notebook, and what the tests ask of one, are the same."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from tests.stripped import stripped

ROOT = Path(__file__).parents[1]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
COMMAND = "git config filter.stripped.clean '{}/python -m tests.stripped'"


def git(folder: Path, *arguments: str) -> str:
    return subprocess.run(["git", *arguments], cwd=folder, capture_output=True, text=True, check=True).stdout


def used(path: Path) -> nbformat.NotebookNode:
    """A notebook as JupyterLab leaves it after it was run."""
    notebook = nbformat.read(path, as_version=4)
    notebook.metadata.kernelspec.display_name = "Python 3 (ipykernel)"
    notebook.metadata.language_info.version = "3.12.1"
    for number, cell in enumerate(notebook.cells, 1):
        cell.metadata["scrolled"] = True
        if cell.cell_type == "code":
            cell.execution_count = number
            cell.outputs = [nbformat.v4.new_output("stream", text="1,200 leads")]
    return notebook


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_that_was_run_is_stripped_to_what_is_committed(path):
    again = nbformat.writes(stripped(used(path)), version=nbformat.NO_CONVERT)
    assert f"{again}\n" == path.read_text("utf-8")


def test_a_picture_in_a_markdown_cell_and_the_tags_stay():
    notebook = used(NOTEBOOKS[0])
    notebook.cells[1].attachments = {"a.png": {"image/png": "AAAA"}}
    notebook.cells[0].metadata.tags = ["parameters", "mine"]
    kept = stripped(notebook)
    assert kept.cells[1].attachments == {"a.png": {"image/png": "AAAA"}}
    assert kept.cells[0].metadata == {"tags": ["parameters", "mine"]}


@pytest.mark.skipif(shutil.which("git") is None, reason="no git on this machine")
def test_git_strips_what_is_added_as_make_lab_tells_it_to(tmp_path):
    told = re.search(r"git config (filter\S+) '(.*)'", (ROOT / "Makefile").read_text("utf-8"))
    git(tmp_path, "init", "-q")
    git(tmp_path, "config", told[1], told[2].replace("$(BIN)/python", f"PYTHONPATH='{ROOT}' '{sys.executable}'"))
    shutil.copy(ROOT / ".gitattributes", tmp_path)
    nbformat.write(used(NOTEBOOKS[0]), tmp_path / "mine.ipynb")
    git(tmp_path, "add", "mine.ipynb")
    assert git(tmp_path, "show", ":mine.ipynb") == NOTEBOOKS[0].read_text("utf-8")


def test_the_readme_tells_the_command_that_make_lab_gives():
    assert COMMAND.format(".venv/bin") in (ROOT / "notebooks/README.md").read_text("utf-8")
    assert COMMAND.format("$(BIN)") in (ROOT / "Makefile").read_text("utf-8")
