"""Customers: what they have brought so far, whether they are still there, and what they will bring.

The order events become one history a customer: how often it bought again, when last, how long it has been watched,
and what it spends. Customers who leave without a word (a shop) are seen through BG/NBD or MBG/NBD with Gamma-Gamma;
customers under contract, who are seen to leave, through their retention. A value is margin, never revenue. Every
number is there with its range, or is `Withheld` with the reason.
"""

from kpilib.measure.customers.acquisition import clv_to_cac, costs_of
from kpilib.measure.customers.buying import Buying, fit_buying
from kpilib.measure.customers.choice import Choice, choose_model
from kpilib.measure.customers.contracts import Tenures, retention_curve, tenures_of
from kpilib.measure.customers.holdout import HoldOut, hold_out
from kpilib.measure.customers.maximum import Estimate, Fit
from kpilib.measure.customers.purchases import Purchases, net_purchases, purchases_of
from kpilib.measure.customers.retention import Retained, Retention, fit_retention, predict_retained
from kpilib.measure.customers.spend import Spend, fit_spend
from kpilib.measure.customers.summary import Summary, summarise
from kpilib.measure.customers.value import CustomerValue, customer_value
from kpilib.measure.customers.withheld import CustomerError, Withheld
from kpilib.measure.customers.worth import Historic, Worth, historic_worth, predict_worth

__all__ = [
    "Buying",
    "Choice",
    "CustomerError",
    "CustomerValue",
    "Estimate",
    "Fit",
    "Historic",
    "HoldOut",
    "Purchases",
    "Retained",
    "Retention",
    "Spend",
    "Summary",
    "Tenures",
    "Withheld",
    "Worth",
    "choose_model",
    "clv_to_cac",
    "costs_of",
    "customer_value",
    "fit_buying",
    "fit_retention",
    "fit_spend",
    "historic_worth",
    "hold_out",
    "net_purchases",
    "predict_retained",
    "predict_worth",
    "purchases_of",
    "retention_curve",
    "summarise",
    "tenures_of",
]
