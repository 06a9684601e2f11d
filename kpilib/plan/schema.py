"""JSON Schemas of the files that an analyst writes, for editors that complete, check and explain while one types.

They are made from the models, and what they say of a key is said in the models' docstrings, one line a key:

    currency : of all amounts, an ISO 4217 code such as `IDR` or `EUR`.

What stands after "such as" is an example.
"""

import inspect
import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import AliasChoices, BaseModel
from pydantic.json_schema import GenerateJsonSchema
from ruamel.yaml import YAML

from kpilib.plan.client import Client
from kpilib.plan.mail import MailSettings
from kpilib.plan.model import QuarterFile

FILES: dict[str, type[BaseModel]] = {"client": Client, "quarter": QuarterFile, "mail": MailSettings}
FOLDER = ".schema"  # within the folder of all clients; no client has such a name
KEY = re.compile(r"(\w+(?:, \w+)*)\s*: (.*)")
EXAMPLES = re.compile(r"such\s+as\s+(`[^`]+`(?:(?:,| or|, or)\s+`[^`]+`)*)")
# A number may be written 230_000_000, which the newest YAML, and so an editor, takes for text.
DIGITS = {"number": r"^[+-]?[\d_]+(\.\d+)?$", "integer": r"^[\d_]+$"}


def schema_comment(file: str, *, beside: bool = False) -> str:
    """The first line of a YAML file, by which an editor finds its schema; `beside` the clients' folders.

    >>> schema_comment("client")
    '# yaml-language-server: $schema=../.schema/client.json'
    """
    return f"# yaml-language-server: $schema={'' if beside else '../'}{FOLDER}/{file}.json"


def schema_of(file: str) -> dict[str, Any]:
    """The schema of a kind of file: "client", "quarter" or "mail".

    >>> schema_of("client")["properties"]["currency"]["examples"]
    ['IDR', 'EUR']
    """
    model = FILES[file]
    schema = model.model_json_schema(schema_generator=_Plain)
    models = {one.__name__: one for one in _models(model)}
    _explain(schema, model)
    for name, part in schema.get("$defs", {}).items():
        if name in models:
            _explain(part, models[name])
    return {"$schema": GenerateJsonSchema.schema_dialect, **_loosened(schema)}


@cache
def schema_text(file: str) -> str:
    """A schema as it is written; it is of kpilib's own models, and so the same for all projects."""
    return json.dumps(schema_of(file), ensure_ascii=False, indent=1) + "\n"


def write_schemas(params: Path) -> list[Path]:
    """Write all schemas into the folder of all clients, where what `kpilib new` writes looks for them."""
    folder = params / FOLDER
    folder.mkdir(exist_ok=True)
    written = []
    for file in FILES:
        path = folder / f"{file}.json"
        text = schema_text(file)
        if not path.is_file() or path.read_text("utf-8") != text:
            path.write_text(text, "utf-8")
        written.append(path)
    return written


def told_keys(model: type[BaseModel]) -> dict[str, str]:
    """What a model's docstring says of each of its keys.

    >>> from kpilib.plan.model import Note
    >>> told_keys(Note)
    {'on': 'the day it is about.', 'text': 'what there is to know.'}
    """
    found: dict[str, str] = {}
    names: list[str] = []
    for line in inspect.cleandoc(model.__doc__ or "").splitlines():
        key = KEY.fullmatch(line)
        if key and set(key[1].split(", ")) <= model.model_fields.keys():
            names = key[1].split(", ")
            found |= dict.fromkeys(names, key[2])
        elif line.startswith(" ") and names:
            found |= {name: f"{found[name]} {line.strip()}" for name in names}
        else:
            names = []
    return found


def examples_in(text: str) -> list[Any]:
    """The examples in what is said of a key, as YAML reads them.

    >>> examples_in("its target, such as `1200` or `2.4%`.")
    [1200, '2.4%']
    """
    yaml = YAML(typ="safe")
    return [yaml.load(one) for found in EXAMPLES.findall(text) for one in re.findall("`([^`]+)`", found)]


class _Plain(GenerateJsonSchema):
    """Without titles, which repeat the key, and with values that no file holds left out."""

    def field_title_should_be_set(self, schema: Any) -> bool:  # noqa: ARG002
        return False

    def encode_default(self, dft: Any) -> Any:
        return super().encode_default(list(dft) if isinstance(dft, tuple) else dft)


def _models(model: Any, seen: set | None = None) -> Iterator[type[BaseModel]]:
    """A model and every model that stands below it."""
    seen = set() if seen is None else seen
    if isinstance(model, type) and issubclass(model, BaseModel):
        if model not in seen:
            seen.add(model)
            yield model
            for field in model.model_fields.values():
                yield from _models(field.annotation, seen)
    else:
        for part in getattr(model, "__args__", ()):
            yield from _models(getattr(part, "__origin__", part) if hasattr(part, "__metadata__") else part, seen)


def _explain(schema: dict[str, Any], model: type[BaseModel]) -> None:
    """Put into a model's schema what its docstring says, and the other names under which a key may stand."""
    schema.pop("title", None)
    schema["description"] = inspect.cleandoc(model.__doc__ or "").split("\n\n")[0].replace("\n", " ")
    told, keys = told_keys(model), schema.get("properties", {})
    for name, field in model.model_fields.items():
        alias = field.validation_alias
        aliases = [str(one) for one in alias.choices] if isinstance(alias, AliasChoices) else [name]
        shown = next(one for one in aliases if one in keys)
        if text := told.get(name):
            part = keys[shown] = {**keys[shown], "description": text.replace("`", "")}
            if examples := examples_in(text):
                part["examples"] = examples
        for one in aliases:
            keys[one] = _or_text(keys[shown]) if len(aliases) > 1 else keys[shown]
        required = schema.get("required", [])
        if len(aliases) > 1 and shown in required:
            required.remove(shown)
            schema.setdefault("allOf", []).append({"anyOf": [{"required": [one]} for one in aliases]})


def _or_text(part: dict[str, Any]) -> dict[str, Any]:
    """A key that may be plain text in place of a text for each language."""
    about = {key: part[key] for key in ("description", "examples", "default") if key in part}
    rest = {key: value for key, value in part.items() if key not in about}
    return about | {"anyOf": [*rest.get("anyOf", [rest]), {"type": "string"}]}


def _loosened(part: Any) -> Any:
    """With every number written as YAML may write it too."""
    if isinstance(part, list):
        return [_loosened(one) for one in part]
    if not isinstance(part, dict):
        return part
    part = {key: value if key == "examples" else _loosened(value) for key, value in part.items()}
    if isinstance(part.get("type"), str) and part["type"] in DIGITS:
        kind = part["type"]
        part |= {"type": [kind, "string"], "pattern": DIGITS[kind]}
    return part
