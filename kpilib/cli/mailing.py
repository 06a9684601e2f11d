"""The commands of mails: look at them, approve them, send them."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kpilib.cli import complete
from kpilib.cli.console import FAILED, USER, app, err, out, print_json, shown, user
from kpilib.cli.mail_telling import (
    WAITS,
    drafts_data,
    drafts_line,
    is_held,
    sent_line,
    tell_drafts,
    tell_mail,
)
from kpilib.cli.menu import example
from kpilib.cli.options import AQuarter, AsJson, Clients, Params, Reports
from kpilib.errors import KpilibError, counted
from kpilib.plan.notebooks import shared_notebooks
from kpilib.plan.params import client_folder, find_params
from kpilib.plan.periods import Quarter

if TYPE_CHECKING:
    from kpilib.data.mailed import Mail
    from kpilib.deliver.mail.drafts import Desk, Draft
    from kpilib.deliver.mail.ledger import Ledger


@app.command(epilog=example("kpilib review 2026Q3", "kpilib review 2026Q3 --client kopi-contoh --open"))
def review(
    quarter: AQuarter,
    client: Clients = None,
    open_previews: Annotated[bool, typer.Option("--open", help="Open each mail in a browser.")] = False,
    as_json: AsJson = False,
    params: Params = None,
    reports: Reports = None,
) -> None:
    """Show the mails of a quarter: what waits for whom, what is held and why.

    Each message lies beside its report, in mail/: as .eml for a mail program and as .html for a browser.
    Ends with exit code 1 where something is held.
    """
    with desk_of(quarter, params, reports, command=f"kpilib review {quarter}") as (desk, ledger):
        told = []
        for one in clients_at(desk, client):
            told.append(desk.drafts(one, ledger))
            if not as_json:
                tell_drafts(told[-1])
    if as_json:
        print_json([drafts_data(one) for one in told])
    else:
        out.print(drafts_line(told), markup=False)
    for draft in (each for drafts in told for each in drafts.messages if open_previews):
        typer.launch(draft.file.with_suffix(".html").as_uri())
    raise typer.Exit(FAILED if any(map(is_held, told)) else 0)


@app.command(epilog=example('kpilib approve 2026Q3 --client kopi-contoh --by "Rina"'))
def approve(
    quarter: AQuarter,
    client: Annotated[
        list[str],
        typer.Option(help="The client; may be given several times.", autocompletion=complete.clients),
    ],
    by: Annotated[str | None, typer.Option(help=f"Who approves; {USER} or the system's user if not given.")] = None,
    despite: Annotated[
        str, typer.Option(help="Why it may go in spite of an error of the check or of the data.")
    ] = "",
    as_json: AsJson = False,
    params: Params = None,
    reports: Reports = None,
) -> None:
    """Approve a client's mails: exactly what `kpilib review` shows.

    Any later change of the report, its words, its readers or the sender takes the approval back.
    Ends with exit code 1 where something could not be approved.
    """
    from kpilib.deliver.mail.approval import approve as approve_draft

    name, told = (by or "").strip() or user(), []
    with desk_of(quarter, params, reports, command=f"kpilib approve {quarter}") as (desk, ledger):
        for one in clients_at(desk, client):
            drafts = desk.drafts(one, ledger)
            for hold in drafts.holds if not drafts.messages else ():
                told.append(_refused(one, None, f"{one} is held: {hold}"))
            for draft in drafts.messages:
                try:
                    mail = approve_draft(draft, ledger, by=name, despite=despite)
                except KpilibError as error:
                    told.append(_refused(one, draft.mail.recipient, str(error)))
                else:
                    told.append(_approved(mail, draft.file, as_json=as_json))
    if as_json:
        print_json(told)
    raise typer.Exit(FAILED if any(one["refused"] for one in told) else 0)


def _refused(client: str, recipient: str | None, why: str) -> dict[str, object]:
    """Tell why a mail could not be approved; the same as data."""
    err.print(why, markup=False)
    return {"client": client, "recipient": recipient, "refused": why}


def _approved(mail: "Mail", file: Path, *, as_json: bool) -> dict[str, object]:
    """Tell of a mail that is approved, or was before; the same as data."""
    if not as_json:
        by = f"approved by {mail.approved_by}"
        state = f"{by}, not sent yet" if mail.state == "approved" else f"{WAITS[mail.state]}, {by}"
        told = f"{mail.recipient}: {state}, sha256 {mail.sha256[:12]}"
        out.print(f"{told}, {shown(file)}", markup=False)
    told = {name: getattr(mail, name) for name in ("client", "recipient", "state", "approved_by", "sha256")}
    return {**told, "file": file, "refused": None}


@app.command(epilog=example("kpilib send 2026Q3 --dry-run", "kpilib send 2026Q3"))
def send(
    quarter: AQuarter,
    client: Clients = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Send nothing; say what would be sent.")] = False,
    as_json: AsJson = False,
    params: Params = None,
    reports: Reports = None,
) -> None:
    """Send what is approved: each mail once, to its reader alone.

    Without a mail server in params/mail.yml nothing is sent: the messages lie beside the reports, to look at. What a
    server refuses for now is tried again by a later call, when it is due. Ends with exit code 1 where a mail that was
    approved was not sent.
    """
    from kpilib.deliver.mail.sending import Sent
    from kpilib.deliver.mail.sending import send as send_all

    with desk_of(quarter, params, reports, command=f"kpilib send {quarter}") as (desk, ledger):
        drafts = [each for one in clients_at(desk, client) for each in desk.drafts(one, ledger).messages]
        ready = [one for one in drafts if one.mail.state in ("approved", "deferred")]
        if desk.settings.dry_run or dry_run:
            why = "no host in params/mail.yml" if desk.settings.dry_run else "--dry-run"
            if as_json:
                print_json({"event": "end", "accepted": 0, "would_send": [_would(one) for one in ready], "why": why})
                return
            for one in ready:
                out.print(f"would go to {one.mail.recipient}: {shown(one.file)}", markup=False)
            out.print(f"{counted(len(ready), 'message')} approved, none sent: {why}", markup=False)
            return
        sent = Sent()
        if ready:
            pairs = [(one.mail, one.message) for one in ready]
            sent = send_all(ledger, desk.settings, pairs, told=lambda mail: tell_mail(mail, as_json=as_json))
    if as_json:
        print_json({"event": "end", **vars(sent)})
    else:
        out.print(sent_line(sent), markup=False)
    refresh_pages(desk)
    raise typer.Exit(0 if sent.accepted == len(ready) else FAILED)


def _would(draft: "Draft") -> dict[str, object]:
    return {"client": draft.mail.client, "recipient": draft.mail.recipient, "file": draft.file}


def refresh_pages(desk: "Desk") -> None:
    """Let the agency's own pages tell what was sent."""
    from kpilib.deliver.index import write_index
    from kpilib.deliver.portfolio import render_portfolio

    notebook = shared_notebooks(desk.params) / "portfolio.ipynb"
    # For one page an ordinary kernel is there in half the time that a warm process takes to import everything.
    ordinary = {"params": desk.params, "fork": False}
    if not notebook.is_file() or render_portfolio(notebook, desk.reports, desk.quarter, **ordinary).reason:
        write_index(desk.reports, desk.quarter)


@contextmanager
def desk_of(
    quarter: str, params: Path | None, reports: Path | None, *, command: str
) -> "Iterator[tuple[Desk, Ledger]]":
    """Where mails of a quarter are written, with the ledger held by this command."""
    from kpilib.deliver.mail.drafts import Desk
    from kpilib.deliver.mail.ledger import Ledger
    from kpilib.deliver.mail.strangers import read_everyone
    from kpilib.plan.mail import read_mail_settings

    folder = (params or find_params()).resolve()
    reports = (reports or folder.parent / "reports").resolve()
    settings = read_mail_settings(folder)
    with Ledger(reports, command=command) as ledger:
        for mail in ledger.recovered:
            told = f"{mail.client}: the mail to {mail.recipient} may have been sent; an earlier sender ended in it"
            err.print(f"{told}: kpilib mail settle", markup=False)
        yield Desk(folder, reports, str(Quarter.parse(quarter)), settings, read_everyone(folder)), ledger


def clients_at(desk: "Desk", chosen: Sequence[str] | None) -> list[str]:
    """The clients that were asked for; where none was, those that have reports of the quarter.

    Raises UnknownNameError for an unknown name, KpilibError where there is no report.
    """
    for one in chosen or ():
        client_folder(desk.params, one)
    found = list(dict.fromkeys(chosen or ())) or [
        one for one in desk.everyone if (desk.reports / desk.quarter / one).is_dir()
    ]
    if not found:
        raise KpilibError(f"there are no reports of {desk.quarter} yet; make them: kpilib run {desk.quarter}")
    return found
