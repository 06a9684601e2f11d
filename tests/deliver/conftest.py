"""The demo pages are made once for every test that looks at them, and a mail server started for those that mail."""

import json
from pathlib import Path

import pytest
from filelock import FileLock

from kpilib.deliver.kernels import warm
from tests.deliver import cheap
from tests.deliver.browsing import chromium, make_pages


@pytest.fixture(scope="session")
def pages(tmp_path_factory, worker_id) -> dict[str, Path]:
    """Made by the first process of a test run that asks; the others wait for it and take the same."""
    if worker_id == "master":
        return make_pages(tmp_path_factory.mktemp("reports"))
    shared = tmp_path_factory.getbasetemp().parent / "pages"
    with FileLock(shared.with_suffix(".lock")):
        told = shared / "pages.json"
        if not told.is_file():
            made = make_pages(shared)
            told.write_text(json.dumps({name: str(page) for name, page in made.items()}), "utf-8")
    return {name: Path(page) for name, page in json.loads(told.read_text("utf-8")).items()}


@pytest.fixture(scope="module")
def cheap_kernels():
    """For tests that kill or lose the warm process: one that is soon there again, and not the one of other tests."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(warm, "SERVER", cheap.SERVER)
        patched.setattr(warm, "_warm", {})
        yield
        for process in warm._warm.values():
            process.close()


@pytest.fixture(scope="session")
def mail_server():
    """Debian's postfix on localhost: how to reach it, and the messages that it has delivered to an address."""
    from tests.deliver.mail import postfix

    reason = postfix.why_not()
    if reason:
        pytest.skip(reason)
    with postfix.running() as server:
        yield server


@pytest.fixture(scope="module")
def browser():
    """A running browser. Not for the whole session: as long as it runs, no kernel can be started beside it."""
    found = chromium()
    if found is None:
        pytest.skip("no Chromium on this machine; on Debian `make browser` installs one")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=found, args=["--no-sandbox", "--disable-gpu"])
        yield running
        running.close()
