"""How often a check finds what is not there, and how often what is: simulated and public series, in Markdown.

    python tests/bench/effect_power.py [--runs 100]

Public series are looked for in ../shared/data/daily, or below the folder that KPILIB_REAL_DATA names; without them
only the simulation is made. Exit code 1 where a promise is not held. Takes about four minutes on one core.
"""

import argparse
import platform
import sys
from importlib.metadata import version
from itertools import product
from pathlib import Path

import numpy as np
import pandas as pd

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))  # so that it runs as a file too

from kpilib.judge.thresholds import EFFECT_LEVEL  # noqa: E402
from tests.bench.daily_series import FOLDER, daily_series  # noqa: E402
from tests.bench.effect_series import (  # noqa: E402
    KNOWN,
    checked,
    claimed,
    false_dates,
    known_event,
    noise,
    season,
    weekly,
    weeks_of,
)

MOST_FALSE = 0.10
BEFORE, AFTER = (52, 104), (4, 8, 13, 26)
DEPENDENCE, EFFECTS = (0.0, 0.3, 0.6), (0, 1, 2)
CONTROL_RUNS, TRIGGER_RUNS = 60, 200


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--runs", type=int, default=100, help="series of each setting")
    runs = options.parse_args().runs
    print(f"# Whether an action worked: kpilib {version('kpilib')}, Python {platform.python_version()}\n")
    print(
        f"{runs} series of each setting. Noise has a standard deviation of 1; a season has waves of 1.5 and 0.5. "
        "False: no effect, and called worked or harmed. The last two columns: called worked.\n"
    )
    held: dict[str, bool] = {}
    table = simulated(runs)
    _show("Simulated weeks, by interrupted time series", table, held, "without effect, at every setting")
    _show("Beside a control", beside_control(), held, "beside a control")
    led = after_an_extreme_week()
    print(f"## Begun because of an extreme week\n\nCalled worked without any effect: {led:.1%}\n")
    held["an action that was begun because of an extreme week is called worked in at most 10 %"] = led <= MOST_FALSE
    if FOLDER.is_dir():
        on_public_series(held)
    else:
        print(f"no daily series in {FOLDER}; KPILIB_REAL_DATA names another folder", file=sys.stderr)
    print("## Promises\n")
    print("\n".join(f"- {'held' if ok else '**broken**'}: {name}" for name, ok in held.items()))
    return 0 if all(held.values()) else 1


def simulated(runs: int) -> pd.DataFrame:
    rows = []
    for before, after, dependence, seasonal in product(BEFORE, AFTER, DEPENDENCE, (False, True)):
        draw, told = np.random.default_rng(7), []
        for _ in range(runs):
            base = noise(draw, before + after, dependence)
            base = base + season(draw, before + after) if seasonal else base
            told.append([claimed(checked(_with(base, before, size), before, before + after)) for size in EFFECTS])
        rows.append({"Before": before, "After": after, "Dependence": dependence, "Season": seasonal} | _rates(told))
    return pd.DataFrame(rows)


def beside_control() -> pd.DataFrame:
    """A control that shares the season and nothing else."""
    rows = []
    for before, dependence in product(BEFORE, (0.0, 0.6)):
        draw, told, after = np.random.default_rng(7), [], 13
        for _ in range(CONTROL_RUNS):
            common = season(draw, before + after)
            control = weekly(common + 0.3 * noise(draw, before + after, dependence))
            base = common + noise(draw, before + after, dependence)
            series = [_with(base, before, size) for size in EFFECTS]
            told.append([claimed(checked(one, before, before + after, control=control)) for one in series])
        rows.append({"Before": before, "After": after, "Dependence": dependence} | _rates(told))
    return pd.DataFrame(rows)


def after_an_extreme_week() -> float:
    """An action that begins after the lowest of the last weeks, and has no effect at all."""
    draw, told = np.random.default_rng(7), []
    for _ in range(TRIGGER_RUNS):
        base = noise(draw, 130, 0.3)
        start = 90 + int(np.argmin(base[90:116]))
        told.append(claimed(checked(weekly(base), start + 1, start + 14)) == 1)
    return float(np.mean(told))


def on_public_series(held: dict[str, bool]) -> None:
    series = daily_series()
    weeks = {(one.family, one.name): weeks_of(one) for one in series}
    rows = [
        {"Family": family, "claimed": claimed(checked(values, first, first + after)) != 0}
        for (family, _), values in weeks.items()
        for first, after in false_dates(values, AFTER[1:])
    ]
    found = pd.DataFrame(rows).groupby("Family")["claimed"].agg(["size", "mean"])
    told = pd.DataFrame({"False dates": found["size"], "Worked or harmed": found["mean"]})
    told.loc["all"] = [len(rows), float(np.mean([row["claimed"] for row in rows]))]
    told["False dates"] = told["False dates"].astype(int)
    print("## Public daily series, at dates on which nothing was done (or so we believe)\n")
    print(_markdown(told.reset_index()), end="\n\n")
    held["false dates in public series are called worked or harmed in at most 10 %"] = (
        told.loc["all", "Worked or harmed"] <= MOST_FALSE
    )
    print("## Known events\n")
    for one in KNOWN:
        evidence = known_event(one, weeks[one.family, one.name])
        effect, low, high = evidence.effect
        found = claimed(evidence) == one.side
        print(
            f"- {one.name}, {one.on}: {one.what}. Effect {effect:,.0f} a week ({EFFECT_LEVEL:.0%}: {low:,.0f} to "
            f"{high:,.0f}), {evidence.placebo.as_large} of {evidence.placebo.dates} false dates as large: "
            f"{'found' if found else 'not found'}"
        )
        held[f"found: {one.what}"] = found
    print()


def _with(base: np.ndarray, before: int, size: float) -> pd.Series:
    return weekly(base + size * (np.arange(len(base)) >= before))


def _rates(told: list[list[int]]) -> dict[str, float]:
    found = np.array(told)
    return {"False": float((found[:, 0] != 0).mean())} | {
        f"{size} sigma": float((found[:, at] == 1).mean()) for at, size in enumerate(EFFECTS) if size
    }


def _show(title: str, table: pd.DataFrame, held: dict[str, bool], promise: str) -> None:
    """A table, and whether its rate of false claims is held."""
    print(f"## {title}\n\n{_markdown(table)}\n")
    worst = float(table["False"].max())
    held[f"{promise}, at most 10 % are called worked or harmed (worst: {worst:.1%})"] = worst <= MOST_FALSE


def _markdown(table: pd.DataFrame) -> str:
    texts = table.map(lambda value: f"{value:.3f}" if isinstance(value, float) else str(value))
    lines = [list(table.columns), ["---"] * len(table.columns), *texts.to_numpy().tolist()]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


if __name__ == "__main__":
    sys.exit(main())
