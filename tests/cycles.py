"""PDCA cycles in memory: leads of about 200 a week since July 2024, and an action that begins on 1 June 2026."""

from collections.abc import Sequence

import numpy as np

from kpilib.data.facts import Facts
from kpilib.judge.assess import assess
from kpilib.judge.assessment import Assessment
from kpilib.judge.cycles import Cycle, cycles_of
from kpilib.plan.model import Kpi, Plan
from kpilib.plan.periods import last_whole_day
from tests.builders import day, facts_of, kpi_of, plan_of, rows

FIRST, START, CHECK, AS_OF = "2024-07-01", "2026-06-01", "2026-08-17", "2026-08-21"
BEFORE, AFTER = 100, 11  # whole weeks, 1 July 2024 to 16 August 2026
ACTION = {
    "id": "C-1", "kpi": "leads", "name": "One-page form", "problem": "Half of the forms are left unfinished",
    "countermeasure": "A form of one page with five fields", "owner": "Budi", "start": START, "check": CHECK,
    "written": "2026-05-04", "done": {"on": START},
    "baseline": {"first": FIRST, "last": "2026-05-31"},
    "cause": {"whys": ["The form asks for twelve things", "Sales wanted all of them"], "evidence": "61% leave there"},
    "prediction": {"effect": "+40", "low": "+20", "high": "+60", "by": "2026-08-16"},
    "decision_rule": "Adopt it if the interval is above zero", "hours": 40, "budget": 2000,
    "premortem": [
        {"risk": "Leads of no use", "sign": "calls rise"}, {"risk": "Phones", "sign": "phone share falls"},
        {"risk": "Nobody sees it", "sign": "visits stay"},
    ],
}  # fmt: skip


def weeks(
    step: float = 0.0, *, at: int = BEFORE, seed: int = 1, count: int = BEFORE + AFTER, spread: float = 10
) -> list[float]:
    """About 200 a week, and `step` more from week `at` on."""
    noise = np.random.default_rng(seed).normal(200, spread, count)
    return [float(value) for value in noise + step * (np.arange(count) >= at)]


def daily(values: Sequence[float | None]) -> list[float | None]:
    return [None if value is None else value / 7 for value in values for _ in range(7)]


def facts(values: Sequence[float | None], **others: Sequence[float]) -> Facts:
    """Leads by week; `others` are more measures by week."""
    more = [rows(f"s-{name}", FIRST, **{name: daily(told)}) for name, told in others.items()]
    return facts_of(rows("crm", FIRST, leads=daily(values)), *more)


def report(
    seen: Facts, *actions: dict, kpis: Sequence[Kpi] = (), as_of: str = AS_OF, **plan
) -> tuple[Plan, tuple[Assessment, ...], Facts]:
    """A plan with its assessments and the facts that a report as of a day would see."""
    agreed = plan_of(kpi_of("leads", target=3000), *kpis, actions=list(actions), **plan)
    known = seen.until(last_whole_day(day(as_of), agreed.quarter))
    return agreed, tuple(assess(agreed, kpi, known, day(as_of)) for kpi in agreed.kpis), known


def checked(
    values: Sequence[float | None], *, as_of: str = AS_OF, others: dict | None = None, plan: dict | None = None,
    kpis: Sequence[Kpi] = (), before: Plan | None = None, **action,
) -> Cycle:  # fmt: skip
    """One cycle, checked. What is given of it replaces what ACTION has; None takes a key away."""
    told = {key: value for key, value in (ACTION | action).items() if value is not None}
    agreed, assessments, known = report(
        facts(values, **(others or {})), told, kpis=kpis, as_of=as_of, **(plan or {})
    )  # fmt: skip
    return cycles_of(agreed, assessments, known, day(as_of), before=before)[0]
