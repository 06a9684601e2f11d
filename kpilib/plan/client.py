"""Who the reports are for: a client, its sources of data, and what counts as a conversion there."""

import re
from datetime import date
from pathlib import Path, PurePosixPath
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from babel import Locale
from pydantic import AfterValidator, BeforeValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from kpilib.plan.address import Address, parse_address
from kpilib.plan.catalogue import Metric
from kpilib.plan.mail_allowed import mail_address, mail_place
from kpilib.plan.noun import Noun, Text
from kpilib.plan.periods import Quarter

Language = Literal["en", "id"]
Cadence = Literal["weekly", "fortnightly", "monthly", "quarterly"]
Share = Annotated[float, Field(gt=0, le=1)]


def _time_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):  # "Asia" is a folder of zones
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
    """Someone who gets the report by mail.

    name     : whom the mail greets.
    email    : the address, within what `mail_allowed` allows.
    language : en or id, where it is not the client's.
    pdf      : true for printed pages beside the page itself.
    """

    name: Text
    email: Annotated[str, AfterValidator(mail_address)]
    language: Language | None = None
    pdf: bool = False


class Source(Noun):
    """Files of one kind in the client's folder, or a table of a warehouse, and what they themselves do not say.

    file        : the files, in the client's folder or by their whole path; a name may hold `*`, such as
                  `exports/ga4_*.csv`.
    connect     : the warehouse, such as `duckdb:///srv/shop.db`; DuckDB reads a `file` itself, which a select calls
                  `files`.
    table       : the warehouse's table, such as `orders_daily`.
    sql         : one select, in place of a table.
    reader      : the tool that the files come from, such as `ga4` or `table`; `auto` finds it in them.
    name        : what to call the source; else it is called as its reader, or a table as its file.
    columns     : of a table: measure to header, with at least `date`; also `channel`, `campaign`. A measure that is
                  spread over one column per channel is header to channel: `cost: {facebook_cost: Paid Social}`. Of a
                  survey: which column is the date, and which the wave (`campaign`).
    readings    : of a table: measures whose days may not be added, each with its header. Of a survey: which question.
    distinct    : of a warehouse: measure to the column whose different values are counted, such as customers.
    date_format : how days are written, where the file leaves it open, such as `"%d/%m/%Y"`.
    decimal     : the sign before decimals, where the file leaves it open.
    delimiter   : the sign between columns, where the file leaves it open, such as `";"`.
    currency    : of a table: the currency of its amounts, such as `IDR`; another one than the client's is refused.
    rename      : a measure's name here to the name it should have, such as `{key_events: qualified_leads}`.
    channel     : the one channel that all rows belong to, such as `Paid Social`.
    channels    : patterns of source / medium to a channel, for this source alone and before the client's.
    zero_fill   : true: a day without a row, between the first and the last, is a day of zeros.
    starts      : the day on which a platform was first used: before it its values are zero, not missing.
    timezone    : the zone of the file's days where it is not the client's: they are told as a day off at most. Of a
                  warehouse: the clock of times that stand without a zone.
    margin      : the share of a sale that is earned, for what a customer is worth, such as `0.42`.
    brand       : of Search Console: a regular expression of the brand's names in searches, such as `kopi ?contoh`.
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
    """What counts as a conversion: the event, how it is counted, and what one is worth to the organisation.

    event       : what happens, such as `inquiry sent`.
    counted     : once a person, or every time.
    value       : what one is worth in the client's currency, such as `180`.
    benefit     : whom it helps and how, where it has no value in money.
    owner       : who answers for the definition.
    measured_in : the tool that counts it, such as `CRM`.
    attribution : how it is credited to channels, such as `last click`.
    """

    event: Text
    counted: Literal["once", "every"]
    value: Annotated[float, Field(gt=0)] | None = None
    benefit: Text | None = None
    owner: Text
    measured_in: Text
    attribution: Text | None = None


class Client(Noun):
    """Who the reports are for: client.yml.

    name                 : as the pages show it, such as `Kopi Contoh`.
    about                : a line below the name, such as `Coffee roaster, Bandung`.
    invented             : true for a client that is made up, which the pages then say.
    language             : en or id: the words, numbers and dates of the reports.
    currency             : of all amounts, an ISO 4217 code such as `IDR` or `EUR`.
    timezone             : whose days are counted, such as `Asia/Jakarta`.
    fiscal_year_starts   : the month in which the fiscal year starts, 1 to 12.
    fiscal_year_named_by : which calendar year names the fiscal year, the one of its end or of its start.
    maturity             : established or startup; a startup is not held to results of the business yet.
    organisation         : small or large; a large one wants an owner for each channel, a small one a mix.
    mode                 : normal or recession: leading indicators first, channels by priority, a shorter cadence.
    contract             : true if customers renew a contract, so that one who leaves is seen to leave.
    brand                : the colour of the bar on top, such as `"#6b3e26"`.
    logo                 : a PNG or an SVG in the client's folder, which stands at the top of every page.
    goals                : id to sentence; every KPI serves one, such as
                           `{grow_shop: Grow profitable web sales 20% in 2026}`.
    channels             : a tool's own channel name to the reports' name, or a pattern of source / medium to one,
                           such as `{newsletter* / *: Email}`.
    owners               : in a large organisation: channel or platform to whoever answers for it.
    conversions          : measure to what counts as one.
    sources              : the exports and warehouses.
    truth                : measure to source, where two sources tell the same measure, such as `{sessions: ga4}`.
    metrics              : metrics of the client's own, or the catalogue's overridden.
    recipients           : who gets the report by mail.
    mail_allowed         : domains, or single addresses, to which a mail about this client may go: no other gets one.
    may_mention          : names of other clients that may stand in this one's reports, such as a market both watch.
    cadence              : how often its readers get a report; see `kpilib due`.
    notebooks            : those that make its reports in place of kpi_progress and pdca_review, such as
                           `[kpi_progress, my_page]`: names in notebooks/ or in the client's folder.
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

    def quarter(self, text: str) -> Quarter:
        """A quarter of the client's fiscal year, such as `2026Q3`. Raises KpilibError for any other form."""
        return Quarter.parse(text, fiscal_year_starts=self.fiscal_year_starts, named_by=self.fiscal_year_named_by)

    @property
    def outside(self) -> tuple[str, ...]:
        """The files of sources that are named by their whole path, as they are written."""
        return tuple(one.file for one in self.sources if not one.connect and Path(one.file).is_absolute())
