"""How many customers under contract will still pay, and what they will bring: the shifted beta-geometric model.

A customer under contract is seen to leave: the next payment does not come. Each has a chance of its own to leave at
the end of a term, Beta(alpha, beta) among customers (Fader and Hardie, How to Project Customer Retention, Journal of
Interactive Marketing 21, 2007).
"""

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd
from scipy.special import betaln, psi

from kpilib.measure.customers.contracts import Tenures
from kpilib.measure.customers.maximum import Estimate, Fit, maximise, spread_of
from kpilib.measure.customers.thresholds import FEWEST_RETURNED, LEVEL
from kpilib.measure.customers.withheld import Withheld
from kpilib.measure.customers.worth import DAYS_OF_YEAR, check_horizon, ranged

NAMES = ("alpha", "beta")
STARTS = ((1.0, 1.0), (0.5, 4.0), (5.0, 50.0))


@dataclass(frozen=True)
class Retention:
    """The shifted beta-geometric model of renewals."""

    fit: Fit

    def survival(self, renewals, values: np.ndarray | None = None) -> np.ndarray:
        """The share of new customers who are still there after so many renewals."""
        alpha, beta = self.fit.values if values is None else values
        return np.exp(betaln(alpha, beta + np.asarray(renewals, dtype=float)) - betaln(alpha, beta))

    def rate(self, renewals) -> np.ndarray:
        """The share of those before a renewal who renew: it rises, as those who leave easily are gone."""
        alpha, beta = self.fit.values
        count = np.asarray(renewals, dtype=float)
        return (beta + count - 1) / (alpha + beta + count - 1)


@dataclass(frozen=True, repr=False)
class Retained:
    """The margin that customers under contract are expected to bring within a horizon, in money of today.

    frame   : for each customer clv, zero for one who was lost.
    total   : of all customers, with the range that the parameters leave open.
    horizon : in days; discount a year.
    """

    frame: pd.DataFrame
    total: Estimate
    retention: Retention
    horizon: int
    discount: float
    level: float
    until: date
    currency: str | None = None

    @property
    def mean(self) -> Estimate:
        """Of one customer, over all of them, those too who were lost."""
        return self.total.over(len(self.frame))


def fit_retention(tenures: Tenures) -> Retention | Withheld:
    """The model with the largest likelihood, of customers who were lost and of those who still pay."""
    paid, lost = tenures.frame["paid"].to_numpy(), tenures.frame["lost"].to_numpy()
    if len(paid) == 1:
        return Withheld("one_customer")
    if not (lost | (paid > 1)).any():
        return Withheld("nobody_returned")
    if not lost.any():
        return Withheld("nobody_was_lost")
    at_risk = int((lost | (paid > 1)).sum())
    if at_risk < FEWEST_RETURNED:
        return Withheld("few_returned", at_risk, FEWEST_RETURNED)
    fit = fit_counts(np.bincount(paid[lost]), np.bincount(paid[~lost] - 1))
    return Retention(fit) if fit else Withheld("no_maximum")


def fit_counts(lost: np.ndarray, kept: np.ndarray) -> Fit | None:
    """The model of counts: customers lost at the n-th renewal, and customers who renewed n times and still pay.

    ln P(lost at n) = ln B(alpha+1, beta+n-1) - ln B(alpha, beta),
    ln P(still there after n) = ln B(alpha, beta+n) - ln B(alpha, beta).
    """
    at, after = np.flatnonzero(lost), np.flatnonzero(kept)
    gone, there = lost[at].astype(float), kept[after].astype(float)
    customers = int(gone.sum() + there.sum())

    def likelihood(values: np.ndarray) -> tuple[float, np.ndarray]:
        alpha, beta = values
        total = gone @ betaln(alpha + 1, beta + at - 1) + there @ betaln(alpha, beta + after)
        ends = gone @ psi(alpha + beta + at) + there @ psi(alpha + beta + after)
        base = customers * psi(alpha + beta)
        by_alpha = gone.sum() * psi(alpha + 1) + there.sum() * psi(alpha) - ends - customers * psi(alpha) + base
        by_beta = gone @ psi(beta + at - 1) + there @ psi(beta + after) - ends - customers * psi(beta) + base
        return float(total - customers * betaln(alpha, beta)), np.array([by_alpha, by_beta])

    return maximise("sbg", NAMES, likelihood, STARTS, customers)


def predict_retained(
    tenures: Tenures,
    retention: Retention,
    *,
    horizon: int = 365,
    discount: float = 0.10,
    level: float = LEVEL,
) -> Retained | Withheld:
    """Expected margin of every customer over the next `horizon` days, and of all of them with its range.

    A customer who has paid n terms and is still there pays the k-th term from now with the chance S(n-1+k) / S(n-1),
    and brings its own mean margin each time; one who was lost brings nothing.
    """
    check_horizon(horizon, discount)
    frame = tenures.frame
    if frame["margin"].isna().any():
        return Withheld("no_margin", int(frame["margin"].isna().sum()))
    each = (frame["margin"] / frame["paid"]).to_numpy()
    there = ~frame["lost"].to_numpy()
    until = np.datetime64(tenures.until, "D")
    waiting = frame["paid"].to_numpy() * tenures.term - (until - frame["first"].to_numpy("datetime64[D]")).astype(int)
    waiting = np.maximum(waiting, 0.0)
    renewals = np.arange(1, int(horizon // tenures.term) + 2)

    def terms(values: np.ndarray) -> np.ndarray:
        """Discounted terms that each customer is expected to pay."""
        days = waiting[:, None] + (renewals - 1) * tenures.term
        now = frame["paid"].to_numpy()[:, None] - 1
        share = retention.survival(now + renewals, values) / retention.survival(now, values)
        money = np.where(days <= horizon, (1 + discount) ** (-days / DAYS_OF_YEAR), 0.0)
        return there * (share * money).sum(axis=1)

    clv = terms(retention.fit.values) * each
    spread = spread_of(lambda values: (terms(values) * each).sum(), retention.fit)
    sign = -1.0 if clv.sum() < 0 else 1.0
    told = ranged(sign * clv.sum(), spread, level, times=sign)
    frame = pd.DataFrame({"clv": clv}, frame.index)
    return Retained(frame, told, retention, horizon, discount, level, tenures.until, tenures.currency)
