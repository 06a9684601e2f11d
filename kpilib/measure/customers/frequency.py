"""How often customers buy, and whether they still do: BG/NBD and its modified form MBG/NBD.

A customer buys at random with a rate of its own, Gamma(r, alpha) among customers, and after a purchase leaves for
good with a chance of its own, Beta(a, b) among customers. In BG/NBD nobody leaves before the second purchase (Fader,
Hardie and Lee, "Counting Your Customers" the Easy Way, Marketing Science 24, 2005); in MBG/NBD a customer may leave
after the first one already (Batislam, Denizel and Filiztekin, 2007; Hoppe and Wagner, 2007), which suits lists on
which many bought once and were not seen again.
"""

from typing import Literal

import numpy as np
from scipy.special import expit, gammaln, log_expit, psi

from kpilib.measure.customers.cells import Cells
from kpilib.measure.customers.maximum import Fit, maximise
from kpilib.measure.customers.mixture import beta_nodes

Model = Literal["bg_nbd", "mbg_nbd"]
MODELS: tuple[Model, ...] = ("bg_nbd", "mbg_nbd")
NAMES = ("r", "alpha", "a", "b")

# Shapes from which the search starts: r, then a and b; alpha follows from how often the customers bought.
STARTS = ((0.25, 0.8, 2.5), (1.0, 1.0, 5.0), (4.0, 0.3, 1.0))
MANY = 20_000


def fit_cells(cells: Cells, model: Model) -> Fit | None:
    """The model with the largest likelihood; None where there is no maximum. alpha is in the cells' unit of time."""
    # A customer who left early was watched for nothing: the time to the last purchase is nearer to the rate.
    rate = float((cells.weight * cells.x).sum() / (cells.weight * (cells.age + cells.t_x)).sum() * 2)
    starts = [(r, r / rate, a, b) for r, a, b in STARTS]
    if len(cells) > MANY:
        # Every start is tried on some of many cells; from the best of these the whole needs a few steps only.
        some = cells.every(len(cells) // MANY + 1)
        first = maximise(model, NAMES, likelihood_of(some, model), starts, some.customers)
        starts = [tuple(first.values)] if first else starts
    return maximise(model, NAMES, likelihood_of(cells, model), starts, cells.customers)


def likelihood_of(cells: Cells, model: Model):
    """The log-likelihood of these customers as a function of (r, alpha, a, b), with its gradient.

    With k chances to leave so far (x in BG/NBD, x + 1 in MBG/NBD) a customer's likelihood is
    G(r+x) alpha^r / G(r) x B(a, b+k) / B(a, b) x [(alpha+T)^-(r+x) + a / (b+k-1) (alpha+t_x)^-(r+x)],
    the second term, of having left at t_x, only for k > 0. All in logarithms, so that nothing overflows.
    """
    bought, of_x = np.unique(cells.x, return_inverse=True)
    ages, of_age = np.unique(cells.age, return_inverse=True)
    lasts, of_last = np.unique(cells.t_x, return_inverse=True)
    weight, count = cells.weight, np.bincount(of_x, cells.weight)
    chances = bought + _extra(model)

    def likelihood(values: np.ndarray) -> tuple[float, np.ndarray]:
        r, alpha, a, b = values
        # Whatever depends on one of the three alone is computed once for each of its few different values.
        power = (r + bought)[of_x]
        staying, leaving = np.log(alpha + ages)[of_age], np.log(alpha + lasts)[of_last]
        left_at = np.where(chances > 0, b + chances - 1, np.inf)
        odds = power * (leaving - staying) + np.log(left_at / a)[of_x]
        alive = log_expit(odds)
        shape = gammaln(r + bought) - gammaln(r) + r * np.log(alpha)
        coins = gammaln(b + chances) - gammaln(b) + gammaln(a + b) - gammaln(a + b + chances)
        # Sums of products, not `@`: its threads take longer to meet than the sum takes where cores are shared.
        # log(stay + leave) = log(stay) - log(P(alive)), exact even where P(alive) is nearly zero.
        total = float((count * (shape + coins)).sum() - (weight * (power * staying + alive)).sum())
        stay = weight * np.exp(alive)
        leave = weight - stay
        gone = np.bincount(of_x, leave)
        chance_left = psi(a + b) - psi(a + b + chances)
        by_r = (count * (psi(r + bought) - psi(r) + np.log(alpha))).sum() - (stay * staying + leave * leaving).sum()
        slower = stay * (1 / (alpha + ages))[of_age] + leave * (1 / (alpha + lasts))[of_last]
        by_alpha = weight.sum() * r / alpha - (power * slower).sum()
        by_a = (count * chance_left).sum() + leave.sum() / a
        by_b = (count * (psi(b + chances) - psi(b) + chance_left) - gone / left_at).sum()
        return total, np.array([by_r, by_alpha, by_a, by_b])

    return likelihood


def p_alive(cells: Cells, model: Model, values: np.ndarray) -> np.ndarray:
    """The chance that a customer of each cell has not left. Exactly 1 in BG/NBD for one who never came back."""
    r, alpha, a, b = values
    chances = cells.x + _extra(model)
    with np.errstate(divide="ignore"):
        odds = (r + cells.x) * np.log((alpha + cells.t_x) / (alpha + cells.age)) - np.log(a)
        odds += np.log(np.maximum(b + chances - 1, 1e-300))
    return np.where(chances > 0, expit(odds), 1.0)


def expected_of_new(t: np.ndarray, model: Model, values: np.ndarray) -> np.ndarray:
    """Purchases that a customer is expected to make within t of the first one, which is not counted."""
    r, alpha, a, b = values
    if model == "bg_nbd":
        return _purchases(t, r, alpha, a, b)
    return b / (a + b) * _purchases(t, r, alpha, a, b + 1)


def expected_if_alive(t: np.ndarray, x: np.ndarray, age: np.ndarray, model: Model, values: np.ndarray) -> np.ndarray:
    """Purchases expected in the next t of a customer who has not left; times `p_alive` it is what is expected of all.

    What is known of a customer turns its rate into Gamma(r + x, alpha + T) and its chance to leave into
    Beta(a, b + k), and from then on it is like any other; when it last bought tells only whether it has left.
    """
    r, alpha, a, b = values
    return _purchases(t, r + x, alpha + age, a, b + x + _extra(model))


def _extra(model: Model) -> int:
    return 1 if model == "mbg_nbd" else 0


def _purchases(t: np.ndarray, r, alpha, a: float, b) -> np.ndarray:
    """E[X(t)] of BG/NBD, as the mean over the chance p to leave of (1 - (alpha / (alpha + p t))^r) / p.

    This is equation 9 of 2005 before the integral is solved. Its solution has a hypergeometric function, divides by
    zero at a = 1, and is lost in rounding where customers are alike (large r and b). The mean here is right to five
    digits at least up to 2,000 purchases or 600 x alpha, and nearly to the last digit for usual customers.
    """
    t, r, alpha, b = np.broadcast_arrays(t, r, alpha, b)
    reach, most = t / alpha, r * t / alpha
    nodes = np.where((reach <= 2) & (most <= 20), 12, np.where((reach <= 60) & (most <= 100), 32, 64))
    found = np.empty(t.shape)
    different, place = np.unique(b, return_inverse=True)
    order = np.argsort(place.ravel() * 128 + nodes.ravel(), kind="stable")
    key = (place.ravel() * 128 + nodes.ravel())[order]
    for part in np.split(order, np.flatnonzero(np.diff(key)) + 1):
        chance, weight = beta_nodes(a, float(different[place.flat[part[0]]]), int(nodes.flat[part[0]]))
        stayed = np.log1p(chance * reach.flat[part][:, None])
        found.flat[part] = (-np.expm1(-r.flat[part][:, None] * stayed) * (weight / chance)).sum(axis=1)
    return found
