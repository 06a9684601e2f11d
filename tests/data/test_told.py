"""What readers leave out and note can be told in another language: it is a message, and no bare English."""

import ast
from pathlib import Path

import pytest

import kpilib.data

MODULES = sorted(Path(kpilib.data.__file__).parent.rglob("*.py"))
BARE = (ast.Constant, ast.JoinedStr)


def bare(tree: ast.AST) -> list[int]:
    """Lines in which a reason is written as bare text: the first of `Dropped`, the last of `without`, a note."""
    found = []
    for one in ast.walk(tree):
        if not isinstance(one, ast.Call):
            continue
        name = getattr(one.func, "id", getattr(one.func, "attr", ""))
        told = {"Dropped": one.args[:1], "without": one.args[-1:]}.get(name, [])
        if name == "append" and getattr(getattr(one.func, "value", None), "attr", "") == "notes":
            told = one.args
        found += [part.lineno for part in told if isinstance(part, BARE)]
    return found


@pytest.mark.parametrize("module", MODULES, ids=lambda path: path.stem)
def test_every_reason_and_note_is_a_message(module):
    assert not bare(ast.parse(module.read_text("utf-8")))


def test_bare_text_is_found():
    said = "Dropped('x', 1); Dropped(f'{y}', 1); without(rows, odd, 'z'); part.notes.append('n'); Dropped(REASON, 1)"
    assert len(bare(ast.parse(said))) == 4
