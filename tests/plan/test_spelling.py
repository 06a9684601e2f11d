"""A number changes in a sentence only where it surely is the target, and keeps its spelling."""

import pytest

from kpilib.errors import KpilibError
from kpilib.plan.spelling import restated, written_like
from kpilib.plan.target import Amount


def amount(text: str) -> Amount:
    return Amount(value=float(text.rstrip("%")), mark="%" if text.endswith("%") else "")


@pytest.mark.parametrize(
    ("statement", "old", "new", "told"),
    [
        ("1,200 leads by 30 September 2026", "1200", "1060", "1,060 leads by 30 September 2026"),
        ("1.200 Anfragen bis 30.9.2026", "1200", "1060", "1.060 Anfragen bis 30.9.2026"),
        ("1 200 leads", "1200", "1060", "1 060 leads"),
        ("1200 leads, as agreed", "1200", "1060", "1060 leads, as agreed"),
        ("Reach 1,200.", "1200", "980", "Reach 980."),
        ("980 leads of 3 channels in Q3", "980", "1060", "1060 leads of 3 channels in Q3"),
        ("At most Rp62,000 of ad cost", "62000", "65500", "At most Rp65,500 of ad cost"),
        ("At least 2.30% orders per session", "2.3%", "2.1%", "At least 2.10% orders per session"),
        ("Mindestens 2,30% Bestellungen", "2.3%", "2.175%", "Mindestens 2,175% Bestellungen"),
        ("At most 46 euros per inquiry", "46", "47.6", "At most 47.6 euros per inquiry"),
    ],
)
def test_the_new_number_is_spelled_as_the_old_one(statement, old, new, told):
    assert restated(statement, amount(old), amount(new)) == told


@pytest.mark.parametrize(
    ("statement", "old", "why"),
    [
        ("11,200 leads", "1200", "the old target 1,200 does not stand in the statement"),
        ("1,200,000 leads", "1200", "does not stand"),
        ("Rp4.08 billion revenue", "4080000000", "does not stand"),
        ("3 channels bring leads in Q3", "4", "does not stand"),
        ("Grow Q3", "3", "does not stand"),
        ("60 sessions", "60%", "does not stand"),
        ("2026 leads in 2026", "2026", "stands 2 times"),
        ("1,200 leads, +29% on Q3 2025", "1200", "also tells a growth, '\\+29%', that no longer holds"),
    ],
)
def test_a_sentence_that_is_not_sure_is_left_to_people(statement, old, why):
    with pytest.raises(KpilibError, match=why + '.*--statement "..."'):
        restated(statement, amount(old), amount("5"))


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (1200, "1060", 1060),
        (1200, "1060.5", 1060.5),
        ("2.30%", "2.1%", "2.10%"),
        ("2%", "2.15%", "2.15%"),
        (310000, "338000", 338000),
    ],
)
def test_a_number_in_the_file_is_written_as_the_old_one(old, new, told):
    assert written_like(old, amount(new)) == told
