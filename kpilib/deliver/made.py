"""The record that lies beside a report of what it was made from."""

import json
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from kpilib.deliver.files import write
from kpilib.deliver.fingerprint import PARTS, changed, digest_of
from kpilib.deliver.job import Job, mail_file

FOLDER = ".made"
SUFFIXES = (".html", ".json")
OWN = ("params", "exports", "outside")  # what of a report's origin is the client's alone


def record_file(job: Job) -> Path:
    return job.out / FOLDER / f"{job.notebook.stem}.json"


def keep_record(job: Job, parts: Mapping[str, str], results: Mapping[str, Any]) -> None:
    """Record what a report was made from.

    parts : taken before it was made, so that what changes meanwhile is seen by the next run.
    """
    read = {one["source"] for one in results.get("inputs", [])}
    record = {
        "parts": dict(parts),
        "databases": sorted({one["source"] for one in results.get("sources", [])} - read),
        "files": _files(job),
    }
    record_file(job).parent.mkdir(exist_ok=True)
    write(record_file(job), json.dumps(record, indent=1))


def forget(job: Job) -> None:
    """Remove the record: the report is to be made anew, whatever becomes of this attempt."""
    record_file(job).unlink(missing_ok=True)


def withdraw(job: Job) -> None:
    """Remove a report that its quarter has no longer, such as a review where the last action was taken out.

    No run would make it again, so it would be held against its client's mail for ever.
    """
    for path in (record_file(job), *map(job.file, (".html", ".json", ".ipynb", ".pdf")), job.mail):
        with suppress(OSError):  # Windows keeps a file that another program has open
            path.unlink(missing_ok=True)


def why_again(job: Job, parts: Mapping[str, str]) -> str:
    """Why a report has to be made, in words; "" where nothing has changed since it was."""
    record = _record(job)
    if record is None:
        return _without_record(job.file(".json"))
    if record["databases"]:
        return f"{', '.join(record['databases'])} is a database, whose content may have changed"
    if record["files"] != _files(job):
        return "its page is gone or was changed by hand"
    told = changed(record["parts"], parts)
    return f"changed: {', '.join(told)}" if told else ""


def _without_record(results: Path) -> str:
    """Why there is no record: no run made the report, or one failed, or was ended before it could keep one."""
    try:
        failed = json.loads(results.read_text("utf-8"))["state"] == "failed"
    except FileNotFoundError:
        return "there is none yet"
    except (OSError, ValueError, KeyError, TypeError):
        failed = False
    return "it failed before" if failed else "the run that made it was ended before it was done"


def not_as_made(out: Path, report: str, client: Mapping[str, str]) -> str:
    """Why what lies there is not, or no longer, the report of what the client's files hold; "" where it is.

    out    : the folder of the client's reports.
    client : the fingerprints of the client's files, of which only its own count.
    """
    record = _read(out / FOLDER / f"{report}.json")
    if record is None:
        return "no run has ended that made it"
    if record["files"] != _files_of(out, report):
        return "it was changed by hand after it was made"
    told = [words for part, words in PARTS.items() if part in OWN and record["parts"].get(part) != client.get(part)]
    return f"{' and '.join(told)} changed after it was made" if told else ""


def _record(job: Job) -> dict[str, Any] | None:
    """The record of a report; None where there is none, or none that can be read."""
    return _read(record_file(job))


def _read(path: Path) -> dict[str, Any] | None:
    try:
        record = json.loads(path.read_text("utf-8"))
        return record if {"parts", "databases", "files"} <= record.keys() else None
    except (OSError, ValueError, AttributeError):
        return None


def _files(job: Job) -> dict[str, str]:
    """What was written: every file of the report with its fingerprint."""
    return _files_of(job.out, job.notebook.stem)


def _files_of(out: Path, report: str) -> dict[str, str]:
    files = {suffix: out / f"{report}{suffix}" for suffix in SUFFIXES} | {"mail": mail_file(out, report)}
    return {name: digest_of([file], out) for name, file in files.items()}
