"""Whose readers are due a report, and whose have waited for one in vain."""

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from kpilib.data.history import FOLDER
from kpilib.data.mailed import read_mailed
from kpilib.judge.updates import Updates, given_for, reached, updates_of
from kpilib.plan.cadence import update_days
from kpilib.plan.client import Client
from kpilib.plan.params import about_client, client_names, quarter_names
from kpilib.plan.periods import Quarter, day_of, latest_as_of

NOTHING = Updates()


@dataclass(frozen=True)
class Promise:
    """What a client's readers were promised of a quarter, and what came of it.

    as_of   : of the report that is due, the quarter's last day where that is over.
    problem : why it cannot be told; "" where it can.
    """

    client: str
    quarter: str = ""
    cadence: str = ""
    as_of: date | None = None
    updates: Updates = NOTHING
    problem: str = ""


def promises(params: Path, reports: Path, today: date | None = None) -> list[Promise]:
    """Every client that has a cadence, as of a day: its quarter, and the one before while its closing report is due.

    today : None for the day that it is where each client is.
    A report has come when a reader was sent it; where a client names no readers, when it was made.
    """
    return [one for client in client_names(params) for one in _promises(params, reports, client, today)]


def _promises(params: Path, reports: Path, name: str, today: date | None) -> list[Promise]:
    client = about_client(params, name).validated(Client)
    if client is None:
        return [Promise(name, problem=f"client.yml has problems: kpilib check {name}")]
    if client.cadence is None:
        return []
    today = today or datetime.now(ZoneInfo(client.timezone)).date()
    like = Quarter(today.year, 1, client.fiscal_year_starts, client.fiscal_year_named_by)
    now = Quarter.containing(today, like)
    agreed = quarter_names(params, name)
    came = _came(reports, name, client)
    told = []
    for quarter in (now.before, now):
        days = update_days(quarter.start, quarter.end, client.cadence)
        if str(quarter) in agreed:
            given = given_for(days, came, quarter.start, quarter.end)
            updates = updates_of(days, given, today, first=min(came, default=None))
            # The closing report of a quarter of which its readers never got one is not waited for.
            if quarter == now or (updates.due and given):
                told.append(Promise(name, str(quarter), client.cadence, latest_as_of(quarter, today), updates))
        elif quarter == now:
            told.append(Promise(name, str(quarter), client.cadence, problem=f"there is no file {quarter}.yml yet"))
    return told


def _came(reports: Path, name: str, client: Client) -> set[date]:
    """The as-of dates of the reports that came, of all quarters."""
    if client.recipients:
        return reached(read_mailed(reports, client=name))
    kept = (day_of(path.stem) for path in reports.glob(f"*/{name}/{FOLDER}/*.json"))
    return {day for day in kept if day is not None}  # what else lies there, no run has left
