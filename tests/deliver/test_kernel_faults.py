"""What a notebook may do to its kernel: each fault is told, ends in time, and leaves the next kernel unharmed."""

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

from kpilib.deliver.kernels import KernelStartError, can_fork
from kpilib.deliver.kernels import warm as warm_process
from kpilib.deliver.kernels.offspring import descendants
from tests.deliver.cells import printed, run

pytestmark = [
    pytest.mark.skipif(not can_fork(), reason="kernels can be forked on Linux only"),
    pytest.mark.usefixtures("cheap_kernels"),
]


def warm() -> int:
    return warm_process._warm[os.getpid()].pid


def children(process: int) -> list[str]:
    return Path(f"/proc/{process}/task/{process}/children").read_text().split()


def marked(mark: str) -> list[int]:
    """The processes with a word in their command."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            command = (folder / "cmdline").read_bytes().decode()
        except (FileNotFoundError, ProcessLookupError):
            continue
        found += [int(folder.name)] if mark in command else []
    return found


def within(seconds: float, true: Callable[[], bool]) -> bool:
    end = time.monotonic() + seconds
    while not true() and time.monotonic() < end:
        time.sleep(0.05)
    return true()


def works(folder: Path) -> bool:
    return printed(run("print(6 * 7)", folder=folder)) == "42\n"


def test_a_cell_that_leaves_its_process_is_a_dead_kernel(tmp_path):
    with pytest.raises(DeadKernelError):
        run("import os; os._exit(3)", folder=tmp_path)
    assert works(tmp_path)


@pytest.mark.parametrize("loop", ["while True: pass", "import subprocess\nsubprocess.run(['sleep', '1000'])"])
def test_an_endless_cell_ends_with_its_time(tmp_path, loop):
    started = time.monotonic()
    with pytest.raises(CellTimeoutError):
        run(loop, folder=tmp_path, seconds=1)
    assert time.monotonic() - started < 30
    assert children(warm()) == []
    assert works(tmp_path)


def test_a_cell_that_will_not_be_interrupted_is_killed(tmp_path):
    deaf = "import signal, time\nfor one in (2, 15): signal.signal(one, signal.SIG_IGN)\nwhile True: time.sleep(1)"
    with pytest.raises(CellTimeoutError):
        run(deaf, folder=tmp_path, seconds=1)
    assert children(warm()) == []


@pytest.mark.parametrize("fork", [True, False])
def test_four_gigabytes_are_an_error_of_the_cell(tmp_path, fork):
    with pytest.raises(CellExecutionError, match="Unable to allocate"):
        run("import numpy\nnumpy.ones(1 << 29)", folder=tmp_path, fork=fork, memory=2 << 30)


def test_an_error_in_a_cell_is_told(tmp_path):
    with pytest.raises(CellExecutionError, match="division by zero"):
        run("1 / 0", folder=tmp_path)


def test_a_kernel_that_dies_at_its_start_is_told_at_once(tmp_path, monkeypatch):
    # A folder that is not there: the fork cannot even begin.
    monkeypatch.setattr("kpilib.deliver.kernels.provisioner.Path.absolute", lambda path: path / "nowhere")
    started = time.monotonic()
    with pytest.raises(KernelStartError, match="the kernel died before it answered"):
        run("1", folder=tmp_path)
    assert time.monotonic() - started < 30
    monkeypatch.undo()
    assert works(tmp_path)


def test_a_warm_process_that_is_lost_again_and_again_is_told(tmp_path, monkeypatch):
    def lost(*_):
        raise ConnectionResetError("it has ended")

    assert works(tmp_path)
    monkeypatch.setattr(warm_process.WarmProcess, "fork", lost)
    with pytest.raises(KernelStartError, match="the warm process was lost twice: it has ended"):
        run("print(1)", folder=tmp_path)
    monkeypatch.undo()
    assert works(tmp_path)


def test_a_kernel_dies_with_its_warm_process_which_is_replaced(tmp_path, monkeypatch):
    run("", folder=tmp_path)
    before = warm()
    with pytest.raises(DeadKernelError):
        run(f"import os, time\nos.kill({before}, 9)\ntime.sleep(60)", folder=tmp_path)
    # As if it were dying just now, which is noticed only when it is asked.
    monkeypatch.setattr(warm_process.WarmProcess, "alive", True)
    assert works(tmp_path)
    assert warm() != before


def test_all_is_gone_when_the_process_that_asked_is_killed(tmp_path):
    code = f"""
from pathlib import Path
from tests.deliver import cheap
from tests.deliver.cells import run
cheap.take()
run("import pathlib, time; pathlib.Path('started').touch(); time.sleep(1000)", folder=Path({str(tmp_path)!r}))
"""
    with TemporaryDirectory(prefix="k") as runtime:
        asking = subprocess.Popen(
            [sys.executable, "-c", code],
            cwd=Path(__file__).parents[2],
            env=os.environ | {"JUPYTER_RUNTIME_DIR": runtime},
        )
        try:
            assert within(300, (tmp_path / "started").exists)
            family = descendants(asking.pid)
        finally:
            asking.kill()
            asking.wait()
        assert len(family) == 2  # the warm process and its kernel
        assert within(10, lambda: not any(Path(f"/proc/{one}").exists() for one in family))
        assert list(Path(runtime).iterdir()) == []


def test_the_address_of_a_kernel_that_was_never_asked_for_goes_with_the_one_who_wrote_it(tmp_path):
    code = """
import asyncio, os
from kpilib.deliver.kernels import manager
kernel = manager()()
asyncio.run(kernel.pre_start_kernel())
print(os.path.exists(kernel.connection_file), flush=True)
os._exit(1)
"""
    own = os.environ | {"JUPYTER_RUNTIME_DIR": str(tmp_path)}
    ended = subprocess.run([sys.executable, "-c", code], env=own, capture_output=True, text=True, check=False)
    assert (ended.stdout, ended.returncode) == ("True\n", 1), ended.stderr
    assert within(5, lambda: not list(tmp_path.iterdir()))


def test_what_a_cell_has_left_running_ends_with_its_kernel(tmp_path):
    mark = f"left-{os.getpid()}"
    sleeper = f"import time; time.sleep(1000)  # {mark}"
    leave = f"""
import subprocess, sys
for new_session in (False, True):
    subprocess.Popen([sys.executable, "-c", {sleeper!r}], start_new_session=new_session)
twice = "import subprocess, sys; subprocess.Popen([sys.executable, '-c', sys.argv[1]], start_new_session=True)"
subprocess.run([sys.executable, "-c", twice, {sleeper!r}])
"""
    run(leave, folder=tmp_path)
    assert within(5, lambda: not marked(mark))


BOMB = """
[ $(ls -d /proc/[0-9]* | wc -l) -gt $2 ] || { sh $0 $1 $2 & sh $0 $1 $2 & }
wait
sleep 60
"""


def test_a_fork_bomb_is_bounded_and_defused(tmp_path):
    mark = f"bomb-{os.getpid()}"
    # Should nothing stop it, it grows to some 400 processes: a test must not bring the machine down.
    (tmp_path / "bomb.sh").write_text(BOMB)
    bomb = f"""
import os, subprocess
most = sum(name.isdigit() for name in os.listdir("/proc")) + 400
subprocess.run(["sh", "bomb.sh", {mark!r}, str(most)])
"""
    started = time.monotonic()
    with pytest.raises(DeadKernelError):
        run(bomb, folder=tmp_path, seconds=50)
    assert within(5, lambda: not marked(mark))
    assert time.monotonic() - started < 30
    assert works(tmp_path)
