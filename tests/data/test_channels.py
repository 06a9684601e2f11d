"""tests/spec/channels.md, row by row, and what the rules hold to in general."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpilib.data.channels import UNASSIGNED, channel_of
from tests.spec.tables import cases

CASES = cases("channels.md")


def named(case):
    return f"{case.get('pattern', '')} {case['source / medium']} {case['campaign']}".strip()


@pytest.mark.parametrize("case", [case for case in CASES if "pattern" not in case], ids=named)
def test_a_source_medium_and_campaign_fall_into_their_default_channel_group(case):
    assert channel_of(case["source / medium"], case["campaign"]) == case["channel"]


@pytest.mark.parametrize("case", [case for case in CASES if "pattern" in case], ids=named)
def test_a_clients_own_pattern_comes_first(case):
    own = {case["pattern"]: case["means"]}
    assert channel_of(case["source / medium"], case["campaign"], own) == case["channel"]


def test_of_two_patterns_that_match_the_first_is_right():
    own = {"google / cpc / brand*": "Brand", "google / *": "Google"}
    assert channel_of("google / cpc", "brand id", own) == "Brand"
    assert channel_of("google / cpc", "generic", own) == "Google"


def test_every_channel_of_the_page_has_a_case():
    told = {case["channel"] for case in CASES if "pattern" not in case}
    assert told == {
        *("Direct", "Cross-network", "Paid Shopping", "Paid Search", "Paid Social", "Paid Video", "Display"),
        *("Paid Other", "AI Assistant", "Organic Shopping", "Organic Social", "Organic Video", "Organic Search"),
        *("Referral", "Email", "Affiliates", "Audio", "SMS", "Mobile Push Notifications", UNASSIGNED),
    }


@given(
    st.text(max_size=30), st.text(max_size=30), st.dictionaries(st.text(max_size=10), st.text(min_size=1), max_size=3)
)
def test_whatever_stands_there_falls_into_one_channel(pair, campaign, own):
    assert channel_of(pair, campaign, own)
