"""What was written down that may have moved a KPI: notes, breaks in its definition, actions. Never invented."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from kpilib.plan.model import Action, Kpi, Plan


@dataclass(frozen=True)
class Cause:
    """A day on which something happened that may have moved a KPI, and what it was in the analyst's own words.

    name : of an action its id; empty for the others.
    """

    on: date
    text: str
    kind: Literal["note", "break", "action"]
    name: str = ""


def causes(plan: Plan, kpi: Kpi, as_of: date) -> tuple[Cause, ...]:
    """All that was known by `as_of`, oldest first; a text written over several lines is put into one.

    A note is about the client as a whole, a break about the KPI's metric, an action about the KPI.
    """
    agreed = plan.agreement
    found = [(one.on, one.text, "note", "") for one in agreed.notes]
    found += [(one.on, one.text, "break", "") for one in agreed.breaks if one.metric == kpi.metric]
    found += [
        (_begun(one, as_of), one.countermeasure, "action", one.id) for one in agreed.actions if one.kpi == kpi.id
    ]
    known = (Cause(on, " ".join(text.split()), kind, name) for on, text, kind, name in found if on <= as_of)
    return tuple(sorted(known, key=lambda one: (one.on, one.kind, one.name)))


def _begun(action: Action, as_of: date) -> date:
    """The day on which an action was carried out; until that is known, the day on which it was to start."""
    return action.done.on if action.done and action.done.on <= as_of else action.start
