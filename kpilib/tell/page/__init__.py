"""The page: its shell, its stylesheets and the fragments that a notebook shows.

`shell.css` draws a page; `parts.css` draws the parts, here and in JupyterLab alike.
"""

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


def fragment(template: str, **values: object) -> Markup:
    """A template of this folder, filled in; every value is escaped unless it is Markup already."""
    return Markup(_environment().get_template(template).render(**values).strip())
