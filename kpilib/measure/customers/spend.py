"""What customers spend each time: the Gamma-Gamma model of the mean of a customer's purchases.

A purchase scatters around the customer's own mean as Gamma(p), and the scale of these means is Gamma(q, v) among
customers (Fader, Hardie and Lee, RFM and CLV, Journal of Marketing Research 42, 2005; note 025 of brucehardie.com).
It takes it that spending has nothing to do with how often a customer buys: look at `correlation`.
"""

from dataclasses import dataclass

import numpy as np
from scipy.special import gammaln, psi

from kpilib.measure.customers.maximum import Fit, maximise
from kpilib.measure.customers.thresholds import FEWEST_RETURNED, LARGEST_CORRELATION
from kpilib.measure.customers.withheld import Withheld

NAMES = ("p", "q", "v")
# With p or q at this value purchases of a customer, or customers, differ by 3 %: the same for all that is told here.
ALIKE = 1e3
STARTS = ((6.0, 4.0, 2.5), (1.0, 3.0, 2.0), (50.0, 10.0, 0.2), (ALIKE, ALIKE, 1.0))  # for values of about one


@dataclass(frozen=True)
class Spend:
    """The model of what a purchase is worth.

    fit         : p, q and v; v is in the currency.
    correlation : of the mean value and the number of purchases, among customers who came back; NaN where one of them
                  does not vary.
    mean        : of a purchase, over all customers, those too who have not come back yet.
    """

    fit: Fit
    correlation: float
    mean: float

    @property
    def doubtful(self) -> bool:
        """Whether spending goes with frequency, so that the model is wrong about frequent buyers."""
        return abs(self.correlation) > LARGEST_CORRELATION


def fit_spend(count: np.ndarray, value: np.ndarray) -> Spend | Withheld:
    """The Gamma-Gamma model.

    count, value : for each customer the purchases after the first one that brought more than zero, and their mean;
                   customers without one are left out here and get the mean of all.

    >>> fit_spend(np.array([1, 2]), np.array([10.0, 12.0]))
    Withheld(why='no_value', found=2, needed=30)
    """
    known = (count > 0) & (value > 0)
    x, z = count[known].astype(float), value[known]
    if len(x) < FEWEST_RETURNED:
        return Withheld("no_value", len(x), FEWEST_RETURNED)
    scale = float(np.exp(np.log(z).mean()))
    fit = maximise("gamma_gamma", NAMES, likelihood_of(x, z / scale), STARTS, len(x), largest=ALIKE)
    if fit is None:
        return Withheld("no_maximum")
    # The likelihood is of money: a unit that is larger by `scale` takes log(scale) of every customer.
    parameters = dict(fit.parameters) | {"v": fit.parameters["v"] * scale}
    level = fit.log_likelihood - len(x) * np.log(scale)
    fit = Fit(fit.model, parameters, level, len(x), fit.covariance, fit.edge)
    mean = float(expected_value(np.zeros(1), np.zeros(1), fit.values)[0])
    return Spend(fit, _correlation(x, z), mean) if np.isfinite(mean) else Withheld("no_mean")


def likelihood_of(x: np.ndarray, z: np.ndarray):
    """The log-likelihood of (p, q, v) with its gradient: equation 1a of note 025.

    ln G(px+q) - ln G(px) - ln G(q) + q ln v + (px-1) ln z + px ln x - (px+q) ln(v + xz).
    """
    bought, of_x, count = np.unique(x, return_inverse=True, return_counts=True)
    logs = np.bincount(of_x, np.log(z))
    sums = x * z

    def likelihood(values: np.ndarray) -> tuple[float, np.ndarray]:
        p, q, v = values
        shape = p * bought
        wide = np.log(v + sums)
        wide_by_x = np.bincount(of_x, wide)
        each = gammaln(shape + q) - gammaln(shape) - gammaln(q) + q * np.log(v) + shape * np.log(bought)
        total = count @ each + (shape - 1) @ logs - (shape + q) @ wide_by_x
        narrow = np.bincount(of_x, 1 / (v + sums))
        by_p = count @ (bought * (psi(shape + q) - psi(shape) + np.log(bought))) + bought @ (logs - wide_by_x)
        by_q = count @ (psi(shape + q) - psi(q) + np.log(v)) - wide_by_x.sum()
        by_v = len(x) * q / v - (shape + q) @ narrow
        return float(total), np.array([by_p, by_q, by_v])

    return likelihood


def expected_value(count: np.ndarray, value: np.ndarray, values: np.ndarray) -> np.ndarray:
    """What a customer's next purchase is worth: p (v + xz) / (px + q - 1), between its own mean and that of all.

    NaN where the model has no mean, which it has for q above 1 only.
    """
    p, q, v = values
    under = p * count + q - 1
    return np.where(under > 0, p * (v + count * value) / np.where(under > 0, under, 1.0), np.nan)


def _correlation(x: np.ndarray, z: np.ndarray) -> float:
    return float(np.corrcoef(x, z)[0, 1]) if np.ptp(x) > 0 and np.ptp(z) > 0 else float("nan")
