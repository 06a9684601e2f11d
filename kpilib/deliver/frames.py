"""A data frame that an analyst shows looks like our own tables: pandas' HTML, set again in the page's look."""

import re

from bs4 import BeautifulSoup, Tag

from kpilib.tell.language import say

MISSING = ("NaN", "NaT", "None", "<NA>", "nan", "")
NUMBER = re.compile(r"[-+−]?\s?[^\d\s]{0,3}\s?\d[\d.,\s]*\s?(?:%|[^\d\s]{1,3})?")
SIZE = re.compile(r"(\d+) rows × (\d+) columns")


def at_home(html: str, title: str) -> str:
    """The HTML that a cell showed, every table of pandas' in it in the page's look; all else stays as it is."""
    if "<table" not in html or not ('class="dataframe"' in html or 'id="T_' in html):
        return html
    soup = BeautifulSoup(html, "html.parser")
    for style in soup("style", attrs={"scoped": True}):
        style.decompose()
    for table in soup("table"):
        if "dataframe" in table.get("class", []) or table.get("id", "").startswith("T_"):
            _set(soup, table, title or say("Table"))
    for note in soup("p"):
        if size := SIZE.fullmatch(note.get_text()):
            note["class"] = "kpi-note"
            note.string = say("{rows} rows × {columns} columns", rows=size[1], columns=size[2])
    return str(soup)


def _set(soup: BeautifulSoup, table: Tag, title: str) -> None:
    del table["border"]
    table["class"] = [*(name for name in table.get("class", []) if name != "dataframe"), "kpi-frame"]
    if table.caption is None:
        caption = soup.new_tag("caption", attrs={"class": "kpi-hidden"})
        caption.string = title
        table.insert(0, caption)
    for row in table("tr"):
        if row.get("style"):
            del row["style"]
    for head in table("th"):
        _scope(head, in_head=head.find_parent("thead") is not None)
    _align(table)
    box = soup.new_tag("div", attrs={"class": "kpi-scroll", "role": "group", "aria-label": title, "tabindex": "0"})
    table.wrap(box)


def _scope(head: Tag, *, in_head: bool) -> None:
    """What a head is the head of; an empty corner is none."""
    if not head.get_text(strip=True):
        head.name = "td"
        return
    many = head.get("colspan" if in_head else "rowspan", "1") != "1"
    head["scope"] = ("col" if in_head else "row") + ("group" if many else "")
    if head.get("valign"):
        del head["valign"]


def _align(table: Tag) -> None:
    """Columns of numbers to the right, their heads with them; what is missing is a dash."""
    rows = [row("td") for row in table.select("tbody tr")]
    width = max(map(len, rows), default=0)
    heads = table.select("thead tr")
    top = heads[0].find_all(["th", "td"]) if len(heads) else []
    for index in range(1, width + 1):
        cells = [row[-index] for row in rows if len(row) >= index]
        texts = [cell.get_text(strip=True) for cell in cells]
        numbers = [text for text in texts if text not in MISSING]
        for cell, text in zip(cells, texts, strict=True):
            if text in MISSING[:-1]:
                cell.string = "–"
        if not numbers or not all(NUMBER.fullmatch(text) for text in numbers):
            continue
        above = [top[-index]] if len(top) >= width and all(one.get("colspan", "1") == "1" for one in top) else []
        for cell in (*cells, *above):
            cell["class"] = [*cell.get("class", []), "kpi-number"]
