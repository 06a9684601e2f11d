"""The page that lists every report."""

import json
from pathlib import Path

from kpilib.deliver.files import write
from kpilib.tell.portfolio import portfolio


def write_index(reports: Path) -> Path:
    """The page that lists every report below a folder."""
    results = []
    for path in sorted(reports.glob("*/*/*.json")):
        one = json.loads(path.read_text("utf-8"))
        page = path.with_suffix(".html" if one["state"] == "rendered" else ".ipynb")
        one["href"] = page.relative_to(reports).as_posix() if page.is_file() else ""
        printed = path.with_suffix(".pdf")
        one["pdf"] = printed.relative_to(reports).as_posix() if printed.is_file() else ""
        results.append(one)
    index = reports / "index.html"
    write(index, portfolio(results))
    return index
