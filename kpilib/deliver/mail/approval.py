"""A person's word that a message may go, as it is."""

from kpilib.data.mailed import Mail
from kpilib.deliver.mail.drafts import Draft
from kpilib.deliver.mail.ledger import Ledger
from kpilib.errors import KpilibError


def approve(draft: Draft, ledger: Ledger, *, by: str, despite: str = "") -> Mail:
    """Approve exactly this message. One that was approved before stays so.

    by      : who does.
    despite : why it may go in spite of what is held against the plan or the data; it is kept in the ledger.
    Raises KpilibError with every reason for which it may not be approved.
    """
    mail, despite = draft.mail, despite.strip()
    if mail.state not in ("planned", "approved", "deferred"):
        return mail
    open_holds = [one for one in draft.open_holds if not (one.answerable and despite)]
    if open_holds:
        told = "; ".join(map(str, open_holds))
        more = "; with --despite and a reason it may go" if all(one.answerable for one in open_holds) else ""
        raise KpilibError(f"{mail.recipient} is held: {told}{more}")
    if mail.state == "planned":
        mail = ledger.approve(mail, by=by, sha256=mail.sha256)
        for hold in draft.holds:
            with ledger.transaction():
                ledger.note(mail, f"in spite of: {hold}: {despite}", by)
    return mail
