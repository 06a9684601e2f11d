"""The form of a letter: plain data, in one language, as `kpilib.tell.mail.letter.letter_of` makes it."""

from typing import Any

Letter = dict[str, Any]
