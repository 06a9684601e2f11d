"""Files that appear whole or not at all."""

from pathlib import Path
from uuid import uuid4


def write(path: Path, text: str) -> None:
    """Write a file whole or not at all; two who write the same one do not disturb each other."""
    # No process's number: on two machines it may be the same.
    draft = path.with_name(f".{path.name}.{uuid4().hex}.draft")
    try:
        draft.write_text(text, "utf-8")
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
