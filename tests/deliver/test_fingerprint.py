"""What a report was made from decides whether it is made again."""

import errno
import json
import shutil
from dataclasses import replace

import pytest

from kpilib.deliver.batch import Run
from kpilib.deliver.fingerprint import clients_parts, made_from, outside_parts
from kpilib.deliver.job import Job
from kpilib.deliver.made import keep_record, record_file, why_again
from kpilib.deliver.tasks import settle
from tests.project import CLIENT, small_project

RESULTS = {"inputs": [{"source": "shop", "file": "exports/shop.csv"}], "sources": [{"source": "shop"}]}


@pytest.fixture
def job(tmp_path):
    """A report of the small shop that was made and recorded."""
    params = small_project(tmp_path)
    notebook = tmp_path / "kpi_progress.ipynb"
    notebook.write_text("{}", "utf-8")
    one = Job("shop", "2026Q3", "2026-08-21", notebook, params / "shop", tmp_path / "reports/2026Q3/shop")
    one.out.mkdir(parents=True)
    one.file(".html").write_text("<p>548 leads</p>", "utf-8")
    one.file(".json").write_text("{}", "utf-8")
    keep_record(one, parts(one), RESULTS)
    return one


def parts(job: Job) -> dict[str, str]:
    return made_from(job, clients_parts(job.folder))


def why(job: Job) -> str:
    return why_again(job, parts(job))


def change(path) -> None:
    path.write_text(path.read_text("utf-8") + "\n", "utf-8")


def test_nothing_has_changed(job):
    assert why(job) == ""


@pytest.mark.parametrize(
    ("file", "told"),
    [
        ("client.yml", "changed: what was agreed"),
        ("2026Q3.yml", "changed: what was agreed"),
        ("exports/shop.csv", "changed: the exports"),
        ("../../kpi_progress.ipynb", "changed: the notebook"),
    ],
)
def test_a_file_that_changed_is_told_by_its_part(job, file, told):
    change(job.folder / file)
    assert why(job) == told


def test_a_new_export_counts_and_a_hidden_file_does_not(job):
    (job.folder / "exports/.DS_Store").write_text("", "utf-8")
    assert why(job) == ""
    (job.folder / "exports/more.csv").write_text("", "utf-8")
    assert why(job) == "changed: the exports"


def test_a_file_that_was_only_touched_has_not_changed(job):
    path = job.folder / "exports/shop.csv"
    path.write_bytes(path.read_bytes())
    assert why(job) == ""


def test_another_day_is_another_report(job):
    assert why(replace(job, as_of="2026-08-22")) == "changed: the as-of date"


def test_an_earlier_report_that_appears_is_history_and_a_later_one_is_not(job):
    history = job.out / "history"
    history.mkdir()
    (history / "2026-09-01.json").write_text("{}", "utf-8")
    (history / "2026-08-21.json").write_text("{}", "utf-8")  # its own
    assert why(job) == ""
    (history / "2026-08-07.json").write_text("{}", "utf-8")
    assert why(job) == "changed: the earlier reports"


def test_a_page_that_was_changed_by_hand_is_made_again(job):
    change(job.file(".html"))
    assert why(job) == "its page is gone or was changed by hand"


def test_without_a_record_there_is_none_yet_or_it_failed_or_was_cut_short(job):
    record_file(job).unlink()
    assert why(job) == "the run that made it was ended before it was done"
    job.file(".json").write_text('{"state": "failed"}', "utf-8")
    assert why(job) == "it failed before"
    job.file(".json").unlink()
    assert why(job) == "there is none yet"


@pytest.mark.parametrize("content", ["", "{", "[]", "{}", '{"parts": 1}'])
def test_a_record_that_is_torn_counts_as_none(job, content):
    record_file(job).write_text(content, "utf-8")
    assert why(job) == "the run that made it was ended before it was done"


def test_a_database_is_read_anew_each_time(job):
    keep_record(job, parts(job), RESULTS | {"sources": [{"source": "shop"}, {"source": "warehouse"}]})
    assert why(job) == "warehouse is a database, whose content may have changed"


def test_an_export_outside_of_the_folder_counts_too_and_so_does_a_new_one(job, tmp_path):
    patterns = (str(tmp_path / "shared*.csv"),)

    def now() -> dict[str, str]:
        return parts(job) | outside_parts(patterns, job.folder)

    (tmp_path / "shared.csv").write_text("1", "utf-8")
    for change_it in ("shared.csv", "shared_2.csv"):
        keep_record(job, now(), RESULTS)
        assert why_again(job, now()) == ""
        (tmp_path / change_it).write_text("2", "utf-8")
        assert why_again(job, now()) == "changed: exports outside of the client's folder"


def test_a_report_is_made_again_when_a_new_file_lies_where_client_yml_points(job, tmp_path):
    pattern = tmp_path / "elsewhere/shop*.csv"
    pattern.parent.mkdir()
    (job.folder / "exports/shop.csv").rename(pattern.parent / "shop.csv")
    (job.folder / "client.yml").write_text(CLIENT.replace("exports/shop.csv", str(pattern)), "utf-8")
    (task,) = settle([job])
    keep_record(job, task.parts, RESULTS)
    assert [one.status for one in settle([job])] == ["kept"]
    (pattern.parent / "shop_2.csv").write_text("date,orders,revenue,sessions\n", "utf-8")
    assert [one.why for one in settle([job])] == ["changed: exports outside of the client's folder"]


def test_a_file_that_cannot_be_read_fails_its_own_client_alone(job, monkeypatch):
    """As one that is open in a spreadsheet on Windows."""
    other = replace(job, client="other", folder=job.folder.with_name("other"))
    shutil.copytree(job.folder, other.folder)

    def parts_of(folder):
        if folder == other.folder:
            raise PermissionError(errno.EACCES, "Permission denied", "exports/shop.xlsx")
        return clients_parts(folder)

    monkeypatch.setattr("kpilib.deliver.tasks.clients_parts", parts_of)
    kept, failed = settle([job, other])
    assert (kept.status, failed.reason) == ("kept", "exports/shop.xlsx cannot be read: Permission denied")


def test_a_review_is_taken_away_with_its_quarters_last_action_by_a_run_and_not_before(job):
    """Or it would hold the mail of its client for ever."""
    review = replace(job, notebook=job.notebook.with_name("pdca_review.ipynb"))
    for suffix in (".html", ".json", ".ipynb"):
        review.file(suffix).write_text("{}", "utf-8")
    run = Run([job, review])
    assert review.file(".json").is_file()
    assert [one.job.notebook.stem for one in run] == ["kpi_progress"]
    assert sorted(path.name for path in job.out.glob("*.*")) == [".made", "kpi_progress.html", "kpi_progress.json"]


@pytest.mark.parametrize("names", [["pdca_review"], ["kpi_progress", "pdca_review"]])
def test_a_client_with_broken_files_is_told_once_whatever_its_reports_are(job, names):
    (job.folder / "client.yml").write_text("name: [", "utf-8")
    jobs = [replace(job, notebook=job.notebook.with_name(f"{name}.ipynb")) for name in names]
    (failed,) = settle(jobs)
    assert failed.job.notebook.stem == names[0]
    assert "client.yml:1: not valid YAML" in failed.reason


def test_the_record_holds_no_content_of_any_file(job):
    told = json.dumps(json.loads(record_file(job).read_text("utf-8")))
    assert "leads" not in told
