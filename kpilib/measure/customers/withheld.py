"""A number that is not given, and why: words for it are found in `tell`."""

from dataclasses import dataclass
from typing import Literal

from kpilib.errors import KpilibError

Why = Literal[
    "no_orders",
    "no_customers",
    "one_customer",
    "nobody_returned",
    "few_returned",
    "no_time",
    "every_day",
    "contract",
    "no_contract",
    "no_maximum",
    "no_value",
    "no_mean",
    "no_margin",
    "short_history",
    "no_cost",
    "no_channel",
    "history_begins",
    "nobody_was_lost",
]


@dataclass(frozen=True)
class Withheld:
    """Why a number is not given.

    no_orders       : no source brings orders by that day.
    no_customers    : no order names who bought.
    one_customer    : there is one customer, and a model is about how customers differ.
    nobody_returned : nobody bought on a second day, or nobody had a term to renew.
    few_returned    : `found` customers came back, and `needed` is the least.
    no_time         : every customer bought first on the last day, so no time has passed for any of them.
    every_day       : customers buy on the share `found` of all days; at most `needed` can be told apart.
    contract        : client.yml says `contract: true`, and the model is for customers who leave without a word.
    no_contract     : the other way round.
    no_maximum      : the likelihood has no maximum that could be found.
    no_value        : too few (`found`) customers paid more than zero when they came back; `needed` is the least.
    no_mean         : what customers spend scatters so widely that the model has no mean for all of them.
    no_margin       : the margin of an order is not known; client.yml can give one for each source.
    short_history   : `found` weeks are too few to hold out some of them; `needed` is the least.
    no_cost         : the cost of the same customers is missing, or zero.
    no_channel      : the orders do not tell the channel of a customer's first one.
    history_begins  : the orders begin within this cohort, so older customers look like new ones.
    nobody_was_lost : every customer still pays, so nothing tells how long they stay.
    """

    why: Why
    found: float | None = None
    needed: float | None = None


class CustomerError(KpilibError):
    """Orders from which no number about customers can be right, so none is computed."""
