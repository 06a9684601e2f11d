"""A kernel that was forked is a kernel like any other, and nothing of one is seen in the next."""

import os
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from kpilib.deliver.kernels import LocalKernelManager, can_fork, kernel_environment, manager
from kpilib.deliver.kernels import warm as warm_process
from tests.deliver.cells import pictures, printed, run, told

pytestmark = pytest.mark.skipif(not can_fork(), reason="kernels can be forked on Linux only")

# All that a cell can see of how its kernel came to be, less what differs between any two kernels.
SURROUNDINGS = """
import json, os, sys, random, locale, time
import matplotlib, pandas as pd, matplotlib.pyplot as plt
import kpilib.report  # some of its libraries set variables when they are imported
from pandas._config import config
names = (name for name in config._registered_options if name not in config._deprecated_options)
options = {name: repr(pd.get_option(name)) for name in names}
own = {"JPY_PARENT_PID", "JPY_SESSION_NAME"}
print(json.dumps({
    "argv": [one for one in sys.argv if not one.endswith(".json")],
    "path": sys.path, "cwd": os.getcwd(), "main": sys.modules["__main__"].__name__, "name": __name__,
    "environment": {name: value for name, value in os.environ.items() if name not in own},
    "pandas": options, "matplotlib": {name: repr(value) for name, value in plt.rcParams.items()},
    "interactive": plt.isinteractive(), "encoding": [sys.stdout.encoding, locale.getpreferredencoding()],
    "zone": time.tzname, "recursion": sys.getrecursionlimit(), "hooks": [repr(type(sys.displayhook))],
}))
"""


@pytest.fixture(scope="module")
def surroundings(tmp_path_factory):
    """What a cell sees in a forked and in an ordinary kernel."""
    folder = tmp_path_factory.mktemp("folder")
    return told(run(SURROUNDINGS, folder=folder)), told(run(SURROUNDINGS, folder=folder, fork=False))


@pytest.mark.parametrize("what", ["argv", "path", "cwd", "environment", "pandas", "matplotlib"])
def test_a_forked_kernel_has_the_surroundings_of_an_ordinary_one(surroundings, what):
    forked, ordinary = surroundings
    assert forked[what] == ordinary[what]


def test_and_all_the_rest_of_them(surroundings):
    forked, ordinary = surroundings
    assert forked == ordinary


def test_a_kernel_is_forked_and_not_started(tmp_path):
    run("", folder=tmp_path)
    parent = warm_process._warm[os.getpid()].pid
    assert told(run("import os; print(os.getppid())", folder=tmp_path)) == parent
    assert told(run("import os; print(os.getppid())", folder=tmp_path, fork=False)) == os.getpid()


def test_what_reports_need_is_there_at_once(tmp_path):
    cell = "import sys; print([name in sys.modules for name in ('kpilib', 'pandas', 'matplotlib', 'great_tables')])"
    assert printed(run(cell, folder=tmp_path)) == "[True, True, True, True]\n"


def test_the_warm_process_has_one_thread_and_nothing_that_would_drop_figures(tmp_path):
    run("", folder=tmp_path)
    process = Path(f"/proc/{warm_process._warm[os.getpid()].pid}")
    assert len(list((process / "task").iterdir())) == 1
    loaded = run("import sys; print('matplotlib.pyplot' in sys.modules)", folder=tmp_path)
    assert printed(loaded) == "False\n"


def test_the_warm_process_holds_no_file_open(tmp_path):
    run("", folder=tmp_path)
    folder = Path(f"/proc/{warm_process._warm[os.getpid()].pid}/fd")
    held = [str(one.readlink()) for one in folder.iterdir() if int(one.name) > 2]
    # Forks share the place at which an open file is read; sockets, pipes and handles of processes have none.
    assert [one for one in held if one.startswith("/")] == []


def test_a_kernel_lets_go_of_what_it_no_longer_needs(tmp_path):
    assert printed(run("import gc; print(gc.isenabled())", folder=tmp_path)) == "True\n"


def test_what_kpilib_reads_of_its_own_has_been_read(tmp_path):
    cell = """
from kpilib.plan.catalogue import metrics
from kpilib.tell.language import _catalogue
print(metrics.cache_info().currsize, _catalogue.cache_info().currsize)
"""
    assert printed(run(cell, folder=tmp_path)) == "1 2\n"


def test_a_plain_figure_appears_once(tmp_path):
    cell = "import matplotlib.pyplot as plt\nfigure, axes = plt.subplots()\naxes.plot([1, 2]);"
    assert pictures(run(cell, folder=tmp_path)) == ["image/png"]
    assert pictures(run("import pandas as pd\npd.Series([1, 2]).plot();", cell, folder=tmp_path)) == ["image/png"] * 2


def test_two_kernels_draw_different_random_numbers(tmp_path):
    cell = "import random, numpy, json; print(json.dumps([random.random(), numpy.random.random()]))"
    first, second = (told(run(cell, folder=tmp_path)) for _ in range(2))
    assert first[0] != second[0]
    assert first[1] != second[1]


def test_nothing_of_one_kernel_is_seen_in_the_next(tmp_path):
    leave = """
import os, sys, random, numpy, pandas, matplotlib, kpilib
kpilib.mine = os.environ["MINE"] = sys.mine = "left"
matplotlib.rcParams["lines.linewidth"] = 7; pandas.set_option("display.max_rows", 7)
numpy.random.seed(7); random.seed(7); sys.path.append("/left"); os.chdir("/")
"""
    look = """
import os, sys, random, numpy, pandas, matplotlib, kpilib
numpy_draws = numpy.random.random() == 0.07630828937395717
print([hasattr(kpilib, "mine"), "MINE" in os.environ, hasattr(sys, "mine"), numpy_draws, "/left" in sys.path,
       matplotlib.rcParams["lines.linewidth"] == 7, pandas.get_option("display.max_rows") == 7, os.getcwd() == "/"])
"""
    run(leave, folder=tmp_path)
    assert printed(run(look, folder=tmp_path)) == f"{[False] * 8}\n"


@pytest.mark.parametrize("fork", [True, False])
def test_a_kernel_sees_no_secret_but_its_own_clients(tmp_path, monkeypatch, fork):
    for name in (
        "SMTP_PASSWORD",
        "AWS_SECRET_ACCESS_KEY",
        "KPILIB_SHOP_ORDERS_PASSWORD",
        "KPILIB_OTHER_ADS_PASSWORD",
    ):
        monkeypatch.setenv(name, "hidden")
    cell = "import os, json; print(json.dumps([name for name, value in os.environ.items() if value == 'hidden']))"
    seen = run(cell, folder=tmp_path, fork=fork, environment=kernel_environment("shop"))
    assert told(seen) == ["KPILIB_SHOP_ORDERS_PASSWORD"]


def test_a_kernel_has_one_numeric_thread_its_folders_and_its_language():
    given = kernel_environment(
        reports="reports", source={"PATH": "/bin", "LANG": "id_ID.UTF-8", "TZ": "Asia/Jakarta", "TOKEN": "secret"}
    )
    assert given == {
        **{"PATH": "/bin", "LANG": "id_ID.UTF-8", "TZ": "Asia/Jakarta", "KPILIB_REPORTS": "reports"},
        **{"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1", "NUMEXPR_NUM_THREADS": "1"},
        "VECLIB_MAXIMUM_THREADS": "1",
    }


def test_the_keys_of_a_warehouse_are_for_the_clients_that_read_from_it():
    source = {"PGPASSWORD": "hidden", "PGHOST": "db", "GOOGLE_APPLICATION_CREDENTIALS": "/keys.json"}
    assert source.keys() & kernel_environment("shop", source=source).keys() == set()
    assert source.keys() & kernel_environment("shop", engines=["postgres"], source=source).keys() == {
        "PGPASSWORD",
        "PGHOST",
    }
    assert source.keys() & kernel_environment("shop", engines=["bigquery", "duckdb"], source=source).keys() == {
        "GOOGLE_APPLICATION_CREDENTIALS"
    }


def test_the_installed_kernel_spec_is_left_as_it_is():
    warm = manager()(kernel_name="python3")
    assert warm.kernel_spec.metadata["kernel_provisioner"] == {"provisioner_name": "kpilib-warm"}
    assert "kernel_provisioner" not in LocalKernelManager(kernel_name="python3").kernel_spec.metadata


def test_a_kernel_of_another_python_starts_as_its_spec_says(monkeypatch):
    warm = manager()(kernel_name="python3")
    monkeypatch.setattr(sys, "executable", "/elsewhere/bin/python3.9")
    warm._kernel_spec = warm.kernel_spec_manager.get_kernel_spec("python3")
    warm._kernel_spec.argv[0] = "/opt/other/bin/python"
    assert "kernel_provisioner" not in warm.kernel_spec.metadata


def test_where_no_process_can_be_forked_kernels_are_started(monkeypatch):
    can_fork.cache_clear()
    monkeypatch.delattr(os, "pidfd_open")
    assert manager().__mro__[1] is LocalKernelManager
    can_fork.cache_clear()


@pytest.fixture
def runtime(monkeypatch):
    """A folder for the sockets of this test alone; its path must be short."""
    with TemporaryDirectory(prefix="k") as folder:
        monkeypatch.setenv("JUPYTER_RUNTIME_DIR", folder)
        yield Path(folder)


def test_five_kernels_leave_no_process_no_file_and_no_descriptor(tmp_path, runtime):
    speaking = run("from ipykernel.kernelapp import IPKernelApp as app; print(app.instance().ip)", folder=tmp_path)
    assert printed(speaking).startswith(f"{runtime}/kernel-")  # a socket that is a file there
    warm = warm_process._warm[os.getpid()].pid
    before = left_behind(warm, runtime, tmp_path)
    for _ in range(5):
        run("import kpilib", folder=tmp_path)
    assert left_behind(warm, runtime, tmp_path) == before
    assert before["children"] == before["runtime"] == before["folder"] == []


def left_behind(warm: int, runtime: Path, folder: Path) -> dict[str, object]:
    return {
        "children": Path(f"/proc/{warm}/task/{warm}/children").read_text().split(),
        "descriptors": len(list(Path(f"/proc/{warm}/fd").iterdir())),
        "own": len(list(Path("/proc/self/fd").iterdir())),
        "runtime": list(runtime.iterdir()),
        "folder": list(folder.iterdir()),
    }
