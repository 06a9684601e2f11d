"""The cycle that follows another one, as a draft in the next quarter's file."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from ruamel.yaml.comments import CommentedMap

from kpilib.plan.cycle import Action
from kpilib.plan.model import Plan
from kpilib.plan.periods import Quarter
from kpilib.plan.target import Amount

OTHERWISE = {
    "en": "To be agreed: what is done otherwise than “{was}”",
    "id": "Akan disepakati: apa yang diubah dari “{was}”",
}
LIKE_ITS_PARENT = ("problem", "cause", "owner", "decision_rule", "budget", "hours", "premortem", "guards", "control")


@dataclass(frozen=True)
class TurnedOut:
    """How the prediction of a cycle turned out.

    ratio : the effect as a share of the one that was predicted; None where it cannot be told. said : it in words.
    """

    ratio: float | None
    said: str


def child_lines(
    node: CommentedMap,
    parent: Action,
    plan: Plan,
    quarter: Quarter,
    turned_out: TurnedOut | None,
    line: Callable[[str, Any], str],
) -> Iterator[str]:
    """The lines of the cycle that the decision on `parent` has named.

    node : the parent in the old file. line : writes a key with its value in one line.
    Its prediction is the parent's, scaled by how that turned out: who was too hopeful once is so again.
    """
    act, language = parent.decision.act, plan.client.language
    yield f"  # From {plan.quarter}: {parent.id} was decided to {act}; this cycle follows it."
    yield f"  - {line('id', parent.decision.next)}"
    yield f"    {line('kpi', parent.kpi)}"
    yield f"    {line('parent', parent.id)}"
    told = OTHERWISE[language].format(was=parent.countermeasure) if act == "adapt" else parent.countermeasure
    yield f"    {line('countermeasure', told)}"
    yield from (f"    {line(key, node[key])}" for key in LIKE_ITS_PARENT if key in node)
    yield f"    {line('start', quarter.start)}"
    if parent.prediction is not None:
        yield from _prediction(parent, quarter, turned_out, line)
    yield "    # check: to be agreed"


def _prediction(
    parent: Action, quarter: Quarter, turned_out: TurnedOut | None, line: Callable[[str, Any], str]
) -> Iterator[str]:
    told = parent.prediction
    ratio = turned_out.ratio if turned_out and turned_out.ratio is not None else 1.0
    if turned_out is not None:
        scaled = f"scaled to {ratio:.0%} of that of {parent.id}" if turned_out.ratio is not None else "as it was"
        yield f"    # The prediction is {scaled}: {turned_out.said}."
    numbers = [scaled_by(each, ratio) for each in (told.effect, told.low, told.high)]
    entry = CommentedMap(zip(("effect", "low", "high"), numbers, strict=True))
    entry |= {"by": quarter.end, "lag_days": told.lag_days}
    yield f"    {line('prediction', entry)}"


def scaled_by(amount: Amount, ratio: float) -> str:
    """An amount times a share, with its mark and at most three digits that count.

    >>> scaled_by(Amount(value=0.2, mark="pp"), 0.65), scaled_by(Amount(value=40), 0.5)
    ('+0.13pp', '+20')
    """
    return f"{amount.value * ratio:+.3g}{amount.mark}"
