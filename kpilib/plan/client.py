"""Who the reports are for: a client, its sources of data, and what counts as a conversion there."""

import re
from datetime import date
from pathlib import PurePosixPath
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from babel import Locale
from pydantic import AfterValidator, BeforeValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from kpilib.plan.address import Address, parse_address
from kpilib.plan.catalogue import Metric
from kpilib.plan.mail_allowed import mail_address, mail_place
from kpilib.plan.noun import Noun, Text

Language = Literal["en", "id"]
Cadence = Literal["weekly", "fortnightly", "monthly", "quarterly"]
Share = Annotated[float, Field(gt=0, le=1)]


def _time_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        raise PydanticCustomError(
            "time_zone", "'{found}' is not a time zone such as Asia/Jakarta or Europe/Berlin", {"found": name}
        ) from None
    return name


def _currency(code: str) -> str:
    if code not in Locale("en").currencies:
        raise PydanticCustomError("currency", "'{found}' is not an ISO 4217 code such as IDR or EUR", {"found": code})
    return code


def _picture(name: str) -> str:
    if not name.lower().endswith((".svg", ".png")):
        raise PydanticCustomError("picture", "logo '{found}' is neither .svg nor .png", {"found": name})
    return name


def _pattern(text: str) -> str:
    try:
        re.compile(text)
    except re.error as error:
        raise PydanticCustomError(
            "pattern", "'{found}' is not a regular expression: {why}", {"found": text, "why": str(error)}
        ) from None
    return text


def _address(found: Any) -> str:
    # What stands here is never repeated: it may hold a password.
    try:
        parse_address(found if isinstance(found, str) else "")
    except ValueError as error:
        raise PydanticCustomError("address", "connect {why}", {"why": str(error)}) from None
    return found


class Recipient(Noun):
    """Someone who gets the report by mail; with `pdf`, as printed pages too."""

    name: Text
    email: Annotated[str, AfterValidator(mail_address)]
    language: Language | None = None
    pdf: bool = False


class Source(Noun):
    """Files of one kind in the client's folder, or a table of a warehouse, and what they themselves do not say.

    `connect` is the warehouse, and `table` or a select in `sql` what to read there; DuckDB reads a `file` itself,
    which a select calls `files`.
    `columns` and `readings` belong to the reader `table` and to a warehouse: measure to header. A measure that is
    spread over one column per channel is written as header to channel: `cost: {facebook_cost: Paid Social}`. Of the
    reader `survey` they say which column is the date, the wave (`campaign`) and which question.
    `margin` is the share of an order's value that is earned, for what a customer is worth.
    `distinct` is for a warehouse: measure to the column whose different values are counted, such as customers.
    `starts` is the day on which a platform was first used: before it its values are zero, not missing.
    `zero_fill` says that a day without a row, between the first and the last, is a day of zeros.
    `timezone` is the zone of the file's days where it is not the client's: they are told as a day off at most. For a
    warehouse it is the clock of times that stand without a zone.
    `brand` is a regular expression of the brand's names in searches, whatever their case, for Search Console.
    `channels` are patterns of source / medium for this source alone, which come before the client's.
    """

    file: Text = ""
    connect: Annotated[str, BeforeValidator(_address)] | None = None
    table: Text | None = None
    sql: Text | None = None
    reader: str = "auto"
    name: str | None = None
    columns: dict[str, str | dict[str, str]] = {}
    readings: dict[str, str] = {}
    distinct: dict[str, str] = {}
    date_format: str | None = None
    decimal: Literal[".", ","] | None = None
    delimiter: Annotated[str, Field(min_length=1, max_length=1)] | None = None
    currency: Annotated[str, AfterValidator(_currency)] | None = None
    rename: dict[str, str] = {}
    channel: str | None = None
    channels: dict[str, str] = {}
    zero_fill: bool = False
    starts: date | None = None
    timezone: Annotated[str, AfterValidator(_time_zone)] | None = None
    margin: Share | None = None
    brand: Annotated[str, Field(min_length=1), AfterValidator(_pattern)] | None = None

    @model_validator(mode="after")
    def _in_one_place(self) -> "Source":
        asked = [key for key in ("file", "table", "sql") if getattr(self, key)]
        if self.address is None:
            if asked != ["file"]:
                raise ValueError("has no 'file'" if not asked else f"'{asked[-1]}' needs 'connect': the warehouse")
            if self.distinct:
                raise ValueError("'distinct' needs 'connect': it is counted in a warehouse")
        elif self.address.reads_files:
            if asked not in (["file"], ["sql"], ["file", "sql"]):
                raise ValueError("'connect: duckdb' needs 'file', or a select in 'sql', and has no 'table'")
        elif "file" in asked:
            raise ValueError("a 'file' is read with connect: duckdb; another 'connect' needs 'table' or 'sql'")
        elif len(asked) != 1:
            raise ValueError(f"'connect' needs one of table, sql; found {' and '.join(asked) or 'none'}")
        if self.connect and self.reader != "auto":
            raise ValueError("a source with 'connect' has no 'reader': 'columns' says what it holds")
        return self

    @property
    def address(self) -> Address | None:
        """Where the warehouse is, for a source that has one."""
        return parse_address(self.connect) if self.connect else None

    @property
    def label(self) -> str:
        """What the source is called: its `name`, or its reader, or for a table the table's or the file's name."""
        if self.name or self.reader not in ("table", "auto"):
            return self.name or self.reader
        if self.address and not self.file:
            return self.table.rpartition(".")[2] if self.table else self.address.engine
        return re.sub(r"[\W\d_]*[*?\[].*$", "", PurePosixPath(self.file).stem) or PurePosixPath(self.file).parent.name


class Conversion(Noun):
    """What counts as a conversion: the event, how it is counted, and what one is worth to the organisation."""

    event: Text
    counted: Literal["once", "every"]
    value: Annotated[float, Field(gt=0)] | None = None
    benefit: Text | None = None
    owner: Text
    measured_in: Text
    attribution: Text | None = None


class Client(Noun):
    """Who the reports are for: client.yml.

    `logo` is a PNG or an SVG in the client's folder, which stands at the top of every page.
    `contract` says that customers renew a contract or subscription, so that one who leaves is seen to leave.
    `mail_allowed` are the domains, or single addresses, to which a mail about this client may go: no other gets one.
    `may_mention` are names of other clients that may stand in this one's reports, such as a market both watch.
    `cadence` is how often its readers get a report; see `kpilib due`.
    `notebooks` are those that make its reports, in place of kpi_progress and pdca_review.
    """

    name: Text
    about: str | None = None
    invented: bool = False
    language: Language = "en"
    currency: Annotated[str, AfterValidator(_currency)]
    timezone: Annotated[str, AfterValidator(_time_zone)]
    fiscal_year_starts: Annotated[int, Field(ge=1, le=12)] = 1
    fiscal_year_named_by: Literal["end", "start"] = "end"
    maturity: Literal["established", "startup"] = "established"
    organisation: Literal["small", "large"] = "small"
    mode: Literal["normal", "recession"] = "normal"
    contract: bool = False
    brand: Annotated[str, Field(pattern=r"^#[0-9a-fA-F]{6}$")] = "#1b2430"
    logo: Annotated[str, AfterValidator(_picture)] | None = None
    goals: dict[str, Text] = {}
    channels: dict[str, str] = {}
    owners: dict[str, Text] = {}
    conversions: dict[str, Conversion] = {}
    sources: Annotated[tuple[Source, ...], Field(min_length=1)]
    truth: dict[str, str] = {}
    metrics: dict[str, Metric] = {}
    recipients: tuple[Recipient, ...] = ()
    mail_allowed: tuple[Annotated[str, AfterValidator(mail_place)], ...] = ()
    may_mention: tuple[Text, ...] = ()
    cadence: Cadence | None = None
    notebooks: tuple[Text, ...] = ()
