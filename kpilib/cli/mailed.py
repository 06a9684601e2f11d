"""The commands around what was mailed: what became of it, what is due, and what a person settles."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kpilib.cli.console import FAILED, app, as_date, err, out, print_json, user
from kpilib.cli.mail_telling import WAITS
from kpilib.cli.menu import Commands, example
from kpilib.cli.options import AQuarter, AsJson, Clients, OfClient, Params, Reports
from kpilib.errors import KpilibError, UnknownNameError, counted, nearest
from kpilib.plan.params import client_folder, find_params
from kpilib.plan.periods import Quarter

if TYPE_CHECKING:
    from kpilib.data.mailed import Mail
    from kpilib.deliver.due import Promise

mail = typer.Typer(cls=Commands, help="Test the mail server; settle what is in doubt.", no_args_is_help=True)
app.add_typer(mail, name="mail")


@app.command(epilog=example("kpilib status 2026Q3", "kpilib status 2026Q3 --bounces ~/Maildir"))
def status(
    quarter: AQuarter,
    client: Clients = None,
    bounces: Annotated[
        Path | None, typer.Option(help="An mbox or a Maildir with notices of what was not delivered, to be counted.")
    ] = None,
    as_json: AsJson = False,
    params: Params = None,
    reports: Reports = None,
) -> None:
    """Tell what became of each mail, reader by reader.

    Ends with exit code 1 where one was refused or may have been lost.
    """
    from kpilib.data.mailed import read_held, read_mailed

    home, folder = _homes(params, reports)
    name = str(Quarter.parse(quarter))
    for one in client or ():
        client_folder(home, one)
    if bounces:
        # A program reads the standard output, which is then JSON alone.
        (err if as_json else out).print(_count_bounces(folder, bounces.expanduser()), markup=False)
    told = [one for one in read_mailed(folder, quarter=name) if not client or one.client in client]
    held = {one.address: one.reason for one in read_held(folder)}
    if as_json:
        print_json([_data(one, held) for one in told])
    else:
        for one in told:
            out.print(_line(one, held), markup=False)
        out.print(_summary(told) if told else f"no mails of {name} yet: kpilib review {name}", markup=False)
    bad = any(one.state in ("rejected", "unknown") and not one.superseded for one in told)
    raise typer.Exit(FAILED if bad else 0)


def _summary(told: "Sequence[Mail]") -> str:
    """How many mails are in which state; those of earlier revisions are only counted."""
    last = [one for one in told if not one.superseded]
    counts = Counter(WAITS[one.state] for one in last)
    states = ", ".join(f"{number} {state}" for state, number in counts.items())
    earlier = f", {len(told) - len(last)} of earlier revisions" if len(told) > len(last) else ""
    return counted(len(last), "mail") + (f": {states}" if states else "") + earlier


def _line(one: "Mail", held: dict[str, str]) -> str:
    when = one.sent_at or one.next_attempt or one.approved_at
    at = f" {when.astimezone():%Y-%m-%d %H:%M}" if when else ""
    revision = f" revision {one.revision}" if one.revision > 1 else ""
    told = f"{one.client} as of {one.as_of}{revision}, {one.recipient}: {WAITS[one.state]}{at}"
    told += f", {one.reason}" if one.reason and one.state not in ("planned", "approved") else ""
    told += ", a later revision has taken its place" if one.superseded else ""
    return told + (f"; the address is held: {held[one.recipient]}" if one.recipient in held else "")


def _data(one: "Mail", held: dict[str, str]) -> dict[str, object]:
    times = {name: value.isoformat() if value else None for name, value in asdict(one).items() if name in TIMES}
    return {**asdict(one), **times, "held": held.get(one.recipient)}


TIMES = ("approved_at", "first_attempt", "sent_at", "next_attempt")


def _count_bounces(reports: Path, box: Path) -> str:
    from kpilib.deliver.mail.bounces import read_bounces
    from kpilib.deliver.mail.ledger import Ledger

    with Ledger(reports, command="kpilib status --bounces") as ledger:
        found = read_bounces(ledger, box)
    return (
        f"bounces: {found.failed} not delivered, {found.noted} delayed, {found.seen} counted before, "
        f"{found.foreign + found.odd} of other mail"
    )


@app.command(epilog=example("kpilib due", "kpilib run --due"))
def due(
    as_of: Annotated[str | None, typer.Option(help="YYYY-MM-DD: as of that day; today if not given.")] = None,
    as_json: AsJson = False,
    params: Params = None,
    reports: Reports = None,
) -> None:
    """Tell whose readers are due a report, and who has missed one.

    By the cadence in client.yml. Ends with exit code 1 where one was missed.
    """
    from kpilib.deliver.due import promises

    home, folder = _homes(params, reports)
    told = promises(home, folder, as_date(as_of))
    if as_json:
        print_json([asdict(one) for one in told])
    else:
        for one in told:
            out.print(_promise(one), markup=False)
        if not told:
            out.print(
                "no client has a cadence; write one into client.yml, such as cadence: fortnightly", markup=False
            )
    raise typer.Exit(FAILED if any(one.updates.missed or one.problem for one in told) else 0)


def _promise(one: "Promise") -> str:
    if one.problem:
        return f"{one.client}: {one.problem}"
    parts = [f"missed {', '.join(map(str, one.updates.missed))}"] if one.updates.missed else []
    parts += (
        [f"due since {one.updates.due}: kpilib run {one.quarter} --client {one.client}"] if one.updates.due else []
    )
    parts += [f"next {one.updates.next}"] if one.updates.next else []
    return f"{one.client} {one.quarter}, {one.cadence}: {'; '.join(parts) or 'all came'}"


@mail.command("test", epilog=example("kpilib mail test you@agency.example"))
def mail_test(
    address: Annotated[str, typer.Argument(help="Where to send it.")],
    as_json: AsJson = False,
    params: Params = None,
) -> None:
    """Send a short test message, to see that server, login and sender are right."""
    from kpilib.deliver.mail.sending import send_test
    from kpilib.plan.mail import read_mail_settings

    settings = read_mail_settings((params or find_params()).resolve())
    answer = send_test(settings, address)
    if as_json:
        print_json({"server": settings.server, "recipient": address, "answer": answer})
    else:
        out.print(f"{settings.server} has taken the test to {address}: {answer}", markup=False)


@mail.command(
    "settle", epilog=example("kpilib mail settle 2026Q3 ana@kopi-contoh.example --client kopi-contoh --arrived")
)
def mail_settle(
    quarter: AQuarter,
    address: Annotated[str, typer.Argument(help="The reader's address.")],
    client: OfClient,
    arrived: Annotated[
        bool | None, typer.Option("--arrived/--lost", help="What the reader says, or the server's log.")
    ] = None,
    as_json: AsJson = False,
    params: Params = None,
    reports: Reports = None,
) -> None:
    """Say whether a mail that may have been sent has arrived.

    One that is lost waits for approval again.
    """
    from kpilib.deliver.mail.ledger import Ledger

    if arrived is None:
        raise KpilibError("say what became of it: --arrived or --lost; nothing was written")
    home, folder = _homes(params, reports)
    client_folder(home, client)
    with Ledger(folder, command="kpilib mail settle") as ledger:
        found = ledger.mails(quarter=str(Quarter.parse(quarter)), client=client, states=("unknown", "rejected"))
        mine = [one for one in found if one.recipient == address]
        if not mine:
            known = [one.recipient for one in found]
            raise UnknownNameError(f"no mail of {client} to {address} is to be settled; {nearest(address, known)}")
        settled = [ledger.settle(one, arrived=arrived, by=user()) for one in mine]
    if as_json:
        print_json(
            [{"client": client, "recipient": address, "as_of": one.as_of, "state": one.state} for one in settled]
        )
        return
    for one in settled:
        out.print(f"{client} as of {one.as_of}, {address}: {WAITS[one.state]}", markup=False)


@mail.command("release", epilog=example("kpilib mail release ana@kopi-contoh.example"))
def mail_release(
    address: Annotated[str, typer.Argument(help="An address to which nothing is sent since a mail to it came back.")],
    as_json: AsJson = False,
    params: Params = None,
    reports: Reports = None,
) -> None:
    """Let an address be sent to again."""
    from kpilib.data.mailed import read_held
    from kpilib.deliver.mail.ledger import Ledger

    _, folder = _homes(params, reports)
    with Ledger(folder, command="kpilib mail release") as ledger:
        if not ledger.release(address, by=user()):
            known = [one.address for one in read_held(folder)]
            raise UnknownNameError(f"{address} is not held; {nearest(address, known)}")
    if as_json:
        print_json({"recipient": address, "held": False})
    else:
        out.print(f"{address} is sent to again", markup=False)


def _homes(params: Path | None, reports: Path | None) -> tuple[Path, Path]:
    """The folders of all clients and of all reports."""
    folder = (params or find_params()).resolve()
    return folder, (reports or folder.parent / "reports").resolve()
