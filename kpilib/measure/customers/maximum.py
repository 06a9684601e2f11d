"""The largest likelihood of positive parameters, and how well they are known."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

# Log-likelihood of the parameters and its gradient by them.
Likelihood = Callable[[np.ndarray], tuple[float, np.ndarray]]

# Parameters are looked for between these. One that ends there says that customers hardly differ in that respect, or
# that nobody leaves: the model is then a simpler one, and still gives numbers.
SMALLEST, LARGEST = 1e-5, 1e5
FLAT = 1e-5  # of a gradient per customer, by the logarithm of a parameter: nothing is to be gained any more
STEP = 1e-4  # for differences, in the logarithm of a parameter
# Truncated Newton: the other methods with bounds wait for threads of linear algebra that four numbers do not need.
SEARCH = {"method": "TNC", "options": {"maxfun": 2000, "ftol": 1e-11}}
MOST_STEPS = 6


@dataclass(frozen=True)
class Estimate:
    """A number with its range at some level; NaN ends where the range is not known."""

    value: float
    low: float = math.nan
    high: float = math.nan

    def over(self, count: int) -> "Estimate":
        """The same of one of so many."""
        return Estimate(self.value / count, self.low / count, self.high / count)


@dataclass(frozen=True)
class Fit:
    """Parameters at the largest likelihood.

    parameters     : name to value, all of them positive.
    log_likelihood : of all `customers` together.
    covariance     : of the logarithms of the parameters, from the curvature of the likelihood. The row and column of
                     a parameter at the edge are zero: it is taken as given. NaN where the curvature tells nothing.
    edge           : the parameters that ended at the edge of what is looked at.
    """

    model: str
    parameters: Mapping[str, float]
    log_likelihood: float
    customers: int
    covariance: np.ndarray
    edge: tuple[str, ...] = ()

    @property
    def values(self) -> np.ndarray:
        return np.array(list(self.parameters.values()))

    def interval(self, name: str, level: float) -> Estimate:
        """A parameter with its range: normal in the logarithm, so that it stays positive."""
        place = list(self.parameters).index(name)
        return in_logarithm(self.parameters[name], math.sqrt(self.covariance[place, place]), level)


def in_logarithm(value: float, error: float, level: float) -> Estimate:
    """A positive value and its range, from the standard error of its logarithm.

    >>> in_logarithm(100, 0.1, 0.8)
    Estimate(value=100, low=87.97..., high=113.67...)
    """
    if not (value > 0 and math.isfinite(error) and error < math.log(LARGEST)):
        return Estimate(value)
    reach = math.exp(NormalDist().inv_cdf((1 + level) / 2) * error)
    return Estimate(value, value / reach, value * reach)


def spread_of(number: Callable[[np.ndarray], float], fit: Fit) -> float:
    """The variance that a number owes to parameters that are not known exactly (delta method)."""
    slopes = np.zeros(len(fit.values))
    for place in np.flatnonzero(np.diagonal(fit.covariance) != 0):
        up, down = fit.values, fit.values
        up[place] *= math.exp(STEP)
        down[place] *= math.exp(-STEP)
        slopes[place] = (number(up) - number(down)) / (2 * STEP)
    return float(slopes @ fit.covariance @ slopes)


def maximise(
    model: str,
    names: Sequence[str],
    likelihood: Likelihood,
    starts: Sequence[Sequence[float]],
    customers: int,
    *,
    largest: float = LARGEST,
) -> Fit | None:
    """The parameters with the largest likelihood, looked for from several starts; None where it has no maximum.

    likelihood : of positive parameters; their gradient is by the parameters themselves.
    """
    from scipy.optimize import minimize  # takes time to import, and few reports follow customers

    edges = np.log([SMALLEST, largest])

    def loss(logs: np.ndarray) -> tuple[float, np.ndarray]:
        values = np.exp(logs)
        found, gradient = likelihood(values)
        return -found / customers, -gradient * values / customers

    best = None
    for start in starts:
        first = np.clip(np.log(start), *edges)
        found = minimize(loss, first, jac=True, bounds=[tuple(edges)] * len(names), **SEARCH)
        # The other starts are there for another hill: the same one is not climbed to its last inch again.
        if np.isfinite(found.fun) and (best is None or found.fun < best.fun - 1e-9):
            best = found
    if best is None:
        return None
    logs, curvature, free = _refined(loss, best.x, edges)
    value, gradient = loss(logs)
    if not np.isfinite(value) or np.abs(gradient[free]).max(initial=0) > FLAT:
        return None
    return Fit(
        model,
        dict(zip(names, map(float, np.exp(logs)), strict=True)),
        -value * customers,
        customers,
        _inverse(curvature * customers, free),
        tuple(name for name, inside in zip(names, free, strict=True) if not inside),
    )


def _refined(loss: Callable, logs: np.ndarray, edges: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """A few steps of Newton where the search ended; the curvature there, and which parameters are off the edge."""
    free = (logs > edges[0] + STEP) & (logs < edges[1] - STEP)
    within = np.ix_(free, free)
    curvature = _curvature(loss, logs)
    value, gradient = loss(logs)
    for _ in range(MOST_STEPS):
        if (
            np.abs(gradient[free]).max(initial=0) < FLAT / 1e4
            or np.linalg.matrix_rank(curvature[within]) < free.sum()
        ):
            break
        ahead = logs.copy()
        ahead[free] -= np.linalg.solve(curvature[within], gradient[free])
        ahead = np.clip(ahead, *edges)
        found, slope = loss(ahead)
        if not found <= value:
            break
        logs, value, gradient = ahead, found, slope
    return logs, curvature, free


def _curvature(loss: Callable, logs: np.ndarray) -> np.ndarray:
    rows = []
    for place in range(len(logs)):
        up, down = logs.copy(), logs.copy()
        up[place] += STEP
        down[place] -= STEP
        rows.append((loss(up)[1] - loss(down)[1]) / (2 * STEP))
    found = np.array(rows)
    return (found + found.T) / 2


def _inverse(information: np.ndarray, free: np.ndarray) -> np.ndarray:
    covariance = np.zeros_like(information)
    within = np.ix_(free, free)
    try:
        np.linalg.cholesky(information[within])
        covariance[within] = np.linalg.inv(information[within])
    except np.linalg.LinAlgError:
        covariance[within] = np.nan
    return covariance
