"""Pumpen Muster: German maker of industrial pumps whose site brings enquiries. Euro, Europe/Berlin.

The story of its third quarter 2026: far ahead of plan, since a calculator page went online in April and a trade fair
was held in June.
"""

from datetime import date, timedelta
from math import exp
from pathlib import Path
from random import Random

from tests.demo import layouts
from tests.demo.campaigns import Campaign, campaign_days, running
from tests.demo.series import (
    DAYS,
    FILE_PERIODS,
    FIRST_DAY,
    LAST_DAY,
    Counts,
    Series,
    daily,
    deal,
    during,
    levels,
    months,
    noise,
    scale,
    spike,
    times,
    weekdays,
    whole,
)

# What the quarter to date comes to.
SESSIONS = {"Organic Search": 29_400, "Direct": 13_200, "Paid Search": 9_900}
SESSIONS |= {"Referral": 4_700, "Email": 2_100, "Organic Social": 1_700}
ENQUIRIES, QUALIFIED = 1_030, 412

EASTER = (date(2024, 3, 31), date(2025, 4, 20), date(2026, 4, 5))
# Good Friday, Easter Monday, Ascension, Whit Monday, Corpus Christi count from Easter.
HOLIDAYS = [(easter + timedelta(n),) * 2 for easter in EASTER for n in (-2, 1, 39, 50, 60)]
HOLIDAYS += [
    (date(year, month, day),) * 2
    for year in (2024, 2025, 2026)
    for month, day in ((1, 1), (5, 1), (10, 3), (11, 1), (12, 25), (12, 26))
]
CHRISTMAS = [(date(year, 12, 22), date(year + 1, 1, 5)) for year in (2024, 2025)]
SUMMER = [(date(year, 8, 1), date(year, 8, 23)) for year in (2024, 2025, 2026)]
FAIR = date(2026, 6, 15)
CALCULATOR = (date(2026, 4, 13), LAST_DAY)

WORK = times(
    weekdays(1.05, 1.1, 1.08, 1.04, 0.85, 0.24, 0.26),
    months(1.0, 1.05, 1.05, 1.0, 0.98, 1.0, 0.95, 0.92, 1.06, 1.07, 1.06, 0.9),
    during(HOLIDAYS, 0.3),
    during(CHRISTMAS, 0.4),
    during(SUMMER, 0.86),
)
GROWTH = levels({FIRST_DAY: 0.78, date(2025, 8, 1): 0.9, date(2026, 4, 1): 0.94, LAST_DAY: 1.0})
TRAFFIC = times(WORK, GROWTH, during([CALCULATOR], 1.06), spike(FAIR, 0.3, half_life=10))
ASKING = times(
    WORK,
    weekdays(1, 1, 1, 1, 1, 0.35, 0.3),
    levels({FIRST_DAY: 0.74, date(2025, 8, 1): 0.89, date(2026, 4, 1): 0.94, LAST_DAY: 0.95}),
    during([CALCULATOR], 1.3),
    spike(FAIR, 0.45, half_life=30),
)
# The calculator filters out small jobs before they are asked for.
FITTING = times(levels({FIRST_DAY: 0.92, date(2025, 8, 1): 1.0, LAST_DAY: 1.04}), during([CALCULATOR], 1.1))

ENGAGED = dict(zip(SESSIONS, (0.6, 0.52, 0.54, 0.63, 0.64, 0.42), strict=True))
SOURCE_SHARE = {
    "Organische Suche": 0.46,
    "Direkt": 0.2,
    "Bezahlte Suche": 0.2,
    "Empfehlung": 0.09,
    "E-Mail": 0.05,
}
GOOGLE = (
    Campaign("Search | Ersatzteile", 0.42, 11_500, 0.071, 0.021),
    Campaign("Search | Kreiselpumpen", 0.58, 21_500, 0.052, 0.017),
)
LINKEDIN = (Campaign("Entscheider Wasserwirtschaft", 1.0, 16_000, 0.0072),)
LINKEDIN_CLICKS = 2_300


def write(folder: Path) -> list[Path]:
    """All exports of the client."""
    visits = _visits()
    google = campaign_days(GOOGLE, visits["Paid Search"], clicks_per_visit=1.07, basket=lambda _: 0, decimals=2)
    seen = scale({"clicks": daily("pumpen/linkedin", times(WORK, GROWTH))}, total=LINKEDIN_CLICKS)["clicks"]
    linkedin = campaign_days(LINKEDIN, seen, clicks_per_visit=1, basket=lambda _: 0, decimals=2)
    return [
        *_write_ga4(folder, {channel: whole(series) for channel, series in visits.items()}),
        *_write_google_ads(folder, google),
        _write_crm(folder),
        _write_linkedin(folder, linkedin),
    ]


def _visits() -> dict[str, Series]:
    site = noise("pumpen/site", spread=0.04, memory=0.6)
    special = {"Paid Search": running(GOOGLE), "Referral": spike(FAIR, 0.8, half_life=12)}
    visits = {}
    for channel, total in SESSIONS.items():
        shape = times(TRAFFIC, special.get(channel, lambda _: 1.0), site.__getitem__)
        visits |= scale({channel: daily(f"pumpen/{channel}", shape, spread=0.06)}, total=total)
    return visits


def _write_ga4(folder: Path, sessions: dict[str, Counts]) -> list[Path]:
    attention = {channel: noise(f"pumpen/{channel}/engaged", spread=0.025) for channel in SESSIONS}
    paths = []
    for period in FILE_PERIODS:
        table = [["Nth day", "Session default channel group", "Sessions", "Engaged sessions"]]
        table += [
            [layouts.nth_day(d, period), c, sessions[c][d], round(sessions[c][d] * ENGAGED[c] * attention[c][d])]
            for d in DAYS
            if period[0] <= d <= period[1]
            for c in SESSIONS
        ]
        path = layouts.ga4_report(
            folder / f"ga4_traffic_{period[0].year}.csv",
            period,
            [(["# ", "# All Users"], table)],
            title="Traffic acquisition: Session default channel group",
            account="Pumpen Muster (Demo)",
            site="pumpen-muster.example",
        )
        paths.append(path)
    return paths


def _write_google_ads(folder: Path, ads: list[layouts.AdsDay]) -> list[Path]:
    paths = []
    for period in FILE_PERIODS:
        days = [ad for ad in ads if period[0] <= ad.day <= period[1]]
        path = folder / f"google_ads_{period[0].year}.csv"
        paths.append(layouts.google_ads_csv(path, period, "EUR", days))
    return paths


def _write_crm(folder: Path) -> Path:
    fitting = daily("pumpen/qualified", times(ASKING, FITTING), spread=0.06)
    other = daily("pumpen/other", ASKING, spread=0.06)
    qualified = deal("pumpen/qualified/dealt", _by_source(fitting, QUALIFIED))
    others = deal("pumpen/other/dealt", _by_source(other, ENQUIRIES - QUALIFIED))
    random = Random("pumpen/orders")

    def order_value(enquiries: int) -> float:
        """One in three qualified enquiries ends in an order, most of them small."""
        orders = (exp(random.gauss(9.3, 0.8)) for _ in range(enquiries) if random.random() < 0.33)
        return sum(round(order, -1) for order in orders)

    rows = (
        [
            f"{day:%d.%m.%Y}",
            source,
            qualified[source][day] + others[source][day],
            qualified[source][day],
            layouts.with_points(order_value(qualified[source][day]), 2),
        ]
        for day in DAYS
        for source in SOURCE_SHARE
    )
    header = "Datum;Quelle;Anfragen;Qualifizierte Anfragen;Auftragswert (€)"
    return layouts.semicolon_table(folder / "crm_leads.csv", header, rows, encoding="cp1252")


def _by_source(series: Series, total: float) -> dict[str, Series]:
    parts = {source: {day: series[day] * share for day in DAYS} for source, share in SOURCE_SHARE.items()}
    return scale(parts, total=total)


def _write_linkedin(folder: Path, ads: list[layouts.AdsDay]) -> Path:
    points = layouts.with_points
    rows = (
        [f"{ad.day:%d.%m.%Y}", ad.campaign, points(ad.cost, 2), points(ad.impressions), points(ad.clicks)]
        for ad in ads
    )
    header = "Datum;Kampagne;Kosten (EUR);Impressionen;Klicks"
    return layouts.semicolon_table(folder / "linkedin_spend.csv", header, rows)
