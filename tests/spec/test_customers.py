"""customers.md, row by row, and a sample of invented customers held to numerical integration."""

import csv
from pathlib import Path

import numpy as np
import pytest

from kpilib.measure.customers import frequency
from kpilib.measure.customers.cells import Cells, cells_of
from kpilib.measure.customers.frequency import MODELS, expected_of_new, fit_cells, p_alive
from kpilib.measure.customers.maximum import Fit
from kpilib.measure.customers.retention import Retention, fit_counts
from kpilib.measure.customers.spend import expected_value, fit_spend
from kpilib.measure.customers.spend import likelihood_of as likelihood_of_spend
from tests.measure.customers.by_integration import BUYING, SPEND, history, likelihood, spend
from tests.spec.tables import Case, cases

ROWS = cases("customers.md")
PUBLISHED = np.array([0.2426, 4.4136, 0.7929, 2.4259])
SPENT = np.array([6.249, 3.745, 15.448])
SAMPLE = list(csv.DictReader(Path(__file__).with_name("customers_sample.csv").read_text("utf-8").splitlines()))
SHORT = {"bg_nbd": "bg", "mbg_nbd": "mbg"}


def numbers(text: str) -> list[float]:
    return [float(part) for part in text.split()]


def half_a_digit(text: str) -> float:
    """How far a value may be from a printed one that was rounded."""
    return 0.501 * 10 ** -len(text.partition(".")[2])


def one(x: int, t_x: float, age: float) -> Cells:
    return cells_of(np.array([x]), np.array([t_x]), np.array([age]))


def column(name: str) -> np.ndarray:
    return np.array([float(row[name] or 0) for row in SAMPLE])


@pytest.fixture(scope="module")
def sample() -> Cells:
    return cells_of(column("x").astype(int), column("t_x") / 7, column("T") / 7)


@pytest.mark.parametrize("case", [row for row in ROWS if row.get("model") == "sbg"], ids=lambda case: case["data"])
def test_published_retention(case: Case):
    (kept,) = (numbers(row["kept"]) for row in ROWS if row.get("data") == case["data"] and "kept" in row)
    fit = fit_of_kept(kept)
    for found, printed in zip(fit.values, case["values"].split(), strict=True):
        assert found == pytest.approx(float(printed), abs=half_a_digit(printed))
    assert fit.log_likelihood == pytest.approx(float(case["log-likelihood"]), abs=0.005)
    for row in (row for row in ROWS if "survival" in row and row["data"] == case["data"]):
        found = Retention(fit).survival(numbers(row["renewals"]))
        assert found == pytest.approx(numbers(row["survival"]), abs=0.0006)


def fit_of_kept(kept: list[float]) -> Fit:
    lost = np.concatenate([[0], -np.diff(kept)]).astype(int)
    still = np.zeros(len(kept), dtype=int)
    still[-1] = int(kept[-1])
    return fit_counts(lost, still)


def test_published_purchases_of_a_new_customer():
    (case,) = (row for row in ROWS if "weeks" in row)
    found = expected_of_new(np.array(numbers(case["weeks"])), "bg_nbd", PUBLISHED)
    assert found == pytest.approx(numbers(case["purchases"]), abs=5e-4)
    assert found[:5] == pytest.approx(numbers(case["purchases"])[:5], abs=1e-4)


@pytest.mark.parametrize("case", [row for row in ROWS if "alive" in row], ids=lambda case: f"x = {case['x']}")
def test_published_customer(case: Case):
    cells = one(int(case["x"]), float(case["t_x"]), float(case["T"]))
    (alive,) = p_alive(cells, "bg_nbd", PUBLISHED)
    assert alive == pytest.approx(float(case["alive"]), abs=half_a_digit(case["alive"]))
    if (printed := case["purchases in 39 weeks"]) != "–":
        more = frequency.expected_if_alive(np.array(39.0), cells.x, cells.age, "bg_nbd", PUBLISHED)
        assert alive * more[0] == pytest.approx(float(printed), abs=6e-4)


@pytest.mark.parametrize("case", [row for row in ROWS if "expected" in row], ids=lambda case: case["mean"])
def test_published_value_of_a_purchase(case: Case):
    found = expected_value(np.array([float(case["count"])]), np.array([float(case["mean"])]), SPENT)
    assert found[0] == pytest.approx(float(case["expected"]), abs=0.0051)


@pytest.mark.parametrize("model", MODELS)
def test_likelihood_chance_and_purchases_agree_with_integration(sample, model):
    short, values = SHORT[model], np.array(BUYING)
    whole, _ = frequency.likelihood_of(sample, model)(values)
    assert whole == pytest.approx(column(f"{short}_log").sum(), abs=1e-4)
    alive = p_alive(sample, model, values)
    assert alive[sample.of] == pytest.approx(column(f"{short}_alive"), abs=2e-6)
    more = alive * frequency.expected_if_alive(np.array(13.0), sample.x, sample.age, model, values)
    assert more[sample.of] == pytest.approx(column(f"{short}_expected"), abs=2e-6)


def test_spend_agrees_with_integration():
    bought = column("x") > 0
    x, mean = column("x")[bought], column("mean")[bought]
    whole, _ = likelihood_of_spend(x, mean)(np.array(SPEND))
    assert whole == pytest.approx(column("spend_log").sum(), abs=1e-4)
    assert expected_value(x, mean, np.array(SPEND)) == pytest.approx(column("spend_expected")[bought], abs=2e-5)


@pytest.mark.parametrize("row", SAMPLE[:6], ids=lambda row: f"x = {row['x']}")
def test_the_sample_is_what_integration_gives(row):
    x, t_x, age = int(row["x"]), int(row["t_x"]) / 7, int(row["T"]) / 7
    for model in MODELS:
        found = history(x, t_x, age, model, 13.0)
        told = [float(row[f"{SHORT[model]}_{part}"]) for part in ("log", "alive", "expected")]
        assert found == pytest.approx(told, abs=1e-6)
    if x:
        assert spend(x, float(row["mean"])) == pytest.approx(
            (float(row["spend_log"]), float(row["spend_expected"])), abs=1e-6
        )


@pytest.mark.parametrize("model", MODELS)
def test_nothing_near_the_fit_is_likelier_by_integration(sample, model):
    def by_integration(values: np.ndarray) -> float:
        cells = zip(sample.x, sample.t_x, sample.age, sample.weight, strict=True)
        return sum(n * np.log(sum(likelihood(tuple(values), x, t_x, age, model))) for x, t_x, age, n in cells)

    fit = fit_cells(sample, model)
    best = by_integration(fit.values)
    assert best == pytest.approx(fit.log_likelihood, abs=1e-5)
    for place in range(4):
        for factor in (0.99, 1.01):
            beside = fit.values
            beside[place] *= factor
            assert by_integration(beside) < best


def test_the_mean_of_all_lies_where_the_fit_says():
    found = fit_spend(column("x"), column("mean"))
    p, q, v = found.fit.values
    assert found.mean == pytest.approx(p * v / (q - 1))
    assert found.correlation == pytest.approx(
        np.corrcoef(*(column(name)[column("x") > 0] for name in ("x", "mean")))[0, 1]
    )
