"""The agency's mail server and the sender of its reports: params/mail.yml. No password ever stands there."""

import re
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from kpilib.errors import KpilibError, ProblemsError
from kpilib.plan.address import SECRET
from kpilib.plan.located import Located
from kpilib.plan.mail_allowed import mail_address
from kpilib.plan.noun import Noun

FILE = "mail.yml"
USER, PASSWORD = "KPILIB_SMTP_USER", "KPILIB_SMTP_PASSWORD"
LOCAL_HOSTS = ("localhost", "127.0.0.1", "::1")
PORTS = {"starttls": 587, "tls": 465, "none": 25}
NO_PASSWORD = (
    f"'{{key}}' does not belong in a file: the password is taken from the environment variable {PASSWORD}, or from "
    "the system's keyring (service kpilib, entry user@host)"
)


def _ascii_email(written: str) -> str:
    if not mail_address(written).rpartition("@")[0].isascii():
        raise PydanticCustomError(
            "ascii_email", "'{found}' has letters before the @ that many mail servers refuse", {"found": written}
        )
    return written


def _one_line(written: str) -> str:
    if not written.isprintable():
        raise PydanticCustomError("one_line", "name {found} is not one line of letters", {"found": repr(written)})
    return written


def _host(written: Any) -> Any:
    # What stands here is not repeated: it may be an address that holds a password.
    if isinstance(written, str) and not re.fullmatch(r"[\w.-]+|[0-9a-fA-F:]+", written):
        raise PydanticCustomError("host", "host is not the name of a server such as smtp.agency.example")
    return written


class Sender(Noun):
    """Whose name stands over the mail.

    name  : the name, such as `Agency Example`.
    email : the address; notices of what could not be delivered go there.
    """

    name: Annotated[str, Field(min_length=1), AfterValidator(_one_line)]
    email: Annotated[str, AfterValidator(_ascii_email)]


class MailSettings(Noun):
    """How reports are mailed. Without a `host` nothing is sent: messages are written as files to look at.

    sender        : whose name stands over the mail.
    reply_to      : where answers go, if not to the sender.
    host          : the agency's mail server, such as `smtp.agency.example`.
    port          : its port, if it is not the usual one of the security.
    security      : starttls and tls verify the server; none is for a server on this machine alone.
    ca_file       : certificates of an authority of one's own, by whole path, in place of the system's.
    user          : for the login; KPILIB_SMTP_USER in the environment comes before it.
    per_minute    : messages a minute at most.
    timeout       : seconds that the server may take for an answer.
    retry_minutes : after a refusal for now, doubled each time, until `give_up_hours` after the first attempt.
    give_up_hours : after so many hours it is given up.
    """

    sender: Sender
    reply_to: Annotated[str, AfterValidator(mail_address)] | None = None
    host: Annotated[str, BeforeValidator(_host), Field(min_length=1)] | None = None
    port: Annotated[int, Field(ge=1, le=65535)] | None = None
    security: Literal["starttls", "tls", "none"] = "starttls"
    ca_file: Path | None = None
    user: Annotated[str, Field(min_length=1), AfterValidator(_one_line)] | None = None
    per_minute: Annotated[float, Field(gt=0)] = 60
    timeout: Annotated[float, Field(gt=0, le=600)] = 60
    retry_minutes: Annotated[float, Field(ge=1)] = 30
    give_up_hours: Annotated[float, Field(gt=0, le=120)] = 48

    @model_validator(mode="after")
    def _open_only_at_home(self) -> "MailSettings":
        if self.security == "none" and self.host and self.host not in LOCAL_HOSTS:
            raise ValueError(
                f"security 'none' is only for a server on this machine ({', '.join(LOCAL_HOSTS)}); "
                "write starttls or tls"
            )
        return self

    @property
    def dry_run(self) -> bool:
        """Whether nothing is sent, as no server is named."""
        return self.host is None

    @property
    def server_port(self) -> int:
        """The port: as written, or the usual one of the security."""
        return self.port or PORTS[self.security]

    @property
    def server(self) -> str:
        """The server as messages show it: `smtp.agency.example:587`."""
        host = f"[{self.host}]" if ":" in (self.host or "") else self.host
        return f"{host}:{self.server_port}"


def read_mail_settings(params: Path) -> MailSettings:
    """What params/mail.yml says.

    Raises ProblemsError with everything that is wrong with it, KpilibError where there is no such file.
    """
    path = params / FILE
    if not path.is_file():
        raise KpilibError(
            f"there is no {params.name}/{FILE}, which says who sends the reports; see {params.name}/README.md"
        )
    located = Located(path, f"{params.name}/{FILE}")
    secrets = [_problem_of(located, loc) for loc in _secret_keys(located.tree or {})]
    settings = located.validated(MailSettings)
    told = [problem for problem in located.problems if problem.line not in {secret.line for secret in secrets}]
    if secrets or told:
        raise ProblemsError([*secrets, *told])
    return settings


def _secret_keys(tree: Any, above: tuple = ()) -> list[tuple]:
    found = []
    for key, value in tree.items():
        if SECRET.search(str(key)):
            found.append((*above, key))
        elif isinstance(value, dict):
            found += _secret_keys(value, (*above, key))
    return found


def _problem_of(located: Located, loc: tuple) -> Any:
    return located.problem(loc, NO_PASSWORD.format(key=loc[-1]))
