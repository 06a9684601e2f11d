"""The messages of the project against its catalogues; `make words` brings a catalogue up to date."""

import ast
import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from string import Formatter

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po, write_po

from kpilib.deliver.markdown import WRITTEN
from kpilib.deliver.markdown import messages as texts_of

# What each door takes: the places of its message, of its plural, and of its meaning.
DOORS = {"say": (0, None, None), "marked": (0, None, None), "Message": (0, None, None)}
DOORS |= {"say_count": (0, 1, None), "say_as": (1, None, 0)}
ROOT = Path(__file__).parents[1]
LOCALE = ROOT / "kpilib" / "tell" / "locale"


@cache
def messages() -> Catalog:
    """Every message of the code, and every Markdown cell of the suite's notebooks, in the order of the files."""
    found = Catalog(project="kpilib")
    for path in sorted((ROOT / "kpilib").rglob("*.py")):
        name = path.relative_to(ROOT).as_posix()
        for message, context in _said(ast.parse(path.read_text("utf-8"))):
            found.add(message, context=context, locations=[(name, 1)])
    for path in sorted((ROOT / "notebooks").glob("*.ipynb")):
        for text in _written(path):
            found.add(text, context=WRITTEN, locations=[(path.relative_to(ROOT).as_posix(), 1)])
    return found


def _said(code: ast.Module) -> Iterator[tuple[str | tuple[str, str], str | None]]:
    """The messages of a module with their meanings, also within f-strings, where Babel's own reader does not look."""
    for call in ast.walk(code):
        if not isinstance(call, ast.Call) or getattr(call.func, "id", "") not in DOORS:
            continue
        given = [one.value if isinstance(one, ast.Constant) else None for one in call.args]
        message, many, meaning = DOORS[call.func.id]
        if message < len(given) and isinstance(given[message], str):  # what is marked elsewhere is found there
            text = given[message] if many is None else (given[message], given[many])
            yield text, None if meaning is None else given[meaning]


def _written(notebook: Path) -> Iterator[str]:
    """What a notebook's Markdown cells say to the reader of its page."""
    for cell in json.loads(notebook.read_text("utf-8"))["cells"]:
        if cell["cell_type"] == "markdown" and "analyst" not in cell["metadata"].get("tags", []):
            yield from texts_of("".join(cell["source"]))


@cache
def translations(language: str) -> Catalog:
    """What the catalogue of a language holds."""
    with catalogue_file(language).open("rb") as source:
        return read_po(source, locale=language)


def catalogue_file(language: str) -> Path:
    return LOCALE / language / "LC_MESSAGES" / "kpilib.po"


def places(text: str) -> set[str]:
    """The names of the values that a message has places for.

    >>> sorted(places("{name} reached {value}"))
    ['name', 'value']
    """
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def update(language: str) -> list[str]:
    """Write a catalogue anew: new messages without a translation, those that are gone left out. Returns the new."""
    known, fresh = translations(language), Catalog(locale=language, project="kpilib", fuzzy=False)
    fresh.header_comment, fresh.mime_headers = known.header_comment, known.mime_headers
    for message in messages():
        if message.id:
            old = known.get(message.id, message.context)
            alike = old is not None and old.pluralizable == message.pluralizable  # it may have become a count
            string = old.string if alike else None
            fresh.add(message.id, string, locations=message.locations, context=message.context)
    with catalogue_file(language).open("wb") as target:
        write_po(target, fresh, width=110, omit_header=False, include_lineno=False)
    return [str(one.id) for one in fresh if one.id and not translated(one)]


def translated(message: Message) -> bool:
    """Whether a message has a text in the language of its catalogue, in every form."""
    return bool(message.string) and (isinstance(message.string, str) or all(message.string))


if __name__ == "__main__":
    for path in sorted(LOCALE.iterdir()):
        waiting = update(path.name)
        print(f"{catalogue_file(path.name).relative_to(ROOT)}: {len(waiting)} messages wait for a translation")
        print(*(f"  {one}" for one in waiting), sep="\n")
