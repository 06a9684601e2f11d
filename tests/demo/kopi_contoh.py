"""Kopi Contoh: web shop of a coffee roaster in Bandung. Rupiah, Asia/Jakarta.

The story of its third quarter 2026: traffic and orders grow, but since the wholesale link left the main menu in
mid June wholesale leads stay an eighth below their level. The GA4 tag was down on two days in July.
"""

from datetime import date, timedelta
from math import sqrt
from pathlib import Path
from random import Random

from tests.demo import layouts, surveys
from tests.demo.campaigns import Campaign, campaign_days, running
from tests.demo.series import (
    DAYS,
    FILE_PERIODS,
    FIRST_DAY,
    LAST_DAY,
    QUARTER_TO_DATE,
    Counts,
    Series,
    daily,
    deal,
    during,
    levels,
    months,
    noise,
    scale,
    times,
    weekdays,
    whole,
)

# What the quarter to date comes to; the web numbers without the days of the outage.
SESSIONS = {"Organic Search": 104_300, "Direct": 33_800, "Paid Search": 26_500}
SESSIONS |= {"Paid Social": 22_000, "Email": 6_200, "Organic Social": 8_800}
LEADS, ORDERS, REVENUE = 548, 4_980, 2_290_000_000

OUTAGE = (date(2026, 7, 3), date(2026, 7, 4))
TRACKED = tuple(day for day in QUARTER_TO_DATE if day not in OUTAGE)
MENU_CHANGE = date(2026, 6, 15)

RAMADAN = (
    (date(2024, 3, 10), date(2024, 4, 9)),
    (date(2025, 2, 28), date(2025, 3, 29)),
    (date(2026, 2, 17), date(2026, 3, 18)),
)
GIFT_WEEKS = [(last - timedelta(13), last) for _, last in RAMADAN]
EID = [(last + timedelta(1), last + timedelta(4)) for _, last in RAMADAN]
INDEPENDENCE = [(date(year, 8, 15), date(year, 8, 17)) for year in (2024, 2025, 2026)]
TWELVE_TWELVE = [(date(year, 12, 10), date(year, 12, 12)) for year in (2024, 2025)]
PAYDAYS = [(day, day) for day in DAYS if 25 <= day.day <= 27]
# Weeks without a campaign: holidays, and budgets that were used up.
ARABICA_PAUSES = (
    (date(2024, 4, 8), date(2024, 4, 21)),
    (date(2024, 9, 23), date(2024, 9, 29)),
    (date(2025, 1, 6), date(2025, 1, 19)),
    (date(2025, 3, 31), date(2025, 4, 13)),
    (date(2025, 11, 17), date(2025, 11, 23)),
    (date(2026, 3, 16), date(2026, 3, 29)),
    (date(2026, 6, 1), date(2026, 6, 7)),
)
RETARGETING_PAUSES = ((FIRST_DAY, date(2024, 3, 3)), (date(2025, 1, 1), date(2025, 1, 12)))
GOOGLE = (
    Campaign("Brand - Search", 0.45, 43e6, 0.14, 0.045),
    Campaign("Kopi Arabika - Search", 0.55, 132e6, 0.046, 0.018, ARABICA_PAUSES),
)
META = (
    Campaign("Prospecting - Kopi Rumahan", 0.75, 79e6, 0.011),
    Campaign("Retargeting - Keranjang", 0.25, 37e6, 0.019, pauses=RETARGETING_PAUSES),
)

VISITS = times(
    weekdays(1.04, 1.05, 1.04, 1.02, 0.96, 0.92, 0.97),
    months(1.02, 1.0, 0.98, 0.98, 0.97, 0.96, 0.97, 0.99, 1.0, 1.02, 1.05, 1.06),
    during(RAMADAN, 0.9),
    during(EID, 0.6),
    during(INDEPENDENCE, 1.2),
    during(TWELVE_TWELVE, 1.35),
    during(PAYDAYS, 1.02),
)
BUYING = times(
    levels({FIRST_DAY: 0.95, date(2025, 8, 1): 0.985, LAST_DAY: 1.0}),
    during(GIFT_WEEKS, 1.45),
    during(INDEPENDENCE, 1.3),
    during(TWELVE_TWELVE, 1.5),
    during(PAYDAYS, 1.06),
)
BASKET = times(levels({FIRST_DAY: 0.85, date(2025, 8, 1): 0.925, LAST_DAY: 1.0}), during(GIFT_WEEKS, 1.1))
WHOLESALE = times(
    weekdays(1.3, 1.35, 1.3, 1.25, 1.05, 0.45, 0.3),
    months(0.95, 1.0, 0.97, 0.95, 0.98, 0.98, 0.95, 1.0, 1.11, 1.14, 1.1, 0.92),
    levels({FIRST_DAY: 0.56, date(2025, 8, 1): 0.713, LAST_DAY: 1.0}),
    during([(MENU_CHANGE, LAST_DAY)], 0.865),
    during(RAMADAN, 0.88),
    during(EID, 0.35),
    during(INDEPENDENCE, 0.75),
)

GROWTH = {  # level at the start of the series, and a year before the quarter; 1 today
    "Organic Search": (0.82, 0.925),
    "Direct": (0.86, 0.94),
    "Paid Search": (0.84, 0.93),
    "Paid Social": (0.78, 0.92),
    "Email": (0.75, 0.9),
    "Organic Social": (0.95, 0.97),
}
ENGAGED = dict(zip(SESSIONS, (0.63, 0.58, 0.6, 0.41, 0.71, 0.49), strict=True))
ORDER_RATE = dict(zip(SESSIONS, (1.0, 1.3, 1.3, 0.45, 2.2, 0.5), strict=True))
LEAD_SHARE = dict(zip(SESSIONS, (0.34, 0.24, 0.18, 0.07, 0.11, 0.06), strict=True))


def write(folder: Path) -> list[Path]:
    """All exports of the client."""
    visits = _visits()
    sessions = {channel: whole(series) for channel, series in visits.items()}
    google = campaign_days(
        GOOGLE, visits["Paid Search"], clicks_per_visit=1.09, basket=times(lambda _: 440_000, BASKET), decimals=0
    )
    meta = campaign_days(META, visits["Paid Social"], clicks_per_visit=1.28, basket=lambda _: 0, decimals=0)
    return [
        *_write_ga4(folder, sessions),
        *_write_google_ads(folder, google),
        _write_meta(folder, meta),
        _write_shop(folder, sessions),
        *surveys.write(folder),
    ]


def _visits() -> dict[str, Series]:
    """Sessions per channel as they happened, those of the outage too."""
    site = noise("kopi/site", spread=0.04, memory=0.6)
    special = {
        "Paid Search": running(GOOGLE),
        "Paid Social": running(META),
        "Email": weekdays(0.6, 1.0, 0.8, 1.9, 1.1, 0.8, 0.8),  # the newsletter goes out on Thursdays
    }
    visits = {}
    for channel, (first, year_ago) in GROWTH.items():
        growth = levels({FIRST_DAY: first, date(2025, 8, 1): year_ago, LAST_DAY: 1.0})
        shape = times(VISITS, growth, special.get(channel, lambda _: 1.0), site.__getitem__)
        visits |= scale({channel: daily(f"kopi/{channel}", shape)}, total=SESSIONS[channel], days=TRACKED)
    return visits


def _write_ga4(folder: Path, sessions: dict[str, Counts]) -> list[Path]:
    shape = daily("kopi/leads", WHOLESALE, spread=0.05)
    expected = scale(
        {c: {d: shape[d] * share for d in DAYS if d not in OUTAGE} for c, share in LEAD_SHARE.items()},
        total=LEADS,
        days=TRACKED,
    )
    leads = deal("kopi/leads/dealt", expected)
    attention = {channel: noise(f"kopi/{channel}/engaged", spread=0.02) for channel in SESSIONS}
    header = ["Date", "Session default channel group", "Sessions", "Engaged sessions", "Key events"]
    paths = []
    for period in FILE_PERIODS:
        rows = [
            [d, c, sessions[c][d], round(sessions[c][d] * ENGAGED[c] * attention[c][d]), leads[c][d]]
            for d in DAYS
            if period[0] <= d <= period[1] and d not in OUTAGE
            for c in SESSIONS
        ]
        paths.append(layouts.ga4_exploration(folder / f"ga4_{period[0].year}.csv", period, header, rows))
    return paths


def _write_google_ads(folder: Path, ads: list[layouts.AdsDay]) -> list[Path]:
    paths = []
    for period in FILE_PERIODS:
        # The tool has no rows for the days on which a campaign was paused.
        days = [ad for ad in ads if period[0] <= ad.day <= period[1] and ad.impressions]
        path = folder / f"google_ads_{period[0].year}.csv"
        paths.append(layouts.google_ads_excel(path, period, "IDR", days))
    return paths


def _write_meta(folder: Path, ads: list[layouts.AdsDay]) -> Path:
    points = layouts.with_points
    rows = (
        [f"{ad.day:%d/%m/%Y}", ad.campaign, points(ad.cost), points(ad.impressions), points(ad.clicks)] for ad in ads
    )
    header = "Tanggal;Kampanye;Biaya (IDR);Tayangan;Klik tautan"
    return layouts.semicolon_table(folder / "meta_spend.csv", header, rows)


def _write_shop(folder: Path, sessions: dict[str, Counts]) -> Path:
    mood = noise("kopi/buying", spread=0.05)
    expected = {c: {d: sessions[c][d] * ORDER_RATE[c] * BUYING(d) * mood[d] for d in DAYS} for c in SESSIONS}
    orders = deal("kopi/orders", scale(expected, total=ORDERS))
    random = Random("kopi/baskets")
    takings = {c: {} for c in SESSIONS}
    for d in DAYS:
        for c in SESSIONS:
            # The mean of many baskets varies less than one basket.
            basket = BASKET(d) * max(0.3, 1 + random.gauss(0, 0.5) / sqrt(max(orders[c][d], 1)))
            takings[c][d] = orders[c][d] * basket
    revenue = scale(takings, total=REVENUE)
    rows = (
        [f"{d:%d/%m/%Y}", c, orders[c][d], layouts.with_points(round(revenue[c][d], -2), 2)]
        for d in DAYS
        for c in SESSIONS
    )
    header = "Tanggal;Kanal;Pesanan;Pendapatan (IDR)"
    return layouts.semicolon_table(folder / "shop_daily.csv", header, rows, mark="\ufeff")
