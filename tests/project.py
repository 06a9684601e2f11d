"""A small project in a temporary folder: one client, one quarter, one table of 213 days with round numbers."""

from datetime import date, timedelta
from pathlib import Path

from kpilib.errors import Problem, ProblemsError
from kpilib.plan.params import read_plan

CLIENT = """\
name: Small Shop
currency: EUR
timezone: Europe/Berlin
goals: {grow: Grow sales}
sources:
  - file: exports/shop.csv
    reader: table
    columns: {date: date, orders: orders, revenue: revenue, sessions: sessions}
"""

QUARTER = """\
agreed: {on: 2026-06-26, by: [Owner]}
kpis:
  - id: orders
    metric: orders
    statement: 920 orders by 30 September 2026
    target: 920
    due: 2026-09-30
    owner: Owner
    level: business
    goal: grow
    levers: [shop page]
  - id: conversion_rate
    metric: conversion_rate
    statement: At least 2% orders per session by 30 September 2026
    target: 2%
    due: 2026-09-30
    owner: Owner
    level: channel
    goal: grow
    levers: [checkout]
"""


def small_project(root: Path, *, client: str = CLIENT, quarter: str = QUARTER, export: str | None = None) -> Path:
    """Write the project below `root` and return its params folder."""
    folder = root / "params" / "shop"
    (folder / "exports").mkdir(parents=True)
    (folder / "client.yml").write_text(client, "utf-8")
    (folder / "2026Q3.yml").write_text(quarter, "utf-8")
    (folder / "exports" / "shop.csv").write_text(shop_days() if export is None else export, "utf-8")
    return root / "params"


def shop_days() -> str:
    """10 orders of 50 euros in 400 sessions on every day from 1 February to 31 August 2026."""
    first = date(2026, 2, 1)
    days = (first + timedelta(days=offset) for offset in range(212))
    return "date,orders,revenue,sessions\n" + "".join(f"{day},10,500.00,400\n" for day in days)


def check_problems(params: Path, client: str, quarter: str) -> tuple[Problem, ...]:
    """Every problem of a client's quarter: empty where all is well."""
    try:
        read_plan(params, client, quarter)
    except ProblemsError as error:
        return error.problems
    return ()
