"""The language that is being spoken, and the one door through which every sentence of a page goes.

English is what the code says; the message catalogues below `locale/` hold the other languages. Who shows something
to a reader enters the reader's language first (`speaking`, `in_clients_language`); who writes a sentence does not
care which it is:

>>> with speaking("id"):
...     say("On pace")
'Sesuai laju'
"""

import gettext
import io
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date
from functools import cache, wraps
from importlib.resources import files
from numbers import Integral
from typing import Any, ParamSpec, TypeVar

from babel.dates import format_date
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal, format_percent

from kpilib.plan.catalogue import measure_name
from kpilib.plan.message import Figure, Listed, MeasureName, Message

SOURCE = "en"  # the language that the code itself is written in
P = ParamSpec("P")
R = TypeVar("R")

_spoken: ContextVar[str] = ContextVar("language", default=SOURCE)


def spoken() -> str:
    """The language that is being spoken: "en" or "id"."""
    return _spoken.get()


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Speak a language for a while."""
    token = _spoken.set(language)
    try:
        yield
    finally:
        _spoken.reset(token)


def in_clients_language(shown: Callable[P, R]) -> Callable[P, R]:
    """For what a notebook shows: it is told in the language of the client whom the first argument is about."""

    @wraps(shown)
    def told(*args: P.args, **kwargs: P.kwargs) -> R:
        about = args[0] if args else next(iter(kwargs.values()), None)
        if isinstance(about, Iterator):  # what is looked at of it must still be there to be shown
            about = tuple(about)
            args, kwargs = ((about, *args[1:]), kwargs) if args else (args, kwargs | {next(iter(kwargs)): about})
        client = _client_of(about)
        with speaking(client.language if client else spoken()):
            return shown(*args, **kwargs)

    return told


def _client_of(about: Any) -> Any:
    """The client of a plan, of what has a plan, or of the first of several such things; None without any."""
    if client := getattr(about, "client", None):
        return client
    plan = getattr(about, "plan", None)
    if plan is None and isinstance(about, Iterable):
        plan = getattr(next(iter(about), None), "plan", None)
    return plan.client if plan else None


def say(message: str, /, **values: Any) -> str:
    """A sentence in the language that is being spoken, with its values in their places.

    >>> say("{name} has no whole week to show yet", name="Leads")
    'Leads has no whole week to show yet'
    """
    return _filled(_catalogue(spoken()).gettext(message), values)


def say_as(meaning: str, message: str, /, **values: Any) -> str:
    """A word that means several things in English, with the meaning that is meant.

    >>> say_as("a stage of RACE", "Act")
    'Act'
    """
    return _filled(_catalogue(spoken()).pgettext(meaning, message), values)


def say_count(one: str, many: str, number: int, /, **values: Any) -> str:
    """A sentence about one or many. {number} is the number as the language writes it.

    >>> say_count("{number} day", "{number} days", 1), say_count("{number} day", "{number} days", 1200)
    ('1 day', '1,200 days')
    """
    text = _catalogue(spoken()).ngettext(one, many, number)
    return _filled(text, {"number": format_decimal(number, locale=spoken())} | values)


def marked(message: str) -> str:
    """Mark a message for the catalogues where it is written, to be said later."""
    return message


def retold(text: str) -> str:
    """What was judged, in the language that is being spoken; what a person wrote stays as it was written.

    >>> retold(Message("{seen} days were measured", seen=1200)), retold("The page came late")
    ('1,200 days were measured', 'The page came late')
    """
    if not isinstance(text, Message):
        return str(text)
    return say(text.pattern, **{name: _value(value) for name, value in text.values.items()})


def _value(value: Any) -> Any:
    if isinstance(value, Message):
        return retold(value)
    if isinstance(value, Listed):
        return value.between.join(str(_value(one)) for one in value)
    if isinstance(value, Figure | MeasureName):
        return _told(value) if spoken() != SOURCE else str(value)
    if isinstance(value, date):
        return format_date(value, "d MMM y", locale=spoken()).replace(" ", "\N{NO-BREAK SPACE}")
    return format_decimal(value, locale=spoken()) if isinstance(value, Integral) else value


def _told(value: Figure | MeasureName) -> str:
    """A number or a measure of a message in another language than English."""
    if isinstance(value, MeasureName):
        return measure_name(value, spoken())
    if value.form.endswith("%"):
        return format_percent(float(value), locale=spoken())
    return format_decimal(float(f"{value:{value.form.removeprefix(',')}}"), "#,##0.######", locale=spoken())


def _filled(text: str, values: dict[str, Any]) -> str:
    return text.format_map(values) if values else text


@cache
def _catalogue(language: str) -> gettext.NullTranslations:
    """The catalogue of a language, read from the file that translators edit; there is no compiled one to go stale."""
    if language == SOURCE:
        return gettext.NullTranslations()
    path = files(__package__).joinpath("locale", language, "LC_MESSAGES", "kpilib.po")
    compiled = io.BytesIO()
    with path.open("rb") as source:
        write_mo(compiled, read_po(source, locale=language))
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)
