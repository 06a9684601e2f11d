"""The gate: what keeps a client's mail from being sent, with what to do about it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from kpilib.deliver.mail.material import REPORT, Material
from kpilib.deliver.mail.message import Letter
from kpilib.deliver.mail.strangers import Part, Stranger, found_in
from kpilib.errors import counted
from kpilib.judge.thresholds import LARGEST_MISSING_SHARE, STALE_DAYS
from kpilib.plan.client import Client, Recipient
from kpilib.plan.mail_allowed import is_allowed

MOST_TOLD = 3  # errors of a check that are written out
LARGEST_HTML = 60_000  # bytes; Gmail cuts a mail off at 102 kB, and what is forwarded grows
LARGEST_ATTACHED = 7_500_000  # bytes, which are 10 MB on their way; many servers take no more


@dataclass(frozen=True)
class Hold:
    """A reason why a mail is not sent. One that is `answerable` a person may answer for when approving."""

    reason: str
    answerable: bool = False

    def __str__(self) -> str:
        return self.reason


def material_holds(material: Material, changed: Mapping[str, str]) -> Iterator[Hold]:
    """What is wrong with the reports themselves.

    changed : by report, why it is no longer what its client's folder would give; "" where it is.
    """
    again = f"kpilib run {material.quarter} --client {material.client}"
    if REPORT not in material.results:
        yield Hold(f"there is no report {REPORT}; make it: {again}")
        return
    for report, told in material.results.items():
        if told.get("state") == "failed":
            yield Hold(f"{report} failed: {told.get('reason')}")
        elif told.get("state") != "rendered":
            yield Hold(f"the results of {report} cannot be read; make it again: {again} --fresh")
        elif (told.get("client"), told.get("quarter")) != (material.client, material.quarter):
            yield Hold(f"the results of {report} are those of {told.get('client')} {told.get('quarter')}")
        elif (report, ".html") not in material.pages:
            yield Hold(f"the page of {report} is gone; make it again: {again}")
        elif told.get("as_of") != material.as_of:
            yield Hold(f"{report} is as of {told.get('as_of')}, {REPORT} as of {material.as_of}; make both again")
        elif reason := changed.get(report):
            yield Hold(f"{report}: {reason}; make it again: {again}")
    if material.judged.get("state") == "rendered":
        if not material.letters:
            yield Hold(f"the run has left no letter for the mail; make it again: {again} --fresh")
        yield from _unsound(material.judged)


def _unsound(told: Mapping[str, Any]) -> Iterator[Hold]:
    """What is wrong with the plan or the data, for which a person may answer."""
    errors = [one for one in told["findings"] if one["severity"] == "error" and one["accepted"] is None]
    if errors:
        shown = [f"{one['code']} ({one['file']}:{one['line']})" for one in errors[:MOST_TOLD]]
        more = f" and {len(errors) - MOST_TOLD} more" if len(errors) > MOST_TOLD else ""
        lead = f"{counted(len(errors), 'error')} of the check"
        yield Hold(f"{lead}: {', '.join(shown)}{more}; see kpilib check {told['client']} {told['quarter']}", True)
    for one in told["data_findings"]:
        if one["severity"] == "error":
            yield Hold(f"the data of {one['source']}: {one['message']}", True)
    as_of = date.fromisoformat(told["as_of"])
    for kpi in told["kpis"]:
        if "estimate" in kpi or kpi["data_to"] is None:
            continue  # a survey's wave, or the report's own reason for withholding
        behind = (as_of - date.fromisoformat(kpi["data_to"])).days
        if behind > STALE_DAYS:
            yield Hold(f"{kpi['name']}: the data end on {kpi['data_to']}, {behind} days before the report", True)
        share = len(kpi["missing"]) / max(1, len(kpi["missing"]) + kpi["days_seen"])
        if share > LARGEST_MISSING_SHARE:
            yield Hold(f"{kpi['name']}: {len(kpi['missing'])} of its days are missing, {share:.0%}", True)


def recipient_holds(client: Client, recipient: Recipient, material: Material) -> Iterator[Hold]:
    """Why a mail may not go to this reader."""
    if not client.mail_allowed:
        domain = recipient.email.rpartition("@")[2]
        yield Hold(f"client.yml does not say where its mails may go; add, if so: mail_allowed: [{domain}]")
    elif not is_allowed(recipient.email, client.mail_allowed):
        places = ", ".join(client.mail_allowed)
        yield Hold(f"{recipient.email} is outside of mail_allowed in client.yml: {places}")
    if not recipient.email.rpartition("@")[0].isascii():
        yield Hold(f"{recipient.email} has letters before the @ that most mail servers refuse")
    language = recipient.language or client.language
    if language not in material.letters:
        yield Hold(f"the run has left no letter in '{language}'; make the report again")
    if recipient.pdf and not any(suffix == ".pdf" for _, suffix in material.pages):
        yield Hold(f"{recipient.email} asks for a PDF; make it: kpilib run {material.quarter} --pdf")


def letter_holds(letter: Letter, strangers: Sequence[Stranger]) -> Iterator[Hold]:
    """What is found in a letter that must not be there, and what is too large."""
    names = "\n".join(one.name for one in letter.attached)
    parts = [
        Part("the subject", "text/plain", letter.subject.encode()),
        Part("the text", "text/plain", letter.text.encode()),
        Part("the mail", "text/html", letter.html.encode()),
        Part("the names of what is attached", "text/plain", names.encode()),
        *([Part("the picture", "image/png", letter.picture)] if letter.picture else []),
        *(Part(one.name, one.kind, one.content) for one in letter.attached),
    ]
    for one in found_in(parts, strangers):
        yield Hold(
            f"the client {one.client} is found in {one.where}: '{one.sign}'; if that may stand there, write it into "
            "may_mention of client.yml"
        )
    size = len(letter.html.encode())
    if size > LARGEST_HTML:
        yield Hold(f"the mail has {size:,} bytes, more than the {LARGEST_HTML:,} that every mail program shows whole")
    if (total := sum(len(one.content) for one in letter.attached)) > LARGEST_ATTACHED:
        yield Hold(f"the attached files have {total:,} bytes, more than {LARGEST_ATTACHED:,}")
