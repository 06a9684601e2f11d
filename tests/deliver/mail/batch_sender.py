"""A process that sends a batch, to be killed: `python batch_sender.py REPORTS PORT`. It says when it begins."""

import hashlib
import sys
from pathlib import Path

from kpilib.deliver.mail.ledger import Ledger
from kpilib.deliver.mail.sending import send
from tests.deliver.mail.mails import message_to, settings


def main() -> None:
    reports, port = Path(sys.argv[1]), int(sys.argv[2])
    with Ledger(reports) as ledger:
        mails = [(mail, message_to(mail.recipient, date=mail.date)) for mail in ledger.mails()]
        assert all(hashlib.sha256(data).hexdigest() == mail.sha256 for mail, data in mails)
        print("begun", flush=True)
        sent = send(ledger, settings(port=port, timeout=60), mails)
    print({name: value for name, value in vars(sent).items() if value})


if __name__ == "__main__":
    main()
