"""Customer value of 10,000 to 1,000,000 simulated customers: seconds, memory, and how both grow.

Run by `make bench`. With a path of a Python that has `lifetimes` in KPILIB_LIFETIMES, that package fits and scores
the same customers beside ours.
"""

import csv
import os
import subprocess
import sys
import time
from datetime import date

import numpy as np
import pytest

from kpilib.measure.customers import fit_buying, fit_spend, net_purchases, predict_worth, summarise
from kpilib.measure.customers.simulate import simulate_events

SIZES = (10_000, 100_000, 1_000_000)
UNTIL, DAYS = date(2026, 6, 30), 730
BUYING, SPEND = np.array([0.52, 6.18, 0.89, 1.61]), np.array([6.25, 3.74, 15.44])
MOST_SECONDS, MOST_BYTES = 10, 2e9
LIFETIMES = """
import csv, sys, time
import pandas as pd
from lifetimes import GammaGammaFitter, ModifiedBetaGeoFitter
frame = pd.read_csv(sys.argv[1])
begun = time.perf_counter()
model = ModifiedBetaGeoFitter().fit(frame.frequency, frame.recency, frame.age)
paid = frame[frame.paid > 0]
spend = GammaGammaFitter().fit(paid.paid, paid.spend)
spend.customer_lifetime_value(model, frame.frequency, frame.recency, frame.age, frame.spend, time=12, freq="W")
print(time.perf_counter() - begun)
"""


def made(customers: int):
    rng = np.random.default_rng(7)
    return simulate_events(customers, "mbg_nbd", BUYING, SPEND, until=UNTIL, days=DAYS, rng=rng)


def stages(customers: int) -> dict[str, float]:
    """Seconds of each stage, and the memory of the process at its largest, in a process of its own."""
    code = f"from tests.bench.bench_customers import measure; measure({customers})"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    return {name: float(value) for name, value in csv.reader(told.splitlines())}


def measure(customers: int) -> None:
    import resource  # not on Windows

    events = made(customers)
    times = [time.perf_counter()]
    summary = summarise(net_purchases(events, UNTIL))
    times.append(time.perf_counter())
    buying = fit_buying(summary)
    spend = fit_spend(summary.frame["paid"].to_numpy(), summary.frame["spend"].to_numpy())
    times.append(time.perf_counter())
    predict_worth(summary, buying, spend)
    times.append(time.perf_counter())
    for name, seconds in zip(("summary", "fit", "score"), np.diff(times), strict=True):
        print(f"{name},{seconds}")
    print(f"bytes,{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024}")


def test_a_million_customers():
    print(f"\n{'customers':>10}{'summary s':>11}{'fit s':>8}{'score s':>9}{'together s':>12}{'GB':>7}")
    found = {}
    for size in SIZES:
        found[size] = one = stages(size)
        whole = one["summary"] + one["fit"] + one["score"]
        print(
            f"{size:>10,}{one['summary']:>11.2f}{one['fit']:>8.2f}{one['score']:>9.2f}{whole:>12.2f}"
            f"{one['bytes'] / 1e9:>7.2f}"
        )
    most = found[SIZES[-1]]
    assert most["summary"] + most["fit"] + most["score"] < MOST_SECONDS
    assert most["bytes"] < MOST_BYTES
    # Linear: ten times the customers take at most fifteen times the time.
    small = found[SIZES[-2]]
    assert most["fit"] + most["score"] < 15 * (small["fit"] + small["score"])


def test_beside_lifetimes(tmp_path):
    python = os.environ.get("KPILIB_LIFETIMES")
    if not python:
        pytest.skip("KPILIB_LIFETIMES names no Python that has the package lifetimes")
    print(f"\n{'customers':>10}{'ours s':>9}{'lifetimes s':>13}")
    for size in SIZES[:2]:
        file = tmp_path / f"{size}.csv"
        summarise(net_purchases(made(size), UNTIL)).frame.to_csv(file)
        told = subprocess.run([python, "-c", LIFETIMES, str(file)], capture_output=True, text=True)
        if told.returncode:
            pytest.skip(f"lifetimes does not run: {told.stderr.strip().splitlines()[-1]}")
        ours = stages(size)
        print(f"{size:>10,}{ours['fit'] + ours['score']:>9.2f}{float(told.stdout.split()[-1]):>13.2f}")
