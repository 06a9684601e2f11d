"""What is going to be mailed, as files to look at: the message itself, and the page that it shows."""

from base64 import b64encode
from pathlib import Path

from markupsafe import Markup

from kpilib.data.mailed import Mail
from kpilib.deliver.files import write
from kpilib.deliver.job import MAIL
from kpilib.deliver.mail.message import Letter

HEAD = Markup(
    '<div style="font:14px/20px sans-serif;color:#1b2430;background-color:#ffffff;padding:12px 16px;'
    'border-bottom:1px solid #dfe3e8;"><b>{subject}</b><br>{to}<br>{attached}</div>'
)


def eml_file(folder: Path, mail: Mail) -> Path:
    """Where a message is laid out; `folder` is the one of the client's reports of the quarter."""
    return folder / MAIL / f"{mail.as_of}_r{mail.revision}_{mail.recipient.replace('/', '_')}.eml"


def lay_out(folder: Path, mail: Mail, letter: Letter, message: bytes) -> None:
    """Write a message beside its report: `.eml` for a mail program, `.html` for a browser; what is there stays so.

    folder : of the client's reports of the quarter.
    """
    file = eml_file(folder, mail)
    file.parent.mkdir(exist_ok=True)
    for path, content in ((file, message), (file.with_suffix(".html"), shown(letter, mail).encode())):
        if not path.is_file() or path.read_bytes() != content:
            write(path, content)


def shown(letter: Letter, mail: Mail) -> str:
    """The HTML of a mail for a browser: under its subject, with the picture in the place where a mail asks for it."""
    page = letter.html
    if letter.picture is not None:
        page = page.replace(f"cid:{letter.cid}", f"data:image/png;base64,{b64encode(letter.picture).decode()}")
    head = HEAD.format(
        subject=letter.subject,
        to=f"{mail.name} <{mail.recipient}>",
        attached=", ".join(one.name for one in letter.attached),
    )
    start = page.find(">", page.find("<body")) + 1
    return page[:start] + head + page[start:]
