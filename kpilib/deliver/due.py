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
from kpilib.plan.periods import Quarter

NOTHING = Updates()


@dataclass(frozen=True)
class Promise:
    """What a client's readers were promised of a quarter, and what came of it.

    problem : why it cannot be told; "" where it can.
    """

    client: str
    quarter: str = ""
    cadence: str = ""
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
    told = []
    for quarter in (now.before, now):
        days = update_days(quarter.start, quarter.end, client.cadence)
        if str(quarter) in agreed:
            given = given_for(days, _came(reports, name, str(quarter), client), quarter.end)
            one = Promise(name, str(quarter), client.cadence, updates_of(days, given, today))
            if quarter == now or one.updates.due:
                told.append(one)
        elif quarter == now:
            told.append(Promise(name, str(quarter), client.cadence, problem=f"there is no file {quarter}.yml yet"))
    return told


def _came(reports: Path, name: str, quarter: str, client: Client) -> set[date]:
    """The as-of dates of the reports that came."""
    if client.recipients:
        return reached(read_mailed(reports, quarter=quarter, client=name))
    made = (reports / quarter / name / FOLDER).glob("*.json")
    return {date.fromisoformat(path.stem) for path in made}
