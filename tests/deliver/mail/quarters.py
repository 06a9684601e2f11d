"""A quarter's reports as a run leaves them, of small clients, made without a kernel so that they cost little."""

import json
from pathlib import Path

from kpilib.deliver.fingerprint import clients_parts
from kpilib.deliver.job import Job
from kpilib.deliver.made import keep_record
from kpilib.report import open_report
from kpilib.tell.mail.letter import mail_of
from tests.project import CLIENT, small_project

QUARTER, AS_OF = "2026Q3", "2026-08-21"
MAIL = "sender: {name: Agency, email: kpi@agency.example}\n"
PAGE = "<!doctype html><html lang='en'><body><h1>{name}</h1>{more}</body></html>"


def project(root: Path, *clients: str, mail: str = MAIL, more: str = "") -> Path:
    """A project of clients that are alike but for name and readers; returns `root`.

    more : lines of each client.yml, with {client} for the client's folder; such as a second reader.
    """
    for client in clients:
        folder = small_project(root / "one") / "shop"
        (root / "params").mkdir(exist_ok=True)
        folder.rename(root / "params" / client)
        (root / "one/params").rmdir()
        readers = f"recipients: [{{name: Ana, email: ana@{client}.example}}]\nmail_allowed: [{client}.example]\n"
        about = CLIENT.replace("Small Shop", client.title()) + (more.format(client=client) or readers)
        (root / "params" / client / "client.yml").write_text(about, "utf-8")
    (root / "params/mail.yml").write_text(mail, "utf-8")
    return root


def reported(root: Path, client: str, /, *, page: str = "", as_of: str = AS_OF, **results) -> Path:
    """Leave the report of a client below reports/; returns its folder.

    page : what stands on it besides. results : fields that are other than a real run's.
    """
    folder = root / "params" / client
    report = open_report(client, QUARTER, as_of, params=root / "params")
    job = Job(client, QUARTER, as_of, root / "kpi_progress.ipynb", folder, root / "reports" / QUARTER / client)
    job.mail.parent.mkdir(parents=True, exist_ok=True)
    told = json.loads(json.dumps(report.results)) | {"report": "kpi_progress"} | results
    job.file(".html").write_text(PAGE.format(name=client, more=page), "utf-8")
    job.file(".json").write_text(json.dumps(told), "utf-8")
    job.mail.write_text(json.dumps(mail_of(report)), "utf-8")
    keep_record(job, clients_parts(folder), told)
    return job.out
