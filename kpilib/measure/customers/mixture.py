"""Means over customers whose chance to leave is Beta(a, b), by Gauss-Jacobi quadrature."""

import numpy as np
from scipy.linalg import eigh_tridiagonal


def beta_nodes(a: float, b: float, count: int) -> tuple[np.ndarray, np.ndarray]:
    """Chances and their weights: the mean of a polynomial below degree 2 x `count` is exact.

    Golub and Welsch, Calculation of Gauss Quadrature Rules, 1969. The weights add up to one, so nothing overflows for
    customers who are all alike (a or b in the thousands), where ready-made roots divide two infinite numbers.

    >>> chances, weights = beta_nodes(1.0, 3.0, 4)
    >>> round(float((weights * chances).sum()), 6)
    0.25
    """
    up, down = a - 1, b - 1
    k = np.arange(1, count)
    s = 2 * k + up + down
    middle = np.append((up - down) / (a + b), (up * up - down * down) / (s * (s + 2)))
    # The first one of these would be 0 / 0 where a + b is 1.
    first = 4 * a * b / ((a + b) ** 2 * (a + b + 1))
    k, s = k[1:], s[1:]
    others = 4 * k * (k + up) * (k + down) * (k + up + down) / (s * s * (s + 1) * (s - 1))
    nodes, vectors = eigh_tridiagonal(middle, np.sqrt(np.append(first, others)))
    return np.clip((1 + nodes) / 2, 1e-300, 1.0), vectors[0] ** 2
