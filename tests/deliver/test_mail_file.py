"""The letters of a report's mail lie beside its page, come and go with it, and are no other client's."""

import json

import pytest

from kpilib.deliver.job import Job
from kpilib.deliver.made import why_again
from kpilib.deliver.render import render
from tests.deliver.batches import SHOW
from tests.deliver.test_render import job, notebook
from tests.project import small_project

LETTERS = {"schema": 1, "client": "shop", "quarter": "2026Q3", "as_of": "2026-08-21", "languages": {"en": {}}}
BROKEN = "raise ValueError('the source is gone')"


def mailing(letters: dict) -> str:
    return f'display({{"application/vnd.kpilib.mail+json": {letters!r}}}, raw=True)'


@pytest.fixture
def one(tmp_path) -> Job:
    small_project(tmp_path)
    return job(tmp_path, notebook(tmp_path / "tiny.ipynb", SHOW, mailing(LETTERS)))


def test_the_letters_lie_in_a_folder_beside_the_page(one):
    assert render(one).reason is None
    assert one.mail == one.out / "mail" / "tiny.json"
    assert json.loads(one.mail.read_text("utf-8")) == LETTERS
    assert "languages" not in one.file(".html").read_text("utf-8")


def test_a_report_whose_letters_were_changed_or_are_gone_is_made_again(one):
    render(one, parts={"as_of": "1"})
    assert why_again(one, {"as_of": "1"}) == ""
    one.mail.write_text("{}", "utf-8")
    assert why_again(one, {"as_of": "1"}) == "its page is gone or was changed by hand"
    one.mail.unlink()
    assert why_again(one, {"as_of": "1"}) == "its page is gone or was changed by hand"


def test_a_report_that_fails_or_has_no_reader_any_more_leaves_no_letters(one):
    render(one)
    notebook(one.notebook, SHOW)
    assert render(one).reason is None
    assert not one.mail.exists()
    notebook(one.notebook, SHOW, mailing(LETTERS))
    render(one)
    notebook(one.notebook, SHOW, mailing(LETTERS), BROKEN)
    assert "the source is gone" in render(one).reason
    assert not one.mail.exists()


def test_letters_of_another_client_stop_the_report(one):
    notebook(one.notebook, SHOW, mailing(LETTERS), mailing(LETTERS | {"client": "other"}))
    assert render(one).reason == "the notebook opened a report of other, whom shop must not see"
    assert not one.mail.exists()
