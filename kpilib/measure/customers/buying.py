"""A model of how often the customers of a summary buy, or why there is none."""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from kpilib.measure.customers import frequency
from kpilib.measure.customers.frequency import Model
from kpilib.measure.customers.maximum import Fit
from kpilib.measure.customers.summary import DAYS, Summary, Unit
from kpilib.measure.customers.thresholds import FEWEST_RETURNED, MOST_DAYS_BOUGHT
from kpilib.measure.customers.withheld import Withheld

Engine = Literal["likelihood", "posterior"]


@dataclass(frozen=True)
class Buying:
    """A model with its parameters; alpha is in `unit`."""

    fit: Fit
    unit: Unit

    @property
    def model(self) -> Model:
        return self.fit.model

    def p_alive(self, summary: Summary, values: np.ndarray | None = None) -> np.ndarray:
        """For each customer the chance that it has not left for good."""
        cells = summary.cells
        return frequency.p_alive(cells, self.model, self._or_own(values))[cells.of]

    def expected(self, summary: Summary, time: float) -> np.ndarray:
        """For each customer the purchases that are expected within `time`, in the model's unit, after `until`."""
        cells, values = summary.cells, self.fit.values
        if_alive = frequency.expected_if_alive(np.array(time), cells.x, cells.age, self.model, values)
        return (frequency.p_alive(cells, self.model, values) * if_alive)[cells.of]

    def expected_of_new(self, time) -> np.ndarray:
        """Further purchases that a new customer is expected to make within `time` of the first one."""
        return frequency.expected_of_new(np.asarray(time, dtype=float), self.model, self.fit.values)

    def _or_own(self, values: np.ndarray | None) -> np.ndarray:
        return self.fit.values if values is None else values


def fit_buying(summary: Summary, model: Model = "mbg_nbd", *, engine: Engine = "likelihood") -> Buying | Withheld:
    """The model that fits these customers best.

    engine : "likelihood" is maximum likelihood; "posterior" takes the mean of the posterior from pymc-marketing, an
             extra of its own, which takes minutes.
    Raises CustomerError where that extra is asked for and not installed.
    """
    if wrong := wrong_with(summary):
        return wrong
    if engine == "posterior":
        from kpilib.measure.customers.posterior import fit_posterior  # an extra that few install

        return Buying(fit_posterior(summary, model), summary.unit)
    fit = frequency.fit_cells(summary.cells, model)
    return Buying(fit, summary.unit) if fit else Withheld("no_maximum")


def wrong_with(summary: Summary) -> Withheld | None:
    """Why these customers tell too little for a model of how often they buy."""
    days = float(summary.frame["age"].sum()) * DAYS[summary.unit]
    if len(summary) == 1:
        return Withheld("one_customer")
    if days == 0:
        return Withheld("no_time")
    if summary.returned == 0:
        return Withheld("nobody_returned")
    share = float(summary.frame["frequency"].sum()) / days
    if share > MOST_DAYS_BOUGHT:
        return Withheld("every_day", share, MOST_DAYS_BOUGHT)
    if summary.returned < FEWEST_RETURNED:
        return Withheld("few_returned", summary.returned, FEWEST_RETURNED)
    return None
