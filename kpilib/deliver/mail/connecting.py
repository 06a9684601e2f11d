"""A connection to the agency's mail server: verified, and logged in."""

import smtplib
import socket
import ssl

from kpilib.deliver.mail.login import Login, shown
from kpilib.deliver.mail.replies import NoReplyError, Plain, Secure
from kpilib.deliver.mail.stops import RunStopsError, ServerGoneError
from kpilib.errors import KpilibError
from kpilib.plan.mail import MailSettings
from kpilib.plan.mailbox import domain_of


def connect(settings: MailSettings, login: Login | None) -> smtplib.SMTP:
    """A connection on which mail can be sent.

    Raises RunStopsError, ServerGoneError.
    """
    context = _context(settings)
    smtp = None
    try:
        smtp = _reached(settings, context)
        _greeted(smtp)
        if settings.security == "starttls":
            _encrypted(smtp, settings, context)
        if login:
            _logged_in(smtp, settings, login)
    except BaseException as error:
        if smtp is not None:
            smtp.close()
        if isinstance(error, KpilibError) or not isinstance(error, OSError):
            raise
        raise _told(settings, error, login) from None
    return smtp


def of_class(first: int, code: int) -> bool:
    """Whether a reply is of the class that its first digit says.

    >>> of_class(4, 450)
    True
    """
    return code // 100 == first


def _context(settings: MailSettings) -> ssl.SSLContext | None:
    if settings.security == "none":
        return None
    try:
        return ssl.create_default_context(cafile=settings.ca_file)
    except OSError as error:
        raise RunStopsError(f"ca_file {settings.ca_file} cannot be read: {error.strerror or error}") from None


def _reached(settings: MailSettings, context: ssl.SSLContext | None) -> smtplib.SMTP:
    told = {"local_hostname": domain_of(settings.sender.email), "timeout": settings.timeout}
    if settings.security == "tls":
        return Secure(settings.host, settings.server_port, context=context, **told)
    return Plain(settings.host, settings.server_port, **told)


def _greeted(smtp: smtplib.SMTP) -> None:
    code, text = smtp.ehlo()
    if of_class(5, code):  # a server of before 1995
        code, text = smtp.helo()
    if not of_class(2, code):
        raise smtplib.SMTPResponseException(code, text)


def _encrypted(smtp: smtplib.SMTP, settings: MailSettings, context: ssl.SSLContext) -> None:
    if not smtp.has_extn("starttls"):
        raise RunStopsError(
            f"{settings.server} offers no STARTTLS, and nothing is sent unencrypted; if it wants TLS from the start, "
            "write security: tls in mail.yml"
        )
    smtp.starttls(context=context)
    _greeted(smtp)


def _logged_in(smtp: smtplib.SMTP, settings: MailSettings, login: Login) -> None:
    methods = smtp.esmtp_features.get("auth", "").upper().split()
    if "PLAIN" in methods:
        code, text = smtp.docmd("AUTH", f"PLAIN {login.plain}")
    elif "LOGIN" in methods:
        code, text = smtp.docmd("AUTH", "LOGIN")
        for one in login.one_by_one:
            if code == 334:
                code, text = smtp.docmd(one)
    else:
        raise RunStopsError(f"{settings.server} offers no login of the kinds PLAIN and LOGIN; see user in mail.yml")
    if of_class(4, code):
        raise smtplib.SMTPResponseException(code, text)
    if not of_class(2, code):
        raise RunStopsError(f"{settings.server} refused the login of {login.user}: {code} {shown(text, login)}")


def _told(settings: MailSettings, error: OSError, login: Login | None) -> KpilibError:
    """What went wrong on the way to a server, in words."""
    server = settings.server
    match error:
        case ssl.SSLCertVerificationError():
            return RunStopsError(f"the certificate of {server} is not valid: {error.verify_message}")
        case ssl.SSLEOFError() | ssl.SSLZeroReturnError():
            return ServerGoneError(f"{server} cannot be used: the connection ended")
        case ssl.SSLError():
            return RunStopsError(
                f"{server} does not speak TLS as expected: {error.reason or error}; see security in mail.yml"
            )
        case smtplib.SMTPResponseException():
            said = f"{server} takes no mail: {error.smtp_code} {shown(error.smtp_error, login)}"
            return RunStopsError(said) if of_class(5, error.smtp_code) else ServerGoneError(said)
        case socket.gaierror():
            return ServerGoneError(f"{server} cannot be reached: no server of this name is known")
        case TimeoutError():
            return ServerGoneError(f"{server} did not answer in time")
        case NoReplyError():
            return ServerGoneError(f"{server} cannot be used: {error}")
        case smtplib.SMTPException():
            return ServerGoneError(f"{server} takes no mail: {shown(str(error), login)}")
    return ServerGoneError(f"{server} cannot be reached: {(error.strerror or str(error)).lower()}")
