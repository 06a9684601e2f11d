"""Downloads of a small shop with round numbers, as its tools write them."""

from datetime import date, timedelta
from pathlib import Path

DAY = timedelta(days=1)


def ga4(first: date, last: date, *, without: date | None = None) -> str:
    """An exploration of GA4: on each day 400 sessions, 200 of them engaged, and 10 key events."""
    head = f"# ---\n# Free form 1\n# {first:%Y%m%d}-{last:%Y%m%d}\n# ---\n\n"
    days = [first + offset * DAY for offset in range((last - first).days + 1)]
    rows = [f"{day:%Y%m%d},google / organic,400,200,10\n" for day in days if day != without]
    return f"{head}Date,Session source / medium,Sessions,Engaged sessions,Key events\n{''.join(rows)}"


def crm(first: date, last: date) -> str:
    """A table of the shop's own: on each Monday 30 leads at a cost of 60 euros."""
    days = [first + offset * DAY for offset in range((last - first).days + 1)]
    rows = [f"{day:%d-%b-%y},Brand,30,60.00,EUR,x\n" for day in days if day.weekday() == 0]
    return f"Week,Campaign,Leads,Cost (EUR),Currency,Remark\n{''.join(rows)}"


def shop_downloads(folder: Path, *, last: date = date(2026, 8, 20), without: date | None = None) -> Path:
    """A folder with GA4 since July 2025 in two files, and a note that is no export."""
    folder.mkdir(parents=True)
    (folder / "ga4_2025.csv").write_text(ga4(date(2025, 7, 1), date(2025, 12, 31), without=without), "utf-8")
    (folder / "ga4_2026.csv").write_text(ga4(date(2026, 1, 1), last), "utf-8")
    (folder / "notes.txt").write_text("The tag was down in May.\n", "utf-8")
    return folder
