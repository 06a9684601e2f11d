"""What tests need from npm's registry: brought once, into the user's cache."""

import os
import shutil
import subprocess
import tarfile
from pathlib import Path


def npm_file(package: str, version: str, file: str, *, purpose: str) -> Path:
    """A file of a package of npm's. Raises LookupError with what is missing, for a test to skip with.

    purpose : what the package does, for that message.
    """
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "kpilib-tests"
    kept = cache / f"{package}-{version}" / Path(file).name
    if kept.is_file():
        return kept
    npm = shutil.which("npm")
    if npm is None:
        raise LookupError(f"no npm on this machine to bring {package}, which {purpose}; Node.js has it")
    cache.mkdir(parents=True, exist_ok=True)
    command = [npm, "pack", f"{package}@{version}", "--silent", "--pack-destination", str(cache)]
    try:
        subprocess.run(command, cwd=cache, check=True, capture_output=True, timeout=60)
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired):
        raise LookupError(f"npm could not bring {package} {version}; it needs a package registry once") from None
    with tarfile.open(cache / f"{package}-{version}.tgz") as packed:
        content = packed.extractfile(f"package/{file}").read()
    kept.parent.mkdir(exist_ok=True)
    part = kept.with_suffix(f".{os.getpid()}")
    part.write_bytes(content)
    part.replace(kept)  # a second run of the tests never reads half a file
    return kept
