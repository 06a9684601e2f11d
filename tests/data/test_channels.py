import pytest

from kpilib.data.channels import channel_of

# Google Analytics help, "Default channel group".
PAIRS = """
(direct) / (none)         | Direct
(direct) / (not set)      | Direct
google / organic          | Organic Search
google / cpc              | Paid Search
bing / ppc                | Paid Search
facebook / paid           | Paid Social
facebook.com / cpc        | Paid Social
instagram / retargeting   | Paid Social
m.facebook.com / referral | Organic Social
l.instagram.com / referral| Organic Social
partner.example / cpc     | Paid Other
news / banner             | Display
criteo / cpm              | Display
newsletter / email        | Email
e-mail / e_mail           | Email
blog.example / referral   | Referral
shop / affiliate          | Affiliates
club / sms                | SMS
(not set) / (not set)     | Unassigned
somewhere / something     | Unassigned
"""


@pytest.mark.parametrize("line", PAIRS.strip().splitlines())
def test_a_source_and_medium_fall_into_their_default_channel_group(line):
    pair, channel = (part.strip() for part in line.split("|"))
    assert channel_of(pair) == channel


def test_case_and_spaces_do_not_matter():
    assert channel_of("Google/CPC") == channel_of("google  /  cpc") == "Paid Search"


@pytest.mark.parametrize("text", ["", "/", "google", "a / b / c"])
def test_a_text_that_is_no_pair_is_unassigned(text):
    assert channel_of(text) == "Unassigned"


def test_a_word_that_only_begins_like_a_social_site_is_not_social():
    assert channel_of("shop.example / cpc") == "Paid Other"
    assert channel_of("threadsandyarn.example / referral") == "Referral"
