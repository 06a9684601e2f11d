"""A whole mail server of Debian, postfix, on a port of this machine, in a folder of its own; it reaches nobody else.

It takes mail for every address there is and puts it into Maildirs, as the user `nobody`:

    readers    everybody's mail, with its reader in Delivered-To
    sender     what comes back to the sender: notices of what was not delivered

An address that begins with `refused` is refused at once, one with `later` for now. Mail to one with `gone` is taken,
and then comes back.
"""

import mailbox
import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import trustme
from filelock import FileLock

from tests.deliver.mail.mails import SENDER
from tests.deliver.mail.servers import free_port

MAIN = """\
compatibility_level = 3.6
queue_directory = {home}/queue
data_directory = {home}/data
maillog_file = {home}/log/mail
maillog_file_prefixes = {home}
myhostname = mail.test.example
mydestination =
mynetworks = 127.0.0.0/8
inet_interfaces = loopback-only
inet_protocols = ipv4
alias_maps =
alias_database =
relayhost =
default_transport = error:this server reaches nobody
smtputf8_enable = yes
virtual_mailbox_domains = static:all
virtual_mailbox_base = {home}/mail
virtual_mailbox_maps = regexp:{home}/etc/boxes
virtual_uid_maps = static:{uid}
virtual_gid_maps = static:{gid}
transport_maps = regexp:{home}/etc/transport
smtpd_recipient_restrictions = check_recipient_access regexp:{home}/etc/access, permit_mynetworks, reject
smtpd_tls_chain_files = {home}/etc/server.pem
smtpd_tls_security_level = encrypt
"""
MASTER = """\
127.0.0.1:{port} inet n - n - - smtpd
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
proxymap unix - - n - - proxymap
error unix - - n - - error
retry unix - - n - - error
virtual unix - n n - - virtual
anvil unix - - n - 1 anvil
postlog unix-dgram n - n - 1 postlogd
gone unix - n n - - pipe flags=R user=nobody argv=/bin/sh -c {{exit 67}}
"""
TABLES = {
    "boxes": f"/^{SENDER['email'].replace('.', '[.]')}$/ sender/\n/./ readers/\n",
    "transport": "/^gone/ gone:\n",
    "access": "/^refused/ 550 5.1.1 no such user\n/^later/ 450 4.2.0 greylisted\n",
}


@dataclass(frozen=True)
class MailServer:
    """A running server. settings: how it is reached, as in mail.yml; all but the sender."""

    home: Path
    port: int
    host: str = "127.0.0.1"

    @property
    def settings(self) -> dict[str, object]:
        security = {"security": "starttls", "ca_file": str(self.home / "ca.pem")}
        return {"host": self.host, "port": self.port, **security}

    @property
    def returned(self) -> Path:
        """The Maildir of the sender, with what came back."""
        return self.home / "mail" / "sender"

    def delivered(self, address: str | None = None) -> list[bytes]:
        """The messages that lie in the mailbox of an address, or of all readers, as they were delivered."""
        found = []
        if (self.home / "mail" / "readers").is_dir():
            for message in mailbox.Maildir(self.home / "mail" / "readers", create=False):
                if address is None or message["Delivered-To"] == address:
                    found.append(message.as_bytes())
        return found

    def settled(self, wanted: Callable[[], bool], seconds: float = 30) -> bool:
        """Whether what is wanted comes true: mail is delivered a moment after it was taken."""
        end = time.monotonic() + seconds
        while not wanted():
            if time.monotonic() > end:
                return False
            time.sleep(0.05)
        return True

    def log(self) -> str:
        return (self.home / "log" / "mail").read_text("utf-8", "replace")


def why_not() -> str:
    """Why no such server can run here; "" where it can. One that is missing is installed if that starts nothing."""
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        return "a mail server of Debian can be started by root alone"
    with FileLock(Path(tempfile.gettempdir()) / "kpilib-postfix.lock"):
        if shutil.which("postfix"):
            return ""
        if not shutil.which("apt-get"):
            return "there is no postfix, and no apt-get to install it with"
        if Path("/run/systemd/system").exists():
            return "there is no postfix; `make mailserver` installs it, and a mail server that runs from then on"
        quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        install = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", "postfix"]
        for command in (["apt-get", "update", "-qq"], install):
            done = subprocess.run(command, env=quiet, capture_output=True, text=True, timeout=300, check=False)
        if done.returncode or not shutil.which("postfix"):
            told = (done.stderr or done.stdout).strip().splitlines() or ["no reason given"]
            return f"postfix cannot be installed: {told[-1]}"
    return ""


@contextmanager
def running() -> Iterator[MailServer]:
    """The server, started and stopped again. Its folder is not below that of the tests, which only root may enter."""
    home = Path(tempfile.mkdtemp(prefix="kpilib-postfix-"))
    home.chmod(0o755)
    for name in ("etc", "queue", "data", "log", "mail"):
        (home / name).mkdir()
    nobody = pwd.getpwnam("nobody")
    shutil.chown(home / "mail", "nobody")
    shutil.chown(home / "data", "postfix")
    port = free_port()
    told = {"home": home, "port": port, "uid": nobody.pw_uid, "gid": nobody.pw_gid}
    (home / "etc" / "main.cf").write_text(MAIN.format(**told))
    (home / "etc" / "master.cf").write_text(MASTER.format(**told))
    for name, table in TABLES.items():
        (home / "etc" / name).write_text(table)
    made = trustme.CA()
    made.cert_pem.write_to_path(home / "ca.pem")
    made.issue_cert("127.0.0.1").private_key_and_cert_chain_pem.write_to_path(home / "etc" / "server.pem")
    (home / "etc" / "server.pem").chmod(0o600)
    try:
        _postfix(home, "start")
        try:
            yield MailServer(home, port)
        finally:
            _postfix(home, "stop")
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _postfix(home: Path, what: str) -> None:
    # Its output goes to a file: the server would keep a pipe open for as long as it runs.
    with (home / "out").open("w") as out:
        command = ["postfix", "-c", home / "etc", what]
        done = subprocess.run(command, stdout=out, stderr=subprocess.STDOUT, timeout=60, check=False)
    assert done.returncode == 0, (home / "out").read_text("utf-8")
