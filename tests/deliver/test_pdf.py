"""A page as a PDF: the sheets, the bookmarks and the words of the page, and nothing of this machine."""

import os
import re
import shutil
import socket
import threading
import time
from html import unescape
from pathlib import Path
from types import SimpleNamespace

import pytest

from kpilib.deliver import batch
from kpilib.deliver.batch import Run, plan_jobs
from kpilib.deliver.index import write_index
from kpilib.deliver.job import Outcome
from kpilib.deliver.pdf import NO_BROWSER, VARIABLE, find_browser, to_pdf
from kpilib.errors import KpilibError
from tests.project import small_project

ROOT = Path(__file__).parents[2]
BROWSER = find_browser()
A4, A3_LANDSCAPE = (210, 297), (420, 297)  # mm
PAGE = "<!doctype html><html lang='en'><head><title>A page</title></head><body><h1>A page</h1>{}</body></html>"

printing = pytest.mark.skipif(
    BROWSER is None, reason="no Chromium on this machine; on Debian `make browser` brings one"
)


@pytest.fixture(scope="module")
def review(pages, tmp_path_factory) -> Path:
    """The PDF of the demo review with its four cycles."""
    page = shutil.copy(pages["kopi-contoh, review"], tmp_path_factory.mktemp("reports"))
    return to_pdf(Path(page), BROWSER)


@pytest.fixture
def shop_page(tmp_path) -> Path:
    page = tmp_path / "a (small) page.html"
    page.write_text(PAGE.format("<p>Hello.</p>"), "utf-8")
    return page


def opened(pdf: Path):
    return pytest.importorskip("pypdf").PdfReader(pdf)


def sheets(pdf: Path) -> list[tuple[int, int]]:
    """Width and height of every sheet in mm."""
    boxes = [page.mediabox for page in opened(pdf).pages]
    return [(round(float(box.width) / 72 * 25.4), round(float(box.height) / 72 * 25.4)) for box in boxes]


def bookmarks(pdf: Path) -> list[tuple[str, int]]:
    """Title and sheet, counted from 1, of every bookmark at whatever depth."""
    reader = opened(pdf)

    def flat(entries):
        for entry in entries:
            yield from flat(entry) if isinstance(entry, list) else [entry]

    return [(entry.title, reader.get_destination_page_number(entry) + 1) for entry in flat(reader.outline)]


def plain(html: str) -> str:
    """The words of some HTML, with one space between them."""
    return " ".join(unescape(re.sub(r"<[^>]+>", "", html)).split())


def program(path: Path, *lines: str) -> str:
    """A program that stands in for a browser; $DRAFT is where it should write."""
    head = [
        "#!/bin/sh",
        'for a; do case "$a" in --print-to-pdf=*) DRAFT="${a#*=}";; esac; done',
    ]
    path.write_text("\n".join([*head, *lines]) + "\n", "utf-8")
    path.chmod(0o755)
    return str(path)


def alive(pid: int) -> bool:
    """Whether a process runs; one that has ended and waits to be collected by somebody else does not."""
    stat = Path(f"/proc/{pid}/stat")
    return stat.is_file() and stat.read_text().rpartition(")")[2].split()[0] != "Z"


@printing
def test_each_cycle_is_one_sheet_of_a3_between_sheets_of_a4(review):
    assert sheets(review) == [A4, *[A3_LANDSCAPE] * 4, A4]


@printing
def test_the_document_has_its_title_its_language_and_its_tags(review):
    reader = opened(review)
    root = reader.trailer["/Root"]
    assert reader.metadata.title == "Kopi Contoh: PDCA review, Q3 2026"
    assert root["/Lang"] == "en"
    assert root["/MarkInfo"]["/Marked"]
    assert "/StructTreeRoot" in root
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]


@printing
def test_the_bookmarks_are_the_headings_each_on_its_sheet(review):
    told = bookmarks(review)
    assert told[0] == ("Kopi Contoh PDCA review, Q3 2026", 1)
    assert ("“Shorter main menu” did harm: qualified leads fell by 15 a week. Decided: abandon it.", 2) in told
    assert [sheet for title, sheet in told if title.startswith("Act ")] == [2, 3, 4, 5]
    assert told[-1] == ("What do the numbers rest on?", 6)


@printing
def test_a_bookmark_keeps_the_spaces_of_its_heading(review):
    page = review.with_suffix(".html").read_text("utf-8")
    headings = {plain(html) for html in re.findall(r"<h[1-5][^>]*>(.*?)</h[1-5]>", page, re.DOTALL)}
    assert {plain(title) for title, _ in bookmarks(review)} <= headings


@printing
def test_its_text_can_be_read_and_searched(review):
    text = re.sub(r"\s+", " ", opened(review).pages[1].extract_text())
    assert "Shorter main menu" in text
    assert "qualified leads fell by 15 a week" in text


@printing
def test_nothing_of_this_machine_or_of_the_hour_is_in_it(review):
    raw = review.read_bytes()
    assert b"file:" not in raw
    assert b"CreationDate" not in raw
    assert opened(review).metadata.creator == "kpilib"
    text = "".join(page.extract_text() for page in opened(review).pages)
    assert "file:" not in text
    assert str(review.parent) not in text


@printing
def test_the_same_page_gives_the_same_bytes_and_leaves_nothing_else(review):
    before, beside = review.read_bytes(), sorted(review.parent.iterdir())
    to_pdf(review.with_suffix(".html"), BROWSER)
    assert review.read_bytes() == before
    assert sorted(review.parent.iterdir()) == beside


@printing
def test_the_profile_is_removed(shop_page, monkeypatch, tmp_path):
    (tmp_path / "t").mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "t"))
    to_pdf(shop_page, BROWSER)
    assert list((tmp_path / "t").iterdir()) == []


@printing
def test_a_link_to_a_file_beside_the_page_stays_relative(shop_page):
    links = (
        '<a href="pdca_review.html">Review</a> <a href="a(b).html">Other</a> <a href="mailto:a@example.org">Mail</a>'
    )
    shop_page.write_text(PAGE.format(links), "utf-8")
    made = opened(to_pdf(shop_page, BROWSER))
    targets = [one.get_object()["/A"]["/URI"] for one in made.pages[0]["/Annots"]]
    assert targets == ["pdca_review.html", "a(b).html", "mailto:a@example.org"]


@printing
def test_the_browser_asks_nothing_of_the_network(shop_page):
    asked = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.2)
        done = threading.Event()

        def listen():
            while not done.is_set():
                try:
                    connection, _ = server.accept()
                except TimeoutError:
                    continue
                asked.append(True)
                connection.close()

        listener = threading.Thread(target=listen)
        listener.start()
        port = server.getsockname()[1]
        pictures = "".join(f'<img src="http://{host}:{port}/x.png" alt="">' for host in ("127.0.0.1", "localhost"))
        shop_page.write_text(PAGE.format(pictures), "utf-8")  # without the policy that our pages carry
        to_pdf(shop_page, BROWSER)
        done.set()
        listener.join()
    assert asked == []


@printing
def test_a_run_with_pdf_prints_each_page_and_the_index_links_both(tmp_path, kpilib):
    params = small_project(tmp_path)
    told = ("--as-of", "2026-08-21", "--params", params, "--jobs", "1")
    code, said, errors = kpilib("run", "2026Q3", *told, "--pdf")
    out = tmp_path / "reports/2026Q3/shop"
    assert (code, errors) == (0, "")
    assert "1 report made, 1 as PDF too: " in said
    assert set(sheets(out / "kpi_progress.pdf")) == {A4}
    index = (tmp_path / "reports/2026Q3/index.html").read_text("utf-8")
    assert 'href="shop/kpi_progress.html"' in index
    assert 'href="shop/kpi_progress.pdf"' in index


@pytest.fixture
def quick_run(tmp_path, monkeypatch, kpilib):
    """`kpilib run` of a small project, whose report is made at once."""
    params = small_project(tmp_path)

    def made(task):
        task.job.out.mkdir(parents=True, exist_ok=True)
        task.job.file(".html").write_text(PAGE.format(""), "utf-8")
        return Outcome(task.job, page=task.job.file(".html"))

    monkeypatch.setattr(batch, "make", made)
    page = tmp_path / "reports/2026Q3/shop/kpi_progress.html"

    def run(*options):
        code, said, errors = kpilib("run", "2026Q3", "--params", params, "--jobs", "1", *options)
        return SimpleNamespace(code=code, said=said, errors=errors, page=page)

    return run


def without_browser(monkeypatch):
    monkeypatch.delenv(VARIABLE, raising=False)
    monkeypatch.setattr("kpilib.deliver.pdf.shutil.which", lambda _: None)


def test_without_a_browser_the_pages_are_made_and_the_run_says_what_to_install(quick_run, monkeypatch):
    without_browser(monkeypatch)
    ran = quick_run("--pdf")
    assert ran.page.is_file()
    assert ran.errors.strip() == NO_BROWSER
    assert "apt install chromium" in ran.errors
    assert "1 report made, 0 as PDF too: " in ran.said
    assert ran.code == 1


def test_a_run_that_was_asked_for_no_pdf_needs_no_browser(quick_run, monkeypatch):
    without_browser(monkeypatch)
    ran = quick_run()
    assert (ran.code, ran.errors) == (0, "")
    assert "PDF" not in ran.said


def test_a_browser_that_is_named_and_is_no_program_stops_the_run_before_it_starts(quick_run, monkeypatch):
    monkeypatch.setenv(VARIABLE, "no-such-browser")
    ran = quick_run("--pdf")
    assert ran.code == 2
    assert ran.errors.startswith("KPILIB_BROWSER is 'no-such-browser', which is no program")
    assert not ran.page.exists()


def test_a_browser_that_fails_costs_the_pdf_and_not_the_page(quick_run, monkeypatch, tmp_path):
    log = "echo '[1:2:0101/1.2:FATAL:zygote.cc(1)] No usable sandbox!' >&2; exit 1"
    monkeypatch.setenv(VARIABLE, program(tmp_path / "browser", log))
    ran = quick_run("--pdf")
    assert ran.page.is_file()
    assert ran.errors == "no PDF: browser made none of kpi_progress.html: No usable sandbox!\n"
    assert ran.code == 1


@pytest.mark.parametrize("content", ["", "%PDF-1.4 broken off", "an error page"])
def test_what_is_no_whole_pdf_is_not_kept(shop_page, tmp_path, content):
    browser = program(tmp_path / "browser", f"printf '{content.replace('%', '%%')}' > \"$DRAFT\"")
    with pytest.raises(KpilibError, match=r"^no PDF: browser made none of a \(small\) page\.html$"):
        to_pdf(shop_page, browser)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a (small) page.html", "browser"]


def test_an_earlier_pdf_stays_whole_when_the_next_one_fails(shop_page, tmp_path):
    browser = program(tmp_path / "browser", "printf '%%PDF-1.4 whole %%%%EOF' > \"$DRAFT\"")
    pdf = to_pdf(shop_page, browser)
    with pytest.raises(KpilibError):
        to_pdf(shop_page, program(tmp_path / "browser", "printf '%%PDF-1.4 half' > \"$DRAFT\""))
    assert pdf.read_bytes() == b"%PDF-1.4 whole %%EOF"


@pytest.mark.skipif(not Path("/proc/self/stat").is_file(), reason="looks at processes in /proc")
def test_a_browser_that_hangs_is_ended_with_all_that_it_started(shop_page, tmp_path):
    pids = tmp_path / "pids"
    browser = program(tmp_path / "browser", "sleep 300 &", f"echo $! $$ > '{pids}'", "wait")
    started = time.monotonic()
    with pytest.raises(KpilibError, match=r"^no PDF: browser did not end within 0\.5 s$"):
        to_pdf(shop_page, browser, seconds=0.5)
    assert time.monotonic() - started < 5
    child, own = map(int, pids.read_text().split())
    time.sleep(0.1)
    assert not alive(child)
    assert not Path(f"/proc/{own}").exists()  # waited for, so no zombie of ours is left


def test_a_page_that_is_not_there_is_named(tmp_path):
    with pytest.raises(KpilibError, match=r"there is no page none\.html"):
        to_pdf(tmp_path / "none.html", "chromium")


@pytest.mark.skipif(os.name == "nt", reason="paths of programs are told otherwise on Windows")
def test_a_browser_that_is_named_comes_before_those_that_are_found(monkeypatch, tmp_path):
    named = program(tmp_path / "mine", "exit 0")
    monkeypatch.setenv(VARIABLE, named)
    assert find_browser() == named


def test_a_failed_report_leaves_no_pdf_of_an_earlier_one(tmp_path):
    params = small_project(tmp_path, quarter="agreed: nothing")
    out = tmp_path / "reports/2026Q3/shop"
    out.mkdir(parents=True)
    (out / "kpi_progress.pdf").write_bytes(b"%PDF-")
    notebook = ROOT / "notebooks/kpi_progress.ipynb"
    list(Run(plan_jobs(params, [notebook], tmp_path / "reports", "2026Q3", clients=(), as_of=None)))
    assert not (out / "kpi_progress.pdf").exists()
    write_index(tmp_path / "reports")
    assert ".pdf" not in (tmp_path / "reports/2026Q3/index.html").read_text("utf-8")
