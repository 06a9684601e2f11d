"""Three clients begun from nothing but their downloads, up to the mail that waits for approval.

Each goes as a new user goes: `kpilib new client`, answers to what `kpilib check` names, in the lines that it names,
`kpilib run` within the days of the data, `kpilib review`.
"""

import json
import re
from pathlib import Path

import pytest

from tests.answers import answer, uncomment

MAIL = "sender: {name: Agency Example, email: reports@agency.example}"
READERS = "recipients:\n  - {name: Owner, email: owner@client.example}\nmail_allowed: [client.example]"


@pytest.fixture
def root(tmp_path, monkeypatch) -> Path:
    """An empty project, in which one works."""
    (tmp_path / "params").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path


def fill(path: Path, *answers: tuple[str, str]) -> None:
    """Write answers over what the file asks, each place being a pattern."""
    text = path.read_text("utf-8")
    for asked, told in answers:
        text, count = re.subn(asked, told, text, flags=re.MULTILINE)
        assert count, f"{path.name} asks for no {asked}"
    path.write_text(text, "utf-8")


def ask_who_gets_it(root: Path, client: str) -> None:
    """The questions of the mail: who sends it, and to whom."""
    fill(root / "params" / "mail.yml", (r"^# sender: .*", MAIL))
    fill(
        root / "params" / client / "client.yml",
        (r"^# recipients:\n#   - .*\n# mail_allowed: .*", READERS),
    )


def target(quarter: Path, metric: str, value: str) -> None:
    fill(quarter, (rf"(metric: {metric}\n(?:    .*\n)*?)    # target:.*", rf"\1    target: {value}"))


def checked(kpilib, client: str) -> str:
    """The last line of a check that must find nothing that cannot stand."""
    code, printed, _ = kpilib("check", client, "--language", "en")
    assert code == 0, printed
    return printed.splitlines()[-1]


def reported(kpilib, root: Path, client: str, quarter: str, as_of: str) -> dict:
    """Run the report that the mail is about, and write the mail; returns the KPIs by id."""
    # One process makes the report and the agency's page.
    words = ("run", quarter, "--client", client, "--as-of", as_of, "--notebook", "kpi_progress", "--jobs", "1")
    code, printed, errors = kpilib(*words)
    assert code == 0, printed + errors
    code, printed, errors = kpilib("review", quarter, "--client", client)
    assert "owner@client.example" in printed, printed + errors
    folder = root / "reports" / quarter / client
    assert len(list(folder.glob("mail/**/*.eml"))) == 1
    results = json.loads((folder / "kpi_progress.json").read_text("utf-8"))
    return {kpi["id"]: kpi for kpi in results["kpis"]}


def test_tiktok_in_rupiah(kpilib, root, data):
    code, _, _ = kpilib("new", "client", data / "exports" / "tiktok_zymuno_idr", "--name", "zymuno")
    client, quarter = root / "params/zymuno/client.yml", root / "params/zymuno/2024Q1.yml"
    assert code == 0
    assert "currency: IDR  # a guess" in client.read_text("utf-8")
    answers = {
        "agreed": "{on: 2024-01-02, by: [Brand, Agency]}",
        "owner": "Media lead",
        "goal": "sell",
        "platform_conversions/statement": "1.500 konversi menurut platform paling lambat 31 Maret 2024",
        "platform_cost_per_conversion/statement": "Maksimal 80.000 IDR biaya iklan per konversi menurut platform",
        "click_rate/statement": "Minimal 0,5% klik per tayangan paling lambat 31 Maret 2024",
    }
    assert len(answer(root, kpilib("check", "zymuno")[1], answers)) == 10
    fill(client, (r"^# goals: .*", "goals: {sell: Sell more bottles}"), (r"^# conversions:", "conversions:"))
    defined = "{event: purchase, counted: every, value: 85000, owner: Media lead, measured_in: TikTok}"
    fill(client, (r"^#   claimed_conversions: .*", f"  claimed_conversions: {defined}"))
    fill(quarter, (r"^    # levers: .*", "    levers: [creatives, audiences]"))
    target(quarter, "platform_conversions", "1500")
    target(quarter, "platform_cost_per_conversion", "80_000")
    target(quarter, "click_rate", "0.5%")
    ask_who_gets_it(root, "zymuno")
    assert "0 problems, 0 errors" in checked(kpilib, "zymuno")
    kpis = reported(kpilib, root, "zymuno", "2024Q1", "2024-02-21")
    # awk -F, '$4>="2024-01-01" && $4<="2024-02-20" {c+=$11; k+=$5} END{print c,k}' *.csv
    assert kpis["platform_conversions"]["actual"] == 705
    assert kpis["platform_conversions"]["data_to"] == "2024-02-19"


def test_a_table_of_google_ads_by_week(kpilib, root, data):
    code, _, _ = kpilib("new", "client", data / "exports" / "gads_omnify_case", "--name", "omnify")
    client, quarter = root / "params/omnify/client.yml", root / "params/omnify/2021Q2.yml"
    assert code == 0
    answers = {
        "agreed": "{on: 2021-04-02, by: [Owner, Agency]}",
        "timezone": "America/New_York",
        "sources": "",
        "owner": "Media lead",
        "goal": "sell",
        "leads/statement": "12 leads by 30 June 2021",
        "click_rate/statement": "At least 6% clicks per impression by 30 June 2021",
    }
    answer(root, kpilib("check", "omnify")[1], answers)
    uncomment(client, "- file: exports/google_ads.csv", "reader: table", "columns:", "zero_fill: true")
    fill(client, (r"^# goals: .*", "goals: {sell: Sell more bookings}"), (r"^# conversions:", "conversions:"))
    defined = "{event: form sent, counted: once, value: 40, owner: Media lead, measured_in: CRM}"
    fill(client, (r"^#   leads: .*", f"  leads: {defined}"))
    fill(quarter, (r"^    # levers: .*", "    levers: [keywords, landing page]"))
    target(quarter, "leads", "12")
    target(quarter, "click_rate", "6%")
    ask_who_gets_it(root, "omnify")
    assert "0 problems, 0 errors" in checked(kpilib, "omnify")
    kpis = reported(kpilib, root, "omnify", "2021Q2", "2021-05-04")
    # of the weeks since 1 April: 6 leads, 120 clicks of 2137 impressions
    assert kpis["leads"]["actual"] == 6
    assert kpis["click_rate"]["actual"] == pytest.approx(120 / 2137)
    assert kpis["leads"]["data_to"] == "2021-05-03"


def test_mailchimp_beside_weeks_of_ga4(kpilib, root, data):
    exports = data / "exports"
    more = ("--exports", exports / "ga4_psyteachr_weekly", "--name", "deepnews")
    code, _, _ = kpilib("new", "client", exports / "mailchimp_deepnews", *more)
    client, quarter = root / "params/deepnews/client.yml", root / "params/deepnews/2019Q4.yml"
    assert code == 0
    answers = {
        "agreed": "{on: 2019-10-02, by: [Owner, Agency]}",
        "currency": "EUR",
        "timezone": "Europe/Paris",
        "owner": "Editor",
        "goal": "read",
        "email_click_rate/statement": "At least 3% recipients who click per e-mail delivered by 31 December 2019",
        "unsubscribe_rate/statement": "At most 0.5% recipients who unsubscribe per e-mail delivered in Q4 2019",
    }
    answer(root, kpilib("check", "deepnews")[1], answers)
    fill(client, (r"^# goals: .*", "goals: {read: More readers who click}"))
    fill(quarter, (r"^    # levers: .*", "    levers: [subject lines, length]"))
    target(quarter, "email_click_rate", "3%")
    target(quarter, "unsubscribe_rate", "0.5%")
    ask_who_gets_it(root, "deepnews")
    assert "0 problems, 0 errors" in checked(kpilib, "deepnews")
    kpis = reported(kpilib, root, "deepnews", "2019Q4", "2019-12-09")
    # of the sends to more than a hundred people, 1 October to 8 December 2019
    assert kpis["email_click_rate"]["actual"] == pytest.approx(4185 / 187872)
    assert kpis["email_click_rate"]["data_to"] == "2019-12-08"
