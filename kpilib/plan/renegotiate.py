"""A negotiation written into the quarter's file: the entry that keeps the old numbers, and the new numbers."""

import math
from collections.abc import Mapping
from typing import Any

from pydantic import TypeAdapter
from ruamel.yaml.comments import CommentedMap, CommentedSeq

from kpilib.errors import KpilibError, UnknownNameError, nearest
from kpilib.plan.edit import item_of
from kpilib.plan.model import Negotiation
from kpilib.plan.periods import day_of
from kpilib.plan.spelling import restated, written_like
from kpilib.plan.target import Amount, AmountText

_AMOUNT = TypeAdapter(AmountText)


def write_negotiation(
    tree: CommentedMap,
    agreed: Negotiation,
    *,
    statement: str | None = None,
    shares: Mapping[tuple[str, str], float] | None = None,
) -> None:
    """Change the tree of a quarter's file to what a negotiation agreed.

    statement : the sentence of the KPI whose target changes; without it the number in the old sentence is changed.
    shares    : KPI and line to the share of the line that the KPI uses from now on.
    Raises KpilibError where the due date is past, where the file no longer has an old number of the negotiation, or
    where the sentence cannot be changed; the tree is then not to be written.
    """
    kpi = item_of(tree.get("kpis"), agreed.kpi, "KPI")
    if agreed.on > day_of(kpi["due"]):
        raise KpilibError(
            f"'{agreed.kpi}' was due on {kpi['due']}; on {agreed.on} it is too late to agree on another target"
        )
    entry = _entry(agreed, kpi.get("target"))
    retargeted = [(kpi, agreed.old, agreed.new)] if agreed.old != agreed.new else []
    if not retargeted and isinstance(kpi["target"], Mapping):
        kpi["target"] = written_like(None, agreed.new)  # what the parties kept is the number that they saw
    for move, told in zip(agreed.moves, entry.get("moves", ()), strict=True):
        if move.kpi is not None:
            other = item_of(tree.get("kpis"), move.kpi, "KPI")
            _spell(told, other.get("target"), move.old, move.new)
            retargeted.append((other, move.old, move.new))
            continue
        group, line = ("budget", move.budget) if move.budget is not None else ("hours", move.hours)
        lines = tree.get(group) or {}
        if line not in lines:
            raise UnknownNameError(f"{group} has no line '{line}'; {nearest(line, lines)}")
        _same(lines[line], move.old, f"{group} '{line}'")
        _spell(told, lines[line], move.old, move.new)
        lines[line] = written_like(lines[line], move.new)
    if statement is not None and not retargeted:
        raise KpilibError("this package keeps every target; leave out --statement")
    for item, old, new in retargeted:
        retarget(item, old, new, statement)
    for (name, line), share in (shares or {}).items():
        uses = item_of(tree["kpis"], name, "KPI")["uses"]
        uses[line] = f"{share * 100:.1f}".removesuffix(".0") + "%"
    append_entry(tree, "negotiations", entry)


def retarget(item: CommentedMap, old: Amount, new: Amount, statement: str | None) -> None:
    """Give a KPI of the tree its new target, and the sentence that states it.

    Raises KpilibError where the file has another target than `old`, or the sentence cannot be changed by itself.
    """
    target = item.get("target")
    if isinstance(target, Mapping):  # a change against an earlier quarter becomes the number that was agreed on
        item["target"] = written_like(None, new)
    else:
        _same(target, old, f"the target of '{item['id']}'")
        item["target"] = written_like(target, new)
    try:
        item["statement"] = _quoted_like(item["statement"], statement or restated(item["statement"], old, new))
    except KpilibError as error:
        raise KpilibError(f"kpi '{item['id']}': {error}") from None


def _quoted_like(old: str, new: str) -> str:
    """The new text with the quotes of the old one, which a round trip of the file keeps."""
    return new if type(old) is str else type(old)(new)


def in_a_line(node: Any) -> Any:
    """A list or a block of keys that is written on one line."""
    node.fa.set_flow_style()
    return node


def append_entry(tree: CommentedMap, group: str, entry: CommentedMap) -> None:
    """Put an entry at the end of a list of the tree, which is begun at the file's end where there is none."""
    if tree.get(group):
        tree[group].append(entry)
        return
    new = group not in tree
    tree[group] = CommentedSeq([entry])
    if new:
        tree.yaml_set_comment_before_after_key(group, before="\n")


def _same(found: Any, old: Amount, what: str) -> None:
    """Raise KpilibError unless the file still holds the number that the package starts from."""
    if found is None:
        raise KpilibError(f"{what} is not in the file, which was {old}; ask for the packages again")
    now = _AMOUNT.validate_python(found)
    if now.mark != old.mark or not math.isclose(now.value, old.value):
        raise KpilibError(f"{what} is {now} in the file, not {old} as in the package; ask for the packages again")


def _entry(agreed: Negotiation, target: Any) -> CommentedMap:
    """The negotiation as it stands in the file."""
    entry = CommentedMap(on=agreed.on, kpi=agreed.kpi, old=0, new=0, reason=agreed.reason)
    _spell(entry, target, agreed.old, agreed.new)
    if agreed.agreed_by:
        entry["agreed_by"] = in_a_line(CommentedSeq(agreed.agreed_by))
    if agreed.moves:
        entry["moves"] = CommentedSeq(in_a_line(_move(move)) for move in agreed.moves)
    return entry


def _move(move: Any) -> CommentedMap:
    named = {key: getattr(move, key) for key in ("kpi", "budget", "hours") if getattr(move, key) is not None}
    return CommentedMap(**named, old=0, new=0)


def _spell(entry: CommentedMap, like: Any, old: Amount, new: Amount) -> None:
    """Old and new of an entry, written as the number in the file that they are about."""
    like = None if isinstance(like, Mapping) else like
    entry["old"], entry["new"] = written_like(like, old), written_like(like, new)
