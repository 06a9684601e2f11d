"""What a new user does with the files of `kpilib new client`: answers the questions that `kpilib check` names."""

import re
from collections.abc import Mapping
from pathlib import Path

PROBLEM = re.compile(
    r"(?P<file>params/\S+?\.yml):(?P<line>\d+): (?:kpi '(?P<kpi>[^']+)': )?'(?P<key>\w+)' is missing"
)


def answer(root: Path, printed: str, answers: Mapping[str, str]) -> list[str]:
    """Answer every question that is named in what was printed, in the line that is named. Returns their keys.

    answers : "key", or "kpi/key" where KPIs have different ones, to what is written behind the key. A key that is
              named in the line itself is taken out of the comment first, as is what belongs below it.
    """
    answered = []
    for found in PROBLEM.finditer(printed):
        path = root / found["file"]
        key = found["key"]
        text = answers.get(f"{found['kpi']}/{key}") or answers[key]
        lines = path.read_text("utf-8").split("\n")
        place = int(found["line"]) - 1
        assert re.match(rf"\s*# {key}:", lines[place]), f"line {place + 1} of {path.name} does not ask for {key}"
        lines[place] = f"{lines[place].partition('#')[0]}{key}: {text}"
        path.write_text("\n".join(lines), "utf-8")
        answered.append(key)
    return answered


def uncomment(path: Path, first: str, *more: str) -> None:
    """Take the # away from the line that begins with `# first` and from those that follow and begin with `more`."""
    lines = path.read_text("utf-8").split("\n")
    wanted = [first, *more]
    for place, line in enumerate(lines):
        if wanted and line.strip().removeprefix("#").strip().startswith(wanted[0]):
            lines[place] = line.replace("# ", "", 1)
            wanted.pop(0)
    assert not wanted, f"{path.name} has no line that begins with {wanted}"
    path.write_text("\n".join(lines), "utf-8")
