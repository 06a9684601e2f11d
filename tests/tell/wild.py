"""Assessments of random series and plans: tiny and huge, empty, negative, cut short, far from their target and on it.

Every one comes from a seed, so that a test that fails names what it failed on.
"""

import random
from datetime import date

import numpy as np

from kpilib.data.quality import Look
from kpilib.judge.assessment import Assessment
from kpilib.judge.cycles import Cycle
from kpilib.judge.explain import Explanation, NotExplained, drivers_of
from kpilib.judge.track import Group, Track, track_of
from kpilib.plan import catalogue
from tests.builders import after, day, facts_of, judged, kpi_of, plan_of, readings, rows
from tests.cycles import BEFORE, FIRST, checked, weeks
from tests.judge.test_track import forecast, report, result
from tests.people import nps, wave
from tests.tell.examples import START, as_of

LONG = "Qualified wholesale leads from every paid channel, by agency"
SHORT = "PO"
NAMES = (None, None, LONG, SHORT)
CURRENCIES = ("EUR", "IDR", "IDR", "USD", "CHF", "JPY", "XOF")
RATES = (
    "conversion_rate", "conversion_rate", "cost_per_lead", "order_value", "roas", "bounce_rate", "engagement_time",
    "marketing_roi", "search_position",
)  # fmt: skip
HISTORY = (0, 0, 40, 70, 200, 380, 460, 760)  # days before the period
DAYS = (1, 3, 8, 12, 20, 35, 50, 50, 65, 80, 88, 91, 92)  # of the period, of 92
CHANNELS = (
    "Email", "Direct", "Paid Search", "Organic Social", "Affiliates with a long name", "Display", "Video", "SMS", "",
)  # fmt: skip
NOTES = [
    {"on": "2026-06-16", "text": "The link to the wholesale page left the main menu and nobody saw it for weeks."},
    {"on": "2026-07-20", "text": "Price up"},
]  # fmt: skip
ACTION = {
    "id": "C-1", "kpi": "it", "problem": "Few", "countermeasure": "One-page form with five fields", "owner": "Ana",
    "start": "2026-06-19",
}  # fmt: skip


def values(pick: random.Random, days: int, scale: float) -> np.ndarray:
    """One value a day around `scale`, of a shape that is drawn too: even, noisy, sparse, with a step, zero."""
    seeded = np.random.default_rng(pick.randrange(2**32))
    week = 1 + 0.4 * pick.random() * np.sin(np.arange(days) * 2 * np.pi / 7)
    shape = pick.choice(("even", "noisy", "noisy", "wild", "sparse", "rising", "falling", "step", "zero", "counts"))
    if shape == "even":
        return np.full(days, scale)
    if shape == "zero":
        return np.zeros(days)
    if shape == "sparse":
        return scale * (seeded.random(days) < 0.15)
    if shape == "wild":
        return scale * week * seeded.lognormal(0, 1, days)
    noisy = scale * week * seeded.normal(1, 0.15, days).clip(0.1)
    trend = np.linspace(0.4, 1.6, days)
    step = np.where(np.arange(days) < days * pick.random(), 1.0, pick.choice((0.6, 1.4)))
    told = noisy * {"rising": trend, "falling": trend[::-1], "step": step}.get(shape, 1.0)
    return seeded.poisson(np.minimum(told, 1e6)).astype(float) if shape == "counts" else told


def told(pick: random.Random, series: np.ndarray, before: int) -> list[float | None]:
    """A series with some of the days of the period missing, or none of them."""
    found: list[float | None] = [float(value) for value in series]
    lost = pick.choice((0, 0, 0, 1, 2, 5))
    for place in pick.sample(range(len(found)), min(lost, len(found) - 1)):
        if place >= before:
            found[place] = None
    return found


def target_of(pick: random.Random, whole: float) -> float | None:
    """A target that is near to what the period comes to, equal to it, or far from it."""
    times = pick.choice(
        (1, 1, 1 + pick.uniform(-0.02, 0.02), pick.uniform(0.7, 1.4), pick.uniform(0.7, 1.4), 40, 0.02)
    )
    number = float(f"{whole * times:.{pick.choice((2, 3, 4, 7))}g}")
    return number if number > 0 else 1200.0


def total(seed: int, *, language: str = "en", metric: str | None = None, **plan) -> Assessment:
    """A total: counts of a small shop up to impressions, or money, of which more may go back than comes in."""
    pick = random.Random(seed)
    metric = metric or pick.choice(("leads", "leads", "impressions", "revenue", "revenue"))
    scale = 10 ** (pick.uniform(3, 9) if metric == "revenue" else pick.uniform(-0.5, 5 if metric == "leads" else 9))
    return _seen(pick, metric, {catalogue.metrics()[metric].numerator: scale}, language, plan)


def rate(seed: int, *, language: str = "en", **plan) -> Assessment:
    """A rate: a share, a cost, a quotient, a time, a position in search."""
    pick = random.Random(seed)
    metric = pick.choice(RATES)
    known, under = catalogue.metrics()[metric], 10 ** pick.uniform(0, 6)
    share = pick.choice((0.003, 0.02, 0.4, 0.97)) if known.unit == "percent" else 10 ** pick.uniform(-1, 6)
    return _seen(pick, metric, {known.denominator: under, known.numerator: under * share}, language, plan)


def level(seed: int, *, language: str = "en", **plan) -> Assessment:
    """A level that is read each day, or the mean of a day."""
    pick = random.Random(seed)
    metric = pick.choice(("list_size", "daily_visitors", "followers"))
    measure = catalogue.metrics()[metric].numerator
    return _seen(pick, metric, {measure: 10 ** pick.uniform(0, 8)}, language, plan, read=True)


def band(seed: int, *, language: str = "en", **plan) -> Assessment:
    """What is to stay between two ends: a rate."""
    pick = random.Random(seed)
    spent = 10 ** pick.uniform(0, 8)
    return _seen(
        pick,
        pick.choice(("budget_pacing", "budget_use")),
        {"cost": spent, "planned_cost": spent * pick.uniform(0.6, 1.5), "budget": spent * pick.uniform(0.8, 1.2)},
        language,
        plan,
        target={"low": pick.choice((0.5, 0.9, 0.95)), "high": pick.choice((1.0, 1.05, 4))},
    )


def asked(seed: int, *, language: str = "en", waves: int | None = None, **plan) -> Assessment:
    """Waves of a survey, the last one in the period."""
    pick = random.Random(seed)
    count = waves or pick.choice((1, 2, 3, 6, 12, 20))
    metric = pick.choice(("nps", "aided_awareness"))
    frames = []
    for number in range(count):
        first = after("2026-08-03", -91 * (count - 1 - number))
        n = pick.choice((12, 30, 400, 100_000))
        hits = pick.randint(0, n)
        span = (first, after(first, 10))
        name = f"{pick.choice(('Q', 'Wave '))}{number + 1}"
        if metric == "nps":
            frames.append(nps(name, *span, hits, pick.randint(0, n - hits), n))
        else:
            frames.append(wave(name, *span, aided_aware=hits, n=n))
    target = pick.choice((None, 30, 0.5, 97, hits / n * 100))
    if target is not None and metric != "nps":
        target = f"{target:.3g}%"
    kpi = kpi_of(metric, target=target, name=pick.choice(NAMES))
    client = {"language": language}
    return judged(facts_of(*frames), pick.choice(("2026-08-21", "2026-09-30")), kpi, client=client, **plan)


def _seen(
    pick: random.Random, metric: str, scales: dict[str, float], language: str, plan: dict, *, read=False, target=None
) -> Assessment:
    """One KPI of these measures, each a value a day from before the period to somewhere within it."""
    before, days = pick.choice(HISTORY), pick.choice(DAYS)
    known = catalogue.metrics()[metric]
    series = {name: values(pick, before + days, scale) for name, scale in scales.items()}
    if (
        known.numerator in series
        and known.denominator in series
        and known.unit == "percent"
        and metric != "marketing_roi"
    ):
        series[known.numerator] = np.minimum(series[known.numerator], series[known.denominator])
    if metric == "revenue" and pick.random() < 0.15:
        series["revenue"] = series["revenue"] - 1.1 * series["revenue"].mean()
    first = after(START, -before)
    make = readings if read else rows
    frame = make("shop", first, **{name: told(pick, each, before) for name, each in series.items()})
    if target is None and pick.random() < 0.92:
        target = target_of(pick, _whole(known, series, before))
        target = f"{100 * target:.6g}%" if known.unit == "percent" and target < 2 else target
    kpi = kpi_of(metric, id="it", target=target, name=pick.choice(NAMES))
    actions = plan.pop("actions", [ACTION] if pick.random() < 0.3 else [])
    notes = plan.pop("notes", NOTES if pick.random() < 0.4 else [])
    client = {"currency": pick.choice(CURRENCIES), "language": language} | plan.pop("client", {})
    return judged(facts_of(frame), as_of(days), kpi, client=client, actions=actions, notes=notes, **plan)


def _whole(metric, series: dict[str, np.ndarray], before: int) -> float:
    """About what the whole period comes to."""
    seen = {name: each[before:] for name, each in series.items()}
    top = seen.get(metric.numerator)
    if top is None:
        top = next(iter(seen.values()))
    if metric.denominator in seen:
        return abs(float(top.sum() / max(seen[metric.denominator].sum(), 1e-9)))
    if metric.kind == "sum":
        return abs(float(top.mean() * 92))
    return abs(float(top[-1] if metric.kind == "last" else top.mean()))


KINDS = {"total": total, "rate": rate, "level": level, "band": band}


def assessment(seed: int, **about) -> Assessment:
    """One of any kind."""
    return list(KINDS.values())[seed % len(KINDS)](seed, **about)


def bridged(seed: int, *, language: str = "en") -> tuple[Assessment, Explanation | NotExplained]:
    """A KPI of two years, which differ in their factors or in their channels."""
    pick = random.Random(seed)
    way, days = pick.choice(("factors", "channels", "mix", "quotient")), pick.choice((20, 50))
    scale = 10 ** pick.uniform(0, 8)
    frames = []
    names = [""] if way in ("factors", "quotient") else pick.sample(CHANNELS, pick.randint(1, len(CHANNELS)))
    metric = {
        "factors": "revenue", "channels": "new_users", "mix": "conversion_rate", "quotient": "cost_per_lead",
    }[way]  # fmt: skip
    for name in names:
        for first in ("2025-07-02", START):
            if name and pick.random() < 0.15:
                continue
            near = pick.choice((0.02, 0.3, 2))
            sessions, orders, value = (each * pick.lognormvariate(0, near) for each in (scale * 50, scale, scale))
            told = {
                "factors": {"revenue": orders * value, "orders": orders, "sessions": sessions},
                "channels": {"new_users": sessions},
                "mix": {"revenue": orders * value, "orders": min(orders, sessions), "sessions": sessions},
                "quotient": {"cost": value, "leads": orders},
            }[way]
            if way == "factors" and pick.random() < 0.2:
                told["revenue"] *= pick.choice((0, -0.4))
            frames.append(rows("shop", first, channel=name, **{key: [each] * days for key, each in told.items()}))
    frames = frames or [rows("shop", START, new_users=[1] * days)]
    kpi = kpi_of(metric, target="2%" if way == "mix" else 1000, name=pick.choice(NAMES))
    client = {"currency": pick.choice(CURRENCIES), "language": language}
    facts = facts_of(*frames)
    one = judged(facts, as_of(days), kpi, client=client)
    return one, drivers_of(one.plan, facts, one)


def cycle(seed: int, *, language: str = "en") -> Cycle:
    """A cycle of leads or of a rate with an effect that is there or not, beside its prediction."""
    pick = random.Random(seed)
    size = 10 ** pick.uniform(-1, 5)
    shift = pick.choice((0, 40, -40, 150, -180, 2000))
    before = pick.choice((BEFORE, 60, 30))
    name = pick.choice(("One-page form", LONG, "X"))
    more = (
        {} if before == BEFORE else {"baseline": {"first": after(FIRST, 7 * (BEFORE - before)), "last": "2026-05-31"}}
    )
    effect = (shift + pick.choice((0, 3, 30))) * size
    tasks = [_task(pick) for _ in range(pick.randint(1, 9))]
    series = weeks(shift, seed=pick.randrange(1000), spread=pick.choice((1, 10, 80)))
    client = {"language": language, "currency": pick.choice(CURRENCIES)}
    about = {"name": name, "tasks": tasks, "plan": {"client": client}, **more}
    if pick.random() < 0.3:
        money = {"revenue": [1000 * size * each for each in series]}
        predicted = _predicted(1000 * effect, 1000 * size)
        return checked(
            weeks(0), kpis=[kpi_of("revenue")], others=money, kpi="revenue", prediction=predicted, **about
        )  # fmt: skip
    return checked([size * each for each in series], prediction=_predicted(effect, size), **about)


def _predicted(effect: float, size: float) -> dict[str, str]:
    ends = {"low": effect - size, "effect": effect, "high": effect + 30 * size}
    return {name: f"{value:+.3f}" for name, value in ends.items()} | {"by": "2026-08-16"}


def _task(pick: random.Random) -> dict[str, str]:
    starts, length = after("2026-05-04", pick.randint(0, 120)), pick.choice((1, 5, 30, 200))
    begun = {"begun": after(starts, pick.randint(0, min(9, length)))} if pick.random() < 0.6 else {}
    done = {"done": after(starts, length + pick.choice((0, 0, 5, 60)))} if pick.random() < 0.4 else {}
    return {
        "task": pick.choice(("Design", LONG, "Build the page")),
        "starts": starts,
        "ends": after(starts, length),
        **begun,
        **done,
    }


def track(seed: int) -> Track:
    """How forecasts turned out: of a few, of many, of all five groups or of one."""
    pick = random.Random(seed)
    groups = []
    for low in sorted(pick.sample((0, 0.2, 0.4, 0.6, 0.8), pick.randint(1, 5))):
        count = pick.choice((1, 2, 10, 60, 4000))
        groups.append(Group(low + 0.2 * pick.random(), pick.choice((0, count, pick.randint(0, count))), count))
    reports = [
        report(44, forecast(pick.random())), report(0, result(pick.uniform(500, 1500))),
    ]  # fmt: skip
    kept = track_of(reports).kept if pick.random() < 0.6 else ()
    return Track(tuple(groups), pick.randint(0, 9), 9, kept, series=400, quarters=3000)


def look(seed: int, *, language: str = "en") -> tuple[Look, set[date]]:
    """A source with gaps, zeros and odd days, from one that has just begun to two years."""
    pick = random.Random(seed)
    before, days = pick.choice(HISTORY), pick.choice(DAYS)
    series = told(pick, values(pick, before + days, 10 ** pick.uniform(0, 6)), 0)
    frame = rows(
        "a_source_with_a_long_name" if pick.random() < 0.3 else "ga4", after(START, -before), sessions=series
    )
    plan = plan_of(client={"language": language})
    found = Look.at(plan, facts_of(frame), day(max(as_of(days), after(START, 1))))
    return found, {day(after(START, -pick.randint(0, before))) for _ in range(pick.choice((0, 3)))}
