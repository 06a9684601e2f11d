"""What is known to have happened in public series is found; and what has not, seldom."""

import pytest

from tests.bench.daily_series import FOLDER, daily_series
from tests.bench.effect_series import KNOWN, checked, claimed, false_dates, known_event, weeks_of

pytestmark = pytest.mark.skipif(not FOLDER.is_dir(), reason="the shared daily series are not here")


@pytest.fixture(scope="module")
def weeks():
    return {(one.family, one.name): weeks_of(one) for one in daily_series()}


@pytest.mark.parametrize("event", KNOWN, ids=lambda event: event.name)
def test_a_known_event_is_found(event, weeks):
    found = known_event(event, weeks[event.family, event.name])
    assert claimed(found) == event.side
    assert found.placebo.as_large == 0


def test_false_dates_are_seldom_called_anything(weeks):
    told = [
        claimed(checked(values, first, first + after)) != 0
        for (family, _), values in weeks.items()
        if family in ("bobnau", "cta", "prophet")
        for first, after in false_dates(values, (8, 13, 26))
    ]
    assert len(told) > 200
    assert sum(told) / len(told) <= 0.10
