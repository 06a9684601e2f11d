"""The reasons of a verdict, as a reader is told them."""

from kpilib.judge.assessment import Assessment
from kpilib.tell.language import retold
from kpilib.tell.phrases import capital


def reasons_told(one: Assessment) -> list[str]:
    """The reasons of a verdict, each as a sentence of its own."""
    return [f"{capital(retold(reason))}." for reason in one.reasons]
