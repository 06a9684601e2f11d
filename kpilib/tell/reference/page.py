"""The catalogue as a page of its own: every metric by stage, to be read before one is agreed on."""

from collections.abc import Iterable, Mapping
from typing import Any

from markupsafe import Markup

from kpilib.plan.catalogue import STAGES, Metric
from kpilib.tell.definitions import made_of
from kpilib.tell.language import marked, say, say_count, speaking, spoken
from kpilib.tell.names import stage_name
from kpilib.tell.page import anchor, asset, fragment
from kpilib.tell.page.alone import Section, page_alone
from kpilib.tell.reference.meaning import KINDS, TEMPOS, is_catalogues, means, pitfalls, source_text, takes, traits

ABOUT_STAGES = {
    "plan": marked("Money and effort: what goes in."),
    "reach": marked("Being seen and known: how people come to the website."),
    "act": marked("Interest: what people do before they buy."),
    "convert": marked("The sale, and what it cost."),
    "engage": marked("Customers who stay, come back and recommend."),
}


def reference_page(metrics: Mapping[str, Metric], language: str, *, about: str = "") -> str:
    """A page that stands alone: what each metric means, how it is made, what it needs, and where it misleads.

    about : what stands beside the title, such as the client whose own metrics are among them.

    >>> from kpilib.plan.catalogue import metrics
    >>> "Which part of the customers under contract left." in reference_page(metrics(), "en")
    True
    """
    with speaking(language):
        known = {stage: {key: one for key, one in metrics.items() if one.stage == stage} for stage in STAGES}
        told = {stage: inside for stage, inside in known.items() if inside}
        return page_alone(
            say("Reference of the metrics"),
            [Section("", _head(told, len(metrics), about)), *map(_stage, told, told.values())],
            css=asset("parts.css") + asset("portfolio.css") + asset("reference.css"),
            footer=[
                say(
                    "The ids are what is written as “metric:” in the file of a quarter. A definition without a "
                    "source is the common one of the field."
                )
            ],
        )


def _head(told: Mapping[str, Mapping[str, Metric]], number: int, about: str) -> Markup:
    count = say_count("{number} metric", "{number} metrics", number)
    head = fragment(
        "portfolio_head.html.j2",
        title=say("Reference of the metrics"),
        about=about,
        state=count,
        headline=say("What each number means, how it is made, and where it misleads"),
        counts=[],
    )
    # The sections are numbered by the page, of which this is the first.
    links = [(f"s{place}", stage_name(stage)) for place, stage in enumerate(told, 2)]
    return head + Markup('\n<nav class="toc" aria-label="{}">{}</nav>').format(say("Stages"), _links(links))


def _links(links: Iterable[tuple[str, str]]) -> Markup:
    return Markup(" ").join(Markup('<a href="#{}">{}</a>').format(mark, name) for mark, name in links)


def _stage(stage: str, metrics: Mapping[str, Metric]) -> Section:
    names = _links((f"m-{anchor(key)}", one.name_in(spoken())) for key, one in metrics.items())
    intro = Markup('<p>{}</p><p class="kpi-marks">{}</p>').format(say(ABOUT_STAGES[stage]), names)
    body = fragment("reference.html.j2", metrics=[_metric(key, one) for key, one in metrics.items()])
    return Section(stage_name(stage), body, intro)


def _metric(key: str, metric: Metric) -> dict[str, Any]:
    rows = [
        (say("Formula"), made_of(metric)),
        (say("Beware"), pitfalls(key, metric)),
        (say("Kind"), f"{traits(metric)} · {say(KINDS[metric.kind])} · {say(TEMPOS[metric.tempo])}"),
        (say("Needs"), takes(metric)),
        (say("Source"), source_text(metric)),
    ]
    return {
        "key": key,
        "mark": anchor(key),
        "name": metric.name_in(spoken()),
        "own": "" if is_catalogues(key, metric) else say("this client’s own"),
        "means": means(key, metric),
        "rows": [(label, text) for label, text in rows if text],
    }
