"""Batches of tiny reports: several clients, and a notebook that shows results but no KPI, so that it costs little.

A run is a command of its own, as an analyst starts it: it can be interrupted, killed, and looked for afterwards.
"""

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from tests.deliver import cheap
from tests.deliver.test_render import notebook
from tests.project import small_project
from tests.reported import results

HOME = Path(__file__).parents[2]
AS_OF = "2026-08-21"
MADE = [".made", "tiny.html", "tiny.ipynb", "tiny.json"]

# What a page needs beside what the index does; the client, quarter and day come from the parameters.
FRAME = {
    "client_name": "Shop",
    "quarter_name": "the third quarter of 2026",
    "brand": "#003366",
    "plan_sha256": "0" * 64,
    "versions": {},
    "inputs": [],
    "sources": [],
    "kpis": [],
}
SHOW = f"""\
from IPython.display import display
told = {results("shop") | FRAME!r} | {{"client": client, "quarter": quarter, "as_of": as_of}}
display({{"application/vnd.kpilib.results+json": told}}, raw=True)
print("the numbers of " + client)
"""


def project(root: Path, clients: Sequence[str], *cells: str) -> Path:
    """A project of clients that are alike, with the notebook `tiny`, in which `cells` run first."""
    small_project(root)
    (root / "params/shop").rename(root / "params/template")
    for client in clients:
        shutil.copytree(root / "params/template", root / "params" / client)
    shutil.rmtree(root / "params/template")
    (root / "notebooks").mkdir()
    notebook(root / "notebooks/tiny.ipynb", *cells, SHOW)
    return root


def command(root: Path, *options: str) -> list[str]:
    """`kpilib run` of the project's tiny reports.

    By its file, as `kpilib` is: after `python -m` an interrupt that fell into an `exec` ends Python by the signal.
    """
    told = ["--params", str(root / "params"), "--notebook", "tiny", "--as-of", AS_OF]
    return [sys.executable, str(Path(cheap.__file__)), "run", "2026Q3", *told, *options]


def _hear_interrupts() -> None:
    """What runs in the background of a shell is deaf to Ctrl-C, and so would all be that it starts."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@contextmanager
def started(root: Path, *options: str, **variables: str) -> Iterator[subprocess.Popen]:
    """A run that is going on, in a session of its own; killed if it is still there in the end."""
    # No reports of another project are this one's history, and the kernels' files are looked for afterwards.
    runtime = root / "k"
    runtime.mkdir(exist_ok=True)
    process = subprocess.Popen(
        command(root, *options),
        cwd=HOME,
        env=os.environ | {"JUPYTER_RUNTIME_DIR": str(runtime)} | variables,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        preexec_fn=_hear_interrupts,
    )
    try:
        yield process
    finally:
        if process.poll() is None:
            process.kill()
        process.communicate()


def ran(root: Path, *options: str, **variables: str) -> tuple[int, str, str]:
    """A whole run: its exit code, what it printed, and its error output."""
    with started(root, *options, **variables) as process:
        out, err = process.communicate(timeout=300)
        return process.returncode, out, err


def events(out: str) -> dict[str, dict]:
    """The reports that `--json` tells of, by client."""
    told = [json.loads(line) for line in out.splitlines()]
    return {one["client"]: one for one in told if one["event"] == "report"}


def files(root: Path, client: str) -> list[str]:
    return sorted(path.name for path in (root / "reports/2026Q3" / client).iterdir())


def page(root: Path, client: str) -> Path:
    return root / "reports/2026Q3" / client / "tiny.html"


def whole(root: Path, client: str) -> bool:
    """Whether a client's report is there, complete, with no other file beside it and nobody else's numbers in it."""
    told = json.loads(page(root, client).with_suffix(".json").read_text("utf-8"))
    text = page(root, client).read_text("utf-8")
    return (
        (told["state"], told["client"]) == ("rendered", client)
        and f"the numbers of {client}\n" in text
        and text.rstrip().endswith("</html>")
        and files(root, client) == MADE
    )
