"""How a metric is made, in words: what stands beside an agreed KPI and in the list of metrics."""

from babel.numbers import format_decimal

from kpilib.plan.catalogue import Metric, measure_name, measures
from kpilib.tell.language import spoken

# {one} is what a measure is called, {over} and {under} are the two parts of a quotient.
MADE = {
    "en": {
        "sum": "sum of {one}",
        "ratio": "{over} divided by {under}",
        "complement": "1 − {over} divided by {under}",
        "wmean": "weighted mean: {over} divided by {under}",
        "distinct": "{one} counted over the whole period, never added up",
        "mean_day": "mean of daily {one}",
        "last": "last reading of {one}",
        "survey": "{one} divided by all who were asked",
        "cohort": "worked out from customers followed over time",
        "model": "estimated by a model",
        "read": "{one} counted over the same days",
        "of": "{one} of {channel}",
        "only": "{channel} only",
    },
    "id": {
        "sum": "jumlah {one}",
        "ratio": "{over} dibagi {under}",
        "complement": "1 − {over} dibagi {under}",
        "wmean": "rata-rata tertimbang: {over} dibagi {under}",
        "distinct": "{one}, dihitung untuk seluruh periode, tidak pernah dijumlahkan",
        "mean_day": "rata-rata {one} per hari",
        "last": "hitungan terakhir {one}",
        "survey": "{one} dibagi semua yang ditanya",
        "cohort": "dihitung dari pelanggan yang diikuti dari waktu ke waktu",
        "model": "diperkirakan dengan model",
        "read": "{one} pada hari-hari yang sama",
        "of": "{one} dari {channel}",
        "only": "hanya {channel}",
    },
}


def made_of(metric: Metric, language: str | None = None, *, scope: str | None = None) -> str:
    """The formula of a metric as words, in the language that is being spoken if none is named.

    scope : the one channel that it is narrowed to, if there is one.

    >>> from kpilib.plan.catalogue import metrics
    >>> made_of(metrics()["cost_per_mille"])
    '1,000 × sum of cost divided by sum of impressions'
    >>> made_of(metrics()["organic_share"])
    'sum of sessions of Organic Search divided by sum of sessions'
    """
    language = language or spoken()
    words = MADE[language]
    made = metric.formulas.told(language) if metric.formulas else _formula(metric, words, language)
    scope = scope or metric.channel
    # A metric that sets one channel against all others says so already.
    if scope and not metric.numerator_channel:
        made += f", {words['only'].format(channel=scope)}"
    return made


def _formula(metric: Metric, words: dict[str, str], language: str) -> str:
    one = measure_name(metric.numerator, language) if metric.numerator else ""
    if metric.denominator is None:
        return words[metric.kind].format(one=one)
    if metric.numerator_channel:
        one = words["of"].format(one=one, channel=metric.numerator_channel)
    over = _part(metric.numerator, one, words)
    under = _part(metric.denominator, measure_name(metric.denominator, language), words)
    factor = f"{format_decimal(metric.per, locale=language)} × " if metric.per != 1 else ""
    return factor + words["complement" if metric.complement else metric.kind].format(over=over, under=under)


def _part(measure: str, name: str, words: dict[str, str]) -> str:
    """One part of a quotient: a sum of days, or where these may not be added a count over all of them."""
    known = measures().get(measure)
    return words["sum" if known is None or known.adds else "read"].format(one=name)
