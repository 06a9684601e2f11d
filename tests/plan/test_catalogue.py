"""The catalogue is whole: what a metric is made of exists and is named in both languages, every reader is listed."""

from collections import Counter

import pytest
from pydantic import ValidationError

from kpilib.data.readers import READERS
from kpilib.errors import UnknownNameError
from kpilib.plan import catalogue
from kpilib.plan.catalogue import STAGES, Metric, find_metrics

METRICS = catalogue.metrics()
MEASURES = catalogue.measures()
DEMOS = {"name": "Demos", "kind": "sum", "numerator": "demos", "unit": "count", "improvement": "increase"}
RATE = DEMOS | {"kind": "ratio", "denominator": "visits", "unit": "percent"}


def own(**fields) -> Metric:
    """A metric as a client writes one."""
    return Metric(**({"stage": "act"} | fields))


# Every metric


@pytest.mark.parametrize("name", METRICS)
def test_a_metric_is_made_of_known_measures_that_fit_its_kind(name):
    metric = METRICS[name]
    adds = [MEASURES[measure].adds for measure in metric.measures]
    if metric.kind in ("sum", "wmean"):
        assert all(adds)
    if metric.kind in ("distinct", "last", "mean_day", "survey"):
        assert not any(adds)
    if metric.kind == "ratio":
        assert adds[0]  # what it counts; what it is held against may be people of the same days


@pytest.mark.parametrize("name", METRICS)
def test_money_is_made_of_money(name):
    metric = METRICS[name]
    money = [MEASURES[measure].money for measure in metric.measures]
    if money:
        made_of_money = money[0] and not (len(money) > 1 and money[1])
        assert (metric.unit == "money") == made_of_money


@pytest.mark.parametrize("name", METRICS)
def test_a_metric_has_a_name_and_a_noun_in_both_languages(name):
    metric = METRICS[name]
    said = [metric.names, metric.nouns, *([metric.formulas] if metric.formulas else [])]
    assert all(words.en and words.id for words in said)


@pytest.mark.parametrize("name", METRICS)
def test_a_metric_says_its_stage_tempo_timing_and_what_it_needs(name):
    metric = METRICS[name]
    assert {"stage", "tempo", "timing", "needs"} <= metric.model_fields_set
    assert metric.needs


@pytest.mark.parametrize("name", METRICS)
def test_a_metric_that_has_no_formula_in_its_measures_has_one_in_words(name):
    metric = METRICS[name]
    assert metric.formulas or metric.kind not in ("survey", "cohort", "model")


def test_measures_have_a_name_in_indonesian():
    assert [name for name, measure in MEASURES.items() if not measure.id] == []


def test_names_are_given_once():
    for language in ("en", "id"):
        counts = Counter(metric.name_in(language) for metric in METRICS.values())
        assert [name for name, count in counts.items() if count > 1] == []


def test_there_is_one_plain_sum_of_a_measure():
    sums = Counter(metric.numerator for metric in METRICS.values() if metric.kind == "sum" and not metric.channel)
    assert max(sums.values()) == 1


def test_the_readers_of_the_catalogue_are_the_readers_there_are():
    assert list(catalogue.readers()) == list(READERS)


# What the field asks for


def test_every_stage_has_metrics_and_they_come_in_the_order_of_the_stages():
    stages = [metric.stage for metric in METRICS.values()]
    assert list(dict.fromkeys(stages)) == list(STAGES)
    assert len(METRICS) >= 55


@pytest.mark.parametrize("name", ["daily_visitors", "campaign_conversion_rate", "prospects_reachable"])
def test_the_three_kpis_that_can_be_read_at_once_are_there(name):
    assert METRICS[name].tempo == "velocity"


@pytest.mark.parametrize(
    "name",
    [
        *("historic_clv", "predicted_clv"),  # lifetime value
        *("aided_awareness", "unaided_awareness"),  # brand awareness
        *("repurchase_rate", "returning_rate", "retention", "nps", "satisfaction"),  # loyalty
    ],
)
def test_the_three_kpis_that_build_up_are_there(name):
    assert METRICS[name].tempo == "accumulation"


def test_every_link_of_the_chain_has_a_metric():
    nodes = {metric.node for metric in METRICS.values()}
    assert nodes == {None, "intent", "content", "organic", "engagement", "sales"}


def test_what_looks_good_and_proves_nothing_is_marked():
    vanity = {name for name, metric in METRICS.items() if metric.vanity}
    assert vanity == {
        *("impressions", "search_impressions", "reach", "search_position"),
        *("followers", "likes", "email_opens"),
    }


def test_openings_of_mails_are_for_diagnosis_only():
    diagnostic = {name for name, metric in METRICS.items() if metric.diagnostic}
    assert diagnostic == {"email_opens", "email_open_rate", "email_click_to_open"}
    assert {METRICS[name].timing for name in diagnostic} == {"none"}


def test_a_leading_metric_does_not_say_what_was_sold():
    told = {name for name, metric in METRICS.items() if metric.timing == "leading" and metric.result == "sales"}
    assert told == set()


def test_a_conversion_has_to_be_defined_by_the_client():
    assert {name for name, measure in MEASURES.items() if measure.conversion} == {
        *("key_events", "leads", "qualified_leads", "claimed_conversions", "qualified_conversions")
    }


# Languages


def test_a_client_may_write_its_own_metrics_in_one_language():
    demos = own(**DEMOS, noun="demos held")
    assert (demos.name, demos.name_in("id"), demos.noun_in("id")) == ("Demos", "Demos", "demos held")


def test_a_client_may_write_its_own_metrics_in_both_languages():
    both = {"names": {"en": "Demos", "id": "Peragaan"}, "nouns": {"en": "demos", "id": "peragaan"}}
    demos = own(**({key: value for key, value in DEMOS.items() if key != "name"} | both))
    assert (demos.name, demos.name_in("en"), demos.name_in("id")) == ("Demos", "Demos", "Peragaan")
    assert (demos.noun, demos.noun_in("id")) == ("demos", "peragaan")


def test_a_metric_without_a_noun_has_none_in_any_language():
    assert (own(**DEMOS).noun, own(**DEMOS).noun_in("id")) == (None, None)


def test_a_metric_that_was_written_out_is_read_back_the_same():
    for metric in METRICS.values():
        assert Metric(**metric.model_dump(mode="json")) == metric


# What does not fit together


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        (DEMOS | {"numerator": None}, "a metric of kind sum needs a numerator"),
        (DEMOS | {"kind": "survey", "numerator": None}, "a metric of kind survey needs a numerator"),
        (RATE | {"denominator": None}, "a metric of kind ratio needs a denominator"),
        (RATE | {"kind": "wmean", "denominator": None}, "a metric of kind wmean needs a denominator"),
        (DEMOS | {"denominator": "visits"}, "a metric of kind sum has no denominator"),
        (DEMOS | {"kind": "model", "denominator": "visits"}, "a metric of kind model has no denominator"),
        (DEMOS | {"per": 1000}, "per belongs to a metric of kind ratio, not of kind sum"),
        (DEMOS | {"complement": True}, "complement belongs to a metric of kind ratio"),
        (DEMOS | {"numerator_channel": "Email"}, "numerator_channel belongs to a metric of kind ratio"),
        (RATE | {"complement": True, "unit": "number"}, "its unit is percent"),
        (RATE | {"complement": True, "per": 1000}, "and it has no per"),
        (RATE | {"channel": "Email", "numerator_channel": "Email"}, "has a channel, or a numerator_channel"),
        (DEMOS | {"numerator": "active_users"}, "the days of 'active_users' may not be added; the kinds mean_day"),
        (RATE | {"kind": "wmean", "numerator": "active_users"}, "the days of 'active_users' may not be added"),
        (DEMOS | {"kind": "distinct", "numerator": "orders"}, "the days of 'orders' may be added: its kind is sum"),
        (DEMOS | {"kind": "survey", "unit": "points"}, "so its numerator is promoters"),
        (DEMOS | {"unit": "hours"}, "Input should be 'count'"),
        (RATE | {"per": 0}, "greater than 0"),
    ],
)
def test_a_metric_that_cannot_be_made_is_refused_with_the_reason(fields, words):
    with pytest.raises(ValidationError) as refused:
        own(**fields)
    assert words in str(refused.value)


@pytest.mark.parametrize("improvement", ["increase", "decrease", "neutral", "band"])
def test_more_or_less_or_neither_or_a_band_can_be_good(improvement):
    assert own(**DEMOS | {"improvement": improvement}).improvement == improvement


# Looking up


def test_an_id_finds_its_metric_only():
    assert list(find_metrics("Orders", METRICS)) == ["orders"]


@pytest.mark.parametrize(
    ("word", "name"),
    [
        ("pengabaian", "cart_abandonment"),  # a name in Indonesian
        ("abandonment", "cart_abandonment"),  # a name in English
        ("promotor", "nps"),  # a noun
        ("engage", "list_size"),  # a stage
        ("to_mille", None),
    ],
)
def test_a_word_is_looked_for_in_ids_names_nouns_and_stages(word, name):
    if name:
        assert name in find_metrics(word, METRICS)
    else:
        with pytest.raises(UnknownNameError):
            find_metrics(word, METRICS)


def test_a_word_that_is_not_there_is_answered_with_the_nearest():
    with pytest.raises(UnknownNameError, match="did you mean 'revenue'"):
        find_metrics("reveneu", METRICS)
    with pytest.raises(UnknownNameError, match="'kpilib metrics' lists them all"):
        find_metrics("xyzzy", METRICS)
