"""A metric in plain words: what it means, where it misleads, what kind of number it is, and what it takes."""

from functools import cache
from importlib.resources import files

from babel.lists import format_list

from kpilib.plan import catalogue
from kpilib.plan.catalogue import Metric
from kpilib.plan.yaml_text import read_yaml
from kpilib.tell.language import SOURCE, marked, say, spoken
from kpilib.tell.phrases import capital

UNITS = {
    "count": marked("a count"),
    "money": marked("money"),
    "percent": marked("per cent"),
    "number": marked("a plain quotient"),
    "seconds": marked("seconds"),
    "points": marked("points"),
    "rank": marked("a place, 1 is the best"),
}
IMPROVEMENTS = {
    "increase": marked("more is better"),
    "decrease": marked("less is better"),
    "neutral": marked("neither more nor less is better"),
    "band": marked("too much is as bad as too little"),
}
TIMINGS = {
    "leading": marked("leading: tells of what will come"),
    "lagging": marked("lagging: tells what came of it"),
    "none": marked("neither leading nor lagging"),
}
TEMPOS = {
    "velocity": marked("can be read at once"),
    "accumulation": marked("builds up slowly"),
}
KINDS = {
    "sum": marked("the days are added up"),
    "ratio": marked("a ratio of sums, never a mean of ratios"),
    "wmean": marked("a mean weighted by how often"),
    "distinct": marked("counted over the whole period, never added up"),
    "last": marked("the last reading"),
    "mean_day": marked("a mean of days"),
    "survey": marked("a share of those asked, with its interval"),
    "cohort": marked("customers who began together, followed over time"),
    "model": marked("an estimate by a model"),
}
NEEDS = {
    "analytics": marked("web analytics"),
    "ads": marked("the ad platforms"),
    "shop": marked("the shop"),
    "crm": marked("the CRM"),
    "search": marked("Search Console"),
    "email": marked("the e-mail tool"),
    "survey": marked("a survey"),
    "trends": marked("search trends"),
    "finance": marked("the books"),
    "content": marked("the content plan"),
    "social": marked("the social networks"),
}


@cache
def _texts(language: str) -> dict[str, dict[str, str]]:
    return read_yaml(files(__package__).joinpath(f"{language}.yml"))


def is_catalogues(key: str, metric: Metric) -> bool:
    """Whether a metric is the catalogue's, and not one of a client's own making under whatever name.

    >>> from kpilib.plan.catalogue import metrics
    >>> is_catalogues("orders", metrics()["orders"]), is_catalogues("orders", metrics()["leads"])
    (True, False)
    """
    return catalogue.metrics().get(key) == metric


def means(key: str, metric: Metric) -> str:
    """What a metric tells, in a sentence; "" for one that the catalogue does not know.

    >>> from kpilib.plan.catalogue import metrics
    >>> means("churn", metrics()["churn"])
    'Which part of the customers under contract left.'
    """
    return _texts(spoken())[key]["means"] if is_catalogues(key, metric) else ""


def pitfalls(key: str, metric: Metric) -> list[str]:
    """Where a reader goes wrong with it, a sentence each."""
    told = [_texts(spoken())[key]["pitfall"]] if is_catalogues(key, metric) else []
    if metric.vanity:
        told.append(say("It proves nothing by itself: a KPI only beside what it leads to."))
    if metric.diagnostic:
        told.append(say("It is good for finding faults and too unreliable for a target."))
    return told


def traits(metric: Metric) -> str:
    """What kind of number it is, as one line.

    >>> from kpilib.plan.catalogue import metrics
    >>> traits(metrics()["conversion_rate"])
    'Per cent · more is better · lagging: tells what came of it'
    """
    told = [say(UNITS[metric.unit]), say(IMPROVEMENTS[metric.improvement]), say(TIMINGS[metric.timing])]
    return capital(" · ".join(told))


def takes(metric: Metric) -> str:
    """The kinds of sources that it is made of; "" where the catalogue does not say.

    >>> from kpilib.plan.catalogue import metrics
    >>> takes(metrics()["conversion_rate"])
    'the shop and web analytics'
    """
    return format_list([say(NEEDS[one]) for one in metric.needs], locale=spoken())


def source_text(metric: Metric) -> str:
    """Who says so; "" where nobody in particular does.

    What the catalogue adds in brackets is English: to another reader it is the source alone that is named.

    >>> from kpilib.plan import catalogue
    >>> from kpilib.tell.language import speaking
    >>> with speaking("id"):
    ...     source_text(catalogue.metrics()["sessions"])
    'Google Analytics help, "Analytics sessions"'
    """
    source = metric.source or ""
    return source if spoken() == SOURCE else source.partition(" (")[0]
