"""The notebooks are as an analyst should find them: short cells, three documented strings, no outputs."""

from pathlib import Path

import nbformat
import papermill
import pytest

NOTEBOOKS = sorted((Path(__file__).parents[1] / "notebooks").glob("*.ipynb"))


@pytest.fixture(params=NOTEBOOKS, ids=lambda path: path.stem)
def notebook(request):
    return nbformat.read(request.param, as_version=4)


def code(notebook) -> list:
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def test_outputs_are_stripped(notebook):
    assert [cell.id for cell in code(notebook) if cell.outputs or cell.execution_count] == []


def test_a_notebook_has_7_to_14_code_cells_beside_its_parameters_without_def_loop_or_path(notebook):
    assert 7 <= len(code(notebook)) - 1 <= 14
    lines = [line.strip() for cell in code(notebook) for line in cell.source.splitlines()]
    assert [line for line in lines if line.startswith(("def ", "for ", "while ")) or "/" in line.split("#")[0]] == []


def test_one_cell_is_tagged_parameters_and_explains_each(notebook):
    (tagged,) = [cell for cell in code(notebook) if "parameters" in cell.metadata.get("tags", [])]
    assert all("  # " in line for line in tagged.source.splitlines())


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_the_parameters_are_three_strings(path):
    found = papermill.inspect_notebook(str(path))
    assert list(found) == ["client", "quarter", "as_of"]
    assert all(one["default"].startswith('"') and one["help"] for one in found.values())


def test_a_notebook_imports_only_kpilib(notebook):
    imports = [line for cell in code(notebook) for line in cell.source.splitlines() if "import" in line]
    assert imports == ["import kpilib as kpi"]
