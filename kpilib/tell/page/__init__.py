"""The page: its shell, its stylesheets and the fragments that a notebook shows.

`shell.css` draws a page; `parts.css` draws the parts, here and in JupyterLab alike.
"""

import re
from functools import cache
from importlib.resources import files

from jinja2 import Environment, FunctionLoader, StrictUndefined
from markupsafe import Markup


def asset(name: str) -> str:
    """The text of a file of this folder."""
    return files(__package__).joinpath(name).read_text("utf-8")


@cache
def _environment() -> Environment:
    return Environment(loader=FunctionLoader(asset), autoescape=True, undefined=StrictUndefined, trim_blocks=True)


def compile_templates() -> None:
    """Have all templates ready: what a process does that is to make many pages, before it makes them."""
    for file in files(__package__).iterdir():
        if file.name.endswith(".j2"):
            _environment().get_template(file.name)


def anchor(name: str) -> str:
    """A name as the end of an address within a page; two names never have the same.

    >>> anchor("leads"), anchor("a b")
    ('leads', 'a.20.b')
    """
    return re.sub(r"[^\w-]", lambda found: f".{ord(found[0]):x}.", name, flags=re.ASCII)


def fragment(template: str, **values: object) -> Markup:
    """A template of this folder, filled in; every value is escaped unless it is Markup already."""
    return Markup(_environment().get_template(template).render(**values).strip())
