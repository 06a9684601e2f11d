import codecs
import hashlib

import pytest

from kpilib.data.files import open_sheets
from kpilib.data.sheet import Row, Sheet, decode, find_delimiter, sheet_of
from kpilib.errors import ExportError

TEXT = "Kanal,Umsatz in €\nEmail,10\n"


def read(path, **how) -> Sheet:
    return sheet_of(path.read_bytes(), path, **how)


@pytest.mark.parametrize(
    ("raw", "encoding"),
    [
        (TEXT.encode("utf-8"), "utf-8"),
        (codecs.BOM_UTF8 + TEXT.encode("utf-8"), "utf-8-sig"),
        (codecs.BOM_UTF16_LE + TEXT.encode("utf-16-le"), "utf-16"),
        (codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"), "utf-16"),
        (TEXT.encode("utf-16-le"), "utf-16-le"),
        (TEXT.encode("utf-16-be"), "utf-16-be"),
        (TEXT.encode("cp1252"), "cp1252"),
    ],
)
def test_the_same_text_is_read_from_each_encoding(write, raw, encoding):
    sheet = read(write(raw))
    assert sheet.encoding == encoding
    assert sheet.rows == (Row(1, ("Kanal", "Umsatz in €")), Row(2, ("Email", "10")))


def test_a_text_of_another_alphabet_is_guessed_from_its_letters():
    text = "Канал;Продажи;Заказы\nПоиск в интернете;Прямые переходы;Социальные сети\nРассылка;Реклама;Партнёры\n"
    assert decode(text.encode("cp1251"), "x.csv")[0] == text


def test_a_spreadsheet_file_is_refused_with_what_to_do(write):
    with pytest.raises(ExportError, match=r"^export\.xlsx: is not text; if it is a spreadsheet, save it as CSV$"):
        read(write(b"PK\x03\x04 not text \x00 at all, really not", "export.xlsx"))


@pytest.mark.parametrize("raw", [b"", b"\n\n  \n", codecs.BOM_UTF8, codecs.BOM_UTF16_LE])
def test_an_empty_file_is_refused(write, raw):
    with pytest.raises(ExportError, match=r"^export\.csv: the file is empty$"):
        read(write(raw))


def test_an_absent_file_is_refused(tmp_path):
    with pytest.raises(ExportError, match=r"^absent\.csv: cannot be opened: No such file"):
        open_sheets(tmp_path / "absent.csv")


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_each_delimiter_is_found(write, delimiter):
    sheet = read(write(f"date{delimiter}cost\n2026-07-01{delimiter}5\n"))
    assert sheet.delimiter == delimiter
    assert sheet.rows[1].cells == ("2026-07-01", "5")


def test_decimal_commas_do_not_pass_for_delimiters():
    assert find_delimiter("Tag;Kosten\n1;1,5\n2;2,5\n3;3,5") == ";"


def test_commas_within_quotes_do_not_pass_for_delimiters():
    assert find_delimiter('Day\tCost\n1\t"1,000.00"\n2\t"2,000.00"') == "\t"


def test_a_preamble_of_comments_does_not_hide_the_delimiter():
    assert find_delimiter("# a, b, c\n# d, e, f\n# g, h, i\nday;cost\n1;2") == ";"


def test_a_delimiter_that_is_told_is_not_searched_for(write):
    assert read(write("a,b;c\n1,2;3\n"), delimiter=";").rows[0].cells == ("a,b", "c")


def test_the_row_after_a_cell_with_a_line_break_has_its_own_line_number(write):
    sheet = read(write('name,cost\n"two\nlines",1\nplain,2\n'))
    assert [row.line for row in sheet.rows] == [1, 2, 4]
    assert sheet.rows[1].cells == ("two\nlines", "1")


def test_blank_lines_keep_the_line_numbers_of_the_file(write):
    sheet = read(write("a,b\n\n1,2\n"))
    assert [(row.line, row.blank) for row in sheet.rows] == [(1, False), (2, True), (3, False)]


def test_cells_are_stripped_of_plain_and_unbreakable_spaces(write):
    assert read(write("a,b\n 1 ,\N{NO-BREAK SPACE}2\N{NARROW NO-BREAK SPACE}\n")).rows[1].cells == ("1", "2")


def test_lines_may_end_as_on_any_machine(write):
    for end in ("\n", "\r\n", "\r"):
        assert [row.cells for row in read(write(f"a,b{end}1,2{end}")).rows] == [("a", "b"), ("1", "2")]


def test_the_sum_of_the_bytes_is_kept(write):
    assert read(write("a,b\n1,2\n")).sha256 == hashlib.sha256(b"a,b\n1,2\n").hexdigest()
