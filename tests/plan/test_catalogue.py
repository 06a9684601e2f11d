"""The catalogue is whole: what a metric is made of exists, and every reader is listed."""

import pytest

from kpilib.data.readers import READERS
from kpilib.plan import catalogue


@pytest.mark.parametrize("name", catalogue.metrics())
def test_a_metric_is_made_of_known_measures_that_fit_its_kind(name):
    metric = catalogue.metrics()[name]
    adds = [catalogue.measures()[measure].adds for measure in metric.measures]
    assert all(adds) == (metric.kind in ("sum", "ratio"))


@pytest.mark.parametrize("name", catalogue.metrics())
def test_money_is_made_of_money(name):
    metric = catalogue.metrics()[name]
    money = [catalogue.measures()[measure].money for measure in metric.measures]
    made_of_money = money[0] and not (len(money) > 1 and money[1])
    assert (metric.unit == "money") == made_of_money


def test_the_readers_of_the_catalogue_are_the_readers_there_are():
    assert list(catalogue.readers()) == list(READERS)
