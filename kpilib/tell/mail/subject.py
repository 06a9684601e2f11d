"""The subject of a mail."""

import re
from unicodedata import category

from kpilib.tell.language import say, speaking
from kpilib.tell.mail.form import Letter


def subject_of(letter: Letter, revision: int = 1) -> str:
    """Client, quarter and state on one line, and which revision it is if it is not the first.

    No figure of the client's is in it: a subject is seen on a locked screen.
    """
    with speaking(letter["language"]):
        about = f"{letter['client']}, {letter['quarter']}: {letter['state']}"
        if revision > 1:
            about = say("Revision {revision}: {about}", revision=revision, about=about)
        return one_line(about)


def one_line(text: str) -> str:
    """A text without line breaks and without characters that are not seen, which could hide or turn what is read.

    >>> one_line("Kopi\\r\\nBcc: all@example.org \\u202eabc")
    'Kopi Bcc: all@example.org abc'
    """
    return " ".join(re.sub(".", _visible, text, flags=re.DOTALL).split())


def _visible(found: re.Match) -> str:
    one = found[0]
    if one.isspace() or category(one) in ("Cc", "Zl", "Zp"):
        return " "
    return "" if category(one) in ("Cf", "Cs") and one != "\N{ZERO WIDTH JOINER}" else one
