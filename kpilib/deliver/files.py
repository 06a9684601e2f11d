"""Files that appear whole or not at all."""

import errno
from pathlib import Path
from uuid import uuid4

FULL = {errno.ENOSPC, errno.EDQUOT}
READ_ONLY = {errno.EROFS, errno.EACCES, errno.EPERM}


def write(path: Path, content: str | bytes) -> None:
    """Write a file whole or not at all; two who write the same one do not disturb each other."""
    # No process's number: on two machines it may be the same.
    draft = path.with_name(f".{path.name}.{uuid4().hex}.draft")
    try:
        draft.write_bytes(content.encode() if isinstance(content, str) else content)
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def sweep(reports: Path, quarter: str) -> None:
    """Remove the drafts that a killed run has left. Only for the one run that may write here."""
    for draft in (*reports.glob(".*.draft"), *(reports / quarter).rglob(".*.draft")):
        draft.unlink(missing_ok=True)


def trouble(error: OSError) -> str:
    """Why a file could not be read or written, in one line.

    >>> trouble(OSError(errno.ENOSPC, "No space left on device", "reports/index.html"))
    'the disk is full: no room for reports/index.html'
    >>> trouble(PermissionError(errno.EACCES, "Permission denied", "reports/index.html"))
    'reports/index.html cannot be written: it is read-only for this user'
    """
    file = str(error.filename or "")
    if error.errno in FULL:
        return f"the disk is full: no room for {file or 'the files of a report'}"
    if error.errno in READ_ONLY:
        return f"{file or 'a file'} cannot be written: it is read-only for this user"
    return ": ".join(part for part in (file, error.strerror or str(error) or type(error).__name__) if part)
