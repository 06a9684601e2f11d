"""Reads the tables of this folder: the first row names the columns, every other row is a case."""

from pathlib import Path

Case = dict[str, str]


def cases(name: str) -> list[Case]:
    """The rows of every table in a file of this folder."""
    return cases_of(__file__, name)


def cases_of(module: str, name: str) -> list[Case]:
    """The rows of every table in a file beside a module; a new header row begins a new table."""
    found: list[Case] = []
    heads: tuple[str, ...] = ()
    lines = Path(module).with_name(name).read_text("utf-8").splitlines()
    for line, below in zip(lines, [*lines[1:], ""], strict=True):
        if not line.startswith("|") or line.startswith("|---"):
            continue
        cells = tuple(
            cell.strip().replace("\\|", "|") for cell in line.strip().removeprefix("|").removesuffix("|").split("|")
        )
        if below.startswith("|---"):
            heads = cells
        else:
            found.append(dict(zip(heads, cells, strict=True)))
    return found
