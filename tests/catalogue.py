"""The messages of the project against its catalogues; `make words` brings a catalogue up to date."""

import json
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po, write_po

KEYWORDS = {"say": None, "marked": None, "Message": None, "say_as": ((1, "c"), 2), "say_count": (1, 2)}
ROOT = Path(__file__).parents[1]
LOCALE = ROOT / "kpilib" / "tell" / "locale"


def messages() -> Catalog:
    """Every message of the code, and every Markdown cell of the suite's notebooks, in the order of the files."""
    found = Catalog(project="kpilib")
    for path in sorted((ROOT / "kpilib").rglob("*.py")):
        name = path.relative_to(ROOT).as_posix()
        for line, message, _, context in extract_from_file("python", path, keywords=KEYWORDS):
            found.add(message, context=context, locations=[(name, line)])
    for path in sorted((ROOT / "notebooks").glob("*.ipynb")):
        for text in _written(path):
            found.add(text, locations=[(path.relative_to(ROOT).as_posix(), 1)])
    return found


def _written(notebook: Path) -> Iterator[str]:
    """What a notebook's Markdown cells say to the reader of its page."""
    for cell in json.loads(notebook.read_text("utf-8"))["cells"]:
        if cell["cell_type"] == "markdown" and "analyst" not in cell["metadata"].get("tags", []):
            yield "".join(cell["source"]).strip()


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
    known, fresh = translations(language), Catalog(locale=language, project="kpilib")
    fresh.header_comment = known.header_comment
    for message in messages():
        if message.id:
            old = known.get(message.id, message.context)
            string = old.string if old is not None else message.string
            fresh.add(message.id, string, locations=message.locations, context=message.context)
    with catalogue_file(language).open("wb") as target:
        write_po(target, fresh, width=110, omit_header=False, include_lineno=False)
    return [str(one.id) for one in fresh if one.id and not any(_strings(one.string))]


def _strings(string: str | tuple[str, ...]) -> tuple[str, ...]:
    return (string,) if isinstance(string, str) else tuple(string)


if __name__ == "__main__":
    for path in sorted(LOCALE.iterdir()):
        waiting = update(path.name)
        print(f"{catalogue_file(path.name).relative_to(ROOT)}: {len(waiting)} messages wait for a translation")
        print(*(f"  {one}" for one in waiting), sep="\n")
