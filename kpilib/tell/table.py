"""A table as the page shows it: built by great-tables, drawn by our stylesheet, stacked into cards on a phone."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import pandas as pd
from markupsafe import Markup, escape

from kpilib.tell.page import anchor, fragment
from kpilib.tell.plain import plain_text


@dataclass(frozen=True)
class Column:
    """A column: its key, its head, and how it is set. `full` gives it a line of its own on a phone."""

    key: str
    head: str
    align: Literal["left", "right"] = "left"
    full: bool = False
    label: str = ""  # on a phone, where the head alone would not be understood


@dataclass(frozen=True)
class Table:
    """A table of text and marked-up cells. In a notebook it shows itself; without rows it shows nothing.

    >>> report.scorecard
    6 agreed KPIs, worst first. Period 1 Jul to 30 Sep 2026, data to 20 Aug 2026.
    KPI  Actual  Progress to target ...
    """

    html: Markup

    def __repr__(self) -> str:
        return plain_text(self.html)

    def _repr_html_(self) -> str:
        return str(self.html)


def cell(value: str, second: str = "", *, strong: bool = False) -> Markup:
    """A cell with a second, smaller line."""
    first = Markup("<b>{}</b>").format(value) if strong else escape(value)
    return first + (Markup("<small>{}</small>").format(second) if second else "")


def table(
    name: str,
    columns: Sequence[Column],
    rows: Sequence[Mapping[str, str]],
    *,
    caption: str = "",
    spoken: str = "",
    total: bool = False,
    after: Markup | str = "",
) -> Table:
    """A table whose first column heads its rows. Cells are text, which is escaped, or Markup.

    name   : the id of the table on its page. total : the last row is the sum of the others.
    spoken : the caption for a reader who hears the page, where a heading above stands for it to the eye.
    """
    if not rows:
        return Table(Markup(""))
    from great_tables import GT, html  # a tenth of what a command imports, and many show no table

    name = anchor(name)  # it may be made of an id that people chose
    keys = {one: anchor(one.key) for one in columns}
    frame = pd.DataFrame([{key: str(escape(row.get(one.key, ""))) for one, key in keys.items()} for row in rows])
    heads = {key: html(str(escape(one.head)).replace("\n", "<br>")) for one, key in keys.items()}
    first = keys[columns[0]]
    built = (
        GT(frame, id=f"kpi-{name}", rowname_col=first)
        .tab_stubhead(label=heads.pop(first))
        .cols_label(cases=heads)
        .cols_align("right", columns=[key for one, key in keys.items() if one.align == "right"])
        .cols_align("left", columns=[key for one, key in keys.items() if one.align == "left"])
        .fmt(lambda text: text, columns=list(frame.columns))  # the cells are escaped already
        .as_raw_html()
    )
    body = built[built.index("<table") : built.rindex("</table>") + len("</table>")]
    body = _labelled(body, name, columns)
    if total:
        place = body.rindex("<tr>")
        body = body[:place] + '<tr class="kpi-total">' + body[place + len("<tr>") :]
    if caption or spoken:
        body = _captioned(body, caption or spoken, hidden=not caption)
    return Table(fragment("table.html.j2", name=name, body=Markup(body), after=after))


def titled(title: str, shown: Table) -> Table:
    """A table under a title; without rows it shows nothing."""
    if not shown.html:
        return shown
    body = shown.html if "<caption" in shown.html else Markup(_captioned(shown.html, title, hidden=True))
    return Table(Markup('<div class="kpi-fig kpi-titled"><h3>{}</h3>\n{}</div>').format(title, body))


def _captioned(body: str, caption: str, *, hidden: bool) -> str:
    """The table with its caption, which HTML wants as the first child."""
    quiet = ' class="kpi-hidden"' if hidden else ""
    made = f"<caption{quiet}>{escape(caption)}</caption>"
    return re.sub(r"(<table[^>]*>)", lambda match: f"{match[1]}\n{made}", body, count=1)


def _labelled(body: str, name: str, columns: Sequence[Column]) -> str:
    """Each cell with the head of its column, which a phone writes above it."""
    by_id = {f"kpi-{name}-{anchor(one.key)}": one for one in columns}

    def label(match: re.Match[str]) -> str:
        column = by_id[match[1].split()[-1]]
        classes = match[2] + (" kpi-full kpi-wrap" if column.full else "")
        classes += " kpi-none" if match[3] == "" else ""
        head = escape(column.label or column.head.replace("\n", " "))
        return f'<td headers="{match[1]}" class="{classes}" data-label="{head}">{match[3]}</td>'

    return re.sub(r'<td headers="([^"]*)" class="([^"]*)">(.*?)</td>', label, body, flags=re.DOTALL)
