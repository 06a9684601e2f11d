"""Files that appear whole or not at all."""

import os
from pathlib import Path


def write(path: Path, text: str) -> None:
    """Write a file whole or not at all; two who write the same one do not disturb each other."""
    draft = path.with_name(f".{path.name}.{os.getpid()}.draft")
    try:
        draft.write_text(text, "utf-8")
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
