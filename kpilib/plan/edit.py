"""A change to a quarter's file: whole or not at all, with everything that was not changed left as it was written."""

import difflib
import io
import os
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap
from ruamel.yaml.util import load_yaml_guess_indent

from kpilib.errors import KpilibError, UnknownNameError, nearest
from kpilib.plan.model import Plan
from kpilib.plan.params import client_folder, quarter_names, read_plan
from kpilib.plan.periods import Quarter
from kpilib.plan.yaml_text import load_yaml

BOM = b"\xef\xbb\xbf"
NEVER_FOLD = 1_000_000  # a line's width: lines are as long as their author made them


def edit_quarter(params: Path, client: str, quarter: str, change: Callable[[CommentedMap], None]) -> Plan:
    """Change a quarter's file and return the plan that it is now.

    change : gets the file's tree and changes it in place; a KpilibError of its own leaves the file alone.
    Raises UnknownNameError for a client or quarter without a file, ProblemsError where the file has problems before
    or after the change, KpilibError where somebody else changed it meanwhile. Whatever is raised, and even if the
    process is killed, the file is the old one or the new one, byte for byte.
    """
    quarter = str(Quarter.parse(quarter))
    read_plan(params, client, quarter)
    path = (params / client / f"{quarter}.yml").resolve()
    old = path.read_bytes()
    return _replace(params, client, quarter, _changed(old, change), old)


def new_quarter(params: Path, client: str, quarter: str, text: str) -> Plan:
    """Write the file of a quarter that has none yet, and return its plan.

    Raises KpilibError where the file exists, UnknownNameError for an unknown client, ProblemsError where `text` is no
    plan; nothing is written then.
    """
    quarter = str(Quarter.parse(quarter))
    client_folder(params, client)
    if quarter in quarter_names(params, client):
        raise KpilibError(f"{params.name}/{client}/{quarter}.yml exists already; nothing was written")
    return _replace(params, client, quarter, text.encode(), None)


def item_of(items: list | None, name: str, noun: str) -> CommentedMap:
    """The item of a list of the tree whose id is `name`. Raises UnknownNameError, with the nearest id."""
    by_id = {item["id"]: item for item in items or ()}
    if name not in by_id:
        raise UnknownNameError(f"no {noun} is named '{name}'; {nearest(name, by_id)}")
    return by_id[name]


def _changed(old: bytes, change: Callable[[CommentedMap], None]) -> bytes:
    """The file's bytes with the change in them; lines that the change does not touch are the old ones."""
    mark, raw = (BOM, old[len(BOM) :]) if old.startswith(BOM) else (b"", old)
    ends = "\r\n" if b"\r\n" in raw else "\n"
    text = raw.decode("utf-8").replace("\r\n", "\n")
    yaml, tree = _read(text)
    before = _written(yaml, tree)
    change(tree)
    after = _written(yaml, tree)
    kept = keep_untouched(text, before, after)
    if _tree(kept) != _tree(after):
        kept = after  # the change touches lines that were written in a way of their own
    return mark + kept.replace("\n", ends).encode()


def _read(text: str) -> tuple[YAML, CommentedMap]:
    """The tree with its quotes and comments, and a writer that keeps them and indents as the text does."""
    yaml = YAML()
    yaml.preserve_quotes = True
    yaml.width = NEVER_FOLD
    tree, indent, offset = load_yaml_guess_indent(text, yaml=yaml)
    yaml.indent(mapping=2, sequence=indent or 4, offset=2 if offset is None else offset)
    return yaml, tree


def _tree(text: str) -> Any:
    return load_yaml(YAML(typ="safe", pure=True), text)


def _written(yaml: YAML, tree: CommentedMap) -> str:
    written = io.StringIO()
    yaml.dump(tree, written)
    return written.getvalue()


def keep_untouched(text: str, before: str, after: str) -> str:
    """`text` with the change from `before` to `after`, where `before` is `text` as the YAML library would write it.

    The library puts lines in its own form, such as spaces before a comment; only lines of the change may get it.

    >>> keep_untouched("a:   1\\nb: 2\\n", "a: 1\\nb: 2\\n", "a: 1\\nb: 3\\n")
    'a:   1\\nb: 3\\n'
    """
    lines, plain, changed = (one.splitlines(keepends=True) for one in (text, before, after))
    place = _places(plain, lines)
    told, done = [], 0
    for kind, first, last, new_first, new_last in _blocks(plain, changed):
        if kind == "equal":
            continue
        start = max(place[first], done)
        told += [*lines[done:start], *changed[new_first:new_last]]
        done = max(place[last], start)
    return "".join([*told, *lines[done:]])


def _places(plain: list[str], lines: list[str]) -> list[int]:
    """For each line of `plain`, and for its end, where in `lines` it stands."""
    place = [len(lines)] * (len(plain) + 1)
    for kind, first, last, start, end in _blocks(plain, lines):
        for index in range(first, last):
            same = kind == "equal" or last - first == end - start
            place[index] = start + index - first if same else start
    return place


def _blocks(old: list[str], new: list[str]) -> list[tuple[str, int, int, int, int]]:
    return difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes()


def _replace(params: Path, client: str, quarter: str, new: bytes, old: bytes | None) -> Plan:
    """Put `new` in the place of the file's `old` content (None for no file), if it is a plan without problems."""
    path = (params / client / f"{quarter}.yml").resolve()
    name = f"{params.name}/{client}/{quarter}.yml"
    # In the same folder, as only there a rename is one step; named so that it is neither a quarter nor a *.yml.
    handle, temporary = tempfile.mkstemp(prefix=f".{quarter}.", suffix=".tmp", dir=path.parent)
    aside = Path(temporary)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(new)
            file.flush()
            os.fsync(file.fileno())
        aside.chmod(path.stat().st_mode if old is not None else 0o644)
        plan = read_plan(params, client, quarter, draft=aside)
        if (path.read_bytes() if path.exists() else None) != old:
            raise KpilibError(f"{name} was changed by somebody else meanwhile; nothing was written, try again")
        os.replace(aside, path)  # noqa: PTH105  the one step that counts, by its own name
    finally:
        with suppress(FileNotFoundError):
            aside.unlink()
    _sync(path.parent)
    return plan


def _sync(folder: Path) -> None:
    """Make the rename itself survive a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
