"""An analyst's own notebooks: by name, by path, in a client's folder, in client.yml; and what the README shows."""

import re
import shutil
from pathlib import Path

import pytest

from kpilib.deliver.batch import plan_jobs
from kpilib.deliver.fingerprint import clients_parts
from kpilib.deliver.job import Job
from kpilib.deliver.render import render
from kpilib.errors import KpilibError
from tests.deliver.batches import AS_OF, SHOW, project
from tests.deliver.test_render import OPEN, notebook
from tests.project import check_problems

ROOT = Path(__file__).parents[2]
README = (ROOT / "notebooks/README.md").read_text("utf-8")
DEFAULT = ("kpi_progress", "pdca_review")


@pytest.fixture
def root(tmp_path):
    """Two clients alike, the notebooks `tiny` and `kpi_progress` for both, and `own` in the folder of the first."""
    made = project(tmp_path, ["first", "second"])
    notebook(made / "notebooks/kpi_progress.ipynb", SHOW)
    notebook(made / "params/first/own.ipynb", SHOW)
    return made


def planned(root: Path, *notebooks: str, clients=(), asked: bool = True) -> list[tuple[str, str]]:
    jobs = plan_jobs(root / "params", notebooks, root / "reports", "2026Q3", clients=clients, asked=asked)
    return [(job.client, job.notebook.relative_to(root).as_posix()) for job in jobs]


def lists(root: Path, client: str, *names: str) -> None:
    with (root / "params" / client / "client.yml").open("a", encoding="utf-8") as file:
        file.write(f"notebooks: [{', '.join(names)}]\n")


def test_a_name_is_looked_for_in_the_folder_for_all(root):
    both = [("first", "notebooks/tiny.ipynb"), ("second", "notebooks/tiny.ipynb")]
    assert planned(root, "tiny") == planned(root, "tiny.ipynb") == both


def test_a_notebook_in_a_clients_folder_is_for_that_client_alone(root):
    mine = [("first", "params/first/own.ipynb")]
    assert planned(root, "own") == mine
    assert planned(root, str(root / "params/first/own.ipynb")) == mine


def test_it_goes_before_one_of_the_same_name_for_all(root):
    notebook(root / "params/second/tiny.ipynb", SHOW)
    assert planned(root, "tiny") == [("first", "notebooks/tiny.ipynb"), ("second", "params/second/tiny.ipynb")]


def test_a_path_may_lead_anywhere(root):
    (root / "drafts").mkdir()
    notebook(root / "drafts/trial.ipynb", SHOW)
    assert planned(root, str(root / "drafts/trial.ipynb"), clients=["second"]) == [("second", "drafts/trial.ipynb")]


def test_what_a_client_lists_is_run_in_place_of_the_usual_for_that_client(root):
    lists(root, "first", "own", "tiny")
    usual = [("second", f"notebooks/{name}.ipynb") for name in DEFAULT]
    listed = [("first", "params/first/own.ipynb"), ("first", "notebooks/tiny.ipynb")]
    assert planned(root, *DEFAULT, asked=False) == [*listed, *usual]


def test_what_is_named_for_a_run_goes_before_the_list(root):
    lists(root, "first", "own")
    assert planned(root, "tiny", clients=["first"]) == [("first", "notebooks/tiny.ipynb")]


@pytest.mark.parametrize(
    ("names", "clients", "words"),
    [
        (["onw"], (), "there is no notebook onw.ipynb; did you mean 'own'?"),
        (["drafts/tiny"], (), "there is no notebook tiny.ipynb; did you mean 'tiny'?"),
        (["params/first/own.ipynb"], ["second"], "the notebook own.ipynb is for first alone, who was not asked for"),
        (["tiny", "params/first/tiny.ipynb"], (), "two notebooks are called tiny"),
    ],
)
def test_what_cannot_be_run_is_told_before_anything_runs(root, monkeypatch, names, clients, words):
    if "two" in words:
        notebook(root / "params/first/tiny.ipynb", SHOW)
        names = ["notebooks/tiny.ipynb", *names[1:]]
    monkeypatch.chdir(root)
    with pytest.raises(KpilibError, match=re.escape(words)):
        planned(root, *names, clients=clients)


def test_a_listed_notebook_that_is_not_there_is_told_with_its_line_and_the_nearest(root):
    lists(root, "first", "kpi_progress", "owm")
    (problem,) = check_problems(root / "params", "first", "2026Q3")
    last = len((root / "params/first/client.yml").read_text("utf-8").splitlines())
    told = "notebook 2: no notebook is named 'owm'; did you mean 'own'?"
    assert str(problem) == f"params/first/client.yml:{last}: {told}"


def test_the_agencys_own_notebook_is_no_clients(root):
    notebook(root / "notebooks/portfolio.ipynb", SHOW)
    lists(root, "first", "portfolio")
    (problem,) = check_problems(root / "params", "first", "2026Q3")
    assert "no notebook is named 'portfolio'" in problem.text


def test_another_clients_notebook_may_not_be_listed(root):
    lists(root, "second", "own")
    (problem,) = check_problems(root / "params", "second", "2026Q3")
    assert "no notebook is named 'own'" in problem.text


def test_a_clients_own_notebook_is_none_of_its_exports(root):
    before = clients_parts(root / "params/first")
    notebook(root / "params/first/own.ipynb", "1 + 1", SHOW)
    assert clients_parts(root / "params/first") == before


def test_a_run_makes_the_page_of_a_clients_own_notebook_beside_the_others(root, kpilib):
    lists(root, "first", "own", "tiny")
    told = ["--params", root / "params", "--as-of", AS_OF, "--jobs", "1"]
    code, out, err = kpilib("run", "2026Q3", "--client", "first", *told)
    assert (code, err) == (0, "")
    assert "2 reports made" in out
    assert (root / "reports/2026Q3/first/own.html").is_file()
    code, out, _ = kpilib("run", "2026Q3", "--client", "first", *told)
    assert "2 reports made, 2 of them before and unchanged" in out


def blocks(kind: str) -> list[str]:
    return re.findall(rf"```{kind}\n(.*?)```", README, re.DOTALL)


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    """A copy of a demo client and of the notebooks, to try the README's examples on."""
    root = tmp_path_factory.mktemp("demo")
    shutil.copytree(ROOT / "params/kopi-contoh", root / "params/kopi-contoh")
    shutil.copytree(ROOT / "notebooks", root / "notebooks")
    return root


def test_each_section_chart_and_table_that_the_readme_shows_is_on_the_page(demo):
    cells = re.findall(r"```(?:markdown|python)\n(.*?)\n```", README, re.DOTALL)
    source = notebook(demo / "notebooks/examples.ipynb", OPEN, *cells)
    folder = demo / "params/kopi-contoh"
    outcome = render(Job("kopi-contoh", "2026Q3", "2026-08-21", source, folder, demo / "reports/2026Q3/kopi-contoh"))
    assert outcome.reason is None
    page = outcome.page.read_text("utf-8")
    assert re.findall(r"<h2 id=[^>]*>(.*?)</h2>", page) == [
        text.strip().removeprefix("## ") for text in blocks("markdown")
    ]
    assert "Conversion rate" in page
    assert page.count("<figure") == 2
    assert '<table class="kpi-frame">' in page
    assert "&lt;" not in page  # nothing of what a cell calls is left over as text


def test_what_the_readme_lists_in_client_yml_is_what_a_run_makes(demo):
    (text,) = blocks("yaml")
    shutil.copy(demo / "notebooks/kpi_progress.ipynb", demo / "params/kopi-contoh/wholesale.ipynb")
    client = demo / "params/kopi-contoh/client.yml"
    client.write_text(client.read_text("utf-8") + text, "utf-8")
    jobs = plan_jobs(demo / "params", DEFAULT, demo / "reports", "2026Q3")
    assert [job.notebook.stem for job in jobs] == ["kpi_progress", "pdca_review", "wholesale"]
    assert check_problems(demo / "params", "kopi-contoh", "2026Q3") == ()
