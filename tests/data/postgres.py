"""A PostgreSQL server of the tests' own on this machine, where its programs are found."""

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

PROGRAMS = ("initdb", "pg_ctl", "postgres")
TRIES = 3  # another process may take the free port before the server does


@contextmanager
def running(user: str, password: str) -> Iterator[int]:
    """The port at which an empty server answers `user`, who has to tell the password.

    The test is skipped, with the reason, where no server can be started.
    """
    programs, before, owner = _programs(), *_as_other()
    # Not below pytest's own folder, which no other user may enter.
    home = Path(tempfile.mkdtemp(prefix="kpilib-postgres-"))
    secret = home / "password"
    secret.write_text(password, "utf-8")
    if owner:
        for path in (home, secret):
            shutil.chown(path, owner)

    def run(program: str, *given: str) -> str | None:
        """What went wrong."""
        # Its output goes to a file: the server would keep a pipe open for as long as it runs.
        with (home / "out").open("w") as out:
            done = subprocess.run(
                [*before, str(programs / program), "-D", str(home / "data"), *given],
                stdout=out,
                stderr=subprocess.STDOUT,
                cwd=home,
                timeout=60,
                check=False,
            )
        return (home / "out").read_text("utf-8") if done.returncode else None

    def start() -> int:
        for _ in range(TRIES):
            port = _free_port()
            options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={home} -c fsync=off"
            wrong = run("pg_ctl", "-w", "-l", str(home / "log"), "-o", options, "start")
            if wrong is None:
                return port
        pytest.fail(f"{wrong}\n{(home / 'log').read_text('utf-8')}")

    try:
        wrong = run("initdb", "-U", user, "-A", "scram-sha-256", f"--pwfile={secret}", "-E", "UTF8", "--no-sync")
        assert wrong is None, wrong
        port = start()
        try:
            yield port
        finally:
            run("pg_ctl", "-w", "-m", "immediate", "stop")  # it may have gone with the session already
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _programs() -> Path:
    """The folder with PostgreSQL's programs."""
    found = [Path(one).parent for one in [shutil.which("initdb")] if one]
    found += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    for folder in found:
        if all((folder / name).exists() for name in PROGRAMS):
            return folder
    pytest.skip("no PostgreSQL server here, neither initdb in PATH nor below /usr/lib/postgresql: `make postgres`")


def _as_other() -> tuple[list[str], str | None]:
    """What runs a program as another user than root, whom PostgreSQL refuses; and that user."""
    if os.name != "posix" or os.geteuid() != 0:
        return [], None
    for user in ("postgres", "nobody"):
        known = subprocess.run(["id", user], capture_output=True, check=False).returncode == 0
        if known and shutil.which("runuser"):
            return ["runuser", "-u", user, "--"], user
    pytest.skip("PostgreSQL does not run as root, and there is no runuser, or no user postgres or nobody")


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]
