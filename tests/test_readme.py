"""What the READMEs tell one to type is typed, in a copy of the project, and what they show is what comes out.

A block marked `console` holds commands after `$ `, each with what it prints, if that is shown; `...` stands for what
is not: alone for any lines, within a line for any text.
"""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import typer

from tests.commandline import parse
from tests.deliver.conftest import pages  # noqa: F401

ROOT = Path(__file__).parents[1]
READMES = ["README.md", *sorted(path.relative_to(ROOT).as_posix() for path in ROOT.glob("[!.]*/README.md"))]
# What begins so is not run here, and why.
NOT_RUN = {
    "make test": "it runs this test",
    "DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES=1 dask scheduler": "a server; test_cluster.py runs one",
    "dask worker": "a server; tests/deliver/test_cluster.py runs two",
    "kpilib run 2026Q3 --cluster": "needs both; tests/deliver/test_cluster.py runs it",
}
# What ends with exit code 1, and why.
NOT_WELL = {
    "kpilib check kopi-contoh 2026Q3": "the demo's mix leaves 5% open, which is an error",
    "kpilib review 2026Q3 --client kopi-contoh": "it is held for this error",
    "kpilib due --as-of 2026-08-21": "one client's reader has missed a report",
    "kpilib check my-shop": "its questions are still open",
    "kpilib check kopi-contoh 2026Q4": "its targets are to be agreed, and the mix is copied",
}


PLAIN = {0xA0: " ", 0x202F: " "}  # spaces at which no line is broken


@dataclass
class Typed:
    """A command of a README, and the lines that it is said to print."""

    line: int
    command: str
    shown: list[str] = field(default_factory=list)

    def is_one_of(self, known: dict[str, str]) -> bool:
        return any(self.command.startswith(one) for one in known)


def typed(text: str) -> Iterator[Typed]:
    """The commands of all console blocks.

    >>> list(typed("```console\\n$ echo a\\na\\n$ ls\\n```"))
    [Typed(line=2, command='echo a', shown=['a']), Typed(line=4, command='ls', shown=[])]
    """
    inside, last = None, None
    for number, line in enumerate(text.splitlines(), start=1):
        if inside is None:
            if line.strip() == "```console":
                inside, last = len(line) - len(line.lstrip()), None
        elif line.strip() == "```":
            inside = None
            if last:
                yield last
        elif line[inside:].startswith("$ "):
            if last:
                yield last
            last = Typed(number, re.sub(r"\s{2,}# .*", "", line[inside:].removeprefix("$ ")))
        else:
            last.shown.append(line[inside:].rstrip())


def matches(shown: list[str], printed: str) -> bool:
    """Whether this is what a README shows.

    >>> matches(["1 report made: ..."], "1 report made: reports/index.html")
    True
    >>> matches(["a", "...", "d"], "a\\nb\\nc\\nd")
    True
    >>> matches(["a"], "a\\nb")
    False
    """
    parts = [
        r"(?:.*\n)*?" if line == "..." else ".*?".join(map(re.escape, line.split("..."))) + r"\s*\n" for line in shown
    ]
    told = "".join(line.rstrip() + "\n" for line in printed.translate(PLAIN).rstrip().splitlines())
    return re.fullmatch("".join(parts), told) is not None


@pytest.fixture(scope="module")
def reported(pages, tmp_path_factory) -> Path:  # noqa: F811
    """A copy of the project as it is after `make report`, with downloads and a mailbox in somebody's home.

    The reports are those that other tests look at: made of the same files, they need not be made again.
    """
    root = tmp_path_factory.mktemp("readme") / "project"
    shutil.copytree(pages["kopi-contoh"].parents[2], root / "reports")
    shutil.copytree(ROOT / "params", root / "params")
    shutil.copytree(ROOT / "notebooks", root / "notebooks")
    home = root.parent / "home"
    downloads = home / "Downloads" / "my-shop"
    downloads.mkdir(parents=True)
    for name in ("ga4_2025", "ga4_2026", "google_ads_2025", "google_ads_2026", "shop_daily"):
        shutil.copy(ROOT / "params/kopi-contoh/exports" / f"{name}.csv", downloads)
    for name in ("cur", "new", "tmp"):
        (home / "Maildir" / name).mkdir(parents=True)
    recipe = re.search(r"^report:.*\n\t\$\(BIN\)/(.+)$", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
    code, printed = run(recipe[1], root)
    assert code == 0, printed
    return root


def run(command: str, root: Path) -> tuple[int, str]:
    """The exit code of a command in a copy of the project, and all that it prints."""
    home = root.parent / "home"
    mine = {
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "HOME": str(home),
        "XDG_CACHE_HOME": os.environ.get("XDG_CACHE_HOME", str(Path.home() / ".cache")),
        "KPILIB_USER": "Rina",
        "LC_ALL": "C.UTF-8",
    }
    done = subprocess.run(
        ["bash", "-c", command],
        cwd=root,
        env=mine,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout


def wrong(one: Typed, root: Path) -> str | None:
    """What is wrong with a command of a README."""
    code, printed = run(one.command, root)
    if code != one.is_one_of(NOT_WELL):
        return f"ends with exit code {code}:\n{printed}"
    if one.shown and not matches(one.shown, printed):
        return f"prints:\n{printed}"
    return None


@pytest.mark.parametrize("name", READMES)
def test_every_command_does_what_is_shown(name, reported, tmp_path):
    root = tmp_path / "project"
    shutil.copytree(reported, root)
    shutil.copytree(reported.parent / "home", tmp_path / "home")
    found = []
    for one in typed((ROOT / name).read_text("utf-8")):
        if one.command != "make report" and not one.is_one_of(NOT_RUN):
            told = wrong(one, root)
            found += [f"{name}:{one.line}: $ {one.command}\n{told}"] if told else []
    assert found == [], "\n\n".join(found)


def test_what_is_not_run_or_not_well_stands_in_a_readme():
    there = [one for name in READMES for one in typed((ROOT / name).read_text("utf-8"))]
    for begin in (*NOT_RUN, *NOT_WELL):
        assert any(one.command.startswith(begin) for one in there), begin


def mentions(text: str) -> Iterator[str]:
    """Calls of kpilib outside of console blocks: within a sentence, or in a block for cron or systemd."""
    rest = re.sub(r"^ *```console\n.*?^ *```$", "", text, flags=re.MULTILINE | re.DOTALL)
    for block in re.findall(r"^```\w*\n(.*?)^```$", rest, re.MULTILINE | re.DOTALL):
        yield from re.findall(r"\S*/(kpilib [^|>\n]+?)(?= 2?>>|\n)", block)
    rest = re.sub(r"^```\w*\n.*?^```$", "", rest, flags=re.MULTILINE | re.DOTALL)
    yield from (" ".join(one.split()) for one in re.findall(r"`(kpilib [a-z][^`]*)`", rest))


@pytest.mark.parametrize(
    ("name", "line"), [(name, one) for name in READMES for one in mentions((ROOT / name).read_text("utf-8"))]
)
def test_what_is_only_mentioned_is_a_command_too(name, line):
    try:
        parse(line)
    except typer.TyperException as error:
        # `kpilib approve` in a sentence names the command and calls nothing.
        if type(error).__name__ not in ("MissingParameter", "NoArgsIsHelpError", "BadOptionUsage"):
            pytest.fail(f"{name}: {line}: {error}")
