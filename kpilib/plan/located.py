"""A YAML file whose every key knows its line, and whose problems are told in an analyst's words."""

import re
import types
import typing
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.constructor import DuplicateKeyError, RoundTripConstructor
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from kpilib.errors import Problem, nearest
from kpilib.plan.yaml_text import load_yaml

Loc = tuple[int | str, ...]

# pydantic's error types in our words: {key} the last key, {found} what stands there, {ctx} what pydantic adds.
WORDS = {
    "missing": "'{key}' is missing",
    "literal_error": "{key} '{found}' is not one of {expected}",
    "string_type": "{key} '{found}' is not text",
    "string_too_short": "{key} is empty",
    "too_short": "{key} is empty",
    "int_parsing": "{key} '{found}' is not a whole number",
    "int_type": "{key} '{found}' is not a whole number",
    "int_from_float": "{key} '{found}' is not a whole number",
    "float_parsing": "{key} '{found}' is not a number",
    "float_type": "{key} '{found}' is not a number",
    "bool_parsing": "{key} '{found}' is not true or false",
    "date_from_datetime_parsing": "{key} '{found}' is not a date; write YYYY-MM-DD",
    "date_parsing": "{key} '{found}' is not a date; write YYYY-MM-DD",
    "date_type": "{key} '{found}' is not a date; write YYYY-MM-DD",
    "date_from_datetime_inexact": "{key} '{found}' is not a date; write YYYY-MM-DD",
    "greater_than": "{key} '{found}' is not above {gt}",
    "greater_than_equal": "{key} '{found}' is below {ge}",
    "less_than": "{key} '{found}' is not below {lt}",
    "less_than_equal": "{key} '{found}' is above {le}",
    "string_pattern_mismatch": "{key} '{found}' does not have the form {pattern}",
    "model_type": "{key} '{found}' is not a block of keys",
    "dict_type": "{key} '{found}' is not a block of keys",
    "tuple_type": "{key} '{found}' is not a list",
}


class _Constructor(RoundTripConstructor):
    """Reads what has the form of a date and is none, such as 2026-09-31, as text, which is told where dates are."""

    def construct_yaml_timestamp(self, node: Any, values: Any = None) -> Any:
        try:
            return super().construct_yaml_timestamp(node, values)
        except ValueError:
            return self.construct_scalar(node)


_Constructor.add_constructor("tag:yaml.org,2002:timestamp", _Constructor.construct_yaml_timestamp)


class Located:
    """The tree of one YAML file, with its name as messages show it.

    `tree` is None where the file is missing, empty or broken; `problems` then says so. A key that is missing is told
    where it stands as a comment, such as `# owner: who answers for it?`: there it waits for its answer.
    """

    def __init__(self, path: Path, name: str):
        self.name = name
        self.tree: CommentedMap | None = None
        self.problems: list[Problem] = []
        self._text: list[str] = []
        try:
            yaml = YAML()
            yaml.Constructor = _Constructor
            text = path.read_text("utf-8-sig")
            self._text = text.splitlines()
            tree = load_yaml(yaml, text)
        except DuplicateKeyError as error:
            key = str(error.problem).split('"')[1] if '"' in str(error.problem) else "a key"
            self._broken(error.problem_mark, f"the key '{key}' stands here a second time")
        except MarkedYAMLError as error:
            told = " ".join(part for part in (error.context, error.problem) if part)
            self._broken(error.problem_mark or error.context_mark, f"not valid YAML: {told}")
        except (YAMLError, ValueError) as error:  # a value that its own tag forbids, or bytes that are no text
            self._broken(None, f"not valid YAML: {str(error).splitlines()[0]}")
        else:
            if isinstance(tree, CommentedMap):
                self.tree = tree
            else:
                self._broken(None, "holds no keys" if tree is None else "is not a block of keys")

    def _broken(self, mark: Any, text: str) -> None:
        self.problems.append(Problem(self.name, mark.line + 1 if mark else None, text))

    def line(self, loc: Loc) -> int | None:
        """The line of the deepest part of `loc` that stands in the file."""
        node: Any = self.tree
        line = None
        for part in loc:
            if isinstance(node, CommentedMap) and part in node:
                line = node.lc.key(part)[0] + 1
            elif isinstance(node, CommentedSeq) and isinstance(part, int) and part < len(node):
                line = node.lc.item(part)[0] + 1
            else:
                continue  # pydantic names the branch of a union here, which the file does not
            node = node[part]
        return line

    def _question(self, loc: Loc) -> int | None:
        """The line of the comment in which a missing key is asked for, within the item that lacks it."""
        *above, key = loc
        first, last = self.line(tuple(above)) or 1, len(self._text)
        if item := max((place for place, part in enumerate(above) if isinstance(part, int)), default=0):
            after = self.line((*above[:item], above[item] + 1)) or 0  # the line above where there is no next item
            last = after - 1 if after > first else last
        asked = re.compile(rf"\s*# {re.escape(str(key))}:")
        return next((line for line in range(first, last + 1) if asked.match(self._text[line - 1])), None)

    def lines(self) -> dict[str, int]:
        """The line of every key of the two upper levels: "kpis/leads/target", "budget/Meta", "flags/0"."""
        found: dict[str, int] = {}
        for group in self.tree or ():
            found[str(group)] = self.line((group,)) or 1
            for loc, item in self.items(group):
                name = item.get("id", loc[1]) if isinstance(item, dict) else loc[1]
                found[f"{group}/{name}"] = self.line(loc) or 1
                for key in item if isinstance(item, dict) else ():
                    found[f"{group}/{name}/{key}"] = self.line((*loc, key)) or 1
        return found

    def problem(self, loc: Loc, text: str) -> Problem:
        """A problem at `loc`, opened by the list item it belongs to: "kpi 'cpa': ..."."""
        return Problem(self.name, self.line(loc), self._item(loc) + text)

    def _item(self, loc: Loc) -> str:
        if len(loc) < 2 or self.tree is None:
            return ""
        group, which = loc[0], loc[1]
        singular = re.sub("ies$", "y", str(group)).removesuffix("s")
        items = self.tree.get(group)
        if isinstance(which, str):
            return f"{singular} '{which}': " if len(loc) > 2 and isinstance(items, CommentedMap) else ""
        item = items[which] if isinstance(items, CommentedSeq) and which < len(items) else None
        named = (
            (item.get(key) for key in ("id", "file", "name", "table", "item"))
            if isinstance(item, CommentedMap)
            else ()
        )
        # An address stands nowhere in a message: somebody may have written a password into it.
        label = next((name for name in named if name and "://" not in str(name)), None)
        return f"{singular} '{label}': " if label else f"{singular} {which + 1}: "

    def items(self, key: str) -> Iterator[tuple[Loc, Any]]:
        """The entries of the list or block `key`, each with its place; nothing where it is absent or malformed."""
        node = self.tree.get(key) if self.tree is not None else None
        if isinstance(node, CommentedMap):
            yield from (((key, name), value) for name, value in node.items())
        elif isinstance(node, CommentedSeq):
            yield from (((key, index), value) for index, value in enumerate(node))

    def validated(self, model: type[BaseModel]) -> Any:
        """The tree as `model`, or None; what is wrong is added to `problems`."""
        if self.tree is None:
            return None
        try:
            return model.model_validate(self.tree)
        except ValidationError as error:
            # A list whose items are wrong is also called too short, though it is not.
            details = [detail for detail in error.errors(include_url=False) if not _only_seems_short(detail)]
            self.problems += [self._told(model, detail) for detail in details]
            return None

    def _told(self, model: type[BaseModel], detail: Any) -> Problem:
        loc: Loc = detail["loc"]
        key = next((part for part in reversed(loc) if isinstance(part, str)), "")
        if detail["type"] == "extra_forbidden":
            owner = _model_at(model, loc[:-1])
            return self.problem(loc, f"unknown key '{key}'; {nearest(key, owner.model_fields if owner else ())}")
        words = WORDS.get(detail["type"])
        if detail["type"] in ("missing", "model_type", "dict_type", "tuple_type"):
            found = _short(detail["input"]) if detail["type"] != "missing" else ""
        else:
            found = _short(detail["input"])
        context = {name: str(value) for name, value in detail.get("ctx", {}).items()}
        if words:
            expected = context.pop("expected", "").replace("'", "").replace(" or ", ", ")
            text = words.format(**{**context, "key": key, "found": found, "expected": expected})
            if detail["type"] == "missing" and (line := self._question(loc)):
                return Problem(self.name, line, self._item(loc) + text)
        else:
            text = detail["msg"].removeprefix("Value error, ")
            if detail["type"] == "value_error":  # of a whole item, not of one of its keys
                return self.problem((*loc, ""), text)
            text = f"{key} {text}" if key and key not in text else text
        return self.problem(loc, text)


def _only_seems_short(detail: Any) -> bool:
    return detail["type"] == "too_short" and bool(detail["input"])


def _short(found: Any) -> str:
    if found is None:
        return ""
    text = str(dict(found) if isinstance(found, dict) else found)
    return text if len(text) <= 60 else text[:57] + "..."


def _model_at(model: Any, loc: Loc) -> type[BaseModel] | None:
    """The model that stands at `loc` below `model`, found through its annotations."""
    for part in loc:
        found = model.model_fields.get(part) if isinstance(part, str) and _is_model(model) else None
        if found is not None:
            model = _first_model(found.annotation)
    return model if _is_model(model) else None


def _is_model(thing: Any) -> bool:
    return isinstance(thing, type) and not isinstance(thing, types.GenericAlias) and issubclass(thing, BaseModel)


def _first_model(annotation: Any) -> Any:
    if _is_model(annotation):
        return annotation
    inside = (_first_model(part) for part in typing.get_args(annotation))
    return next((found for found in inside if _is_model(found)), None)
