"""Ad campaigns of an invented business: clicks bring the visits of a paid channel, costs follow the clicks."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from tests.demo.layouts import AdsDay
from tests.demo.series import DAYS, FIRST_DAY, LAST_DAY, Factor, Series, Span, deal, during, levels, noise, scaled


@dataclass(frozen=True)
class Campaign:
    """One campaign of a channel; `cost` is that of the quarter to date, `share` that of the channel's clicks."""

    name: str
    share: float
    cost: float
    click_rate: float
    conversion_rate: float = 0
    pauses: tuple[Span, ...] = ()

    def clicks_share(self, day: date) -> float:
        """Its share on a day; 0 in a pause."""
        return self.share * during(self.pauses, 0.0)(day)


def running(campaigns: Iterable[Campaign]) -> Factor:
    """How much of a paid channel's usual traffic the campaigns bring on a day; one of them must always run."""
    return lambda day: sum(campaign.clicks_share(day) for campaign in campaigns)


def campaign_days(
    campaigns: tuple[Campaign, ...], visits: Series, *, clicks_per_visit: float, basket: Factor, decimals: int
) -> list[AdsDay]:
    """The days of all campaigns of a channel, in order; a paused day has zeros.

    visits : sessions of the channel. basket : value of a conversion. decimals : those of the costs.
    """
    price = levels({FIRST_DAY: 0.87, LAST_DAY: 1.0})
    channel = running(campaigns)
    days = []
    for campaign in campaigns:
        name = campaign.name
        shifted = noise(f"{name}/clicks", spread=0.04)
        clicks = {
            day: visits[day] * clicks_per_visit * campaign.clicks_share(day) / channel(day) * shifted[day]
            for day in DAYS
        }
        priced = {day: clicks[day] * price(day) for day in DAYS}
        cost = scaled(f"{name}/cost", priced.__getitem__, total=campaign.cost)
        seen = noise(f"{name}/impressions", spread=0.06)
        conversions = deal(name, {name: {day: clicks[day] * campaign.conversion_rate for day in DAYS}})[name]
        value = noise(f"{name}/value", spread=0.2, memory=0)
        days += [
            AdsDay(
                day,
                name,
                cost=round(cost[day], decimals),
                impressions=round(clicks[day] / campaign.click_rate * seen[day]),
                clicks=round(clicks[day]),
                conversions=conversions[day],
                value=round(conversions[day] * basket(day) * value[day], -2),
            )
            for day in DAYS
        ]
    return sorted(days, key=lambda ad: (ad.day, ad.campaign))
