"""The demo pages are made once for every test that looks at them."""

from pathlib import Path

import pytest

from tests.deliver.browsing import chromium, make_pages


@pytest.fixture(scope="session")
def pages(tmp_path_factory) -> dict[str, Path]:
    return make_pages(tmp_path_factory.mktemp("reports"))


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
