"""The form that all pieces of a page have which are neither chart nor table, and what stands on every sample."""

from dataclasses import dataclass

from markupsafe import Markup

from kpilib.tell.language import marked
from kpilib.tell.plain import plain_text

SAMPLE = marked("Sample report. The client, the people and all numbers are invented.")


@dataclass(frozen=True)
class Part:
    """A piece of the page. In a notebook it shows itself; where it is empty nothing is shown.

    >>> report.decisions
    1 decision needed
    Qualified leads: accept 1,120 as the new target, or keep 1,200. ...
    """

    html: Markup

    def __repr__(self) -> str:
        return plain_text(self.html)

    def _repr_html_(self) -> str:
        return str(self.html)
