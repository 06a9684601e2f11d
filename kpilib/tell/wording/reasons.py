"""The reasons of a verdict, as a reader is told them."""

from kpilib.judge.assessment import Assessment
from kpilib.tell.language import retold


def reasons_told(one: Assessment) -> list[str]:
    """The reasons of a verdict, each as a sentence of its own."""
    told = [retold(reason) for reason in one.reasons]
    return [f"{text[0].upper()}{text[1:]}." for text in told]
