"""What the three tables of facts have to hold, whoever made them: a reader, a warehouse, a table of the client's own.

After a breach a number would be wrong later without anybody noticing, so nothing is computed from such facts. The
message is the analyst's: file or source, column, the first row, and what is wrong with it.
"""

from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np
import pandas as pd
from pandas.api.types import infer_dtype, is_datetime64_any_dtype, is_float_dtype
from pandera.errors import SchemaErrors
from pandera.pandas import Check, Column, DataFrameSchema

from kpilib.data.channels import UNATTRIBUTED
from kpilib.data.facts import Facts
from kpilib.errors import ExportError
from kpilib.plan import catalogue

KINDS = ("order", "refund", "lead", "qualified", "won", "lost")
# Counts of what was seen, which nobody can undo. Money can go back, and so can orders, leads, conversions, likes and
# followers that a tool takes back later.
NEVER_NEGATIVE = {
    "sessions", "engaged_sessions", "long_visits", "engagement_seconds", "new_users", "active_users", "total_users",
    "returning_users", "views", "events", "impressions", "clicks", "interactions", "search_ad_impressions",
    "eligible_impressions", "reach", "search_clicks", "search_impressions", "position_impressions", "email_delivered",
    "email_clickers", "email_openers", "email_opens", "active_subscribers",
}  # fmt: skip
DAILY_KEY = ["date", "source", "channel", "campaign"]
READING_KEY = ["start", "end", "source", "measure", "channel", "campaign"]
EVENT_KEY = ["source", "kind", "id"]

EMPTY, ABSENT, TWICE, BACKWARDS = "is empty", "is absent", "stands there twice", "ends before it starts"
NO_VALUE = "has no value, which an order and a refund need"
BELOW_ZERO = "is below zero, which a count cannot be"
# Pandera's own names of its own checks.
PANDERAS = {"not_nullable": EMPTY, "column_in_dataframe": ABSENT, "multiple_fields_uniqueness": TWICE}
MEND = "correct it where it comes from, or leave it out"


def check_facts(facts: Facts) -> None:
    """Hold the tables of one source, or of several, to what they promise.

    daily    : day, source, channel and campaign once; days are days, channels and campaigns text; measures may be
               added, are finite numbers or missing, and counts are not below zero.
    readings : each span, source, measure, channel and campaign once, with a finite value; no span ends before it
               starts.
    events   : each id once a source and kind; of a kind that is known, at a time that knows its zone; orders and
               refunds with a value.
    Raises ExportError with the first breach.
    """
    # What channels leave unexplained is our own arithmetic: Google's sessions are estimates, and the channels of a
    # day may come to more than the day.
    told = facts.daily[facts.daily["channel"] != UNATTRIBUTED]
    _hold(facts, told, _daily(tuple(facts.daily.columns.difference(DAILY_KEY))))
    _hold(facts, facts.readings, _readings())
    _hold(facts, facts.events, _events())


def _hold(facts: Facts, frame: pd.DataFrame, schema: DataFrameSchema) -> None:
    if not len(frame):
        return
    frame = frame.reset_index(drop=True)
    try:
        schema.validate(frame, lazy=True)
    except SchemaErrors as error:
        first = error.failure_cases.sort_values("index", kind="stable").iloc[0]
    else:
        return
    row = frame.iloc[0 if pd.isna(first["index"]) else int(first["index"])]
    wrong = PANDERAS.get(first["check"], first["check"])
    text = f"source '{row['source']}': {_what(row, first, wrong)} {wrong} ({_where(row)}); {MEND}"
    raise ExportError(_file(facts, row), None, text)


def _what(row: pd.Series, case: pd.Series, wrong: str) -> str:
    if wrong in (TWICE, BACKWARDS, NO_VALUE):
        return "a row"
    column, found = case["column"], case["failure_case"]
    if wrong == ABSENT:
        column = found
    elif "measure" in row and (column == "value" or case["schema_context"] == "DataFrameSchema"):
        column, found = row["measure"], row["value"]
    return f"column '{column}'" if wrong in (EMPTY, ABSENT) else f"column '{column}': {_shown(found)}"


def _where(row: pd.Series) -> str:
    """What tells the row apart from the others."""
    told = (row[name] for name in ("date", "start", "end", "kind", "id", "channel", "campaign") if name in row)
    return ", ".join(dict.fromkeys(_shown(value) for value in told if not pd.isna(value) and value != ""))


def _shown(value: Any) -> str:
    if isinstance(value, pd.Timestamp):
        return value.date().isoformat()
    return f"{value:,.10g}" if isinstance(value, int | float) else f"'{value}'"


def _file(facts: Facts, row: pd.Series) -> str:
    """The file that tells of the row's day, if only one of the source does, or else the source."""
    day = row["date"] if "date" in row else row["end"]
    mine = [export for source, export in facts.exports if source == row["source"]]
    telling = [one for one in mine if any((frame[key] == day).any() for frame, key in _days_of(one) if len(frame))]
    names = {one.file for one in telling or mine}
    return names.pop() if len(names) == 1 else str(row["source"])


def _days_of(export: Any) -> list[tuple[pd.DataFrame, str]]:
    return [(export.daily, "date"), (export.readings, "end")]


def _each(kind: Callable[[Any], bool], *, whole: Callable[[pd.Series], bool], wrong: str) -> Check:
    """Whether every value is of a kind; `whole` sees it in the column's type, without looking at each of them."""
    return Check(lambda column: True if whole(column) else column.map(kind).astype(bool), error=wrong)


def _text() -> Column:
    wrong = "is not text"
    return Column(
        None, _each(lambda one: isinstance(one, str), whole=lambda c: infer_dtype(c) == "string", wrong=wrong)
    )


def _day() -> Column:
    return Column(
        None, _each(lambda one: isinstance(one, pd.Timestamp), whole=is_datetime64_any_dtype, wrong="is not a day")
    )


def _number(*checks: Check, missing: bool = True) -> Column:
    numeric = _each(lambda one: isinstance(one, int | float), whole=is_float_dtype, wrong="is not a number")
    finite = Check(lambda column: ~np.isinf(pd.to_numeric(column, errors="coerce")), error="has no end")
    return Column(None, [numeric, finite, *checks], nullable=missing)


@cache
def _daily(measures: tuple[str, ...]) -> DataFrameSchema:
    known = catalogue.measures()
    columns = {"date": _day(), "source": _text(), "channel": _text(), "campaign": _text()}
    for name in measures:
        adds = name not in known or known[name].adds
        checks = [Check(lambda column: column >= 0, error=BELOW_ZERO)] if name in NEVER_NEGATIVE else []
        checks += [] if adds else [Check(lambda column: column.isna(), error="is of a day and may not be added")]
        columns[name] = _number(*checks)
    return DataFrameSchema(columns, unique=DAILY_KEY)


@cache
def _readings() -> DataFrameSchema:
    columns = {name: _text() for name in ("source", "measure", "channel", "campaign")}
    columns |= {"start": _day(), "end": _day(), "value": _number(missing=False), "n": _number()}
    forwards = Check(lambda frame: frame["start"] <= frame["end"], error=BACKWARDS)
    counts = Check(lambda frame: ~(frame["measure"].isin(NEVER_NEGATIVE) & (frame["value"] < 0)), error=BELOW_ZERO)
    return DataFrameSchema(columns, checks=[forwards, counts], unique=READING_KEY)


@cache
def _events() -> DataFrameSchema:
    columns = {name: _text() for name in ("source", "channel", "id")}
    known = Check(lambda column: column.isin(KINDS), error=f"is none of {', '.join(KINDS)}")
    zoned = _each(
        lambda time: isinstance(time, pd.Timestamp) and time.tzinfo is not None,
        whole=lambda column: isinstance(column.dtype, pd.DatetimeTZDtype),
        wrong="is a time that knows no zone",
    )
    columns |= {"kind": Column(None, known), "date": _day(), "time": Column(None, zoned)}
    columns["value"] = _number()
    # A lead is worth what nobody knows yet; an order and a refund are sums of money.
    valued = Check(lambda frame: frame["value"].notna() | ~frame["kind"].isin(["order", "refund"]), error=NO_VALUE)
    return DataFrameSchema(columns, checks=[valued], unique=EVENT_KEY)
