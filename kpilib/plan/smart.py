"""SMART: what a KPI's words and fields alone tell of it, one verdict and reason a letter.

Source of the letters: Doran, "There's a S.M.A.R.T. way to write management's goals and objectives" (1981), with
achievable, relevant and time-bound as the brief has them. What only data can tell is in `judge.soundness`.
"""

from collections.abc import Iterator

from kpilib.plan import catalogue
from kpilib.plan.catalogue import Metric
from kpilib.plan.client import Client
from kpilib.plan.finding import Finding, Name, Quantity
from kpilib.plan.model import Kpi, Plan
from kpilib.plan.statement import Statement, read_statement
from kpilib.plan.target import Amount, Change
from kpilib.plan.words import LANGUAGES

# Two figures for the same thing may differ by what rounding does to the digits that are written: a convention.
SAME_FIGURE = 0.01


def smart(plan: Plan, kpi: Kpi) -> list[Finding]:
    """Everything that a KPI's statement and fields tell against it."""
    metric = plan.metric_of(kpi)
    said = statement_of(plan, kpi)
    found = [*word_findings(said, metric, fields=True), *_disagreements(plan, kpi, metric, said)]
    found += [*_fields(plan, kpi, metric), *_conversion(plan.client, metric)]
    if said.due_quarter and not said.due_dated and "fiscal_year_starts" not in plan.client.model_fields_set:
        found.append(Finding("T-fiscal-year", values={"found": str(said.due_quarter.name), "due": said.due}))
    return [placed(one, kpi) for one in found]


def statement_of(plan: Plan, kpi: Kpi) -> Statement:
    """The KPI's statement, read as of the day on which it was agreed."""
    metric = plan.metric_of(kpi)
    names = {kpi.metric: metric} | plan.metrics
    return read_statement(
        kpi.statement,
        quarter=plan.quarter,
        on=plan.agreement.agreed.on,
        metrics=names,
        unit=metric.unit,
    )


def placed(one: Finding, kpi: Kpi) -> Finding:
    """A finding at its KPI, with the reason for which the KPI's owner has accepted it."""
    place = one.place or ("statement" if one.letter in "SMT" else "")
    return Finding(
        one.code,
        kpi.id,
        f"kpis/{kpi.id}/{place}".rstrip("/"),
        one.values,
        accepted=kpi.accept.get(one.code),
    )


def word_findings(said: Statement, metric: Metric | None = None, *, fields: bool = False) -> Iterator[Finding]:
    """What a statement alone tells.

    metric : the one that the statement is about, if that is known from elsewhere.
    fields : whether a KPI's own fields say what the sentence leaves out (metric, target, due date).
    """
    marks = said.marks
    known = metric or (catalogue.metrics().get(said.metric) if said.metric else None)
    if "unspecific" in marks:
        yield Finding("S-unspecific", values={"found": said.spoken or said.text})
    elif known is None and "rank" not in marks:
        yield Finding("S-no-metric", values={"found": said.text})
    if "ambiguous_by_to" in marks:
        yield Finding("S-ambiguous-by-to", values={"found": said.found})
    if "percent_or_points" in marks:
        yield Finding("S-percent-or-points", values={"found": said.found})
    if "distinct" in marks:
        yield Finding("S-distinct-which", values={"found": said.spoken})
    if known and said.direction and {known.improvement, said.direction} == {"increase", "decrease"}:
        yield Finding("S-wrong-way", values={"metric": Name(known.name, known.name_in("id")), "found": said.text})
    if "uninfluenceable" in marks:
        yield Finding("R-uninfluenceable", values={"found": said.text})
    if "rank" in marks and not fields:
        yield Finding("R-vanity", values={"metric": said.text})
    if "no_number" in marks and not fields and "ambiguous_by_to" not in marks:
        yield Finding("M-no-number", values={"found": said.text})
    if _grows(said) and said.against is None and said.start is None and not fields:
        code = "M-no-baseline" if "factor" in marks else "M-baseline-unsaid"
        yield Finding(code, values={"found": said.found or said.text})
    if said.due is None and not fields:
        yield Finding("T-no-due", values={"found": said.text})


def name_of(kpi: Kpi, metric: Metric) -> Name:
    """What a KPI is called: as the client calls it, or else as its metric is."""
    return Name(kpi.name or metric.name, kpi.name or metric.name_in("id"))


def _called(kpi: Kpi, metric: Metric) -> str:
    """What a KPI and what it counts are called, in every language in which a statement may be written."""
    nouns = [metric.nouns.told(language) for language in LANGUAGES] if metric.nouns else []
    names = [metric.name_in(language) for language in LANGUAGES]
    return " ".join([*names, *nouns, kpi.name or ""]).casefold()


def _grows(said: Statement) -> bool:
    return said.value is None and (said.growth is not None or said.points is not None)


def _disagreements(plan: Plan, kpi: Kpi, metric: Metric, said: Statement) -> Iterator[Finding]:
    """Where the sentence and the fields say two things."""
    other = plan.metrics.get(said.metric or "")
    known = _called(kpi, metric)
    apart = other is not None and not set(other.measures) & set(metric.measures)
    if apart and said.metric != kpi.metric and said.spoken.casefold() not in known:
        yield Finding("S-other-metric", values={"found": said.spoken, "metric": name_of(kpi, metric)})
    if isinstance(kpi.target, Amount) and said.value is not None:
        target = kpi.target.in_unit
        if abs(said.value - target) > SAME_FIGURE * abs(target):
            yield _differs(plan, metric, said.value, target)
    if isinstance(kpi.target, Change):
        yield from _other_change(plan, metric, said, kpi.target.change)
        against = said.against
        quarters = {"year_before": plan.quarter.year_before, "quarter_before": plan.quarter.before}
        against = quarters.get(against, against) if against is not None else None
        if against is not None and str(against) != kpi.target.against:
            yield Finding("M-target-differs", values={"found": str(against), "field": kpi.target.against})
    if kpi.target is not None and not said.says_how_much:
        yield Finding("M-no-number", values={"found": said.text})
    elif _grows(said) and said.against is None and said.start is None and not isinstance(kpi.target, Change):
        yield Finding("M-baseline-unsaid", values={"found": said.found or said.text})
    if said.due is not None and said.due != kpi.due:
        yield Finding("T-due-differs", values={"found": said.due, "field": kpi.due})


def _other_change(plan: Plan, metric: Metric, said: Statement, change: Amount) -> Iterator[Finding]:
    """A growth, points or more of the metric's own unit that are not those of the field."""
    own = change.in_unit
    if change.mark == "%":
        if said.growth is not None and abs(said.growth - own) > SAME_FIGURE:
            yield Finding(
                "M-target-differs", values={"found": Quantity(said.growth, "percent"), "field": str(change)}
            )
    elif change.mark == "pp" and said.points is not None:
        # A difference of points is small beside one: what rounds is the figure itself.
        if abs(said.points - own) > SAME_FIGURE * abs(own):
            found = str(Amount(value=said.points * 100, mark="pp"))
            yield Finding("M-target-differs", values={"found": found, "field": str(change)})
    elif not change.mark and said.more is not None and abs(said.more - own) > SAME_FIGURE * abs(own):
        yield _differs(plan, metric, said.more, own)


def _differs(plan: Plan, metric: Metric, said: float, target: float) -> Finding:
    money = plan.client.currency
    return Finding(
        "M-target-differs",
        values={"found": Quantity(said, metric.unit, money), "field": Quantity(target, metric.unit, money)},
    )


def _fields(plan: Plan, kpi: Kpi, metric: Metric) -> Iterator[Finding]:
    """What the fields alone tell: levers, vanity, the level, the target."""
    name = name_of(kpi, metric)
    if not kpi.levers:
        yield Finding("R-no-levers", values={"metric": name})
    if metric.diagnostic:
        yield Finding("R-diagnostic", values={"metric": name})
    elif metric.vanity and kpi.leads_to is None:
        yield Finding("R-vanity", values={"metric": name})
    if kpi.target is None:
        yield Finding("M-no-target", values={"metric": name}, place="metric")
    startup = plan.client.maturity == "startup"
    if kpi.level == "business" and metric.result is None and not startup:
        yield Finding("R-not-business", values={"metric": name}, place="level")
    if startup and metric.result is not None and kpi.target is not None:
        yield Finding("R-early-for-startup", values={"metric": name})


def _conversion(client: Client, metric: Metric) -> Iterator[Finding]:
    """A KPI that counts conversions needs to know which event is one, and what one is worth."""
    known = catalogue.measures()
    for measure in metric.measures:
        if measure not in known or not known[measure].conversion:
            continue
        defined = client.conversions.get(measure)
        if defined is None:
            yield Finding("S-conversion-undefined", values={"found": measure}, place="metric")
        elif defined.value is None and defined.benefit is None:
            yield Finding("R-conversion-worthless", values={"found": measure}, place="metric")
