"""A night's batch beside what an agency would do instead, over generated clients.

    python tests/bench/bench_batch.py [CLIENTS] [ARM ...]

Arms: `ours`, `again` (the same run, nothing changed), `floor` (the calls of the notebook as plain Python in a warm
process per core), `process` (papermill and nbconvert's own exporter in one process per core), `shell` (papermill and
nbconvert as commands, as many loops as cores), `ploomber` (ploomber-engine, where it is installed: a notebook run in
the process itself, nothing kept apart). Prints reports a minute, CPU seconds a report, the largest process of the
arm (a forked kernel counts the pages that it shares), the most that the coordinator of ours held, and ratios.
Every arm must come to the same number of pictures in every report, or the comparison stops.

To compare with JupyterLab beside, run it with the python of an environment that has it.
"""

import json
import multiprocessing
import os
import platform
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from importlib.metadata import version
from pathlib import Path

ROOT = Path(__file__).parents[2]
NOTEBOOK = ROOT / "notebooks" / "kpi_progress.ipynb"
DEMO, QUARTER, AS_OF = "kopi-contoh", "2026Q3", "2026-08-21"
CORES = os.cpu_count() or 1
PICTURE = re.compile(r'<img[^>]*src="data:image/svg\+xml;base64,')
ARMS = ("ours", "again", "floor", "process", "shell")
MEGA = 1024  # of kB, as the kernel counts memory


def clients(params: Path, number: int) -> list[str]:
    """So many clients, each the demo client under a name of its own."""
    names = [f"client-{one:03d}" for one in range(1, number + 1)]
    for name in names:
        shutil.copytree(ROOT / "params" / DEMO, params / name)
        about = params / name / "client.yml"
        about.write_text(about.read_text("utf-8").replace("name: Kopi Contoh", f"name: {name}", 1), "utf-8")
    return names


def ours(params: Path, names: list[str], out: Path) -> None:
    del names
    command = [str(Path(sys.executable).with_name("kpilib")), "run", QUARTER, "--as-of", AS_OF, "--json"]
    command += ["--notebook", "kpi_progress", "--params", str(params), "--reports", str(out), "--jobs", str(CORES)]
    out.mkdir(exist_ok=True)
    with (out.parent / "told.txt").open("w+", encoding="utf-8") as told:
        running = subprocess.Popen(command, stdout=told, stderr=subprocess.STDOUT)
        held = 0
        while running.poll() is None:
            held = max(held, _held(running.pid))
            time.sleep(0.05)
        if running.returncode:
            told.seek(0)
            raise SystemExit(told.read()[-4000:])
    print(f"         the coordinator held {held / MEGA:.0f} MB at most", flush=True)


def _held(pid: int) -> int:
    """The most memory that the process ever held, in kB; 0 once it is gone."""
    try:
        status = Path(f"/proc/{pid}/status").read_text("ascii")
    except (FileNotFoundError, ProcessLookupError):
        return 0
    found = re.search(r"VmHWM:\s+(\d+) kB", status)
    return int(found[1]) if found else 0


def floor(params: Path, names: list[str], out: Path) -> None:
    with ProcessPoolExecutor(CORES, mp_context=multiprocessing.get_context("spawn")) as pool:
        list(pool.map(_plain, [(params, name, out) for name in names]))


def _plain(job: tuple[Path, str, Path]) -> None:
    """What the notebook's cells ask for, without a notebook."""
    import kpilib as kpi

    params, name, out = job
    report = kpi.open_report(name, QUARTER, AS_OF, params=params)
    cells = json.loads(NOTEBOOK.read_text("utf-8"))["cells"]
    asked = ["".join(one["source"]) for one in cells if one["cell_type"] == "code"][2:]
    shown = [eval(one, {"report": report, "kpi": kpi})._repr_html_() for one in asked]
    folder = out / QUARTER / name
    folder.mkdir(parents=True)
    (folder / "kpi_progress.html").write_text("\n".join(shown), "utf-8")
    (folder / "kpi_progress.json").write_text(json.dumps(report.results), "utf-8")


def process(params: Path, names: list[str], out: Path) -> None:
    with ProcessPoolExecutor(CORES, mp_context=multiprocessing.get_context("spawn")) as pool:
        list(pool.map(_papermill, [(params, name, out) for name in names]))


def _papermill(job: tuple[Path, str, Path]) -> None:
    import papermill
    from nbconvert import HTMLExporter

    params, name, out = job
    folder = out / QUARTER / name
    folder.mkdir(parents=True)
    given = {"client": name, "quarter": QUARTER, "as_of": AS_OF}
    kept = folder / "kpi_progress.ipynb"
    done = papermill.execute_notebook(str(NOTEBOOK), str(kept), given, cwd=str(params / name), progress_bar=False)
    (folder / "kpi_progress.html").write_text(HTMLExporter(exclude_input=True).from_notebook_node(done)[0], "utf-8")


def ploomber(params: Path, names: list[str], out: Path) -> None:
    with ProcessPoolExecutor(CORES, mp_context=multiprocessing.get_context("spawn")) as pool:
        list(pool.map(_ploomber, [(params, name, out) for name in names]))


def _ploomber(job: tuple[Path, str, Path]) -> None:
    from nbconvert import HTMLExporter
    from ploomber_engine import execute_notebook

    params, name, out = job
    folder = out / QUARTER / name
    folder.mkdir(parents=True)
    given = {"client": name, "quarter": QUARTER, "as_of": AS_OF}
    kept = folder / "kpi_progress.ipynb"
    done = execute_notebook(
        str(NOTEBOOK), str(kept), parameters=given, cwd=str(params / name), progress_bar=False, verbose=False
    )
    (folder / "kpi_progress.html").write_text(HTMLExporter(exclude_input=True).from_notebook_node(done)[0], "utf-8")


def shell(params: Path, names: list[str], out: Path) -> None:
    with ThreadPoolExecutor(CORES) as loops:
        list(loops.map(lambda name: _commands(params, name, out), names))


def _commands(params: Path, name: str, out: Path) -> None:
    folder = out / QUARTER / name
    folder.mkdir(parents=True)
    kept = folder / "kpi_progress.ipynb"
    given = [part for pair in (("client", name), ("quarter", QUARTER), ("as_of", AS_OF)) for part in ("-p", *pair)]
    run = ["papermill", str(NOTEBOOK), str(kept), *given, "--cwd", str(params / name), "--no-progress-bar"]
    convert = ["nbconvert", "--to", "html", "--no-input", str(kept)]
    for command in (run, convert):
        subprocess.run([sys.executable, "-m", *command], check=True, capture_output=True)


def measured(arm: Callable[[Path, list[str], Path], None], *given) -> dict[str, float]:
    """Seconds of clock and processor, and the largest process in MB, of an arm in a process of its own."""
    context = multiprocessing.get_context("fork")
    told, started = context.SimpleQueue(), time.perf_counter()
    process_of_arm = context.Process(target=_arm, args=(told, arm, *given))
    process_of_arm.start()
    process_of_arm.join()
    if process_of_arm.exitcode:
        raise SystemExit(f"{arm.__name__} failed")
    return {"seconds": time.perf_counter() - started} | told.get()


def _arm(told, arm: Callable[[Path, list[str], Path], None], *given) -> None:
    arm(*given)
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    told.put({"cpu": used.ru_utime + used.ru_stime, "largest": used.ru_maxrss / MEGA})


def pictures(out: Path, names: list[str]) -> int:
    """The number of pictures in each report, which must be the same in all."""
    found = {len(PICTURE.findall((out / QUARTER / one / "kpi_progress.html").read_text("utf-8"))) for one in names}
    if len(found) != 1:
        raise SystemExit(f"the reports below {out} do not have the same pictures: {found}")
    return found.pop()


def main() -> None:
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 20
    arms = sys.argv[2:] or ARMS
    packages = ", ".join(f"{one} {version(one)}" for one in ("pandas", "matplotlib", "papermill", "nbconvert"))
    print(f"{number} clients, {CORES} cores, Python {platform.python_version()}, {packages}")
    seconds, seen = {}, {}
    with tempfile.TemporaryDirectory() as folder:
        params = Path(folder) / "params"
        names = clients(params, number)
        for arm in arms:
            out = Path(folder) / ("ours" if arm == "again" else arm)
            told = measured(ours if arm == "again" else globals()[arm], params, names, out)
            seconds[arm], seen[arm] = told["seconds"], pictures(out, names)
            rate, cpu = 60 * number / told["seconds"], told["cpu"] / number
            print(
                f"{arm:8} {told['seconds']:8.1f} s {rate:8.1f} reports/min {cpu:6.2f} s CPU a report,"
                f" largest process {told['largest']:.0f} MB",
                flush=True,
            )
        if len(set(seen.values())) > 1:
            raise SystemExit(f"the arms do not show the same pictures: {seen}")
    for arm in arms:
        if "ours" in seconds and arm not in ("ours", "again"):
            print(f"{arm:8} takes {seconds[arm] / seconds['ours']:.2f} times as long as ours")


if __name__ == "__main__":
    main()
