"""A page as a PDF: a headless Chromium on this machine prints the very HTML that was delivered."""

import os
import re
import shutil
import signal
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from kpilib.errors import KpilibError

VARIABLE = "KPILIB_BROWSER"
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge", "msedge")
# Where macOS and Windows keep a browser that is not on the path; every Windows has Edge, which is a Chromium.
MAC = ("Chromium", "Google Chrome", "Microsoft Edge")
WINDOWS = (r"Google\Chrome\Application\chrome.exe", r"Microsoft\Edge\Application\msedge.exe")
NO_BROWSER = (
    "no PDF: there is no Chromium, Chrome or Edge on this machine; the pages are made without it. Install one "
    "(Debian, Ubuntu: apt install chromium; macOS: brew install --cask chromium; Windows has Edge), "
    f"or name its program in the variable {VARIABLE}."
)
SECONDS = 60.0  # a page takes two; a browser that needs a minute hangs

OPTIONS = (
    "--headless",
    "--disable-gpu",
    "--disable-dev-shm-usage",  # containers give /dev/shm 64 MB, which is too little
    "--no-first-run",
    "--disable-extensions",
    "--disable-breakpad",
    "--disable-crash-reporter",  # its process would outlive the browser
    # A page needs no network, so the browser has none: no name is resolved, and every address leads nowhere.
    "--disable-background-networking",
    "--disable-component-update",
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--proxy-server=127.0.0.1:9",
    "--proxy-bypass-list=<-loopback>",
    "--user-agent=kpilib",  # what the PDF names as its creator
    "--no-pdf-header-footer",  # they would hold the date and this machine's path
    "--generate-pdf-document-outline",
    "--export-tagged-pdf",
)
LOG_PREFIX = re.compile(r"^\[[^]]*\]\s*")
DATES = re.compile(rb"/(?:CreationDate|ModDate) \(D:[^)]*\)")
NODE = re.compile(rb"\(node(\d{8})\)")


def find_browser() -> str | None:
    """The program of a Chromium, Chrome or Edge; None where there is none.

    Raises KpilibError if KPILIB_BROWSER names something that is no program.
    """
    if named := os.environ.get(VARIABLE):
        if found := shutil.which(named):
            return found
        raise KpilibError(f"{VARIABLE} is '{named}', which is no program; name a Chromium, Chrome or Edge")
    return next((found for name in _candidates() if (found := shutil.which(name))), None)


def _candidates() -> Iterator[str]:
    yield from NAMES
    yield from (f"/Applications/{name}.app/Contents/MacOS/{name}" for name in MAC)
    for variable in ("PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA"):
        if folder := os.environ.get(variable):
            yield from (str(Path(folder, *name.split("\\"))) for name in WINDOWS)


def to_pdf(page: Path, browser: str, *, seconds: float = SECONDS) -> Path:
    """Print a page to the PDF beside it: sheets as its print rules say, bookmarks from its headings, its title, tags.

    The same page gives the same bytes with the same browser. The PDF is written whole or not at all.
    Raises KpilibError, with the reason in one line, if the browser makes none within `seconds`.
    """
    if not page.is_file():
        raise KpilibError(f"there is no page {page.name}")
    pdf = page.with_suffix(".pdf")
    # Beside the page: a rename stays on one disk, and a confined browser (a snap) may not write elsewhere.
    draft = pdf.with_name(f".{pdf.name}.draft")
    try:
        draft.unlink(missing_ok=True)
        log = _print(page.resolve(), draft.resolve(), browser, seconds)
        made = draft.read_bytes() if draft.is_file() else b""
        if not (made.startswith(b"%PDF-") and made.rstrip().endswith(b"%%EOF")):
            raise KpilibError(f"no PDF: {Path(browser).name} made none of {page.name}{_complaint(log)}")
        draft.write_bytes(_tidy(made, page.resolve().parent))
        draft.replace(pdf)
    except OSError as error:
        raise KpilibError(f"no PDF: {pdf.name} cannot be written: {error.strerror or error}") from error
    finally:
        with suppress(OSError):
            draft.unlink(missing_ok=True)
    return pdf


def _print(page: Path, draft: Path, browser: str, seconds: float) -> str:
    """Let the browser print, with a profile of its own that is removed after it. What it logged is returned."""
    root = hasattr(os, "geteuid") and os.geteuid() == 0
    with TemporaryDirectory(prefix="kpilib-pdf-", ignore_cleanup_errors=True) as profile:
        command = [browser, *OPTIONS, f"--user-data-dir={profile}", f"--print-to-pdf={draft}"]
        command += ["--no-sandbox"] * root  # Chromium refuses a sandbox to root
        path = Path(profile, "log.txt")
        # The log is a file: a pipe would stay open for as long as any of the browser's children holds it.
        with path.open("wb") as log:
            process = subprocess.Popen(
                [*command, page.as_uri()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=log,
                start_new_session=True,
            )
            try:
                process.wait(seconds)
            except subprocess.TimeoutExpired:
                raise KpilibError(f"no PDF: {Path(browser).name} did not end within {seconds:g} s") from None
            finally:
                _end(process)
        return path.read_text("utf-8", "replace")


def _end(process: subprocess.Popen) -> None:
    """End the browser and all that it started, whichever way the printing ended."""
    with suppress(ProcessLookupError, PermissionError):
        if hasattr(os, "killpg"):
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
    process.wait()


def _complaint(log: str) -> str:
    """The last line of a browser's log that is no noise of a machine without a desktop.

    >>> _complaint("[1:2:ERROR:dbus/bus.cc:405] Failed\\n[1:2:FATAL:zygote.cc(1)] No usable sandbox!")
    ': No usable sandbox!'
    """
    lines = [line for line in log.splitlines() if line.strip() and "dbus" not in line]
    return f": {LOG_PREFIX.sub('', lines[-1]).strip()[:200]}" if lines else ""


def _tidy(pdf: bytes, folder: Path) -> bytes:
    """The PDF without what differs from run to run or tells of this machine; no byte moves, as a PDF counts them.

    The time of printing goes: a report is as of its day, which stands in it. Ids of table cells are counted from 1.
    An address relative to the page, which the browser made absolute, is relative again.

    >>> _tidy(b"/ModDate (D:20260821093000+00'00')>> /ID (node00000057)", Path("/tmp")).split()
    [b'>>', b'/ID', b'(node00000001)']
    """
    numbers: dict[bytes, int] = {}
    pdf = DATES.sub(lambda found: b" " * len(found[0]), pdf)
    pdf = NODE.sub(lambda found: b"(node%08d)" % numbers.setdefault(found[1], len(numbers) + 1), pdf)
    # Parentheses are escaped in a text of a PDF, and written out in an address by the browser.
    start = re.escape(folder.as_uri().encode().replace(b"(", rb"\(").replace(b")", rb"\)") + b"/")
    absolute = re.compile(rb"/URI \(" + start + rb"((?:[^()\\]|\\.)*)\)")
    return absolute.sub(lambda found: (b"/URI (" + found[1] + b")").ljust(len(found[0])), pdf)
