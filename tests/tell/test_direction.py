"""What should stay low is over or under its limit: never ahead of a plan, and never so many per cent of it."""

import pytest

from kpilib.tell.scorecard import apart_text
from kpilib.tell.wording import finding, headline, status_word
from tests.tell.examples import lead_cost, leads, money, plain
from tests.tell.test_wording import the_limit


def test_a_total_under_a_limit_is_over_or_under_its_path():
    # 1,840 in 92 days expect 1,000 of 50 days
    assert finding(the_limit(22)) == "Refunds reached 1,100, 100 over the plan path"
    assert finding(the_limit(18)) == "Refunds reached 900, 100 under the plan path"
    assert finding(money(22, metric="cost")).endswith("over the plan path")  # neither way is better


def test_a_total_that_runs_over_its_path_is_not_behind():
    one = the_limit(30)
    assert (one.status, status_word(one)) == ("behind", "Over pace")
    assert headline([one], closed=False) == "The one KPI is not on course; refunds ran 50% over pace"


@pytest.mark.parametrize(
    ("one", "says"),
    [
        (lead_cost(41.5), "17% under its limit"),
        (lead_cost(60), "20% over its limit"),
        (the_limit(22), "10% over pace"),
        (the_limit(18), "10% under pace"),
        (leads(21), "+5% to pace"),
    ],
)
def test_the_scorecard_says_on_which_side_of_its_limit_a_kpi_is(one, says):
    assert plain(apart_text(one)) == says
