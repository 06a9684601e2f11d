"""What a report is made from, as fingerprints: where none of them has changed, the report is not made again."""

import hashlib
import json
import platform
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path

from packaging.requirements import Requirement

from kpilib.data.history import FOLDER
from kpilib.deliver.job import Job
from kpilib.plan.places import files_of

# Every part by the words that `kpilib run --explain` uses for it.
PARTS = {
    "as_of": "the as-of date",
    "params": "what was agreed",
    "exports": "the exports",
    "outside": "exports outside of the client's folder",
    "history": "the earlier reports",
    "notebook": "the notebook",
    "code": "kpilib itself",
    "versions": "the versions of the libraries",
}


def clients_parts(folder: Path) -> dict[str, str]:
    """The fingerprints of what is the client's own, whatever is made of it.

    The whole folder counts, whether a file of it is read or not: which ones are is known only to a run. Its own
    notebooks are no exports; each counts for the report that it makes.
    """
    params = sorted(folder.glob("*.yml"))
    apart = {*params, *folder.glob("*.ipynb")}
    exports = [path for path in files_below(folder) if path not in apart]
    return {"params": digest_of(params, folder), "exports": digest_of(exports, folder), "code": _code()}


def outside_parts(patterns: Iterable[str], folder: Path) -> dict[str, str]:
    """The fingerprint of the exports that lie elsewhere, new ones with them; no part where none is named.

    patterns : the files that client.yml names by their whole path. folder: the client's own.
    """
    found = [path for pattern in patterns for path in files_of(pattern, folder)]
    files = [file for path in found for file in (files_below(path) if path.is_dir() else [path])]
    return {"outside": digest_of(sorted(set(files)), folder)} if patterns else {}


def made_from(job: Job, client: Mapping[str, str]) -> dict[str, str]:
    """The fingerprints of everything that a report depends on, by part; `client` are those of the client's files."""
    return {
        **client,
        "as_of": job.as_of,
        "history": digest_of(_history(job), job.out.parents[1]),
        "notebook": digest_of([job.notebook], job.notebook.parent),
        "versions": _versions(),
    }


def machines_parts() -> dict[str, str]:
    """The fingerprints of what is the same for every report that this machine makes."""
    return {"code": _code(), "versions": _versions()}


def changed(before: Mapping[str, str], now: Mapping[str, str]) -> list[str]:
    """The parts that are not as they were, in words.

    >>> changed({"as_of": "2026-08-20", "params": "1"}, {"as_of": "2026-08-21", "params": "1"})
    ['the as-of date']
    """
    return [words for part, words in PARTS.items() if before.get(part) != now.get(part)]


def digest_of(paths: Iterable[Path], home: Path) -> str:
    """One fingerprint of several files: their names below `home` and their content."""
    told = hashlib.sha256()
    for path in paths:
        name = path.relative_to(home).as_posix() if path.is_relative_to(home) else path.as_posix()
        told.update(json.dumps([name, _content(path)]).encode())
    return told.hexdigest()


def files_below(folder: Path) -> list[Path]:
    """Every file below a folder but hidden ones, in an order that is the same everywhere."""
    found = (path for path in folder.rglob("*") if path.is_file())
    return sorted(path for path in found if not any(p.startswith(".") for p in path.relative_to(folder).parts))


def _content(path: Path) -> str:
    """The hash of a file's content; "" for one that is gone."""
    try:
        with path.open("rb") as source:
            return hashlib.file_digest(source, "sha256").hexdigest()
    except FileNotFoundError:
        return ""


def _history(job: Job) -> list[Path]:
    """The earlier reports of the client that a report as of its day may read: of days before, and never its own."""
    reports = job.out.parents[1]
    found = reports.glob(f"*/{job.client}/{FOLDER}/*.json")
    return sorted(path for path in found if path.stem < job.as_of and path.parents[2].name <= job.quarter)


@cache
def _code() -> str:
    """The code and the words of this package, as they are on this machine: an edit need not change its version."""
    home = Path(__file__).parents[1]
    kinds = {".py", ".yml", ".css", ".j2", ".po"}
    return digest_of([path for path in files_below(home) if path.suffix in kinds], home)


@cache
def _versions() -> str:
    """The versions of what kpilib stands on, Python's own with them."""
    needed = sorted({Requirement(one).name for one in requires("kpilib") or [] if "extra ==" not in one})
    return json.dumps([platform.python_version(), *(f"{name} {_version(name)}" for name in needed)])


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "absent"
