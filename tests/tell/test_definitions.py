"""How a metric is made, in words, for each kind and in both languages."""

import pytest

from kpilib.plan.catalogue import Metric
from kpilib.tell.definitions import made_of
from tests.builders import metric_of


@pytest.mark.parametrize(
    ("name", "english", "indonesian"),
    [
        ("orders", "sum of orders", "jumlah pesanan"),
        ("organic_sessions", "sum of sessions, Organic Search only", "jumlah sesi, hanya Organic Search"),
        ("conversion_rate", "sum of orders divided by sum of sessions", "jumlah pesanan dibagi jumlah sesi"),
        (
            "bounce_rate",
            "1 − sum of engaged sessions divided by sum of sessions",
            "1 − jumlah sesi terlibat dibagi jumlah sesi",
        ),
        (
            "cost_per_mille",
            "1,000 × sum of cost divided by sum of impressions",
            "1.000 × jumlah biaya dibagi jumlah tayangan",
        ),
        (
            "organic_share",
            "sum of sessions of Organic Search divided by sum of sessions",
            "jumlah sesi dari Organic Search dibagi jumlah sesi",
        ),
        (
            "search_position",
            "weighted mean: sum of position times impressions divided by sum of search impressions",
            "rata-rata tertimbang: jumlah posisi dikali tayangan dibagi jumlah tayangan di pencarian",
        ),
        (
            "frequency",
            "sum of impressions divided by people reached counted over the same days",
            "jumlah tayangan dibagi orang yang dijangkau pada hari-hari yang sama",
        ),
        (
            "active_users",
            "active users counted over the whole period, never added up",
            "pengguna aktif, dihitung untuk seluruh periode, tidak pernah dijumlahkan",
        ),
        ("daily_visitors", "mean of daily active users", "rata-rata pengguna aktif per hari"),
        ("list_size", "last reading of active subscribers", "hitungan terakhir pelanggan buletin aktif"),
        (
            "historic_clv",
            "margin of all orders so far divided by the customers who placed them",
            "margin semua pesanan sejauh ini dibagi pelanggan yang memesannya",
        ),
    ],
)
def test_a_metric_in_words(name, english, indonesian):
    assert made_of(metric_of(name)) == english
    assert made_of(metric_of(name), "id") == indonesian


def test_the_one_channel_that_counts_is_told():
    assert made_of(metric_of("orders"), scope="Email") == "sum of orders, Email only"


def test_a_share_of_a_channel_is_not_narrowed_in_words_either():
    assert made_of(metric_of("organic_share"), scope="Organic Search") == made_of(metric_of("organic_share"))


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("survey", "trusting people divided by all who were asked"),
        ("cohort", "worked out from customers followed over time"),
        ("model", "estimated by a model"),
    ],
)
def test_a_clients_own_metric_without_a_formula_is_told_by_its_kind(kind, words):
    numerator = "trusting_people" if kind == "survey" else None
    fields = {"name": "Trust", "kind": kind, "numerator": numerator, "unit": "percent", "improvement": "increase"}
    assert made_of(Metric(**fields, stage="reach")) == words
