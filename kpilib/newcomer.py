"""A new client's folder, made from its downloads: the exports copied, client.yml and a first quarter proposed."""

import os
import re
import shutil
import tempfile
import unicodedata
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from kpilib.data.collect import collect
from kpilib.data.downloads import HOME, Downloads, Pile, downloads_in
from kpilib.data.facts import Facts
from kpilib.data.found_sources import found_sources
from kpilib.errors import KpilibError, ProblemsError
from kpilib.judge.newcomer import NO_CURRENCY, Chosen, chosen_for, conversions_of, two_truths
from kpilib.judge.thresholds import FEWEST_DAYS_OF_A_KPI
from kpilib.plan import catalogue, mail
from kpilib.plan.client import Client
from kpilib.plan.guesses import guessed_currency, guessed_language, guessed_timezone
from kpilib.plan.model import Plan, QuarterFile
from kpilib.plan.newcomer import NewClient, Told, client_text, mail_text, quarter_text
from kpilib.plan.params import read_client
from kpilib.plan.periods import Quarter
from kpilib.plan.schema import write_schemas

NAME = re.compile(r"[A-Za-z0-9]+(-[A-Za-z0-9]+)*")


@dataclass(frozen=True)
class Made:
    """What was made: the client's folder, what stands in client.yml, the quarter if one could be proposed."""

    folder: Path
    client: NewClient
    chosen: Chosen | None
    copied: int
    with_mail: bool

    @property
    def as_of(self) -> date | None:
        """The first day whose report sees all the data, if it lies in the quarter."""
        if self.chosen is None:
            return None
        day = min(self.chosen.data_to + timedelta(days=1), self.chosen.quarter.end)
        return day if day > self.chosen.quarter.start else None


def client_id(folder: Path) -> str:
    """The name of a client, from the name of a folder: letters, digits and hyphens.

    >>> client_id(Path("Downloads/Kopi Contoh (Juli)"))
    'kopi-contoh-juli'
    """
    plain = unicodedata.normalize("NFKD", folder.name).encode("ascii", "ignore").decode()
    return "-".join(re.findall(r"[A-Za-z0-9]+", plain)).lower()


def make_client(
    params: Path, downloads: Sequence[Path], *, name: str | None = None, quarter: str | None = None, today: date
) -> Made:
    """Make a client's folder in `params` from one or more folders of downloads, which stay as they are.

    name    : the client's id; from the first folder's name if not given. Downloads that lie in the folder of a
              client that has no client.yml yet (params/<id>/exports) stay there.
    quarter : the first quarter; else the one in which the data end, or the next one if they end with it.
    Raises KpilibError where the client exists already, where a name cannot be used, or where there are no files.
    """
    first = downloads[0].resolve()
    if (first / HOME).is_dir() and first.parent == params.resolve():
        first = first / HOME
    lies_in = _lies_in(params.resolve(), first)
    name = name or (lies_in or client_id(first if first.is_dir() else first.parent))
    if not NAME.fullmatch(name):
        raise KpilibError(f"'{name}' is no name for a client: write letters, digits and hyphens, --name my-shop")
    folder = params / name
    if (folder / "client.yml").exists():
        raise KpilibError(
            f"{params.name}/{name} exists already, and nothing was written; give the new client another name with "
            "--name, or put the files into its exports/"
        )
    wanted = Quarter.parse(quarter) if quarter else None
    found = downloads_in([first, *(one.resolve() for one in downloads[1:])])
    copied = _copy(found, folder)
    currency = guessed_currency(found.currencies)
    told = currency.value or next(iter(found.currencies), NO_CURRENCY)
    timezone = guessed_timezone(currency.value)
    piles, facts, wrong = _read_together(found.piles, folder, told, timezone.value)
    chosen, read = None, facts
    if piles:
        chosen = chosen_for(_plan(piles, folder, told, timezone.value), facts, wanted=wanted)
    if chosen is None and found.tables:
        tables, read, _ = _read_together(found.tables, folder, told, timezone.value)
        if tables:
            chosen = chosen_for(_plan(tables, folder, told, timezone.value), read, wanted=wanted)
    about = NewClient(
        id=name,
        name=Told(name.replace("-", " ").title(), "from the name of the folder"),
        currency=currency,
        timezone=timezone,
        language=guessed_language(currency.value),
        sources=tuple(found_sources(piles, facts)),
        tables=tuple(found_sources(found.tables, None)),
        unread=found.unread | wrong,
        defined=conversions_of(chosen) if chosen else (),
        truths=two_truths(chosen, read) if chosen else {},
    )
    if chosen:
        text = quarter_text(
            chosen.quarter,
            chosen.kpis,
            client=about.name.value or name,
            why=chosen.why,
            language=about.language.value or "en",
            currency=currency.value,
            today=today,
        )
        _write(folder / f"{chosen.quarter}.yml", text)
    write_schemas(params)
    with_mail = not (params / mail.FILE).exists()
    if with_mail:
        _write(params / mail.FILE, mail_text())
    _write(folder / "client.yml", client_text(about, today=today))  # the last: now it is a client
    return Made(folder, about, chosen, copied, with_mail)


def propose_quarter(params: Path, client: str, quarter: str, *, today: date) -> tuple[Path, Chosen]:
    """Write the first file of a quarter of a client that has none, from what its sources hold.

    Raises KpilibError where the file exists or where the data support no KPI, ProblemsError for what is wrong in
    client.yml or with the exports.
    """
    who = read_client(params, client)
    wanted = who.quarter(quarter)
    path = params / client / f"{wanted}.yml"
    if path.exists():
        raise KpilibError(f"{params.name}/{client}/{wanted}.yml exists already; nothing was written")
    plan = _plan_of(client, who, wanted)
    chosen = chosen_for(plan, collect(plan, params / client), wanted=wanted)
    if chosen is None:
        raise KpilibError(
            f"no file of {client} tells of a metric day by day, on at least {FEWEST_DAYS_OF_A_KPI} days; "
            f"kpilib metrics lists what can be measured"
        )
    text = quarter_text(
        wanted,
        chosen.kpis,
        client=who.name,
        why=chosen.why,
        language=who.language,
        currency=who.currency,
        today=today,
    )
    _write(path, text)
    write_schemas(params)
    return path, chosen


def _lies_in(params: Path, first: Path) -> str | None:
    """The client in whose folder the downloads lie already."""
    if first.is_relative_to(params) and first != params:
        within = first.relative_to(params).parts
        return within[0] if len(within) == 1 or within[1] == HOME else None
    return None


def _copy(found: Downloads, folder: Path) -> int:
    """Copy the downloads into the client's folder, byte for byte; returns how many had to be copied."""
    copied = 0
    for one in found.all:
        target = folder / one.name
        if target.exists():
            if target.read_bytes() != one.look.path.read_bytes():
                raise KpilibError(f"{target} exists already and is another file; nothing was written over it")
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(one.look.path, target)
        target.chmod(0o644)  # a download may be read-only; its copy is the analyst's to delete
        copied += 1
    return copied


def _plan(piles: Iterable[Pile], folder: Path, currency: str, timezone: str | None) -> Plan:
    """A plan without KPIs, by which files are read as they will be for the client. It is never written down."""
    sources = tuple(pile.source for pile in piles)
    client = Client(name=folder.name, currency=currency, timezone=timezone or "UTC", sources=sources)
    return _plan_of(folder.name, client, Quarter(1, 1))


def _plan_of(name: str, client: Client, quarter: Quarter) -> Plan:
    return Plan.model_construct(
        id=name,
        client=client,
        quarter=quarter,
        agreement=QuarterFile.model_construct(kpis=()),
        metrics={**catalogue.metrics(), **client.metrics},
    )


def _read_together(
    piles: Sequence[Pile], folder: Path, currency: str, timezone: str | None
) -> tuple[list[Pile], Facts | None, dict[str, str]]:
    """The piles that can be read beside each other, their facts, and for the others the reason."""
    labels = dict.fromkeys(pile.source.label for pile in piles)
    kinds = [[pile for pile in piles if pile.source.label == label] for label in labels]
    good = [pile for kind in kinds for pile in kind]
    with suppress(ProblemsError):  # in most cases nothing is wrong, and all has been read once
        return good, collect(_plan(good, folder, currency, timezone), folder) if good else None, {}
    good, wrong = [], {}
    for mine in kinds:
        try:
            collect(_plan(mine, folder, currency, timezone), folder)
        except ProblemsError as error:
            wrong |= {str(pile.source.file): error.problems[0].text for pile in mine}
        else:
            good += mine
    facts = collect(_plan(good, folder, currency, timezone), folder) if good else None
    return good, facts, wrong


def _write(path: Path, text: str) -> None:
    """Write a file whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, aside = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".tmp", dir=path.parent)
    with os.fdopen(handle, "wb") as file:
        file.write(text.encode())
    Path(aside).chmod(0o644)
    Path(aside).replace(path)
