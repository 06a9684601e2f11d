"""The back-test of the forecast on public daily series, in Markdown.

    python tests/bench/forecast_backtest.py [--write]

Series are looked for in ../shared/data/daily, or below the folder that KPILIB_REAL_DATA names. `--write` keeps the
figures that reports show in kpilib/judge/track_record.yml: sums over all series, and none of their values. Exit code
1 where a promise of the forecast is not held. Takes less than a minute on one core.
"""

import argparse
import platform
import sys
from importlib.metadata import version
from pathlib import Path

import pandas as pd
from ruamel.yaml import YAML

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))  # so that it runs as a file too

from tests.bench.daily_series import DAYS_LEFT, FOLDER, daily_series  # noqa: E402
from tests.bench.forecast_methods import LINEAR_CALL, METHODS, OURS  # noqa: E402
from tests.bench.forecast_scores import macro, promises, reliability, scored, warning  # noqa: E402
from tests.bench.ratio_backtest import ratio_scores  # noqa: E402

RECORD = ROOT / "kpilib" / "judge" / "track_record.yml"
WARN_AT = (45, 30)
HEADS = {"brier": "Brier", "skill": "Skill", "log_loss": "Log-loss", "crps": "CRPS", "covered": "80 %", "ms": "ms"}


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--write", action="store_true", help="keep the figures that reports show")
    write = options.parse_args().write
    if not FOLDER.is_dir():
        print(f"no daily series in {FOLDER}; KPILIB_REAL_DATA names another folder", file=sys.stderr)
        return 2
    series = daily_series()
    rows = scored(series, DAYS_LEFT)
    told = rows[rows["method"] != "withheld"].sort_values("days_left", ascending=False, kind="stable")
    ratios = ratio_scores(series, DAYS_LEFT).sort_values("days_left", ascending=False, kind="stable")
    print(f"# Back-test of the forecast: {version('kpilib')}, Python {platform.python_version()}\n")
    print(_about(rows, told))
    for title, table in _tables(told, ratios).items():
        print(f"## {title}\n\n{_markdown(table)}\n")
    held = promises(told[told["method"] == OURS])
    print("## Promises\n")
    print("\n".join(f"- {'held' if ok else '**broken**'}: {name}" for name, ok in held.items()))
    if write:
        _write(told[told["method"] == OURS], len(series))
        print(f"\nwritten: {RECORD.relative_to(ROOT)}")
    return 0 if all(held.values()) else 1


def _about(rows: pd.DataFrame, told: pd.DataFrame) -> str:
    ours = told[told["method"] == OURS]
    withheld = rows.loc[rows["method"] == "withheld", "why"].value_counts()
    reasons = ", ".join(f"{count} {why}" for why, count in withheld.items()) or "none"
    return (
        f"{ours['series'].nunique()} series, {_quarters(ours)} quarters, {len(ours)} forecasts, of which "
        f"{int(ours['brier'].notna().sum())} have targets: .85 to 1.3 x the same quarter of the year before. "
        f"Withheld, and left out for all methods: {reasons}. Every family of series counts the same. Skill is "
        "against the linear call; CRPS is a share of the actual; 80 % is the coverage of the 80 % interval; ms is "
        "CPU time a forecast.\n"
    )


def _quarters(rows: pd.DataFrame) -> int:
    return len(rows[["series", "quarter"]].drop_duplicates())


def _tables(told: pd.DataFrame, ratios: pd.DataFrame) -> dict[str, pd.DataFrame]:
    ours = told[told["method"] == OURS]
    kept = reliability(ours)
    bins = pd.DataFrame({"Said": kept["stated"], "Came true": kept["hits"] / kept["count"], "Cases": kept["count"]})
    bins.index = [f"{number / 10:.1f} to {number / 10 + 0.1:.1f}" for number in kept.index]
    return {
        "By method": _with_skill(macro(told, ["method"])),
        "By days left": _with_skill(macro(told, ["days_left", "method"])),
        "By family": _with_skill(macro(told, ["family", "method"])),
        "Reliability of ours": bins.rename_axis("Probability"),
        "Early warning (P below .5)": _warnings(told),
        "Ratios of sums, by days left": _ratio_table(ratios, "days_left"),
        "Ratios of sums, by family": _ratio_table(ratios, "family"),
    }


def _with_skill(scores: pd.DataFrame) -> pd.DataFrame:
    """Scores with the skill against the linear call of the same group."""
    names = scores.index.get_level_values("method")
    calls = scores["brier"][names == LINEAR_CALL]
    if scores.index.nlevels > 1:
        calls = calls.droplevel("method").reindex(scores.index.get_level_values(0))
        skill = 1 - scores["brier"].to_numpy() / calls.to_numpy()
    else:
        skill = 1 - scores["brier"] / calls.iloc[0]
    return scores.assign(skill=skill)[list(HEADS)].rename(columns=HEADS)


def _warnings(told: pd.DataFrame) -> pd.DataFrame:
    rows = []
    for name in METHODS:
        mine = told[told["method"] == name]
        figures = {}
        for left in WARN_AT:
            recall, precision = warning(mine[mine["days_left"] == left])
            figures |= {f"Recall, {left} days left": recall, f"Precision, {left} days left": precision}
        rows.append(figures)
    return pd.DataFrame(rows, pd.Index(METHODS, name="method"))


def _ratio_table(ratios: pd.DataFrame, by: str) -> pd.DataFrame:
    means = ratios.groupby(by, sort=False)[["covered", "error", "present_error", "ms"]].mean()
    heads = {"covered": "80 %", "error": "Error of the median", "present_error": "Error of the ratio to date"}
    return means.rename(columns=heads)


def _markdown(table: pd.DataFrame) -> str:
    """A table whose index heads its rows, with as many decimals as tell methods apart."""
    flat = table.reset_index()
    texts = flat.map(lambda value: _figure(value) if isinstance(value, float) else str(value))
    lines = [list(map(str, flat.columns)), ["---"] * len(flat.columns), *texts.to_numpy().tolist()]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _figure(value: float) -> str:
    return "-" if pd.isna(value) else f"{value:.4f}" if abs(value) < 0.1 else f"{value:.3f}"


def _write(ours: pd.DataFrame, series: int) -> None:
    """Keep what the method note of a report shows, in counts and means over all series."""
    kept, scores = reliability(ours), macro(ours, ["method"]).iloc[0]
    record = {
        "series": series,
        "quarters": _quarters(ours[ours["brier"].notna()]),
        "days_left": list(DAYS_LEFT),
        "ranges": len(ours),
        "inside": int(ours["covered"].sum()),
        "brier": round(float(scores["brier"]), 4),
        "bins": [
            {"stated": round(float(one.stated), 3), "hits": int(one.hits), "count": int(one.count)}
            for one in kept.itertuples(index=False, name="Bin")
        ],
    }
    with RECORD.open("w", encoding="utf-8") as file:
        file.write("# Figures of the back-test on public daily series; written by\n")
        file.write("# python tests/bench/forecast_backtest.py --write\n")
        YAML().dump(record, file)


if __name__ == "__main__":
    sys.exit(main())
