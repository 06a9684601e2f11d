"""A notebook becomes a page with its results, or a kept notebook with a reason in one line."""

import json
from pathlib import Path

import nbformat
import pytest

from kpilib.deliver.batch import Run, plan_jobs
from kpilib.deliver.index import write_index
from kpilib.deliver.job import PARAMETERS, Job
from kpilib.deliver.render import check_parameters, render
from kpilib.deliver.tasks import latest_as_of
from kpilib.errors import KpilibError
from kpilib.plan.periods import Quarter
from tests.project import QUARTER, shop_days, small_project

NOTEBOOK = Path(__file__).parents[2] / "notebooks" / "kpi_progress.ipynb"


def notebook(path: Path, *cells: str, parameters: str = 'client = ""\nquarter = ""\nas_of = ""') -> Path:
    """A notebook of code cells behind its parameters."""
    first = nbformat.v4.new_code_cell(parameters, metadata={"tags": ["parameters"]})
    rest = [nbformat.v4.new_markdown_cell(c) if c.startswith("#") else nbformat.v4.new_code_cell(c) for c in cells]
    made = nbformat.v4.new_notebook(cells=[first, *rest])
    made.metadata.kernelspec = {"name": "python3", "display_name": "Python 3", "language": "python"}
    nbformat.write(made, path)
    return path


def job(tmp_path: Path, source: Path, *, as_of: str = "2026-08-21") -> Job:
    return Job("shop", "2026Q3", as_of, source, tmp_path / "params/shop", tmp_path / "reports/2026Q3/shop")


OPEN = "import kpilib as kpi\nreport = kpi.open_report(client, quarter, as_of)\nreport"


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """The report of the small shop, made once."""
    root = tmp_path_factory.mktemp("project")
    small_project(root)
    return render(job(root, NOTEBOOK))


def test_the_page_its_results_and_its_notebook_lie_side_by_side(made):
    assert made.reason is None
    assert sorted(path.name for path in made.page.parent.iterdir()) == [
        "history",
        "kpi_progress.html",
        "kpi_progress.ipynb",
        "kpi_progress.json",
    ]


def test_the_results_hold_the_numbers_one_can_check_by_hand(made):
    results = json.loads(made.page.with_suffix(".json").read_text("utf-8"))
    orders = next(kpi for kpi in results["kpis"] if kpi["id"] == "orders")
    # 51 whole days of 10 orders; the plan of 920 over 92 days expects 510 of them.
    assert (orders["actual"], orders["status"], orders["data_to"]) == (510, "toss_up", "2026-08-20")
    assert orders["expected"] == pytest.approx(510)
    assert orders["required_per_day"] == pytest.approx(10)
    rate = next(kpi for kpi in results["kpis"] if kpi["id"] == "conversion_rate")
    assert (rate["actual"], rate["target"], rate["status"]) == (0.025, 0.02, "very_likely")
    assert rate["forecast"]["low"] < 0.025 < rate["forecast"]["high"]
    assert results["inputs"][0]["rows"] == 212


def test_the_same_input_gives_the_same_page(made, tmp_path):
    small_project(tmp_path)
    again = render(job(tmp_path, NOTEBOOK))
    assert again.page.read_bytes() == made.page.read_bytes()
    assert again.page.with_suffix(".json").read_bytes() == made.page.with_suffix(".json").read_bytes()


def test_the_page_shows_no_code_and_says_what_it_is_in_words(made):
    page = made.page.read_text("utf-8")
    assert "open_report" not in page
    assert "<h2" in page
    assert "Both KPIs" not in page
    assert "1 of 2 KPIs is on course, 1 a toss-up" in page
    assert "Content-Security-Policy" in page


def test_a_failing_cell_leaves_its_notebook_and_one_line_and_no_page(tmp_path):
    small_project(tmp_path)
    source = notebook(tmp_path / "mine.ipynb", OPEN, "1 / 0")
    outcome = render(job(tmp_path, source))
    assert (outcome.page, outcome.reason) == (None, "ZeroDivisionError: division by zero")
    kept = nbformat.read(outcome.notebook, as_version=4)
    assert any(out.output_type == "error" for cell in kept.cells for out in cell.get("outputs", []))
    assert not (tmp_path / "reports/2026Q3/shop/mine.html").exists()


def test_an_error_of_ours_stands_without_the_name_of_an_exception(tmp_path):
    small_project(tmp_path, export=shop_days().replace(",10,", ",ten,", 1))
    outcome = render(job(tmp_path, notebook(tmp_path / "mine.ipynb", OPEN)))
    assert outcome.reason == "params/shop/exports/shop.csv:2: column 'orders': 'ten' is not a number"


def test_data_that_begin_after_the_as_of_date_are_named(tmp_path):
    small_project(tmp_path, export="date,orders,revenue,sessions\n2026-08-01,1,1,1\n")
    outcome = render(job(tmp_path, notebook(tmp_path / "mine.ipynb", OPEN), as_of="2026-07-20"))
    assert outcome.reason == "the data of shop begin on 2026-08-01; there is nothing to report as of 2026-07-20"


def test_a_failure_takes_away_the_page_of_an_earlier_run(tmp_path):
    small_project(tmp_path)
    out = tmp_path / "reports/2026Q3/shop"
    out.mkdir(parents=True)
    (out / "mine.html").write_text("an earlier page")
    render(job(tmp_path, notebook(tmp_path / "mine.ipynb", OPEN, "1 / 0")))
    assert not (out / "mine.html").exists()


def test_a_notebook_that_opens_no_report_makes_no_page(tmp_path):
    small_project(tmp_path)
    outcome = render(job(tmp_path, notebook(tmp_path / "mine.ipynb", "1 + 1")))
    assert outcome.reason.startswith("the notebook shows no report; let a cell end with the report")


def test_a_heading_without_anything_under_it_is_left_out(tmp_path):
    small_project(tmp_path)
    source = notebook(
        tmp_path / "mine.ipynb", OPEN, "## Nothing here", "report.moved", "## Something", "print('5 < 7')"
    )
    page = render(job(tmp_path, source)).page.read_text("utf-8")
    assert "Nothing here" not in page
    assert "<pre>5 &lt; 7\n</pre>" in page


@pytest.mark.parametrize(
    "shown", ["<script>alert(1)</script>", "<img src='https://example.org/x.png'>", "<b onclick='x()'>b</b>"]
)
def test_a_cell_that_shows_a_script_or_an_address_makes_no_page(tmp_path, shown):
    small_project(tmp_path)
    source = notebook(tmp_path / "mine.ipynb", OPEN, f"from IPython.display import HTML\nHTML({shown!r})")
    assert render(job(tmp_path, source)).reason.startswith("the page would not stand alone: ")


def test_text_of_the_plan_is_text_on_the_page(tmp_path):
    quarter = QUARTER.replace("owner: Owner", "owner: <script>alert(1)</script>", 1)
    small_project(tmp_path, quarter=quarter)
    page = render(job(tmp_path, NOTEBOOK)).page.read_text("utf-8")
    assert "<script" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


@pytest.mark.parametrize(
    ("parameters", "told"),
    [
        ('client = ""\nquarter = ""', "mine.ipynb has no parameter 'as_of'; its parameters: client, quarter"),
        (
            'client = ""\nquarter = ""\nas_of = ""\nasof = ""',
            "has a parameter 'asof' that nobody sets; did you mean 'as_of'",
        ),
        ("", "mine.ipynb has no cell tagged 'parameters' that sets client, quarter, as_of"),
    ],
)
def test_unknown_and_missing_parameters_are_an_error_before_anything_runs(tmp_path, parameters, told):
    source = notebook(tmp_path / "mine.ipynb", parameters=parameters)
    with pytest.raises(KpilibError) as error:
        check_parameters(source, dict.fromkeys(PARAMETERS, ""))
    assert told in str(error.value)


def test_a_notebook_that_does_not_exist_names_the_nearest(tmp_path):
    notebook(tmp_path / "mine.ipynb")
    with pytest.raises(KpilibError, match=r"there is no notebook mein.ipynb; did you mean 'mine'"):
        check_parameters(tmp_path / "mein.ipynb", {})


def test_a_client_that_fails_stops_no_other(tmp_path):
    params = small_project(tmp_path)
    small_project(tmp_path / "second", quarter=QUARTER.replace("target: 920", "target: many"))
    (tmp_path / "second/params/shop").rename(params / "a-broken-shop")
    jobs = plan_jobs(params, [NOTEBOOK], tmp_path / "reports", "2026Q3", clients=(), as_of=None)
    outcomes = {outcome.job.client: outcome for outcome in Run(jobs)}
    assert outcomes["shop"].reason is None
    assert "target 'many' is not a number" in outcomes["a-broken-shop"].reason
    write_index(tmp_path / "reports")
    index = (tmp_path / "reports/2026Q3/index.html").read_text("utf-8")
    assert index.index("Failed") < index.index("kpi_progress.html")
    assert "<script" not in index


def test_without_a_date_the_report_is_as_of_today_or_closes_the_quarter():
    from datetime import date

    quarter = Quarter(2026, 3)
    assert latest_as_of(quarter, date(2026, 8, 21)) == date(2026, 8, 21)
    assert latest_as_of(quarter, date(2026, 9, 30)) == date(2026, 9, 29)
    assert latest_as_of(quarter, date(2026, 10, 1)) == date(2026, 9, 30)
