"""The layouts of the marketing tools' exports, to the byte: preamble, header, number format, line ends, encoding."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

GA4_RULE = "# ----------------------------------------"
# Not strftime's %B, which follows the machine's language.
MONTH_NAMES = ("January", "February", "March", "April", "May", "June")
MONTH_NAMES += ("July", "August", "September", "October", "November", "December")


@dataclass(frozen=True)
class AdsDay:
    """One campaign on one day; money in the account's currency, value 0 where there was no conversion."""

    day: date
    campaign: str
    cost: float
    impressions: int
    clicks: int
    conversions: int
    value: float = 0


def ga4_exploration(path: Path, period: tuple[date, date], header: list[str], rows: list[list]) -> Path:
    """A free-form exploration by date and one dimension: its first row is the total, with one column too many."""
    totals = [sum(column) for column in list(zip(*rows, strict=True))[2:]]
    lines = [GA4_RULE, "# Free form 1", f"# {period[0]:%Y%m%d}-{period[1]:%Y%m%d}", GA4_RULE, ""]
    lines += [",".join(header), _join(["", "", *totals, "Grand total"])]
    lines += [_join([f"{day:%Y%m%d}", *cells]) for day, *cells in rows]
    return _write(path, lines, line_end="\r\n")


def ga4_report(
    path: Path,
    period: tuple[date, date],
    tables: list[tuple[list[str], list[list]]],
    *,
    title: str,
    account: str,
    site: str,
) -> Path:
    """A standard report: one preamble for the file, then tables, each below its own comment lines and period."""
    lines = [GA4_RULE, f"# {title}", f"# Account: {account}", f"# Property: {site}", GA4_RULE]
    for number, (comments, rows) in enumerate(tables):
        lines += [""] if number else []
        lines += [*comments, f"# Start date: {period[0]:%Y%m%d}", f"# End date: {period[1]:%Y%m%d}"]
        lines += [_join(row) for row in rows]
    return _write(path, lines, line_end="\r\n")


def nth_day(day: date, period: tuple[date, date]) -> str:
    """GA4's offset of a day from the first day of the report: 0000 on that day."""
    return f"{(day - period[0]).days:04d}"


def google_ads_excel(path: Path, period: tuple[date, date], currency: str, days: list[AdsDay]) -> Path:
    """Campaign report as "Excel .csv": UTF-16, tabs, British dates, with Conv. value."""
    title = " - ".join(f"{day.day} {MONTH_NAMES[day.month - 1]} {day.year}" for day in period)
    return _write(
        path, _google_ads(title, currency, days, "\t", with_value=True), encoding="utf-16-le", mark="\ufeff"
    )


def google_ads_csv(path: Path, period: tuple[date, date], currency: str, days: list[AdsDay]) -> Path:
    """Campaign report as ".csv": UTF-8, commas, American dates, without Conv. value."""
    title = " - ".join(f"{MONTH_NAMES[day.month - 1]} {day.day}, {day.year}" for day in period)
    return _write(path, _google_ads(title, currency, days, ",", with_value=False))


def semicolon_table(
    path: Path, header: str, rows: Iterable[list], *, encoding: str = "utf-8", mark: str = ""
) -> Path:
    """A table kept by hand in a spreadsheet of a country with decimal commas."""
    return _write(path, [header, *(_join(row, ";") for row in rows)], encoding=encoding, mark=mark)


def comma_table(path: Path, header: str, rows: Iterable[list], *, line_end: str = "\n") -> Path:
    """A plain comma-separated file."""
    return _write(path, [header, *(_join(row) for row in rows)], line_end=line_end)


def with_points(number: float, decimals: int = 0) -> str:
    """1234567.5 as 1.234.567,50: points between thousands, decimal comma.

    >>> with_points(1234567.5, 2)
    '1.234.567,50'
    """
    return f"{number:,.{decimals}f}".translate(str.maketrans(",.", ".,"))


def _google_ads(title: str, currency: str, days: list[AdsDay], separator: str, *, with_value: bool) -> list[str]:
    def measures(of: list[AdsDay]) -> list[str]:
        cells = [currency, f"{sum(round(ad.cost, 2) for ad in of):,.2f}", f"{sum(ad.impressions for ad in of):,}"]
        conversions = sum(ad.conversions for ad in of)
        cells += [f"{sum(ad.clicks for ad in of):,}", f"{conversions:,.2f}"]
        value = f"{sum(ad.value for ad in of):,.2f}" if conversions else " --"
        return [*cells, value] if with_value else cells

    header = ["Day", "Campaign", "Currency code", "Cost", "Impr.", "Clicks", "Conversions", "Conv. value"]
    table = [header if with_value else header[:-1]]
    table += [[ad.day.isoformat(), ad.campaign, *measures([ad])] for ad in days]
    table += [["Total: Campaigns", " --", *measures(days)]]
    table += [[f"Total: {part}", "", *measures(days)] for part in ("Account", "Search")]
    return [_join([line], separator) for line in ("Campaign report", title)] + [
        _join(row, separator) for row in table
    ]


def _join(cells: Iterable, separator: str = ",") -> str:
    return separator.join(f'"{cell}"' if separator in str(cell) else str(cell) for cell in cells)


def _write(path: Path, lines: list[str], *, encoding: str = "utf-8", mark: str = "", line_end: str = "\n") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes((mark + "".join(line + line_end for line in lines)).encode(encoding))
    return path
