"""chance.md, row by row."""

import pytest

from kpilib.judge.status import COURSE, chance_status
from kpilib.judge.thresholds import CHANCES
from kpilib.tell.wording import STATUS
from kpilib.tell.wording.chance import CHANCE
from tests.spec.tables import cases


@pytest.mark.parametrize("case", cases("chance.md"), ids=lambda case: case["probability"])
def test_a_chance_has_its_word(case):
    status = chance_status(float(case["probability"]))
    assert (status, COURSE[status]) == (case["status"], case["course"])


def test_every_word_stands_in_the_table_and_in_the_reports():
    assert {case["status"] for case in cases("chance.md")} == set(CHANCES) == set(CHANCE)
    assert set(CHANCES) <= set(STATUS)
