"""One module per export format: from a sheet to an `Export`.

A reader has two functions. `recognises(sheet)` says how sure it is that a sheet is of its kind, from 0 to 1, by what
stands in it and not by its name. `read(sheet, source)` turns the sheet into facts, or raises ExportError with the
reason; `source` holds what client.yml says of the file. A reader whose exports are several sheets that belong
together (a zip, a folder, a workbook) has `read_sheets(sheets, source)` too.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from kpilib.data.export import Export, of_another_kind
from kpilib.data.files import is_large, open_sheets
from kpilib.data.mapping import mapping_hint
from kpilib.data.readers import (
    business_profile,
    ga4,
    google_ads,
    google_trends,
    hubspot,
    linkedin_ads,
    mailchimp,
    meta_ads,
    microsoft_ads,
    search_console,
    shopify,
    stripe,
    survey,
    table,
    tiktok_ads,
    universal_analytics,
    woocommerce,
)
from kpilib.data.sheet import Sheet
from kpilib.data.whole import join_exports
from kpilib.errors import UnknownNameError, nearest
from kpilib.plan import catalogue
from kpilib.plan.client import Source

READERS = {
    "ga4": ga4,
    "universal_analytics": universal_analytics,
    "meta_ads": meta_ads,
    "tiktok_ads": tiktok_ads,
    "linkedin_ads": linkedin_ads,
    "google_ads": google_ads,
    "microsoft_ads": microsoft_ads,
    "search_console": search_console,
    "business_profile": business_profile,
    "mailchimp": mailchimp,
    "shopify": shopify,
    "woocommerce": woocommerce,
    "stripe": stripe,
    "hubspot": hubspot,
    "google_trends": google_trends,
    "survey": survey,
    "table": table,
}
CERTAIN = 0.9
TOLD = ("table", "survey")  # whose columns client.yml may say, so that any file can be one


@dataclass(frozen=True)
class Recognised:
    """The kind that a file was found to be, and how sure that is, from 0 to 1."""

    reader: str
    certainty: float

    def __str__(self) -> str:
        return f"{catalogue.readers()[self.reader]} ({'certain' if self.certainty >= CERTAIN else 'likely'})"


def read_file(path: Path | str, reader: str = "auto", *, source: Source | None = None) -> Export:
    """One exported file, folder or zip as facts.

    reader : the name of a reader, or "auto" to find it from what stands in the file.
    source : what client.yml says about the file; needed by the reader `table`.
    Raises ExportError where the file cannot be read right, UnknownNameError for a reader that does not exist.
    """
    path = Path(path)
    source = source or Source(file=path.name, reader=reader)
    if reader != "auto" and reader not in READERS:
        raise UnknownNameError(f"no reader is named '{reader}'; {nearest(reader, READERS)}")
    if reader == "table" and is_large(path):
        from kpilib.data.warehouse.bulk import read_large  # Ibis takes time to import, and few files are large

        return read_large(path, source)
    sheets = open_sheets(path, delimiter=source.delimiter)
    if reader == "auto":
        found = recognise(sheets)
        if found is None:
            raise sheets[0].refuse(mapping_hint(sheets[0], known=[name for name in READERS if name != "table"]))
        reader = found.reader
    sure = max(float(READERS[reader].recognises(sheet)) for sheet in sheets) if reader not in TOLD else None
    if sure == 0:
        found = recognise(sheets)
        seems = f"it seems to be {catalogue.readers()[found.reader]}" if found else "its kind is not known"
        raise sheets[0].refuse(f"is not an export of {catalogue.readers()[reader]}; {seems}")
    return replace(_read(READERS[reader], sheets, source), certainty=sure)


def recognise(sheets: Sequence[Sheet]) -> Recognised | None:
    """The reader that knows these sheets best, or None. Of several that are equally sure the first in READERS."""
    scores = {name: max(float(module.recognises(sheet)) for sheet in sheets) for name, module in READERS.items()}
    best = max(scores, key=lambda name: scores[name])
    return Recognised(best, scores[best]) if scores[best] > 0 else None


def _read(module, sheets: Sequence[Sheet], source: Source) -> Export:
    if hasattr(module, "read_sheets"):
        return module.read_sheets(sheets, source)
    if len(sheets) == 1:
        return module.read(sheets[0], source)
    told = module is table or (module is survey and source.readings)
    mine = [sheet for sheet in sheets if told or module.recognises(sheet)] or list(sheets[:1])
    others = [of_another_kind(sheet.name) for sheet in sheets if sheet not in mine]
    return join_exports([module.read(sheet, source) for sheet in mine], others)
