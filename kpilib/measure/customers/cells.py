"""Customers with the same history are one cell: what a model says of one, it says of all."""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, repr=False)
class Cells:
    """Different histories, each with the number of customers who have it.

    x, t_x, age : purchases after the first one, time of the last one, and time watched, both since the first one.
    weight      : customers of the cell.
    of          : for each customer the place of its cell.
    """

    x: np.ndarray
    t_x: np.ndarray
    age: np.ndarray
    weight: np.ndarray
    of: np.ndarray

    def __len__(self) -> int:
        return len(self.x)

    @property
    def customers(self) -> int:
        return int(self.weight.sum())

    def every(self, step: int) -> "Cells":
        """Every so many cells, which are in the order of x, t_x and age: a part that is like the whole."""
        part = [values[::step] for values in (self.x, self.t_x, self.age, self.weight)]
        return Cells(*part, of=np.empty(0, dtype=int))


def cells_of(x: np.ndarray, t_x: np.ndarray, age: np.ndarray) -> Cells:
    """Customers put together by equal histories.

    >>> cells = cells_of(np.array([0, 2, 0]), np.array([0, 3.5, 0]), np.array([9.0, 9, 9]))
    >>> cells.x.tolist(), cells.weight.tolist(), cells.of.tolist()
    ([0, 2], [2.0, 1.0], [0, 1, 0])
    """
    places, key = [], np.zeros(len(x), dtype=np.int64)
    for part in (x, t_x, age):
        values, place = np.unique(part, return_inverse=True)
        places.append((values, len(values)))
        key = key * len(values) + place
    different, of, weight = np.unique(key, return_inverse=True, return_counts=True)
    found = []
    for values, count in reversed(places):
        different, place = np.divmod(different, count)
        found.append(values[place])
    age, t_x, x = found
    return Cells(x, t_x, age, weight.astype(float), of)
