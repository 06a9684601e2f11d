"""A flag written into the quarter's file: raised, accepted, or kept as an explanation that moves nothing."""

from collections.abc import Sequence
from datetime import date

from pydantic import TypeAdapter, ValidationError
from ruamel.yaml.comments import CommentedMap, CommentedSeq

from kpilib.errors import KpilibError
from kpilib.plan.agreement import in_time, last_day
from kpilib.plan.edit import item_of
from kpilib.plan.model import Flag, Plan
from kpilib.plan.periods import day_of
from kpilib.plan.renegotiate import append_entry, in_a_line, retarget
from kpilib.plan.spelling import written_like
from kpilib.plan.target import Amount, AmountText

_AMOUNT = TypeAdapter(AmountText)


def raised(
    *, on: date, kpi: str, due: date, cause: str, impact: str, old: Amount | None, target: Amount | None
) -> Flag:
    """A flag as it may be raised on a day. After the last day for a recalculation it is an explanation: it has no
    target, and the old one stays.

    Raises KpilibError for a flag without a cause or an impact: what is not said cannot be answered.
    """
    for name, text in (("cause", cause), ("impact", impact)):
        if not text.strip():
            raise KpilibError(f"a warning needs its {name}; say it with --{name}")
    if target is not None and old is not None and target.mark != old.mark:
        raise KpilibError(f"the new target {target} is not written like the old one, {old}; nothing was written")
    moves = in_time(on, due) and target is not None
    told = {"old": old, "target": target} if moves else {}
    return Flag(on=on, kpi=kpi, cause=cause.strip(), impact=impact.strip(), **told)


def write_flag(tree: CommentedMap, flag: Flag) -> None:
    """Add a flag to the tree of a quarter's file. Raises UnknownNameError for a KPI that it does not have."""
    kpi = item_of(tree.get("kpis"), flag.kpi, "KPI")
    like = None if isinstance(kpi.get("target"), dict) else kpi.get("target")
    entry = CommentedMap(on=flag.on, kpi=flag.kpi, cause=flag.cause, impact=flag.impact)
    for key in ("old", "target"):
        if (value := getattr(flag, key)) is not None:
            entry[key] = written_like(like, value)
    append_entry(tree, "flags", entry)


def write_acceptance(
    tree: CommentedMap,
    kpi: str,
    *,
    on: date,
    by: Sequence[str],
    statement: str | None = None,
) -> None:
    """Accept the last open flag of a KPI in the tree: its target becomes the KPI's, the old one stays in the flag.

    statement : the KPI's new sentence, where the number in the old one cannot be changed by itself.
    Raises KpilibError where no flag with a target is open, or where it is too late: the target stays then.
    """
    item = item_of(tree.get("kpis"), kpi, "KPI")
    waiting = [
        one
        for one in tree.get("flags") or ()
        if one["kpi"] == kpi and one.get("accepted") is None and day_of(one["on"]) <= on
    ]
    if not waiting or waiting[-1].get("target") is None:
        raise KpilibError(f"no recalculated target of '{kpi}' waits to be accepted; raise it first")
    entry, flag = waiting[-1], Flag.model_validate(dict(waiting[-1]))
    due = day_of(item["due"])
    if not in_time(on, due) or not in_time(flag.on, due):
        raise KpilibError(
            f"the target of '{kpi}' stays: a recalculation had to be raised and accepted by {last_day(due)}; "
            "nothing was written"
        )
    if flag.old is None:
        raise KpilibError(f"the flag of '{kpi}' does not tell the old target: add old to it; nothing was written")
    retarget(item, flag.old, flag.target, statement)
    entry["accepted"] = in_a_line(CommentedMap(on=on, by=in_a_line(CommentedSeq(by))))


def open_flag_of(plan: Plan, kpi: str, day: date) -> Flag | None:
    """The flag of a KPI whose target waits to be accepted on a day, the last one that was raised by then."""
    waiting = [one for one in plan.agreement.flags if one.kpi == kpi and one.on <= day and one.accepted is None]
    return waiting[-1] if waiting and waiting[-1].target is not None else None


def amount_given(text: str) -> Amount:
    """A target as it is given on the command line. Raises KpilibError for what is no number."""
    try:
        return _AMOUNT.validate_python(text)
    except ValidationError as error:
        raise KpilibError(f"the target {error.errors()[0]['msg']}; nothing was written") from None
