"""What the tests of this room share: a file with a text in it, a frame of daily rows, a client with a folder."""

from datetime import date

import pandas as pd
import pytest

from kpilib.data.export import DAILY_KEYS
from kpilib.data.files import open_sheets
from kpilib.plan import catalogue
from kpilib.plan.client import Client
from kpilib.plan.model import Kpi, Plan, QuarterFile
from kpilib.plan.periods import Quarter


@pytest.fixture
def write(tmp_path):
    """Writes a text (or bytes) to a file below tmp_path; gives its path."""

    def write_text(text, name="export.csv", *, encoding="utf-8"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode(encoding))
        return path

    return write_text


@pytest.fixture
def sheet(write):
    """A text as a sheet of rows."""
    return lambda text: open_sheets(write(text))[0]


@pytest.fixture
def daily():
    """A daily frame from rows of day of July 2026, channel, campaign and the values of the measures."""

    def frame(rows, *measures):
        table = pd.DataFrame(rows, columns=[*DAILY_KEYS, *measures])
        return table.assign(date=pd.to_datetime([date(2026, 7, day) for day in table["date"]]))

    return frame


@pytest.fixture
def plan():
    """A plan of the client kopi-contoh (IDR, Asia/Jakarta) with these sources and one KPI for each metric."""

    def make(sources, *, metrics=("orders",), **client):
        told = {"name": "Kopi Contoh", "currency": "IDR", "timezone": "Asia/Jakarta", **client}
        kpis = [
            Kpi(
                id=metric,
                metric=metric,
                statement=f"more {metric}",
                due="2026-09-30",
                owner="Team",
                level="business",
                goal="g",
            )
            for metric in metrics
        ]
        return Plan(
            id="kopi-contoh",
            client=Client(sources=sources, goals={"g": "Grow"}, **told),
            quarter=Quarter.parse("2026Q3"),
            agreement=QuarterFile(agreed={"on": "2026-06-26", "by": ["Marketing lead"]}, kpis=kpis),
            metrics={metric: catalogue.metrics()[metric] for metric in metrics},
        )

    return make


@pytest.fixture
def folder(tmp_path, write):
    """The folder of kopi-contoh; its files are written with `write("kopi-contoh/...")`."""
    write("name: Kopi Contoh", "kopi-contoh/client.yml")
    return tmp_path / "kopi-contoh"
