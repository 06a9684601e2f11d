"""How long something takes, or comes late."""

from kpilib.tell.formats import decimal
from kpilib.tell.language import say_count


def days(count: int) -> str:
    """So many days, one of which is a day."""
    return say_count("{number} day", "{number} days", count)


def hours(count: float) -> str:
    """So many hours, whole or with a decimal.

    >>> hours(1), hours(2.5)
    ('1 hour', '2.5 hours')
    """
    told = decimal(count, 0 if float(count).is_integer() else 1)
    return say_count("{number} hour", "{number} hours", 1 if count == 1 else 2, number=told)
