"""What a plan must hold as a whole: both kinds of KPIs, owners, resources, the chain from intent to sales."""

from collections.abc import Iterator

from kpilib.plan.dependencies import dependency_findings
from kpilib.plan.finding import Finding, Quantity
from kpilib.plan.gate import gate_findings
from kpilib.plan.model import Kpi, Plan
from kpilib.plan.smart import name_of

# The order in which marketing builds what sells: a link without a measure is a link that nobody tends.
CHAIN = ("intent", "content", "organic", "engagement", "sales")

# How often a KPI is looked at where nothing else is agreed; in a recession more often. Conventions of this project.
CADENCE_DAYS = 30
RECESSION_CADENCE_DAYS = 14

SHARE_ROUNDING = 0.0015  # shares such as 33.3% three times are whole


def plan_findings(plan: Plan) -> list[Finding]:
    """Everything that the plan as a whole lacks."""
    of_kpis = (_leading, _levels, _owners, _mix, _resources, _recession, _chain)
    checks = (*of_kpis, _activities, _tempo, gate_findings, dependency_findings)
    return [finding for check in checks for finding in check(plan)]


def cadence_days(plan: Plan, kpi: Kpi) -> int:
    """After how many days the parties want to hear of a KPI again."""
    return kpi.cadence_days or (RECESSION_CADENCE_DAYS if plan.client.mode == "recession" else CADENCE_DAYS)


def _judged(plan: Plan) -> list[Kpi]:
    return [kpi for kpi in plan.kpis if kpi.target is not None]


def _leading(plan: Plan) -> Iterator[Finding]:
    """Each lagging KPI needs one that moves before it and says so."""
    for kpi in _judged(plan):
        if plan.metric_of(kpi).timing != "lagging":
            continue
        leaders = [
            one
            for one in plan.kpis
            if one.leads_to and one.leads_to.kpi == kpi.id and plan.metric_of(one).timing == "leading"
        ]
        if not leaders:
            yield _at(kpi, "no-leading", {"metric": name_of(kpi, plan.metric_of(kpi))})


def _levels(plan: Plan) -> Iterator[Finding]:
    levels = {kpi.level for kpi in plan.kpis}
    if "business" not in levels:
        yield Finding("no-result", place="kpis")
    elif levels == {"business"}:
        yield Finding("one-level-only", place="kpis", values={"level": "business"})


def _owners(plan: Plan) -> Iterator[Finding]:
    """In a large organisation every channel that has money or a KPI has somebody who answers for it."""
    if plan.client.organisation != "large":
        return
    answered = {kpi.channel or plan.metric_of(kpi).channel for kpi in plan.kpis} | plan.client.owners.keys()
    for line in plan.agreement.budget:
        if line not in answered:
            yield Finding("channel-without-owner", place=f"budget/{line}", values={"channel": line})


def _mix(plan: Plan) -> Iterator[Finding]:
    """A small team divides its effort by the mix, and the whole of it is all there is."""
    mix = plan.agreement.mix
    if mix and abs(sum(mix.values()) - 1) > SHARE_ROUNDING:
        yield Finding("mix-not-whole", place="mix", values={"share": Quantity(sum(mix.values()), "percent")})
    elif not mix and plan.client.organisation == "small" and len(plan.agreement.budget) > 1:
        yield Finding("mix-missing", place="budget", values={"channels": tuple(plan.agreement.budget)})


def _resources(plan: Plan) -> Iterator[Finding]:
    """No line of the budget and no hour is promised twice."""
    for group in ("budget", "hours"):
        for line in getattr(plan.agreement, group):
            used = sum(kpi.uses.get(line, 0.0) for kpi in plan.kpis)
            if used > 1 + SHARE_ROUNDING:
                values = {
                    "line": line,
                    "share": Quantity(used, "percent"),
                    "kpis": tuple(name_of(kpi, plan.metric_of(kpi)) for kpi in plan.kpis if line in kpi.uses),
                }
                yield Finding("resource-overdrawn", place=f"{group}/{line}", values=values)


def _recession(plan: Plan) -> Iterator[Finding]:
    if plan.client.mode != "recession":
        return
    if not plan.agreement.priorities:
        yield Finding("priorities-missing", place="agreed")
    for kpi in _judged(plan):
        if kpi.cadence_days and kpi.cadence_days > RECESSION_CADENCE_DAYS:
            values = {"days": kpi.cadence_days, "most": RECESSION_CADENCE_DAYS}
            yield _at(kpi, "no-recession-cadence", values, "cadence_days")


def _chain(plan: Plan) -> Iterator[Finding]:
    """Sales that are promised while an earlier link of the chain is not even watched."""
    watched = {plan.metric_of(kpi).node for kpi in plan.kpis}
    watched |= {plan.metrics[one.metric].node for one in plan.agreement.context if one.metric in plan.metrics}
    if "sales" not in {plan.metric_of(kpi).node for kpi in _judged(plan)}:
        return
    empty = tuple(link for link in CHAIN[:-1] if link not in watched)
    if empty:
        yield Finding("no-system", place="kpis", values={"links": empty})


def _activities(plan: Plan) -> Iterator[Finding]:
    for one in plan.agreement.activities:
        if one.audience is None:
            place = f"activities/{one.id}"
            yield Finding("activity-without-audience", one.kpi, place, {"activity": one.name})


def _tempo(plan: Plan) -> Iterator[Finding]:
    """Velocity gives feedback at once, accumulation is what it adds up to: a plan needs both, tied together."""
    tempi = {plan.metric_of(kpi).tempo for kpi in plan.kpis}
    tempi |= {plan.metrics[one.metric].tempo for one in plan.agreement.context if one.metric in plan.metrics}
    if len(tempi) == 1:
        yield Finding("one-tempo-only", place="kpis", values={"tempo": tempi.pop()})
    fed = {kpi.leads_to.kpi for kpi in plan.kpis if kpi.leads_to and plan.metric_of(kpi).tempo == "velocity"}
    for kpi in _judged(plan):
        if plan.metric_of(kpi).tempo == "accumulation" and kpi.id not in fed:
            yield _at(kpi, "accumulation-without-feeder", {"metric": name_of(kpi, plan.metric_of(kpi))})


def _at(kpi: Kpi, code: str, values: dict, key: str = "") -> Finding:
    return Finding(code, kpi.id, f"kpis/{kpi.id}/{key}".rstrip("/"), values, kpi.accept.get(code))
