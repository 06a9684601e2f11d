"""What is in a file shows in its bytes; what is damaged, too large or packed like a bomb is refused."""

import gzip
import io
import zipfile
from datetime import UTC, datetime

import pyarrow
import pytest
from openpyxl import Workbook
from pyarrow import parquet

from kpilib.data import files, read_export
from kpilib.data.files import open_sheets
from kpilib.errors import ExportError, KpilibError

MIDNIGHT, NINE = (datetime.fromisoformat(text) for text in ("2026-07-01T00:00", "2026-07-01T09:05"))
REPORT = "Day,Campaign,Cost,Impr.\n2026-07-01,Brand,5,10\n2026-07-02,Brand,6,20\n"


def zipped(**members: str | bytes) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in members.items():
            archive.writestr(name.replace("__", "."), text)
    return target.getvalue()


def marked(raw: bytes, *, flags: int = 0, method: int | None = None) -> bytes:
    """A zip of one file with other flags, or another way of packing, in both of its headers."""
    told = bytearray(raw)
    for head, flag_at, method_at in ((b"PK\x03\x04", 6, 8), (b"PK\x01\x02", 8, 10)):
        place = raw.index(head)
        told[place + flag_at] |= flags
        if method is not None:
            told[place + method_at] = method
    return bytes(told)


def workbook(**sheets: list[list]) -> bytes:
    book = Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def cost(path) -> float:
    return float(read_export(path).daily["cost"].sum())


def test_the_same_report_is_read_from_text_zip_gzip_folder_and_workbook(write):
    rows = [line.split(",") for line in REPORT.splitlines()]
    assert cost(write(REPORT)) == 11
    assert cost(write(zipped(report__csv=REPORT), "report.zip")) == 11
    assert cost(write(gzip.compress(REPORT.encode()), "report.csv.gz")) == 11
    assert cost(write(REPORT, "folder/report.csv").parent) == 11
    assert cost(write(workbook(Report=rows), "report.xlsx")) == 11
    assert cost(write(workbook(Report=rows), "renamed.csv")) == 11  # its bytes tell, not its name


def test_a_workbook_keeps_dates_and_whole_numbers_as_text_has_them(write):
    path = write(workbook(One=[["Day", "n"], [MIDNIGHT, 1200.0], [NINE, 0.25]]), "x.xlsx")
    assert [row.cells for row in open_sheets(path)[0].rows] == [
        ("Day", "n"), ("2026-07-01", "1200"), ("2026-07-01 09:05:00", "0.25"),
    ]  # fmt: skip


def test_a_parquet_file_is_read_with_its_days_and_moments(write):
    table = pyarrow.table(
        {"Day": [MIDNIGHT.date(), None], "at": [NINE.replace(tzinfo=UTC), None], "n": [1200.0, 0.25]}
    )
    target = io.BytesIO()
    parquet.write_table(table, target)
    assert [row.cells for row in open_sheets(write(target.getvalue(), "days.parquet"))[0].rows] == [
        ("Day", "at", "n"), ("2026-07-01", "2026-07-01 09:05:00+00:00", "1200"), ("", "", "0.25"),
    ]  # fmt: skip


def test_a_number_that_is_none_is_an_empty_cell(write):
    target = io.BytesIO()
    parquet.write_table(pyarrow.table({"n": [1.5, float("nan")]}), target)
    assert [row.cells for row in open_sheets(write(target.getvalue(), "n.parquet"))[0].rows] == [
        ("n",),
        ("1.5",),
        ("",),
    ]


def test_every_sheet_and_member_is_named_in_its_messages(write):
    book = write(workbook(First=[["a", "b"], [1, 2]], Second=[["c", "d"], [3, 4]]), "book.xlsx")
    first, second = open_sheets(book)
    assert str(second.refuse("no")) == "book.xlsx: sheet 'Second': no"
    members = open_sheets(write(zipped(a__csv="a,b\n1,2\n", b__csv="c,d\n3,4\n"), "two.zip"))
    assert [sheet.path.name for sheet in members] == ["a.csv", "b.csv"]
    assert first.name == "First"


@pytest.mark.parametrize(
    ("name", "raw", "told"),
    [
        ("old.xls", b"\xd0\xcf\x11\xe0" + b"\0" * 600, "is a workbook of the old kind"),
        ("cut.xlsx", workbook(One=[["a", "b"], [1, 2]])[:400], "is cut off or damaged"),
        ("cut.zip", zipped(a__csv=REPORT * 50)[:-40], "is cut off or damaged"),
        ("locked.zip", marked(zipped(a__csv=REPORT), flags=1), "is locked with a password; save it without one"),
        ("odd.zip", marked(zipped(a__csv=REPORT), method=97), "is packed in a way that is not read"),
        ("cut.gz", gzip.compress(REPORT.encode(), mtime=0)[:-9], "is cut off or damaged"),
        ("empty.zip", zipped(), "the zip holds no file"),
        ("photo.csv", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8, "is not text"),
        ("blank.csv", b" \n\n", "the file is empty"),
        ("one.csv", b"hello\n", "holds no table with a header"),
        ("empty.xlsx", workbook(One=[]), "every sheet of the workbook is empty"),
        ("cut.parquet", b"PAR1" + b"\0" * 50, "is a Parquet file that cannot be read"),
    ],
)
def test_what_is_damaged_or_no_table_is_refused_with_the_reason(write, name, raw, told):
    with pytest.raises(ExportError, match=told):
        read_export(write(raw, name))


@pytest.mark.parametrize("part", ["xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/styles.xml"])
def test_a_workbook_with_a_part_that_was_cut_off_is_refused(write, part):
    with zipfile.ZipFile(io.BytesIO(workbook(One=[["a", "b"], [1, 2]]))) as whole:
        parts = {name: whole.read(name) for name in whole.namelist()}
    path = write(zipped(**parts | {part: parts[part][:-20]}), "cut.xlsx")
    with pytest.raises(ExportError, match="is a workbook that cannot be read"):
        open_sheets(path)


def test_a_workbook_whose_bytes_were_garbled_on_the_way_is_refused(write):
    whole = bytearray(workbook(One=[["Day", "n"], *([f"2026-07-{day:02d}", day] for day in range(1, 32))]))
    place = whole.index(b"xl/worksheets/sheet1.xml") + 60
    whole[place : place + 20] = bytes(20)
    with pytest.raises(ExportError, match="is a workbook that cannot be read"):
        open_sheets(write(bytes(whole), "garbled.xlsx"))


def test_a_bomb_is_refused_before_it_goes_off(write):
    bomb = write(zipped(a__csv=b"0" * 60_000_000), "bomb.zip")
    assert bomb.stat().st_size < 100_000
    with pytest.raises(ExportError, match="unpacks to 1 files of 60 MB: that is not an export"):
        read_export(bomb)


def test_a_zip_of_too_many_files_is_refused(write):
    many = write(zipped(**{f"f{number}__csv": "a,b\n" for number in range(501)}), "many.zip")
    with pytest.raises(ExportError, match="unpacks to 501 files"):
        read_export(many)


def test_a_file_that_is_too_large_names_the_way_out(write, monkeypatch):
    monkeypatch.setattr(files, "LARGEST", 100)
    with pytest.raises(ExportError, match="let the warehouse read it: connect: duckdb"):
        open_sheets(write(REPORT * 3))
    with pytest.raises(ExportError, match="let the warehouse read it"):
        open_sheets(write(gzip.compress(REPORT.encode() * 99), "large.csv.gz"))


def test_a_member_with_a_name_that_leads_elsewhere_is_read_and_never_unpacked(write, tmp_path):
    path = write(zipped(**{"../../../etc/report__csv": REPORT}), "sly.zip")
    before = sorted(tmp_path.rglob("*"))
    assert cost(path) == 11
    assert sorted(tmp_path.rglob("*")) == before


def test_what_systems_leave_beside_exports_is_not_read(write):
    write(REPORT, "folder/report.csv")
    write("x", "folder/.DS_Store")
    path = write(zipped(**{"report__csv": REPORT, "__MACOSX/._report__csv": "x", "._report__csv": "x"}), "mac.zip")
    assert cost(path.parent / "folder") == 11
    assert cost(path) == 11


def test_a_sheet_of_another_kind_is_left_out_and_counted(write):
    rows = [line.split(",") for line in REPORT.splitlines()]
    facts = read_export(write(workbook(Report=rows, Notes=[["who", "what"], ["Ana", "looks"]]), "report.xlsx"))
    (export,) = (export for _, export in facts.exports)
    assert [(one.reason, one.count) for one in export.dropped] == [("file or sheet 'Notes' of another kind", 1)]


def test_a_header_that_stands_again_among_the_rows_is_no_row(write):
    again = REPORT + "Day,Campaign,Cost,Impr.\n2026-07-03,Brand,7,30\n"
    assert cost(write(again)) == 18


@pytest.mark.parametrize("cell", ["Err:509", "#REF!", "#DIV/0!", "#VALUE!"])
def test_an_error_of_a_spreadsheet_is_named_with_its_line(write, cell):
    with pytest.raises(ExportError, match=rf"export.csv:3: column 'Cost': '{cell}' is an error of a spreadsheet"):
        read_export(write(REPORT.replace("2026-07-02,Brand,6", f"2026-07-02,Brand,{cell}")))


def test_a_formula_is_text(write):
    facts = read_export(write(REPORT.replace("2026-07-02,Brand", "2026-07-02,=HYPERLINK(A1)")))
    assert facts.daily["campaign"].tolist() == ["Brand", "=HYPERLINK(A1)"]


def test_facts_of_a_file_say_what_they_are(write):
    text = repr(read_export(write(REPORT + "Total: Account,,11,30\n", "google_ads.csv")))
    assert text.splitlines() == [
        "google_ads.csv: reader google_ads, source google_ads, by day",
        "  rows: 3, kept 2, left out 1 (1 total of other rows)",
        "days: 2026-07-01 to 2026-07-02",
        "  cost: 11",
        "  impressions: 30",
    ]


def test_an_unknown_table_is_told_its_columns_and_a_mapping_to_paste(write):
    text = "Tanggal;Kota;Omzet\n2026-07-01;Bandung;1.200,50\n2026-07-02;Bogor;900,00\n"
    with pytest.raises(KpilibError) as told:
        read_export(write(text, "omzet.csv"))
    assert "Its columns: Tanggal, Kota, Omzet." in str(told.value)
    assert 'file: "exports/omzet.csv", reader: table, columns: {date: "Tanggal", orders: "Omzet"}' in str(told.value)


def test_a_fault_of_our_own_is_not_called_damage(write, monkeypatch):
    def fault(*_, **__):
        raise ValueError("a fault of our own")

    path = write(zipped(a__csv=REPORT), "report.zip")
    monkeypatch.setattr("kpilib.data.files.sheet_of", fault)
    with pytest.raises(ValueError, match="a fault of our own"):
        open_sheets(path)
