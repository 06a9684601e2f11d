"""The command line as one meets it: its table of contents, examples, typos, completion, colours and exit codes."""

import json
import os
import pty
import re
import subprocess
import sys
from pathlib import Path

import pytest

from kpilib.cli.exits import EXIT_CODES
from kpilib.cli.menu import DAY, ORDER
from tests.commandline import commands, parse
from tests.project import QUARTER, shop_days, small_project

ROOT = Path(__file__).parents[1]
KPILIB = Path(sys.executable).with_name("kpilib")
# Whose answer a script does not read.
WITHOUT_JSON = {"kpilib schema"}


COMMANDS = commands()


def test_help_is_a_table_of_contents_in_the_order_of_the_day(kpilib):
    code, out, err = kpilib("--help")
    assert (code, err) == (0, "")
    places = [out.index(f"─ {title} ─") for title in DAY]
    assert places == sorted(places)
    there = {path.split()[1] for path in COMMANDS}
    named = [word for word in re.findall(r"^│ ([a-z]+) ", out, re.MULTILINE) if word in there]
    assert named == [name for name in ORDER if name in there]


def test_every_command_has_its_place():
    assert {path.split()[1] for path in COMMANDS} - set(ORDER) == set()


def test_the_table_of_contents_has_a_line_a_command(kpilib, monkeypatch):
    monkeypatch.setenv("COLUMNS", "100")
    lines = kpilib("--help")[1].splitlines()
    first = next(number for number, line in enumerate(lines) if "─ Begin ─" in line)
    rows = [line for line in lines[first:] if line.startswith("│")]
    assert len(rows) == len({path.split()[1] for path in COMMANDS})


@pytest.mark.parametrize("path", COMMANDS)
def test_the_help_of_a_command_ends_with_examples_that_it_would_take(path):
    assert COMMANDS[path].epilog, f"{path} shows no example: epilog=example(...)"
    head, *examples = COMMANDS[path].epilog.splitlines()
    assert head in ("Example:", "Examples:")
    assert any(one.startswith(f"$ {path}") for one in examples)
    for one in examples:
        parse(one.removeprefix("$ "))


def test_help_is_shown_with_its_example(kpilib):
    lines = [line.strip() for line in kpilib("approve", "--help")[1].splitlines() if line.strip()]
    assert lines[-2:] == ["Example:", '$ kpilib approve 2026Q3 --client kopi-contoh --by "Rina"']


@pytest.mark.parametrize("path", COMMANDS)
def test_what_a_script_would_want_is_there_as_json(path):
    options = {name for one in COMMANDS[path].params for name in one.opts}
    assert "--json" in options or path in WITHOUT_JSON


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["chekc"], "kpilib has no command 'chekc'; did you mean 'check'?"),
        (["mail", "tset"], "kpilib mail has no command 'tset'; did you mean 'test'?"),
        (["new", "quater"], "kpilib new has no command 'quater'; did you mean 'quarter'?"),
        (["run", "2026Q3", "--clinet", "shop"], "kpilib run has no option '--clinet'; did you mean '--client'?"),
        (["run", "2026Q3", "--client", "shp"], "no client is named 'shp' in params/; did you mean 'shop'?"),
        (["run", "2025Q3"], "no client in params/ has a file 2025Q3.yml; did you mean '2026Q3'?"),
        (["approve", "2026Q3", "--client", "shp"], "no client is named 'shp' in params/; did you mean 'shop'?"),
        (["mail", "settle", "2026Q3", "a@b.example", "--client", "shp", "--lost"],
         "no client is named 'shp' in params/; did you mean 'shop'?"),
        (["data", "shop", "2026Q4"], "params/shop has no file 2026Q4.yml; did you mean '2026Q3'?"),
        (["data", "shop", "--as-of", "2026/8/21"], "as_of '2026/8/21' is not a date; did you mean 2026-08-21?"),
        (["data", "shop", "--as-of", "2026-02-30"],
         "as_of '2026-02-30' is not a date; there is no such day; write YYYY-MM-DD"),
        (["flag", "2026Q3", "--client", "shop", "--kpi", "order"], "no KPI is named 'order'; did you mean 'orders'?"),
        (["negotiate", "shop", "2026Q3", "order"], "no KPI is named 'order'; did you mean 'orders'?"),
        (["metrics", "reveneu"], "no metric has 'reveneu' in its id, name or stage; did you mean 'revenue'?"),
        (["run", "2026Q3", "--notebook", "kpi_progres"],
         "there is no notebook kpi_progres.ipynb; did you mean 'kpi_progress'?"),
        (["read", "paramss"], "there is no file or folder paramss; did you mean 'params'?"),
        (["agree"], 'kpilib agree needs the client, such as: kpilib agree kopi-contoh 2026Q3 --by "Ana, Budi" '
         "--on 2026-06-26"),
        (["negotiate", "shop", "2026Q3"],
         "kpilib negotiate needs the KPI, such as: kpilib negotiate kopi-contoh 2026Q3 leads"),
        (["flag", "2026Q3", "--kpi", "orders"],
         "kpilib flag needs --client, such as: kpilib flag 2026Q3 --client kopi-contoh --kpi leads "
         "--as-of 2026-08-21"),
        (["run", "2026-Q3"], "'2026-Q3' is not a quarter; did you mean 2026Q3?"),
        (["data", "shop", "--as-of"], "--as-of needs a value"),
        (["check", "--json=yes"], "--json takes no value"),
        (["run", "2026Q3", "--jobs", "two"], "--jobs 'two' is not a whole number; see kpilib run --help"),
        (["run", "2026Q3", "--jobs", "0"], "--jobs '0' is below 1; see kpilib run --help"),
        (["run", "2026Q3", "--wait", "soon"], "--wait 'soon' is not a number; see kpilib run --help"),
        (["schema", "cleint"], "no file is named 'cleint'; did you mean 'client'?"),
        (["check", "--params", "params/mail.yml"], "--params params/mail.yml is a file, and no folder"),
    ],
)  # fmt: skip
def test_a_slip_of_the_keyboard_is_told_in_a_line_with_the_nearest_name(kpilib, tmp_path, monkeypatch, words, told):
    params = small_project(tmp_path)
    (params / "mail.yml").write_text("sender: {name: Agency, email: kpi@agency.example}\n", "utf-8")
    monkeypatch.chdir(params.parent)
    assert kpilib(*words) == (2, "", told + "\n")


def test_a_word_too_many_says_where_help_is(kpilib):
    code, _, err = kpilib("run", "2026Q3", "2026Q4")
    assert (code, err.endswith("(2026Q4); see kpilib run --help\n")) == (2, True)


def test_a_folder_that_is_not_there_is_no_folder_without_clients(kpilib, tmp_path):
    code, _, err = kpilib("check", "--params", tmp_path / "parms")
    assert (code, "--params" in err, "does not exist" in err) == (2, True, True)
    (tmp_path / "params").mkdir()
    code, _, err = kpilib("check", "--params", tmp_path / "params")
    assert (code, err) == (2, "there is no quarter's file in params/ to check; see kpilib new --help\n")


def test_an_interrupt_is_told_and_has_its_exit_code(kpilib, tmp_path, monkeypatch):
    def interrupted(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr("kpilib.plan.mail.read_mail_settings", interrupted)
    code, out, err = kpilib("review", "2026Q3", "--params", small_project(tmp_path))
    assert (code, out, err) == (130, "", "interrupted: what is made is whole\n")


def test_the_readme_has_the_exit_codes_of_the_code():
    told = re.findall(r"^\| (\d+) \| (.+) \|$", (ROOT / "README.md").read_text("utf-8"), re.MULTILINE)
    assert {int(code): meaning for code, meaning in told} == EXIT_CODES


def complete(words: str, folder: Path, shell: str = "bash") -> list[str]:
    """What the shell would offer after these words, the last of which may be unfinished."""
    asked = {"COMP_WORDS": words, "COMP_CWORD": str(len(words.split(" ")) - 1), "_TYPER_COMPLETE_ARGS": words}
    env = {**os.environ, **asked, "_KPILIB_COMPLETE": f"complete_{shell}"}
    done = subprocess.run([KPILIB], env=env, cwd=folder, capture_output=True, text=True, check=True)
    assert done.stderr == ""
    return done.stdout.split()


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        ("kpilib run 2026Q3 --client ", ["shop"]),
        ("kpilib check s", ["shop"]),
        ("kpilib check shop ", ["2026Q2", "2026Q3"]),
        ("kpilib run 2026", ["2026Q2", "2026Q3"]),
        ("kpilib negotiate shop 2026Q3 ", ["conversion_rate", "orders"]),
        ("kpilib flag 2026Q3 --client shop --kpi o", ["orders"]),
        ("kpilib check --language ", ["en", "id"]),
        ("kpilib metrics cost_per_l", ["cost_per_lead"]),
        ("kpilib app", ["approve"]),
        ("kpilib mail ", ["test", "settle", "release"]),
        ("kpilib run --clu", ["--cluster"]),
    ],
)
def test_the_shell_completes_clients_quarters_and_what_else_has_a_name(tmp_path, words, offered):
    params = small_project(tmp_path)
    (params / "shop/2026Q2.yml").write_text((params / "shop/2026Q3.yml").read_text("utf-8"), "utf-8")
    assert complete(words, tmp_path) == offered


def test_where_there_is_nothing_to_read_nothing_is_offered_and_nothing_is_said(tmp_path):
    assert complete("kpilib check ", tmp_path) == []
    params = small_project(tmp_path, quarter="kpis: [")
    assert complete("kpilib negotiate shop 2026Q3 ", params.parent) == []


def seen_at_a_terminal(*words: str, **env: str) -> str:
    """What a command writes to a terminal of 80 columns."""
    reader, writer = pty.openpty()
    known = {name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "FORCE_COLOR")}
    given = {**known, "TERM": "xterm-256color", "COLUMNS": "80", **env}
    child = subprocess.Popen([KPILIB, *words], stdout=writer, stderr=writer, stdin=writer, env=given)
    os.close(writer)
    parts = []
    while True:
        try:
            part = os.read(reader, 4096)
        except OSError:
            break
        if not part:
            break
        parts.append(part)
    child.wait()
    os.close(reader)
    return b"".join(parts).decode()


# SGR codes of colours: 30 to 37, 90 to 97, and the longer 38;…
COLOUR = re.compile(r"\x1b\[(?:\d+;)*(?:3[0-8]|9[0-7])(?:;\d+)*m")


def test_a_terminal_has_colours_and_no_color_takes_them_away():
    assert COLOUR.search(seen_at_a_terminal("--help"))
    assert not COLOUR.search(seen_at_a_terminal("--help", NO_COLOR="1"))


def test_what_goes_into_a_file_holds_no_escape_sequence():
    for words in (["--help"], ["run", "--help"], ["chekc"], ["metrics", "revenue"]):
        done = subprocess.run([KPILIB, *words], capture_output=True, text=True, check=False)
        assert "\x1b" not in done.stdout + done.stderr


def test_a_reader_that_leaves_early_is_no_error(tmp_path):
    done = subprocess.run(
        f"'{KPILIB}' metrics | head -1", shell=True, capture_output=True, text=True, check=True, cwd=tmp_path
    )
    assert (done.stdout.split()[0], done.stderr) == ("id", "")


def test_downloads_as_json(kpilib, tmp_path):
    ads = "Day,Campaign,Currency code,Cost,Impr.\n2026-07-01,Brand,EUR,5,10\n2026-07-02,Brand,EUR,6,11\n"
    (tmp_path / "ads.csv").write_text(f"Campaign report\n2026-07-01 - 2026-07-02\n{ads}", "utf-8")
    (tmp_path / "shop.csv").write_text(shop_days(), "utf-8")
    code, out, _ = kpilib("read", tmp_path, "--json")
    first, second = json.loads(out)
    assert (code, Path(first["file"]).name, first["reader"]) == (0, "ads.csv", "google_ads")
    assert (first["rows_kept"], first["rows_dropped"], first["refused"]) == (2, 0, None)
    assert (second["reader"], second["rows_kept"]) == (None, None)
    assert "is not an export that is known here" in second["refused"]


def test_an_agreement_as_json(kpilib, tmp_path, monkeypatch):
    monkeypatch.chdir(small_project(tmp_path).parent)
    code, out, _ = kpilib("agree", "shop", "2026Q3", "--by", "Ana, Budi", "--on", "2026-06-26", "--json")
    told = json.loads(out)
    assert (code, told["client"], told["quarter"], told["on"]) == (0, "shop", "2026Q3", "2026-06-26")
    assert (told["by"], told["version"], sorted(told["kpis"])) == (["Ana", "Budi"], 1, ["conversion_rate", "orders"])
    assert told["kpis"]["orders"].startswith("To at least 920 orders in 2026Q3")


def test_a_new_quarter_as_json(kpilib, tmp_path):
    params = small_project(tmp_path)
    code, out, _ = kpilib("new", "quarter", "shop", "2026Q4", "--as-of", "2026-08-21", "--json", "--params", params)
    assert (code, json.loads(out)) == (0, {
        "client": "shop", "quarter": "2026Q4", "file": "params/shop/2026Q4.yml", "next": "kpilib check shop 2026Q4",
    })  # fmt: skip


def test_a_warning_as_json_and_then_its_acceptance(kpilib, tmp_path, monkeypatch):
    monkeypatch.chdir(small_project(tmp_path).parent)
    words = ("flag", "2026Q3", "--client", "shop", "--kpi", "orders", "--as-of", "2026-08-10", "--json")
    code, out, err = kpilib(*words, "--cause", "the page is late", "--impact", "20 orders", "--target", "900")
    told = json.loads(out)
    assert (code, err, told["old"], told["target"], told["accepted"]) == (0, "", "920", "900", None)
    assert "the page is late" in told["letter"]
    told = json.loads(kpilib(*words, "--accept", "--by", "Ana")[1])
    assert (told["target"], told["accepted"], told["letter"]) == ("900", {"on": "2026-08-10", "by": ["Ana"]}, None)


def test_a_line_number_between_colons_is_no_emoji(kpilib, tmp_path):
    """`2026Q3.yml:100:` once reached the terminal as 2026Q3.yml and a picture."""
    quarter = QUARTER + "#\n" * (99 - len(QUARTER.splitlines())) + "kpi: []\n"
    code, _, err = kpilib("data", "shop", "2026Q3", "--params", small_project(tmp_path, quarter=quarter))
    assert (code, err.splitlines()[0].startswith("params/shop/2026Q3.yml:100: ")) == (2, True)
