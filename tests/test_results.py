"""What a run found out, as plain data."""

import json
from datetime import date

from kpilib.results import results_of
from tests.builders import facts_of, rows
from tests.tell.examples import leads, plain

FACTS = facts_of(rows("crm", "2026-07-01", leads=[10] * 50))


def found(language: str) -> dict:
    one = leads(10, client={"language": language})
    return results_of(one.plan, FACTS, date(2026, 8, 20), [one])


def test_the_words_of_a_run_stand_in_every_language_beside_the_clients():
    english, indonesian = found("en"), found("id")
    assert english["in_languages"] == indonesian["in_languages"]
    assert set(english["in_languages"]) == {"en", "id"}
    for told in (english, indonesian):
        mine = told["in_languages"][told["language"]]
        assert told["headline"] == mine["headline"]
        assert told["kpis"][0]["finding"] == mine["kpis"]["leads"]["finding"]
        assert told["kpis"][0]["name"] == mine["kpis"]["leads"]["name"]
    assert plain(english["in_languages"]["id"]["kpis"]["leads"]["finding"]) == (
        "Prospek mencapai 500, 500 di bawah jalur rencana"
    )
    assert english["in_languages"]["id"]["kpis"]["leads"]["status"] == "Di bawah laju"


def test_results_survive_the_way_through_json():
    assert json.loads(json.dumps(found("id")))["in_languages"]["en"]["headline"] == (
        "The one KPI is not on course; leads fell 50% behind pace"
    )
