"""Two surveys of Kopi Contoh, a wave each quarter: customers of the shop, and people of Java who drink coffee.

The story: more and more people know the brand, and customers recommend it less since the spring of 2026.
"""

from datetime import date, timedelta
from pathlib import Path
from random import Random

from tests.demo import layouts

# The first day of each wave; a wave takes eleven days.
WAVES = {
    "Q2 2025": date(2025, 5, 5), "Q3 2025": date(2025, 8, 4), "Q4 2025": date(2025, 11, 3),
    "Q1 2026": date(2026, 2, 2), "Q2 2026": date(2026, 5, 4), "Q3 2026": date(2026, 8, 3),
}  # fmt: skip
DAYS_OF_A_WAVE = 11
CUSTOMERS, PUBLIC = 240, 250
# Promoters, detractors, and satisfied of a hundred customers.
MOOD = dict(
    zip(WAVES, ((61, 12, 78), (62, 13, 79), (60, 12, 79), (61, 14, 77), (54, 18, 74), (48, 22, 71)), strict=True)
)
# Of a hundred people: who name the brand first, name it at all, recognise it, know what it sells.
KNOWN = dict(
    zip(
        WAVES,
        ((3, 13, 36, 21), (4, 14, 37, 23), (4, 15, 39, 24), (4, 16, 41, 27), (5, 18, 43, 29), (6, 20, 47, 33)),
        strict=True,
    )
)


def write(folder: Path) -> list[Path]:
    """Both files as a form's own export: one row an answer, its wave, and what was answered."""
    return [_customers(folder / "survey_customers.csv"), _public(folder / "survey_public.csv")]


def _customers(path: Path) -> Path:
    random = Random("kopi/survey/customers")
    rows = []
    for wave, (promoters, detractors, satisfied) in MOOD.items():
        kinds = _dealt(random, CUSTOMERS, promoters, detractors)
        happy = _shuffled(random, CUSTOMERS, satisfied)
        for number, kind in enumerate(kinds):
            score = random.choice({"promoter": (9, 10), "detractor": (0, 3, 4, 5, 6), "passive": (7, 8)}[kind])
            content = random.choice((4, 5)) if happy[number] else random.choice((2, 3, 3))
            rows.append([_day(wave, number, CUSTOMERS), wave, score, content])
    return layouts.comma_table(path, "Timestamp,Wave,NPS score,Overall satisfaction", rows)


def _public(path: Path) -> Path:
    random = Random("kopi/survey/public")
    rows = []
    for wave, shares in KNOWN.items():
        # Whoever names it first names it, and whoever names it recognises it; understanding is asked of all.
        places = list(range(PUBLIC))
        random.shuffle(places)
        first, unaided, aided = (set(places[: _of(share, PUBLIC)]) for share in shares[:3])
        understood = set(places[: _of(shares[3], PUBLIC)])
        for number in range(PUBLIC):
            told = ["ya" if number in group else "tidak" for group in (first, unaided, aided, understood)]
            rows.append([_day(wave, number, PUBLIC), wave, *told])
    return layouts.comma_table(
        path, "Timestamp,Wave,Top of mind,Unaided awareness,Aided awareness,Comprehension", rows
    )


def _day(wave: str, number: int, count: int) -> date:
    return WAVES[wave] + timedelta(number * DAYS_OF_A_WAVE // count)


def _of(share: float, count: int) -> int:
    return round(share * count / 100)


def _dealt(random: Random, count: int, promoters: float, detractors: float) -> list[str]:
    kinds = ["promoter"] * _of(promoters, count) + ["detractor"] * _of(detractors, count)
    kinds += ["passive"] * (count - len(kinds))
    random.shuffle(kinds)
    return kinds


def _shuffled(random: Random, count: int, share: float) -> list[bool]:
    yes = [place < _of(share, count) for place in range(count)]
    random.shuffle(yes)
    return yes
