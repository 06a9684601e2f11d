"""The models of customers by numerical integration: an answer that shares no formula with kpilib.

What one customer with a purchase rate and a chance to leave does is written down as it stands in the papers; the
mixture over all customers is a sum over their rates and chances instead of a ratio of gamma functions. Run as a
script it writes tests/spec/customers_sample.csv again.
"""

import csv
from pathlib import Path

import numpy as np
from scipy.stats import gamma

SAMPLE = Path(__file__).parents[2] / "spec" / "customers_sample.csv"
BUYING, SPEND = (0.9, 6.0, 1.2, 3.0), (6.0, 4.0, 15.0)  # r, alpha, a, b and p, q, v of the sample
CUSTOMERS, SEED, STEP = 80, 20260, 0.15  # a step of the trapezoid rule


def of_gamma(shape: float, scale: float, step: float = STEP) -> tuple[np.ndarray, np.ndarray]:
    """Values of a gamma distribution with their weights: the trapezoid rule in the logarithm."""
    logs = np.arange(-90, 9, step)
    weights = np.exp(shape * logs - np.exp(logs))
    return np.exp(logs) / scale, weights / weights.sum()


def of_beta(a: float, b: float) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Values of a beta distribution, one less these values, and their weights: the same in the log odds."""
    odds = np.arange(-90, 90, STEP)
    value, rest = 1 / (1 + np.exp(-odds)), 1 / (1 + np.exp(odds))
    weights = value**a * rest**b
    return value, rest, weights / weights.sum()


def likelihood(values: tuple[float, ...], x: int, t_x: float, age: float, model: str) -> tuple[float, float]:
    """How likely a history is of a customer who has not left, and of one who left at t_x.

    A customer with one rate and one chance to leave has (1-chance)^k rate^x e^(-rate T) and
    chance (1-chance)^(k-1) rate^x e^(-rate t_x), where k counts the chances it had to leave.
    """
    r, alpha, a, b = values
    rate, weight = of_gamma(r, alpha)
    chance, rest, other = of_beta(a, b)
    coins = x + (model == "mbg_nbd")
    alive = (weight * rate**x * np.exp(-rate * age)).sum() * (other * rest**coins).sum()
    if not coins:
        return alive, 0.0
    return alive, (weight * rate**x * np.exp(-rate * t_x)).sum() * (other * chance * rest ** (coins - 1)).sum()


def history(x: int, t_x: float, age: float, model: str, time: float) -> tuple[float, float, float]:
    """Log-likelihood, P(alive), and the purchases expected within `time`."""
    alive, gone = likelihood(BUYING, x, t_x, age, model)
    r, alpha, a, b = BUYING
    rate, weight = of_gamma(r, alpha)
    chance, rest, other = of_beta(a, b)
    mine = weight * rate**x * np.exp(-rate * age)
    yours = other * rest ** (x + (model == "mbg_nbd"))
    # A customer who is there and leaves with this chance after each purchase makes (1 - e^(-rate chance t)) / chance.
    further = -np.expm1(-rate[:, None] * chance[None, :] * time) / chance[None, :]
    return np.log(alive + gone), alive / (alive + gone), mine @ further @ yours / (alive + gone)


def spend(count: int, mean: float) -> tuple[float, float]:
    """Log-likelihood of a mean of so many purchases, and the expected mean of all purchases of this customer."""
    p, q, v = SPEND
    scale, weight = of_gamma(q, v, STEP / 15)
    each = weight * gamma.pdf(mean, p * count, scale=1 / (scale * count))
    return np.log(each.sum()), (each * p / scale).sum() / each.sum()


def simulate() -> list[tuple[int, int, int, float]]:
    """Customers one by one, purchase by purchase: x, days of t_x and T, mean value of the further purchases."""
    rng = np.random.default_rng(SEED)
    r, alpha, a, b = BUYING
    p, q, v = SPEND
    rows = []
    for _ in range(CUSTOMERS):
        age = int(rng.integers(40, 366))
        rate, chance, scale = rng.gamma(r, 1 / alpha), rng.beta(a, b), rng.gamma(q, 1 / v)
        days: set[int] = set()
        now = 0.0
        while True:
            now += rng.exponential(7 / rate)
            if now > age:
                break
            days.add(max(1, round(now)))
            if rng.random() < chance:
                break
        mean = float(np.mean(rng.gamma(p, 1 / scale, len(days)))) if days else 0.0
        rows.append((len(days), max(days, default=0), age, round(mean, 2)))
    return rows


def main() -> None:
    names = ["x", "t_x", "T", "mean"]
    names += [f"{model}_{part}" for model in ("bg", "mbg") for part in ("log", "alive", "expected")]
    with SAMPLE.open("w", newline="", encoding="utf-8") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow([*names, "spend_log", "spend_expected"])
        for x, t_x, age, mean in simulate():
            told = [part for model in ("bg_nbd", "mbg_nbd") for part in history(x, t_x / 7, age / 7, model, 13.0)]
            money = spend(x, mean) if x else ("", "")
            out.writerow([x, t_x, age, mean, *(f"{one:.6f}" if one != "" else "" for one in (*told, *money))])


if __name__ == "__main__":
    main()
