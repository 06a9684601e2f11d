"""What forecasts are worth: Brier score, log-loss, CRPS, coverage, reliability, and the early warning.

Gneiting and Raftery, Strictly Proper Scoring Rules, Prediction, and Estimation (2007).
"""

import math
import time
from collections.abc import Iterable, Mapping

import numpy as np
import pandas as pd

from kpilib.judge.blend import CLIP
from kpilib.judge.forecast import Forecast
from tests.bench.daily_series import Case, Daily, cases
from tests.bench.forecast_methods import METHODS, OURS

SHARES = (np.arange(40) + 0.5) / 40
SCORES = ["brier", "log_loss", "crps", "covered"]


def scored(series: Iterable[Daily], days_left: tuple[int, ...], methods: Mapping = METHODS) -> pd.DataFrame:
    """One row per method and case, of the cases of which ours says something: the same for every method.

    crps : as a share of the actual. chances, hits : what was said of each target, and whether it was reached.
    """
    rows = []
    for one in series:
        for case in cases(one, days_left):
            clock = time.process_time()
            forecast = METHODS[OURS](case)
            seconds = {OURS: time.process_time() - clock}
            about = {"family": case.family, "series": case.name, "quarter": case.start, "days_left": case.days_left}
            if forecast.confidence == "none":
                rows.append(about | {"method": "withheld", "why": forecast.why[0].split(":")[0]})
                continue
            for name, method in methods.items():
                clock = time.process_time()
                told = forecast if name == OURS else method(case)
                seconds.setdefault(name, time.process_time() - clock)
                rows.append(about | {"method": name, "ms": 1000 * seconds[name]} | _scores(told, case))
    return pd.DataFrame(rows)


def _scores(told: Forecast, case: Case) -> dict:
    rest = told.rest.quantile(SHARES) + told.filled if told.rest else np.zeros(len(SHARES))
    drawn = told.to_date + rest
    low, high = told.interval(0.8)
    apart = np.abs(drawn[:, None] - drawn[None]).mean()
    scores = {
        "crps": float(np.abs(drawn - case.actual).mean() - apart / 2) / case.actual,
        "covered": float(low <= case.actual <= high) if told.rest else math.nan,
    }
    if not len(case.targets):
        return scores
    chances = np.array([told.probability(target) for target in case.targets])
    hits = case.actual >= case.targets
    sure = np.clip(chances, CLIP, 1 - CLIP)
    return scores | {
        "brier": float(((chances - hits) ** 2).mean()),
        "log_loss": float(-np.log(np.where(hits, sure, 1 - sure)).mean()),
        "chances": chances,
        "hits": hits,
    }


def macro(rows: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    """Scores by some columns, each family of series counting the same, however many series it has."""
    keys = list(dict.fromkeys([*by, "family"]))
    return rows.groupby(keys, sort=False)[[*SCORES, "ms"]].mean().groupby(by, sort=False).mean()


def reliability(rows: pd.DataFrame, bins: int = 10) -> pd.DataFrame:
    """What was said and what came of it, by bins of the probability: stated (its mean), hits, count."""
    chances, hits = _pooled(rows)
    which = np.minimum((chances * bins).astype(int), bins - 1)
    table = pd.DataFrame({"bin": which, "stated": chances, "hits": hits})
    return table.groupby("bin").agg(stated=("stated", "mean"), hits=("hits", "sum"), count=("hits", "size"))


def warning(rows: pd.DataFrame) -> tuple[float, float]:
    """Recall and precision of the early warning: a target is warned of where its probability is below one half."""
    chances, hits = _pooled(rows)
    warned, missed = chances < 0.5, ~hits
    right = int((warned & missed).sum())
    return right / int(missed.sum()), right / int(warned.sum())


def _pooled(rows: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    told = rows[rows["brier"].notna()]
    return np.concatenate(told["chances"].tolist()), np.concatenate(told["hits"].tolist())


def promises(ours: pd.DataFrame) -> dict[str, bool]:
    """What the forecast promises of itself, and whether it was held. Every family counts the same."""
    brier, covered = macro(ours, ["method"]).iloc[0][["brier", "covered"]]
    families = ours.groupby("family")["covered"].mean()
    by_left = macro(ours, ["days_left"])["covered"]
    recall, precision = warning(ours[ours["days_left"] == 45])
    ms = ours["ms"].mean()
    return {
        f"Brier score {brier:.4f}, at most .041": bool(brier <= 0.041),
        f"coverage of the 80 % interval {covered:.3f}, from .78 to .83": bool(0.78 <= covered <= 0.83),
        f"coverage by family {families.min():.3f} to {families.max():.3f}, from .70 to .95": bool(
            families.between(0.70, 0.95).all()
        ),
        f"coverage by days left {by_left.min():.3f} to {by_left.max():.3f}, from .74 to .88": bool(
            by_left.between(0.74, 0.88).all()
        ),
        f"early warning at 45 days: recall {recall:.3f}, at least .90": recall >= 0.9,
        f"early warning at 45 days: precision {precision:.3f}, at least .90": precision >= 0.9,
        f"{ms:.1f} ms CPU a forecast, at most 15": bool(ms <= 15),
    }
