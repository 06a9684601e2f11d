"""The rooms are in the order of the data's way, and imports go only to rooms on the left."""

import ast
from pathlib import Path

import pytest

ROOMS = ["errors", "plan", "data", "measure", "judge", "tell"]
ROOMS += ["results", "report", "review", "pdca", "newcomer", "datacheck", "portfolio", "deliver", "cli"]
PACKAGE = Path(__file__).parents[1] / "kpilib"


def imports_to_the_right(package: Path) -> list[str]:
    """Every import of a module that stands right of the importing one, as `file:line imports room`."""
    found = []
    for path in sorted(package.rglob("*.py")):
        parts = path.relative_to(package).with_suffix("").parts
        if parts[0] not in ROOMS:
            continue  # __init__ gathers the public names
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            for room in _imported(node):
                if room not in ROOMS or ROOMS.index(room) > ROOMS.index(parts[0]):
                    found.append(f"{'/'.join(parts)}:{node.lineno} imports {room}")
    return found


def _imported(node: ast.AST) -> list[str]:
    """The rooms of kpilib that an import statement names, at whatever depth it stands."""
    if isinstance(node, ast.Import):
        names = [alias.name for alias in node.names]
    elif isinstance(node, ast.ImportFrom) and node.level:
        names = ["kpilib.a relative import"]
    elif isinstance(node, ast.ImportFrom) and node.module == "kpilib":
        names = [f"kpilib.{alias.name}" for alias in node.names if not alias.name.startswith("__")]
    else:
        names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
    return [name.split(".")[1] for name in names if name.startswith("kpilib.")]


def test_no_module_imports_from_a_room_on_its_right():
    assert imports_to_the_right(PACKAGE) == []


def test_every_room_is_where_the_order_says():
    missing = [room for room in ROOMS if not (PACKAGE / room).is_dir() and not (PACKAGE / f"{room}.py").is_file()]
    assert missing == []


@pytest.mark.parametrize(
    "line",
    [
        "from kpilib.tell.formats import share",
        "import kpilib.deliver.render",
        "from kpilib import report",
        "def late():\n    from kpilib.judge import pace",
    ],
)
def test_a_planted_import_to_the_right_is_found(tmp_path, line):
    (tmp_path / "measure").mkdir()
    (tmp_path / "measure" / "metrics.py").write_text(line)
    assert len(imports_to_the_right(tmp_path)) == 1


def test_importing_kpilib_does_not_import_what_delivers(run_python):
    loaded = run_python(
        "import sys, kpilib; print([m for m in sys.modules if m.split('.')[0] in "
        "('papermill', 'nbconvert', 'jupyter_client') or m.startswith('kpilib.deliver')])"
    )
    assert loaded.strip() == "[]"
