"""What is told to the user when something is wrong: where, what was found, what is allowed."""

import difflib
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass


class KpilibError(Exception):
    """The base of all errors of kpilib. Its text is meant for the user as it stands, without a traceback.

    >>> from kpilib.plan.periods import Quarter
    >>> try:
    ...     Quarter.parse("2026 autumn")
    ... except KpilibError as error:
    ...     print(error)
    '2026 autumn' is not a quarter; write the year, Q and 1 to 4, such as 2026Q3
    """


class UnknownNameError(KpilibError):
    """A client, quarter, notebook, KPI or column was asked for that does not exist."""


@dataclass(frozen=True)
class Problem:
    """One thing to mend: the file, the line (1-based, None where there is none) and what is wrong there.

    In order of file and line; what has no line comes first.
    """

    file: str
    line: int | None
    text: str

    def __lt__(self, other: "Problem") -> bool:
        return (self.file, self.line or 0, self.text) < (other.file, other.line or 0, other.text)

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.text}" if self.line else f"{self.file}: {self.text}"


def _shown(letter: str) -> str:
    """A letter of a message, which may quote a file: a space as a plain one, and nothing that steers a terminal."""
    if letter == "\n" or letter.isprintable():
        return letter
    return " " if unicodedata.category(letter) == "Zs" else repr(letter)[1:-1]


class ExportError(KpilibError):
    """An export cannot be read right, so it is not read at all."""

    def __init__(self, file: str, line: int | None, text: str):
        self.problem = Problem(file, line, "".join(map(_shown, text)))
        super().__init__(str(self.problem))


class ProblemsError(KpilibError):
    """All problems of a client's files, told at once."""

    def __init__(self, problems: Iterable[Problem]):
        self.problems = tuple(sorted(set(problems)))
        lines = [str(problem) for problem in self.problems]
        super().__init__("\n".join([*lines, f"{counted(len(lines), 'problem')}; nothing was run."]))


def nearest(found: object, known: Iterable[str]) -> str:
    """The end of a message about an unknown name: the nearest known one, or all of them.

    >>> nearest("targt", ["target", "due"])
    "did you mean 'target'?"
    >>> nearest("sesions", ["SESSIONS", "DAY"])
    "did you mean 'SESSIONS'?"
    >>> nearest("xyz", ["target", "due"])
    'allowed: due, target'
    >>> nearest("xyz", [])
    'there are none'
    """
    names = sorted(known)
    plain = {name.casefold(): name for name in reversed(names)}
    close = difflib.get_close_matches(str(found).casefold(), plain, n=1, cutoff=0.6)
    if close:
        return f"did you mean '{plain[close[0]]}'?"
    return f"allowed: {', '.join(names)}" if names else "there are none"


def counted(number: int, noun: str) -> str:
    """A number of things.

    >>> counted(1, "report"), counted(2, "report")
    ('1 report', '2 reports')
    """
    return f"{number} {noun}{'' if number == 1 else 's'}"
