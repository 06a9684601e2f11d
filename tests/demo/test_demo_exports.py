"""The committed demo exports are what the scripts write, are small, and cover the days the reports need."""

import re
from datetime import date, timedelta
from pathlib import Path

import pytest

from tests.demo.make_exports import CHECKOUT, CLIENTS, write_all

NEEDED = (date(2024, 2, 1), date(2026, 8, 20))


def exports(params_dir: Path) -> dict[str, bytes]:
    return {
        path.relative_to(params_dir).as_posix(): path.read_bytes()
        for client in CLIENTS
        for path in sorted((params_dir / client / "exports").iterdir())
    }


def days_named(text: str) -> set[date]:
    """Every day a file names, in any of the demo's ways to write one."""
    iso = re.findall(r"\b(20\d\d)-(\d\d)-(\d\d)\b", text) + re.findall(r"\b(20\d\d)(\d\d)(\d\d)\b", text)
    named = {date(*map(int, parts)) for parts in iso}
    named |= {date(int(y), int(m), int(d)) for d, m, y in re.findall(r"\b(\d\d)[./](\d\d)[./](20\d\d)\b", text)}
    start = re.search(r"# Start date: (\d{4})(\d\d)(\d\d)", text)
    offsets = re.findall(r"^(\d{4}),", text, flags=re.MULTILINE)
    return named | {date(*map(int, start.groups())) + timedelta(int(n)) for n in offsets if start}


def text_of(content: bytes) -> str:
    return content.decode("utf-16" if content.startswith(b"\xff\xfe") else "cp1252")


def test_writing_again_gives_the_committed_bytes(tmp_path):
    written = write_all(tmp_path)
    assert len(written) == 23
    assert exports(tmp_path) == exports(CHECKOUT / "params")


def test_the_committed_exports_are_below_one_and_a_half_megabytes():
    assert sum(len(content) for content in exports(CHECKOUT / "params").values()) < 1_500_000


@pytest.mark.parametrize("client", CLIENTS)
def test_the_days_of_a_client_run_without_a_gap_to_the_report_date(client):
    files = exports(CHECKOUT / "params")
    named = set().union(*(days_named(text_of(files[name])) for name in files if name.startswith(f"{client}/")))
    assert {NEEDED[0] + timedelta(n) for n in range((NEEDED[1] - NEEDED[0]).days + 1)} <= named


def test_the_web_numbers_of_the_outage_are_missing_and_the_shop_has_them():
    files = exports(CHECKOUT / "params")
    outage = {date(2026, 7, 3), date(2026, 7, 4)}
    assert not outage & days_named(text_of(files["kopi-contoh/exports/ga4_2026.csv"]))
    assert outage <= days_named(text_of(files["kopi-contoh/exports/shop_daily.csv"]))
