"""Channels, named as Google Analytics 4 names its default channel groups."""

import re

UNASSIGNED = "Unassigned"
UNATTRIBUTED = "Unattributed"
# A site by its name as a word of its own: m.facebook.com and facebook_ads, but not threadsandyarn.example.
SITE = r"(?:.*[^a-z0-9])?(?:{})(?:[^a-z0-9].*)?$"
SEARCH = SITE.format("google|bing|yahoo|duckduckgo|baidu|ecosia|yandex|naver|qwant")
SOCIAL = SITE.format(
    r"facebook|instagram|linkedin|lnkd|twitter|t\.co|tiktok|pinterest|reddit|whatsapp|youtube|threads|snapchat"
)
PAID = r"(.*cp.*|ppc|retargeting|paid.*)"

# Source: Google Analytics help, "Default channel group", in the order of that page. First match wins.
RULES = (
    ("Direct", r"\(direct\)", r"\(none\)|\(not set\)"),
    ("Affiliates", r".*", r"affiliates?"),
    ("Affiliates", r"affiliates?", r".*"),
    ("Paid Search", SEARCH, PAID),
    ("Paid Social", SOCIAL, PAID),
    ("Display", r".*", r"display|banner|expandable|interstitial|cpm"),
    ("Paid Other", r".*", PAID),
    ("Organic Social", SOCIAL, r".*"),
    ("Organic Social", r".*", r"social|social-network|social-media|sm|social network|social media"),
    ("Organic Search", r".*", r"organic"),
    ("Email", r".*e[-_ ]?mail.*", r".*"),
    ("Email", r".*", r"e[-_ ]?mail"),
    ("Referral", r".*", r"referral|app|link"),
    ("SMS", r".*", r"sms"),
)


def channel_of(source_medium: str) -> str:
    """The default channel group of a `source / medium` pair.

    >>> channel_of("google / organic"), channel_of("facebook / cpc"), channel_of("(direct) / (none)")
    ('Organic Search', 'Paid Social', 'Direct')
    """
    source, _, medium = (part.strip().lower() for part in source_medium.partition("/"))
    for channel, sources, mediums in RULES:
        if re.search(rf"^({sources})", source) and re.fullmatch(mediums, medium):
            return channel
    return UNASSIGNED
