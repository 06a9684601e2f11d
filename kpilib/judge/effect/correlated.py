"""Least squares for weeks that depend on each other, with intervals that know how little is known of that."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import stdtr, stdtrit

HAIR = 1e-9

# How much a week may depend on the one before it. Below zero is left out: a claim never gains by it. Near one, where
# a level wanders about without end, the degrees are as many as below: real series do.
BELOW = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.85)
DEPENDENCE = np.array([*BELOW, 0.9, 0.92, 0.94, 0.96, 0.97, 0.98, 0.985, 0.99, 0.995])


@dataclass(frozen=True)
class Estimate:
    """A number with what is known of it: a mixture of t distributions, one for each degree of dependence.

    value   : the estimate; `error` its standard error.
    places, errors, weights : of the parts of the mixture; `freedom` their common degrees of freedom.
    dependence : how much a week depends on the one before it, as far as the data can tell.
    """

    places: np.ndarray
    errors: np.ndarray
    weights: np.ndarray
    freedom: int
    dependence: float

    @property
    def value(self) -> float:
        return float(self.weights @ self.places)

    @property
    def error(self) -> float:
        spread = self.weights @ (self.errors**2 + (self.places - self.value) ** 2)
        return float(np.sqrt(spread))

    def below(self, level: float) -> float:
        """The probability that the number is below a level."""
        return float(self.weights @ stdtr(self.freedom, (level - self.places) / self.errors))

    @classmethod
    def single(cls, value: float, error: float, freedom: int) -> "Estimate":
        """An estimate of one part, for what was worked out elsewhere."""
        return cls(np.array([value]), np.array([error]), np.array([1.0]), freedom, 0.0)

    @property
    def chance(self) -> float:
        """The p-value of no effect at all: two-sided."""
        under = self.below(0.0)
        return 2 * min(under, 1 - under)

    def interval(self, level: float) -> tuple[float, float]:
        """The middle of the mixture that holds `level` of it."""
        return self._quantile((1 - level) / 2), self._quantile((1 + level) / 2)

    def _quantile(self, share: float) -> float:
        each = self.places + self.errors * stdtrit(self.freedom, share)
        low, high = float(each.min()), float(each.max())
        for _ in range(60):
            middle = (low + high) / 2
            low, high = (middle, high) if self.below(middle) < share else (low, middle)
        return (low + high) / 2


@dataclass(frozen=True)
class Fit:
    """Least squares at each degree of dependence.

    slopes, covariances : one row, one matrix, for each of them; `weights` how likely each is.
    """

    slopes: np.ndarray
    covariances: np.ndarray
    weights: np.ndarray
    freedom: int
    grid: np.ndarray

    @property
    def dependence(self) -> float:
        return float(self.weights @ self.grid)

    def of(self, row: Sequence[float] | np.ndarray) -> Estimate:
        """What the model says of a row of its terms: their sum, each times its slope."""
        row = np.asarray(row, dtype=float)
        places = self.slopes @ row
        errors = np.sqrt(np.einsum("i,gij,j->g", row, self.covariances, row))
        return Estimate(places, errors, self.weights, self.freedom, self.dependence)

    @property
    def mean_slopes(self) -> np.ndarray:
        return self.weights @ self.slopes


def fit(terms: np.ndarray, values: np.ndarray, at: np.ndarray, *, grid: np.ndarray = DEPENDENCE) -> Fit:
    """Least squares with errors that decay by a constant share from week to week (an AR(1) process).

    terms  : one row a week, one column a term. values : one a week. at : each week's number, which may have gaps.
    Each degree of dependence is weighted by its restricted likelihood (REML), and intervals are those of the mixture:
    with a single best guess they are too narrow where weeks depend on each other (Turner and others, 2021, BMC
    Medical Research Methodology 21:181, on interrupted time series). For one degree it is generalised least squares.
    Raises ValueError where there are not more weeks than terms.
    """
    count, width = terms.shape
    freedom = count - width
    if freedom < 1:
        raise ValueError(f"{count} weeks are too few for {width} terms")
    power = grid[:, None] ** np.diff(at)[None, :]
    scale = np.sqrt(1 - power**2)
    left = _whitened(terms, power, scale)
    right = _whitened(values[:, None], power, scale)[..., 0]
    gram = np.einsum("gni,gnj->gij", left, left)
    inverse = np.linalg.inv(gram)
    slopes = np.einsum("gij,gnj,gn->gi", inverse, left, right)
    apart = right - np.einsum("gni,gi->gn", left, slopes)
    hair = HAIR * float(np.abs(values).max(initial=0.0)) + 1e-300  # what rounding leaves of weeks that are all alike
    squares = np.maximum((apart**2).sum(axis=1), freedom * hair**2)
    logs = -np.log(scale).sum(axis=1) - np.linalg.slogdet(gram)[1] / 2 - freedom / 2 * np.log(squares)
    weights = np.exp(logs - logs.max())
    covariances = inverse * (squares / freedom)[:, None, None]
    return Fit(slopes, covariances, weights / weights.sum(), freedom, grid)


def _whitened(columns: np.ndarray, power: np.ndarray, scale: np.ndarray) -> np.ndarray:
    """What is new in each week beside what the week before lets expect, at each degree of dependence."""
    new = (columns[None, 1:] - power[..., None] * columns[None, :-1]) / scale[..., None]
    first = np.broadcast_to(columns[None, :1], (len(power), 1, columns.shape[1]))
    return np.concatenate([first, new], axis=1)
