"""BG/NBD or MBG/NBD: chosen by the client's own last weeks, or else by the likelihood."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import pandas as pd

from kpilib.measure.customers.buying import Buying, fit_buying
from kpilib.measure.customers.frequency import MODELS, Model
from kpilib.measure.customers.holdout import HoldOut, hold_out_models
from kpilib.measure.customers.purchases import Purchases
from kpilib.measure.customers.summary import Unit, summarise
from kpilib.measure.customers.thresholds import SAME_ERROR
from kpilib.measure.customers.withheld import Withheld


@dataclass(frozen=True)
class Choice:
    """The model that is used, with every one that was tried.

    by       : what decided: the weeks held out where the models differ there, or else the likelihood.
    held_out : by model, or why there is none.
    """

    model: Model
    by: Literal["hold_out", "likelihood"]
    fits: Mapping[Model, Buying]
    held_out: Mapping[Model, HoldOut | Withheld]

    @property
    def buying(self) -> Buying:
        return self.fits[self.model]


def choose_model(events: pd.DataFrame, now: Purchases, *, unit: Unit = "week") -> Choice | Withheld:
    """The model that came nearer to the last weeks, by clearly more than the other; or else the likelier one.

    events, now : orders and refunds, and the purchases that they come to.
    Both models have four parameters, so their likelihoods can be compared as they are.
    """
    summary = summarise(now, unit)
    tried = {model: fit_buying(summary, model) for model in MODELS}
    fits = {model: found for model, found in tried.items() if isinstance(found, Buying)}
    if not fits:
        return tried[MODELS[0]]
    held = hold_out_models(events, now, tuple(fits), unit=unit)
    errors = {model: abs(found.error) for model, found in held.items() if isinstance(found, HoldOut)}
    model, by = choose(errors, {model: one.fit.log_likelihood for model, one in fits.items()})
    return Choice(model, by, fits, held)


def choose(
    errors: Mapping[Model, float], likelihoods: Mapping[Model, float]
) -> tuple[Model, Literal["hold_out", "likelihood"]]:
    """The model, and what decided.

    >>> choose({"bg_nbd": 0.10, "mbg_nbd": 0.05}, {"bg_nbd": -100, "mbg_nbd": -110})
    ('mbg_nbd', 'hold_out')
    >>> choose({"bg_nbd": 0.10, "mbg_nbd": 0.095}, {"bg_nbd": -100, "mbg_nbd": -110})
    ('bg_nbd', 'likelihood')
    >>> choose({}, {"bg_nbd": -100, "mbg_nbd": -110})
    ('bg_nbd', 'likelihood')
    """
    if set(errors) == set(likelihoods) and max(errors.values()) - min(errors.values()) >= SAME_ERROR:
        return min(errors, key=errors.__getitem__), "hold_out"
    return max(likelihoods, key=likelihoods.__getitem__), "likelihood"
