"""The commands of mails: look at them, approve them, send them."""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kpilib.cli.console import FAILED, USER, Params, app, err, out, shown, user
from kpilib.errors import KpilibError, counted
from kpilib.plan.notebooks import shared_notebooks
from kpilib.plan.params import client_folder, find_params
from kpilib.plan.periods import Quarter

if TYPE_CHECKING:
    from kpilib.data.mailed import Mail
    from kpilib.deliver.mail.drafts import Desk, Draft, Drafts
    from kpilib.deliver.mail.ledger import Ledger
    from kpilib.deliver.mail.sending import Sent

Reports = Annotated[Path | None, typer.Option(help="Where the reports are; the folder reports/ beside params.")]
AsQuarter = Annotated[str, typer.Argument(help="The quarter, such as 2026Q3.")]
Clients = Annotated[list[str] | None, typer.Option("--client", help="One client; may be given several times.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print everything as JSON.")]
# What a message waits for, by its state in the ledger.
WAITS = {
    "planned": "waits for approval",
    "approved": "approved, not sent yet",
    "sending": "is being sent",
    "accepted": "sent",
    "deferred": "to be tried again",
    "rejected": "refused",
    "unknown": "may have been sent",
}


@app.command()
def review(
    quarter: AsQuarter,
    client: Clients = None,
    open_previews: Annotated[bool, typer.Option("--open", help="Open each mail in a browser.")] = False,
    as_json: AsJson = False,
    params: Params = None,
    reports: Reports = None,
) -> None:
    """Write the mails of a quarter's reports: what waits for whom, and why something is held.

    Each message lies beside its report, in mail/: as .eml for a mail program and as .html for a browser.
    Ends with exit code 1 where something is held.
    """
    with desk_of(quarter, params, reports, command=f"kpilib review {quarter}") as (desk, ledger):
        told = []
        for one in clients_at(desk, client):
            told.append(desk.drafts(one, ledger))
            if not as_json:
                _tell(told[-1])
    if as_json:
        print(json.dumps([_data(one) for one in told], ensure_ascii=False))
    else:
        out.print(_summary(told), markup=False)
    for draft in (each for drafts in told for each in drafts.messages if open_previews):
        typer.launch(draft.file.with_suffix(".html").as_uri())
    raise typer.Exit(FAILED if any(map(_held, told)) else 0)


@app.command()
def approve(
    quarter: AsQuarter,
    client: Annotated[list[str], typer.Option(help="The client; may be given several times.")],
    by: Annotated[str | None, typer.Option(help=f"Who approves; {USER} or the system's user if not given.")] = None,
    despite: Annotated[
        str, typer.Option(help="Why it may go in spite of an error of the check or of the data.")
    ] = "",
    params: Params = None,
    reports: Reports = None,
) -> None:
    """Approve the mails of a client's report: exactly what `kpilib review` shows, to these readers.

    Any later change of the report, its words, its readers or the sender takes the approval back.
    Ends with exit code 1 where something could not be approved.
    """
    from kpilib.deliver.mail.approval import approve as approve_draft

    name, refused = by or user(), 0
    with desk_of(quarter, params, reports, command=f"kpilib approve {quarter}") as (desk, ledger):
        for one in clients_at(desk, client):
            drafts = desk.drafts(one, ledger)
            for hold in drafts.holds if not drafts.messages else ():
                err.print(f"{one} is held: {hold}", markup=False)
                refused += 1
            for draft in drafts.messages:
                try:
                    mail = approve_draft(draft, ledger, by=name, despite=despite)
                except KpilibError as error:
                    err.print(str(error), markup=False)
                    refused += 1
                else:
                    who = f" by {mail.approved_by}" if mail.approved_by else ""
                    told = f"{mail.recipient}: {WAITS[mail.state]}{who}, sha256 {mail.sha256[:12]}"
                    out.print(f"{told}, {shown(draft.file)}", markup=False)
    raise typer.Exit(FAILED if refused else 0)


@app.command()
def send(
    quarter: AsQuarter,
    client: Clients = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Send nothing; say what would be sent.")] = False,
    as_json: AsJson = False,
    params: Params = None,
    reports: Reports = None,
) -> None:
    """Send the mails that are approved, each once and to its reader alone.

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
            for one in ready:
                out.print(f"would go to {one.mail.recipient}: {shown(one.file)}", markup=False)
            why = "no host in params/mail.yml" if desk.settings.dry_run else "--dry-run"
            out.print(f"{counted(len(ready), 'message')} approved, none sent: {why}", markup=False)
            return
        sent = Sent()
        if ready:
            pairs = [(one.mail, one.message) for one in ready]
            sent = send_all(ledger, desk.settings, pairs, told=lambda mail: _told(mail, as_json=as_json))
    if as_json:
        print(json.dumps({"event": "end", **vars(sent)}))
    else:
        out.print(_sent(sent), markup=False)
    refresh_pages(desk)
    raise typer.Exit(0 if sent.accepted == len(ready) else FAILED)


def _told(mail: "Mail", *, as_json: bool) -> None:
    """What became of a mail, as soon as it is known."""
    if as_json:
        told = {"client": mail.client, "recipient": mail.recipient, "state": mail.state, "reason": mail.reason}
        print(json.dumps({"event": "mail", **told}, ensure_ascii=False), flush=True)
    else:
        why = f": {mail.reason}" if mail.state != "accepted" else ""
        out.print(f"{mail.client} {mail.recipient}: {WAITS[mail.state]}{why}", markup=False)


def _sent(sent: "Sent") -> str:
    """A run of sending in a line.

    >>> from kpilib.deliver.mail.sending import Sent
    >>> _sent(Sent(accepted=2, deferred=1))
    '2 messages sent, 1 to be tried again'
    """
    rest = {
        "to be tried again": sent.deferred + sent.waiting,
        "refused": sent.rejected,
        "perhaps sent: see kpilib status": sent.unknown,
        "not sent any more, since they changed": sent.changed,
        "held": sent.held,
    }
    told = [
        counted(sent.accepted, "message") + " sent",
        *(f"{count} {what}" for what, count in rest.items() if count),
    ]
    return ", ".join(told) + (f"; stopped: {sent.stopped}" if sent.stopped else "")


def refresh_pages(desk: "Desk") -> None:
    """Let the agency's own pages tell what was sent."""
    from kpilib.deliver.index import write_index
    from kpilib.deliver.portfolio import render_portfolio

    notebook = shared_notebooks(desk.params) / "portfolio.ipynb"
    if not notebook.is_file() or render_portfolio(notebook, desk.reports, desk.quarter, params=desk.params).reason:
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


def _tell(drafts: "Drafts") -> None:
    """A client's mails in lines: the subject once, then each reader."""
    about = f"{drafts.name} ({drafts.client})" + (f", as of {drafts.as_of}" if drafts.as_of else "")
    out.print(f"{about}, revision {drafts.revision}" if drafts.revision > 1 else about, markup=False)
    for subject in dict.fromkeys(one.subject for one in drafts.messages):
        out.print(f"  {subject}", markup=False)
    for hold in drafts.holds:
        out.print(f"  held: {hold}", markup=False)
    for one in drafts.messages:
        waits = WAITS[one.mail.state] + (f" ({one.mail.reason})" if one.mail.state in REASONED else "")
        out.print(f"  {one.mail.recipient}: {waits}, {shown(one.file)}", markup=False)
        for hold in one.holds:
            if hold not in drafts.holds:
                out.print(f"    held: {hold}", markup=False)


REASONED = ("deferred", "rejected", "unknown")


def _held(drafts: "Drafts") -> bool:
    return not drafts.messages or any(one.open_holds and _waits(one) for one in drafts.messages)


def _waits(draft: "Draft") -> bool:
    return draft.mail.state in ("planned", "approved", "deferred")


def _summary(told: "Sequence[Drafts]") -> str:
    messages = [each for one in told for each in one.messages]
    waiting = sum(one.mail.state == "planned" and not one.open_holds for one in messages)
    approved = sum(one.mail.state in ("approved", "deferred") for one in messages)
    held = sum(map(_held, told))
    parts = [
        counted(len(messages), "message"),
        f"{waiting} to be approved",
        f"{approved} approved",
        f"{counted(held, 'client')} held",
    ]
    return ", ".join(parts)


def _data(drafts: "Drafts") -> dict[str, object]:
    """A client's mails as data."""
    return {
        "client": drafts.client,
        "as_of": drafts.as_of,
        "revision": drafts.revision,
        "held": [{"reason": one.reason, "answerable": one.answerable} for one in drafts.holds],
        "messages": [
            {
                "recipient": one.mail.recipient,
                "language": one.mail.language,
                "subject": one.subject,
                "state": one.mail.state,
                "sha256": one.mail.sha256,
                "file": str(one.file),
                "held": [{"reason": hold.reason, "answerable": hold.answerable} for hold in one.open_holds],
            }
            for one in drafts.messages
        ],
    }
