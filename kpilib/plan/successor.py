"""The next quarter's file, made from the last one: what goes on, what was reached, and what is to be agreed."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from babel.dates import format_date
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap

from kpilib.errors import KpilibError
from kpilib.plan.child import TurnedOut, child_lines
from kpilib.plan.model import Action, Kpi, Plan
from kpilib.plan.params import quarter_names
from kpilib.plan.periods import Quarter
from kpilib.plan.schema import schema_comment
from kpilib.plan.written import written_amount, written_line

TO_BE_AGREED = {"en": "To be agreed: {name} by {due}", "id": "Akan disepakati: {name} hingga {due}"}

# What goes on as it was. What was agreed for the one quarter (targets, dates, accepted exceptions) does not.
KPI_KEYS = ("metric", "name", "owner", "level", "goal", "levers", "channel", "leads_to", "uses", "cadence_days")
ACTION_KEYS = tuple(key for key in Action.model_fields if key not in ("id", "decision"))
STANDING = ("budget", "hours", "mix", "priorities", "context", "breaks")
GO_ON = ("adapt", "extend")


@dataclass(frozen=True)
class Ended:
    """How a KPI ended, from the data.

    finding  : the verdict as a sentence; `achieved` whether its target was reached.
    baseline : what it came to in the quarter, in its unit; None where that cannot be told, with `why_none`.
    """

    finding: str
    achieved: bool = False
    baseline: float | None = None
    why_none: str | None = None


def latest_before(params: Path, client: str, quarter: Quarter) -> str:
    """The latest quarter before `quarter` that has a file.

    Raises KpilibError where there is none, or where `quarter` has a file itself; UnknownNameError for an unknown
    client.
    """
    if str(quarter) in quarter_names(params, client):
        raise KpilibError(f"{params.name}/{client}/{quarter}.yml exists already; nothing was written")
    earlier = [name for name in quarter_names(params, client) if name < str(quarter)]
    if not earlier:
        raise KpilibError(f"{params.name}/{client} has no file of a quarter before {quarter} to start from")
    return earlier[-1]


def successor_text(
    params: Path,
    plan: Plan,
    quarter: Quarter,
    *,
    today: date,
    ended: Mapping[str, Ended],
    turned_out: Mapping[str, TurnedOut] | None = None,
) -> str:
    """The text of the file for `quarter`, made from the plan of an earlier quarter and its file below `params`.

    ended : KPI to how it ended; one that is not in it is carried without a baseline.
    turned_out : cycle to how its prediction turned out, by which that of the cycle that follows is scaled.
    A KPI that was reached waits as a comment for its successor, unless an open action still works on it.
    """
    yaml = YAML()
    yaml.preserve_quotes = True
    tree = yaml.load((params / plan.id / f"{plan.quarter}.yml").read_text("utf-8-sig"))
    actions = [
        (tree["actions"][number], one) for number, one in enumerate(plan.agreement.actions) if _open(plan, one)
    ]
    worked_on = {one.kpi for _, one in actions}
    reached = {one.id for one in plan.kpis if one.id in ended and ended[one.id].achieved} - worked_on
    if len(reached) == len(plan.kpis):
        reached = set()  # a file needs a KPI: then all of them wait for a target
    blocks = [
        schema_comment("quarter"),
        f"# {quarter} of {plan.client.name}, made on {today} from {plan.quarter}. Agree on every target and write it "
        "down; then on who agreed, and when.",
        written_line("agreed", CommentedMap(on=today, by=list(plan.agreement.agreed.by))),
        "",
        "kpis:",
    ]
    for node, kpi in zip(tree["kpis"], plan.kpis, strict=True):
        told = _kpi(node, kpi, plan, quarter, ended.get(kpi.id), left_out=reached)
        blocks += [*(_commented(told) if kpi.id in reached else told), ""]
    for key in STANDING:
        if tree.get(key):
            blocks += [written_line(key, tree[key]), ""]
    if actions:
        blocks.append("actions:")
        for node, action in actions:
            lines = _action(node, action, plan)
            if _child(action):
                lines = child_lines(node, action, plan, quarter, (turned_out or {}).get(action.id), written_line)
            blocks += [*lines, ""]
    lessons = plan.agreement.lessons | {
        one.id: one.decision.lesson for one in plan.agreement.actions if one.decision and one.decision.lesson
    }
    if lessons:
        blocks += ["lessons:", *(f"  {written_line(name, text)}" for name, text in lessons.items())]
    return "\n".join(blocks).rstrip() + "\n"


def _open(plan: Plan, action: Action) -> bool:
    """Whether an action goes on: not decided, or to be adapted or extended and not followed by one in this file."""
    if action.decision is None:
        return True
    followed = action.decision.next in {one.id for one in plan.agreement.actions} - {action.id}
    return action.decision.act in GO_ON and not followed


def _child(action: Action) -> bool:
    """Whether what goes on is another cycle, which the decision has named."""
    return action.decision is not None and action.decision.next not in (None, action.id)


def _kpi(
    node: CommentedMap, kpi: Kpi, plan: Plan, quarter: Quarter, end: Ended | None, *, left_out: set[str]
) -> list[str]:
    metric = plan.metrics[kpi.metric]
    language = plan.client.language
    due = format_date(quarter.end, "d MMMM y", locale=language)
    statement = TO_BE_AGREED[language].format(name=kpi.name or metric.name_in(language), due=due)
    lines = [f"  # In {plan.quarter}: {end.finding}."] if end else []
    if end and end.achieved:
        lines.append("  # Reached, so it asks for a successor: a higher target, or the next link of the chain.")
    lines += [f"  - {written_line('id', kpi.id)}"]
    fields = {key: node[key] for key in KPI_KEYS if key in node}
    lead = fields.get("leads_to")
    if lead and lead["kpi"] in left_out:
        del fields["leads_to"]
    lines += [f"    {written_line('metric', fields.pop('metric'))}"]
    if "name" in fields:
        lines += [f"    {written_line('name', fields.pop('name'))}"]
    lines += [f"    {written_line('statement', statement)}", f"    # target: to be agreed{_was(node)}"]
    if end and end.baseline is not None:
        value = written_amount(end.baseline, metric.unit)
        lines.append(f"    {written_line('baseline', CommentedMap(value=value, quarter=str(plan.quarter)))}")
    else:
        lines.append(f"    # baseline: not known; {(end and end.why_none) or 'there are no data'}")
    lines.append(f"    {written_line('due', quarter.end)}")
    lines += [f"    {written_line(key, value)}" for key, value in fields.items()]
    if lead and lead["kpi"] in left_out:
        lines.append(f"    # {written_line('leads_to', lead)}")
    return lines


def _was(node: CommentedMap) -> str:
    return f"; it was {written_line('target', node['target']).removeprefix('target: ')}" if "target" in node else ""


def _action(node: CommentedMap, action: Action, plan: Plan) -> Iterator[str]:
    why = "not decided yet"
    keys = ACTION_KEYS
    if action.decision is not None:
        keys = tuple(key for key in keys if key != "check")
        why = f"decided to {action.decision.act} it; give it a new check date"
    yield f"  # From {plan.quarter}, {why}."
    yield f"  - {written_line('id', action.id)}"
    yield from (f"    {written_line(key, node[key])}" for key in keys if key in node)


def _commented(lines: list[str]) -> list[str]:
    """The lines as comments; those that are comments already stay as they are.

    >>> _commented(["  # Reached.", "  - id: leads", "    # target: to be agreed"])
    ['  # Reached.', '  # - id: leads', '  #   # target: to be agreed']
    """
    return [one if one.startswith("  # ") else f"  # {one[2:]}" for one in lines]
