"""Channels, named as Google Analytics 4 names its default channel groups; the rules stand in channels.yml.

Google Ads tells Analytics more than a source and a medium (the kind of campaign, the network): what Analytics itself
calls Display or Paid Video may be `google / cpc` here, which is Paid Search. A report with a channel group is better.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from kpilib.plan.yaml_text import read_yaml

UNASSIGNED = "Unassigned"
UNATTRIBUTED = "Unattributed"

ENDING = re.compile(r"[a-z]{2,4}|(?:co|com|ne|net|or|org)\.[a-z]{2}")
# A search engine's other services (docs, accounts, calendar) are sites like any other.
OF_A_SEARCH_ENGINE = re.compile(r"(?:www\.|m\.|[a-z]{2}\.|malaysia\.|espanol\.)?(?:search\.)?")
FORMS = ("source", "campaign", "medium", "and_medium")


@dataclass(frozen=True)
class Rule:
    """One line of Google's table: it holds when one of its conditions does, and `and_medium` where there is one."""

    channel: str
    sites: str | None = None
    source: str | None = None
    campaign: str | None = None
    medium: str | None = None
    and_medium: str | None = None

    def holds(self, source: str, medium: str, campaign: str) -> bool:
        if self.and_medium and not re.fullmatch(self.and_medium, medium):
            return False
        texts = ((self.source, source), (self.campaign, campaign), (self.medium, medium))
        if any(form and re.fullmatch(form, text) for form, text in texts):
            return True
        return bool(self.sites) and _is_of(source, str(self.sites), paid=self.and_medium is not None)


def channel_of(source_medium: str, campaign: str = "", own: Mapping[str, str] | None = None) -> str:
    """The channel of a visit: the client's own where a pattern says so, else the default channel group.

    source_medium : as Analytics writes it, `google / cpc`.
    own           : `channels` of client.yml. A key with a slash is a pattern of `source / medium` or
                    `source / medium / campaign`, in which * stands for anything; the first that matches is right.
                    Other keys are names of channels, and none of this function's business.
    What no rule knows is Unassigned.

    >>> channel_of("google / organic"), channel_of("facebook / cpc"), channel_of("(direct) / (none)")
    ('Organic Search', 'Paid Social', 'Direct')
    >>> channel_of("newsletter-juli / link", own={"newsletter* / *": "Email"})
    'Email'
    """
    return own_channel_of(source_medium, campaign, own or {}) or _default(source_medium, campaign)


def own_channel_of(source_medium: str, campaign: str, own: Mapping[str, str]) -> str | None:
    """The channel that the client's patterns say, or None where none of them matches.

    >>> own_channel_of("google / cpc", "brand jakarta", {"google / cpc / brand*": "Brand Search"})
    'Brand Search'
    """
    return _own(source_medium, campaign, tuple(own.items())) if own else None


@lru_cache(maxsize=4096)
def _own(source_medium: str, campaign: str, own: tuple[tuple[str, str], ...]) -> str | None:
    texts = (*_pair(source_medium), campaign.strip().lower())
    for key, channel in own:
        wanted = [part.strip().lower() for part in key.split(" / " if " / " in key else "/")]
        if 2 <= len(wanted) <= 3 and all(map(_matches, wanted, texts)):
            return channel
    return None


def _matches(pattern: str, text: str) -> bool:
    return re.fullmatch(".*".join(map(re.escape, pattern.split("*"))), text, re.DOTALL) is not None


@lru_cache(maxsize=4096)
def _default(source_medium: str, campaign: str) -> str:
    if "/" not in source_medium:  # a source alone: whether it was paid for nobody knows
        return UNASSIGNED
    about = (*_pair(source_medium), campaign.strip().lower())
    return next((rule.channel for rule in _table()[0] if rule.holds(*about)), UNASSIGNED)


def _pair(text: str) -> tuple[str, str]:
    """Source and medium. A source may be an address with slashes of its own."""
    source, _, medium = text.rpartition(" / ") if " / " in text else text.partition("/")
    return source.strip().lower(), medium.strip().lower()


@cache
def _table() -> tuple[tuple[Rule, ...], dict[str, str], dict[str, str]]:
    """The rules, and the kind of site for every name and for every exact source."""
    told = read_yaml(Path(__file__).with_suffix(".yml"))
    forms = told["expressions"]
    rules = (
        {key: forms.get(text, text) if key in FORMS else text for key, text in one.items()} for one in told["rules"]
    )
    names, exact = ({site: kind for kind, site in _sites(told["sites"], key)} for key in ("names", "exact"))
    return tuple(Rule(**one) for one in rules), names, exact


def _sites(told: Mapping[str, Mapping[str, str]], key: str) -> Iterator[tuple[str, str]]:
    return ((kind, site) for kind, lists in told.items() for site in lists[key].split())


def _is_of(source: str, kind: str, *, paid: bool) -> bool:
    """Whether a source is a site of this kind: search, shopping, video or social."""
    _, names, exact = _table()
    found = exact.get(source.replace(" ", "_")) or names.get(source)
    if found:
        return found == kind
    if "." not in source:  # not an address: somebody's own words, which a paid medium makes plain
        return paid and any(names.get(word) == kind for word in re.split(r"[^a-z0-9]+", source))
    labels = source.split(".")
    for place, label in enumerate(labels):
        if names.get(label) == kind and ENDING.fullmatch(".".join(labels[place + 1 :])):
            below = "".join(f"{one}." for one in labels[:place])
            return kind != "search" or OF_A_SEARCH_ENGINE.fullmatch(below) is not None
    return False
