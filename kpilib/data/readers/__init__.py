"""One module per export format: from a sheet to an `Export`.

A reader has two functions: `recognises(sheet)` says whether a file is of its kind, by what stands in it and not by
its name; `read(sheet, source)` turns it into facts, or raises ExportError with the reason. `source` holds what
client.yml says of the file.
"""

from pathlib import Path

from kpilib.data.export import Export
from kpilib.data.readers import ga4, google_ads, stripe, table, universal_analytics
from kpilib.data.sheet import Sheet, read_sheet
from kpilib.errors import UnknownNameError, nearest
from kpilib.plan import catalogue
from kpilib.plan.model import Source

READERS = {
    "ga4": ga4,
    "universal_analytics": universal_analytics,
    "google_ads": google_ads,
    "stripe": stripe,
    "table": table,
}


def read_export(path: Path | str, reader: str = "auto", *, source: Source | None = None) -> Export:
    """One exported file as facts.

    reader : the name of a reader, or "auto" to find it from what stands in the file.
    source : what client.yml says about the file; needed by the reader `table`.
    Raises ExportError where the file cannot be read right, UnknownNameError for a reader that does not exist.
    """
    path = Path(path)
    source = source or Source(file=path.name, reader=reader)
    if reader != "auto" and reader not in READERS:
        raise UnknownNameError(f"no reader is named '{reader}'; {nearest(reader, READERS)}")
    sheet = read_sheet(path, delimiter=source.delimiter)
    recognised = recognise(sheet)
    if reader == "auto":
        if recognised is None:
            known = ", ".join(name for key, name in catalogue.readers().items() if key != "table")
            raise sheet.refuse(
                f"is not an export that is known here ({known}); "
                "describe it in client.yml with reader: table and its columns"
            )
        reader = recognised
    elif reader not in (recognised, "table") and not READERS[reader].recognises(sheet):
        seems = f"it seems to be {catalogue.readers()[recognised]}" if recognised else "its kind is not known"
        raise sheet.refuse(f"is not an export of {catalogue.readers()[reader]}; {seems}")
    return READERS[reader].read(sheet, source)


def recognise(sheet: Sheet) -> str | None:
    """The reader that knows this file, or None."""
    return next((name for name, module in READERS.items() if module.recognises(sheet)), None)
