"""Numbers read back from English sentences, each with how exactly it was written."""

import re
from dataclasses import dataclass

NUMBER = re.compile(
    r"(?P<minus>−)?(?:[^\s\d−+(]{1,6}\s?)?(?P<digits>\d[\d,]*(?:\.\d+)?)"
    r"(?P<unit>%|\spoints|\splaces|\sbn\b|\sm\b|\sh(?:\s\d+\smin)?|\smin(?:\s\d+\ss)?|\ss\b)?"
)
SCALE = {"%": 0.01, " bn": 1e9, " m": 1e6}


@dataclass(frozen=True)
class Written:
    """A number and half of the last digit that it was written with."""

    value: float
    within: float

    def tells(self, number: float, more: float = 0.0) -> bool:
        """Whether this is how the number is written, up to rounding and so much `more`."""
        return abs(self.value - number) <= self.within * 1.001 + more + 1e-9 * abs(number)

    @property
    def nothing(self) -> bool:
        return self.value == 0


def read(text: str, *, points: float = 1.0) -> Written:
    """The one number of a text, without a sign: "Rp2.29 bn", "1 min 23 s", "0.20 points" of `points` each.

    >>> read("Rp2.29 bn"), read("7.5 points", points=0.01).value
    (Written(value=2290000000.0, within=5000000.0), 0.075)
    """
    plain = text.replace("\N{NO-BREAK SPACE}", " ").strip()
    if time := re.fullmatch(r"−?(?:(\d+) h)? ?(?:(\d+) min)? ?(?:(\d+) s)?", plain):
        hours, minutes, seconds = (float(part or 0) for part in time.groups())
        return Written(_signed(plain, 3600 * hours + 60 * minutes + seconds), 30.0 if time[1] else 0.5)
    found = NUMBER.search(plain)
    digits, unit = found["digits"].replace(",", ""), found["unit"] or ""
    scale = points if unit == " points" else SCALE.get(unit, 1.0)
    places = len(digits.partition(".")[2])
    return Written(_signed(plain, float(digits) * scale), 0.5 * 10**-places * scale)


def _signed(text: str, size: float) -> float:
    return -size if text.startswith("−") else size
