"""Which notebooks a run makes reports of, for which client."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from kpilib.errors import KpilibError, UnknownNameError, nearest
from kpilib.plan.notebooks import (
    SUFFIX,
    find_notebook,
    listed_notebooks,
    notebook_names,
    notebook_stem,
    owner_of,
)


def notebooks_for(folders: Mapping[str, Path], wanted: Sequence[Path | str], *, asked: bool) -> dict[str, list[Path]]:
    """The notebooks of each client, by its name; a notebook in a client's folder is for that client alone.

    folders : the clients and their folders.
    wanted  : paths, or names of notebooks for all clients or in a client's folder, which goes first.
    asked   : they were named for this run; where they were not, what a client.yml lists is run in their place.
    Raises KpilibError for a notebook that no client has, and for two of one name.
    """
    found = {}
    for client, folder in folders.items():
        listed = [] if asked else listed_notebooks(folder)
        each = [find_notebook(one, folder) for one in listed] or [_found(one, folder) for one in wanted]
        mine = [one for one in each if owner_of(one, folder.parent) in (None, client)]
        # A name that only another client's folder has is none of this one's; where nobody has it, see below.
        found[client] = [one for one in mine if one.is_file()] if asked else mine
        _refuse_twins(found[client])
    if asked:
        _refuse_unknown(folders, wanted, found)
    return found


def _found(one: Path | str, folder: Path) -> Path:
    if isinstance(one, Path):
        return one
    path = Path(f"{notebook_stem(one)}{SUFFIX}")
    if len(path.parts) > 1 or (one.endswith(SUFFIX) and path.is_file()):
        return path.resolve()
    return find_notebook(one, folder)


def _refuse_twins(notebooks: Sequence[Path]) -> None:
    stems = [one.stem for one in dict.fromkeys(notebooks)]
    for stem in stems:
        if stems.count(stem) > 1:
            raise KpilibError(f"two notebooks are called {stem}, and a page has the name of its notebook")


def _refuse_unknown(
    folders: Mapping[str, Path], wanted: Sequence[Path | str], found: Mapping[str, Sequence[Path]]
) -> None:
    there = {one for each in found.values() for one in each if one.is_file()}
    for one in wanted:
        stem = notebook_stem(Path(one).name)
        if stem in {path.stem for path in there}:
            continue
        meant = [_found(one, folder) for folder in folders.values()]
        if meant[0].is_file():
            owner = owner_of(meant[0], next(iter(folders.values())).parent)
            raise KpilibError(f"the notebook {stem}{SUFFIX} is for {owner} alone, who was not asked for")
        known = {name for folder in folders.values() for name in notebook_names(folder)}
        raise UnknownNameError(f"there is no notebook {stem}{SUFFIX}; {nearest(stem, known)}")
