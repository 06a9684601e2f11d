"""The reasons of a verdict, as a reader is told them."""

from kpilib.judge.assess import Assessment
from kpilib.tell.language import SOURCE, retold, spoken


def reason_text(reason: str) -> str:
    """A reason of the judgement in the language that is being spoken; it was made in English."""
    return str(reason) if spoken() == SOURCE else retold(reason)


def reasons_told(one: Assessment) -> list[str]:
    """The reasons of a verdict, each as a sentence of its own."""
    told = [reason_text(reason) for reason in one.reasons]
    return [f"{text[0].upper()}{text[1:]}." for text in told]
