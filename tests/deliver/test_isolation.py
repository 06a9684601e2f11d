"""A report sees its own client and nothing that another report has left."""

import json

import pytest

from kpilib.deliver.batch import Run, plan_jobs
from kpilib.deliver.job import Outcome
from kpilib.deliver.kernels import can_fork
from tests.deliver.batches import AS_OF, SHOW, page, project

pytestmark = pytest.mark.skipif(not can_fork(), reason="kernels can be forked on Linux only")


def made(root, **options) -> dict[str, Outcome]:
    """The outcomes of a run in this process, by client."""
    jobs = plan_jobs(root / "params", [root / "notebooks/tiny.ipynb"], root / "reports", "2026Q3", as_of=AS_OF)
    return {one.job.client: one for one in Run(jobs, **options)}


# The first client's report leaves what the second's looks for, wherever a report could leave something.
TRACES = """
import builtins, json, locale, os, random, sys, warnings
from pathlib import Path
import matplotlib, numpy, pandas
import kpilib
if client == "first":
    kpilib.left = builtins.left = json.left = sys.left = os.environ["LEFT"] = "left"
    matplotlib.rcParams["font.size"] = 31.0
    pandas.set_option("display.max_rows", 31)
    random.seed(31); numpy.random.seed(31)
    sys.path.insert(0, "/left"); warnings.simplefilter("ignore", ResourceWarning)
    Path("left.txt").write_text("left"); os.chdir("/"); os.umask(0o777 & ~0o700)
else:
    drawn = random.random(), numpy.random.random()
    random.seed(31); numpy.random.seed(31)
    umask = os.umask(0); os.umask(umask)
    found = {
        "modules": [one.__name__ for one in (kpilib, builtins, json, sys) if hasattr(one, "left")],
        "environment": "LEFT" in os.environ,
        "rcParams": matplotlib.rcParams["font.size"] == 31.0,
        "options": pandas.get_option("display.max_rows") == 31,
        "random": drawn[0] == random.random() or drawn[1] == numpy.random.random(),
        "path": "/left" in sys.path,
        "files": Path("left.txt").exists(),
        "folder": Path.cwd().name != client,
        "umask": umask == 0o077,
    }
    print("found:", [name for name, seen in found.items() if seen])
"""


def test_nothing_that_one_report_leaves_is_seen_in_the_next(tmp_path):
    root = project(tmp_path, ["first", "second"], TRACES)
    outcomes = made(root)
    assert [one.reason for one in outcomes.values()] == [None, None]
    assert "found: []\n" in page(root, "second").read_text("utf-8")


def test_a_report_sees_no_secret_of_another_client(tmp_path, monkeypatch):
    for name in ("KPILIB_FIRST_ORDERS_PASSWORD", "KPILIB_SECOND_ORDERS_PASSWORD", "SMTP_PASSWORD"):
        monkeypatch.setenv(name, "hidden")
    look = "import os\nprint(*(name for name in os.environ if 'PASSWORD' in name))"
    root = project(tmp_path, ["first", "second"], look)
    made(root)
    for client in ("first", "second"):
        assert f"<pre>KPILIB_{client.upper()}_ORDERS_PASSWORD\n</pre>" in page(root, client).read_text("utf-8")


@pytest.mark.parametrize(
    ("name", "asked", "opened"),
    [("client", "first", "second"), ("quarter", "2026Q3", "2026Q2"), ("as_of", AS_OF, "2026-08-20")],
)
def test_a_report_of_something_else_is_not_published(tmp_path, name, asked, opened):
    # As a notebook might that was made for one client, with its name in a cell.
    root = project(tmp_path, ["first"], f"{name} = {opened!r}")
    outcome = made(root)["first"]
    assert outcome.reason == (
        f"the notebook opened the report of {name} {opened} and was asked for {asked}; "
        "open_report takes client, quarter and as_of from the parameters"
    )
    assert not page(root, "first").exists()
    record = json.loads(page(root, "first").with_suffix(".json").read_text("utf-8"))
    assert (record["state"], record["client"]) == ("failed", "first")


def test_another_clients_report_beside_its_own_is_not_published(tmp_path):
    root = project(tmp_path, ["first"], SHOW, "client = 'second'")
    assert made(root)["first"].reason == "the notebook opened a report of second, whom first must not see"
    assert not page(root, "first").exists()
