"""Tables: what a cell holds is text until it is said to be marked up."""

import re

from markupsafe import Markup

from kpilib.tell.table import Column, cell, table, titled

COLUMNS = [Column("kpi", "KPI"), Column("needed", "Needed\nper day", "right"), Column("note", "Note", full=True)]
ATTACK = "<script>alert(1)</script>"


def html(*rows: dict, **options) -> str:
    return str(table("score", COLUMNS, rows, **options).html)


def row(kpi: str = "Leads", needed: str = "15.9", note: str = "fine") -> dict:
    return {"kpi": kpi, "needed": needed, "note": note}


def cells(text: str) -> list[tuple[str, str]]:
    """(label, content) of every cell but the first of its row."""
    return re.findall(r'<td [^>]*data-label="([^"]*)">(.*?)</td>', text, flags=re.DOTALL)


def test_a_script_from_a_name_never_survives():
    for told in (
        html(row(kpi=ATTACK)),
        html(row(note=ATTACK)),
        html(row(kpi=cell(ATTACK, ATTACK, strong=True))),
        html(row(), caption=ATTACK),
        html(row(), spoken=ATTACK),
        str(titled(ATTACK, table("score", COLUMNS, [row()])).html),
        str(table("t", [Column("a", ATTACK), Column("b", ATTACK, label=ATTACK)], [{"a": "1", "b": "2"}]).html),
    ):
        assert "<script" not in told
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in told


def test_a_text_that_looks_like_the_end_of_a_cell_stays_in_its_cell():
    assert cells(html(row(note='</td><td headers="x" class="y">')))[1] == (
        "Note",
        "&lt;/td&gt;&lt;td headers=&#34;x&#34; class=&#34;y&#34;&gt;",
    )


def test_an_ampersand_is_escaped_once():
    assert cells(html(row(note="R&D")))[1] == ("Note", "R&amp;D")


def test_what_is_marked_up_stays_marked_up():
    assert cells(html(row(note=Markup("<b>x</b>"))))[1] == ("Note", "<b>x</b>")


def test_every_cell_is_labelled_with_its_head_for_phones():
    assert cells(html(row())) == [("Needed per day", "15.9"), ("Note", "fine")]


def test_a_label_of_its_own_replaces_the_head_on_phones():
    told = str(table("t", [Column("a", "A"), Column("b", "B", label="Of Q3")], [{"a": "1", "b": "2"}]).html)
    assert cells(told) == [("Of Q3", "2")]


def test_the_first_cell_heads_its_row():
    assert re.search(r'<th scope="row"[^>]*>Leads</th>', html(row()))


def test_an_empty_cell_is_marked_so_that_a_phone_leaves_it_out():
    assert html(row(note="")).count("kpi-none") == 1
    assert html(row()).count("kpi-none") == 0


def test_a_full_column_has_a_line_of_its_own_on_a_phone():
    assert html(row()).count("kpi-full") == 1


def test_the_last_row_is_marked_when_it_is_the_total():
    told = html(row("Direct"), row("Total"), total=True)
    assert told.count('<tr class="kpi-total">') == 1
    assert told.index("Direct") < told.index("kpi-total") < told.index("Total</th>")
    assert "kpi-total" not in html(row("Direct"), row("Total"))


def test_two_rows_of_one_name_are_two_rows():
    assert html(row(), row()).count('scope="row"') == 2


def test_a_table_without_rows_shows_nothing():
    assert table("score", COLUMNS, [], caption="3 KPIs")._repr_html_() == ""


def test_the_rows_that_come_in_are_not_changed():
    mine = row(note="<b>")
    html(mine)
    assert mine == row(note="<b>")


def test_a_cell_has_a_second_smaller_line():
    assert cell("Leads", "Act · Ana", strong=True) == Markup("<b>Leads</b><small>Act · Ana</small>")
    assert cell("a<b") == Markup("a&lt;b")


def captions(text: str) -> list[str]:
    return re.findall(r"<table[^>]*>\s*(<caption.*?</caption>)", text)


def test_a_caption_opens_its_table_and_goes_before_what_is_only_heard():
    assert captions(html(row(), caption="Worst first", spoken="KPIs")) == ["<caption>Worst first</caption>"]
    assert captions(html(row(), spoken="KPIs")) == ['<caption class="kpi-hidden">KPIs</caption>']
    assert captions(html(row())) == []


def test_a_title_is_heard_as_the_caption_of_a_table_without_one():
    shown = table("score", COLUMNS, [row()])
    assert captions(str(titled("R&D", shown).html)) == ['<caption class="kpi-hidden">R&amp;D</caption>']
    captioned = table("score", COLUMNS, [row()], caption="Worst first")
    assert captions(str(titled("R&D", captioned).html)) == ["<caption>Worst first</caption>"]


def test_names_that_people_chose_may_hold_anything():
    html = table(
        "packages-a b", [Column("kpi", "KPI"), Column("my measure", "Mine")], [{"kpi": "x", "my measure": "5"}]
    ).html
    assert 'data-label="Mine">5</td>' in html
    assert "kpi-packages-a.20.b" in html
