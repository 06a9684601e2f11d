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


class Figure(float):
    """A number of a message that English writes in a form of its own.

    >>> str(Message("{rows} of {whole}", rows=Figure(1234.5), whole=Figure(0.25, ".0%")))
    '1,234.5 of 25%'
    """

    form: str

    def __new__(cls, value: float, form: str = ",.6g") -> "Figure":
        figure = super().__new__(cls, value)
        figure.form = form
        return figure

    def __str__(self) -> str:
        return format(float(self), self.form)


class MeasureName(str):
    """A measure in a message: English writes its id, another language what the measure is called there."""


class Listed(tuple):
    """Several values of a message, one after the other.

    >>> str(Listed([Message("{day} is late", day="Monday"), "3 Jul"]))
    'Monday is late, 3 Jul'
    """

    between = ", "

    def __str__(self) -> str:
        return self.between.join(map(str, self))


class Clauses(Listed):
    """Several sentences of a message, one after the other."""

    between = "; "
