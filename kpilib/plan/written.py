"""Values as they are written into a client's files by us."""

from collections.abc import Mapping
from io import StringIO
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.scalarstring import DoubleQuotedScalarString, FoldedScalarString, LiteralScalarString

from kpilib.plan.catalogue import Unit


def written_amount(value: float, unit: Unit) -> int | float | str:
    """A baseline as precise as anyone needs it: whole people and large money, hundredths of other things."""
    if unit == "percent":
        return f"{value * 100:.2f}%"
    rounded = round(float(value), 0 if unit == "count" or abs(value) >= 1000 else 2)
    return int(rounded) if rounded.is_integer() else rounded


def written_line(key: str, value: Any) -> str:
    """One key with its value in one line, numbers and quotes as they stand in the old file."""
    yaml = YAML()
    yaml.preserve_quotes = True
    yaml.width = 1_000_000
    written = StringIO()
    yaml.dump(CommentedMap({key: _flat(value)}), written)
    return written.getvalue().strip()


def _flat(value: Any) -> Any:
    """The value without its comments, to be written within a line."""
    if isinstance(value, Mapping):
        value = CommentedMap((key, _flat(one)) for key, one in value.items())
    elif isinstance(value, list | tuple):
        value = CommentedSeq(_flat(one) for one in value)
    elif isinstance(value, FoldedScalarString | LiteralScalarString):
        # A block of text has lines of its own, which would stand at the wrong depth here.
        return DoubleQuotedScalarString(value) if "\n" in value.strip() else str(value).strip()
    else:
        return value
    value.fa.set_flow_style()
    return value
