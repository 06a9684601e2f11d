"""Customers under contract: who still pays, term by term."""

import math
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from kpilib.measure.customers.purchases import Purchases
from kpilib.measure.customers.thresholds import FEWEST_AT_RISK, GRACE
from kpilib.measure.customers.withheld import Withheld
from kpilib.measure.customers.worth import DAYS_OF_YEAR

TERMS = {"month": DAYS_OF_YEAR / 12, "quarter": DAYS_OF_YEAR / 4, "year": DAYS_OF_YEAR}


@dataclass(frozen=True, repr=False)
class Tenures:
    """How many terms in a row each customer has paid.

    frame  : paid (terms, the first one included), lost (the next payment was due and has not come), margin (of all
             terms so far, NaN where it is not known), first (day of the first payment), channel; one row a customer.
    term   : in days.
    """

    frame: pd.DataFrame
    term: float
    until: date
    currency: str | None = None


def tenures_of(purchases: Purchases, term: float | None = None) -> Tenures | Withheld:
    """Terms paid, from payments: a payment belongs to the term whose beginning it is nearest to.

    term : days of a term; of month, quarter and year the one that is nearest to the usual gap between two payments,
           unless it is given. A customer who comes back after a term that was not paid was lost.
    """
    buys = purchases.bought
    place, day = purchases.customer[buys], purchases.day[buys]
    count = len(purchases.customers)
    begins = np.flatnonzero(np.r_[True, np.diff(place) != 0])
    if term is None:
        gaps = np.diff(day)[np.diff(place) == 0]
        if not len(gaps):
            return Withheld("nobody_returned")
        term = min(TERMS.values(), key=lambda days: abs(math.log(days / float(np.median(gaps)))))
    first = day[begins]
    number = np.floor((day - first[place]) / term + GRACE).astype(int)
    fresh = np.r_[True, (np.diff(place) != 0) | (np.diff(number) != 0)]
    # Within a customer the n-th different term has the number n as long as none was left out.
    nth = np.arange(fresh.sum()) - np.searchsorted(place[fresh], place[fresh])
    paid = np.bincount(place[fresh][number[fresh] == nth], minlength=count)
    until = np.datetime64(purchases.until, "D").astype(np.int64)
    lost = until > first + (paid + GRACE) * term
    frame = pd.DataFrame(
        {
            "paid": paid,
            "lost": lost,
            "margin": np.bincount(purchases.customer, purchases.margin, count),
            "first": pd.to_datetime(first, unit="D").as_unit("s"),
            "channel": purchases.channel,
        },
        index=purchases.customers,
    )
    return Tenures(frame, term, purchases.until, purchases.currency)


def retention_curve(tenures: Tenures) -> pd.DataFrame:
    """By renewal from 1: at_risk (for whom it came due), renewed, rate and survival (Kaplan and Meier, 1958).

    Customers whose renewal is not due yet count for none. Rate and survival are NaN from the first renewal on that
    came due for fewer than 30 customers.
    """
    paid, lost = tenures.frame["paid"].to_numpy(), tenures.frame["lost"].to_numpy()
    last = int(np.where(lost, paid, paid - 1).max(initial=0))
    gone = np.bincount(paid[lost], minlength=last + 1)[1:]
    kept = np.bincount(paid, minlength=last + 2)[::-1].cumsum()[::-1][2:]
    frame = pd.DataFrame({"at_risk": kept + gone, "renewed": kept}, pd.RangeIndex(1, last + 1, name="renewal"))
    enough = (frame["at_risk"] >= FEWEST_AT_RISK).cummin()
    rate = (frame["renewed"] / frame["at_risk"]).where(enough)
    return frame.assign(rate=rate, survival=rate.cumprod())
