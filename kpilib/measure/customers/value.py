"""All of it for one client and day: what its customers have brought, and what they are expected to bring."""

from dataclasses import dataclass
from datetime import date

import pandas as pd

from kpilib.data.facts import Facts
from kpilib.measure.customers.choice import Choice, choose_model
from kpilib.measure.customers.contracts import Tenures, tenures_of
from kpilib.measure.customers.purchases import Purchases, purchases_of
from kpilib.measure.customers.retention import Retained, fit_retention, predict_retained
from kpilib.measure.customers.spend import Spend, fit_spend
from kpilib.measure.customers.summary import Summary, Unit, summarise
from kpilib.measure.customers.thresholds import LEVEL
from kpilib.measure.customers.withheld import Withheld
from kpilib.measure.customers.worth import Historic, Worth, historic_worth, predict_worth
from kpilib.plan.model import Plan


@dataclass(frozen=True, repr=False)
class CustomerValue:
    """The value of a client's customers as of a day; each part is there or says why it is not.

    purchases, summary : what the rest is made of.
    historic  : margin to date.
    choice    : the model of how often customers buy; withheld for customers under contract.
    spend     : the model of what a purchase is worth; withheld for customers under contract.
    tenures   : terms paid in a row; withheld for customers who are under no contract.
    predicted : margin over the horizon.
    """

    purchases: Purchases
    summary: Summary
    historic: Historic | Withheld
    choice: Choice | Withheld
    spend: Spend | Withheld
    tenures: Tenures | Withheld
    predicted: Worth | Retained | Withheld

    @property
    def clv(self) -> pd.Series | Withheld:
        """For each customer the margin to date and over the horizon together; what CLV is against CAC."""
        if isinstance(self.predicted, Withheld):
            return self.predicted
        return self.summary.frame["margin"] + self.predicted.frame["clv"]


def customer_value(
    facts: Facts,
    plan: Plan,
    as_of: date,
    *,
    horizon: int = 365,
    discount: float = 0.10,
    level: float = LEVEL,
    unit: Unit = "week",
) -> CustomerValue | Withheld:
    """What a client's customers are worth as of a day, of which nothing later is seen.

    horizon  : in days; discount a year. `contract: true` in client.yml says that customers renew a contract.
    Raises CustomerError for orders of which no number can be right: ids that stand there twice, several currencies.
    """
    options = {"horizon": horizon, "discount": discount, "level": level}
    key = ("customer_value", as_of, *options.values(), unit)  # several metrics rest on it, and it takes a while
    return facts.kept(key, lambda: _customer_value(facts, plan, as_of, unit, options), by=plan)


def _customer_value(
    facts: Facts, plan: Plan, as_of: date, unit: Unit, options: dict[str, float]
) -> CustomerValue | Withheld:
    purchases = purchases_of(facts, plan, as_of)
    if isinstance(purchases, Withheld):
        return purchases
    summary = summarise(purchases, unit)
    historic = historic_worth(summary)
    if plan.client.contract:
        tenures = tenures_of(purchases)
        kept = tenures if isinstance(tenures, Withheld) else fit_retention(tenures)
        predicted = kept if isinstance(kept, Withheld) else predict_retained(tenures, kept, **options)
        none = Withheld("contract")
        return CustomerValue(purchases, summary, historic, none, none, tenures, predicted)
    choice = choose_model(facts.events[facts.events["source"].isin(purchases.sources)], purchases, unit=unit)
    spend = fit_spend(summary.frame["paid"].to_numpy(), summary.frame["spend"].to_numpy())
    wrong = next((one for one in (choice, spend) if isinstance(one, Withheld)), None)
    predicted = wrong or predict_worth(summary, choice.buying, spend, **options)
    return CustomerValue(purchases, summary, historic, choice, spend, Withheld("no_contract"), predicted)
