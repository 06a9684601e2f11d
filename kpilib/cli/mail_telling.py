"""How mails are told: what waits, what is held, what became of each; in lines, or as data for programs."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from kpilib.cli.console import out, print_json, shown
from kpilib.errors import counted

if TYPE_CHECKING:
    from kpilib.data.mailed import Mail
    from kpilib.deliver.mail.drafts import Draft, Drafts
    from kpilib.deliver.mail.sending import Sent

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
REASONED = ("deferred", "rejected", "unknown")  # states that need a reason beside them


def tell_drafts(drafts: "Drafts") -> None:
    """A client's mails in lines: the subject once, then each reader."""
    about = f"{drafts.name} ({drafts.client})" + (f", as of {drafts.as_of}" if drafts.as_of else "")
    out.print(f"{about}, revision {drafts.revision}" if drafts.revision > 1 else about, markup=False)
    for subject in dict.fromkeys(one.subject for one in drafts.messages):
        out.print(f"  {subject}", markup=False)
    for hold in drafts.holds:
        answered = drafts.messages and not any(hold in one.open_holds for one in drafts.messages)
        out.print(f"  {'answered for' if answered else 'held'}: {hold}", markup=False)
    for one in drafts.messages:
        out.print(f"  {one.mail.recipient}: {_state(one)}, {shown(one.file)}", markup=False)
        for hold in one.holds:
            if hold not in drafts.holds:
                out.print(f"    held: {hold}", markup=False)


def _state(draft: "Draft") -> str:
    mail = draft.mail
    if mail.state == "planned" and draft.open_holds:
        return "held"
    return WAITS[mail.state] + (f" ({mail.reason})" if mail.state in REASONED else "")


def is_held(drafts: "Drafts") -> bool:
    """Whether something of a client's waits for more than an approval."""
    return not drafts.messages or any(one.open_holds and _waits(one) for one in drafts.messages)


def _waits(draft: "Draft") -> bool:
    return draft.mail.state in ("planned", "approved", "deferred")


def drafts_line(told: "Sequence[Drafts]") -> str:
    """A review in a line."""
    messages = [each for one in told for each in one.messages]
    waiting = sum(one.mail.state == "planned" and not one.open_holds for one in messages)
    approved = sum(one.mail.state in ("approved", "deferred") for one in messages)
    held = sum(map(is_held, told))
    parts = [
        counted(len(messages), "message"),
        f"{waiting} to be approved",
        f"{approved} approved",
        f"{counted(held, 'client')} held",
    ]
    return ", ".join(parts)


def drafts_data(drafts: "Drafts") -> dict[str, object]:
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


def tell_mail(mail: "Mail", *, as_json: bool) -> None:
    """What became of a mail, as soon as it is known."""
    if as_json:
        told = {"client": mail.client, "recipient": mail.recipient, "state": mail.state, "reason": mail.reason}
        print_json({"event": "mail", **told})
    else:
        why = f": {mail.reason}" if mail.state != "accepted" else ""
        out.print(f"{mail.client} {mail.recipient}: {WAITS[mail.state]}{why}", markup=False)


def sent_line(sent: "Sent") -> str:
    """A run of sending in a line.

    >>> from kpilib.deliver.mail.sending import Sent
    >>> sent_line(Sent(accepted=2, deferred=1))
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
