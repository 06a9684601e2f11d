"""A sentence that is written where something is judged and told where it is read, in the reader's language."""

from typing import Any


class Message(str):
    """English text that still knows its pattern and the values in it, so that it can be told in another language.

    >>> why = Message("the data end on {day}, before the due date", day="2026-08-20")
    >>> why, why.values
    ('the data end on 2026-08-20, before the due date', {'day': '2026-08-20'})
    """

    pattern: str
    values: dict[str, Any]

    def __new__(cls, pattern: str, /, **values: Any) -> "Message":
        text = super().__new__(cls, pattern.format_map(values))
        text.pattern, text.values = pattern, values
        return text

    def __getnewargs_ex__(self):
        return (self.pattern,), self.values

    def __repr__(self) -> str:
        return repr(str(self))
