"""The facts of one exported file, outside of any plan."""

from pathlib import Path

from kpilib.data.contracts import check_facts
from kpilib.data.facts import Facts
from kpilib.data.readers import read_file
from kpilib.data.source import source_facts
from kpilib.data.whole import ContradictionError
from kpilib.errors import ExportError
from kpilib.plan.client import Source


def read_export(path: Path | str, reader: str = "auto", *, source: Source | None = None) -> Facts:
    """The facts of one exported file, folder or zip. Printed, they say what was read, kept, left out and covered.

    reader : the name of a reader, or "auto" to find it from what stands in the file.
    source : what client.yml would say about the file; the reader `table` needs it.
    Times are dated in UTC; a client's own time zone is known only where its client.yml is. Raises ExportError where
    the file cannot be read right or what was read breaks the contracts, UnknownNameError for a reader that does not
    exist.

    >>> facts = read_export("params/kopi-contoh/exports/ga4_2026.csv")
    >>> facts
    ga4_2026.csv: reader ga4, source ga4, by day
      rows: 1381, kept 1380, left out 1 (1 total of other rows)
    days: 2026-01-01 to 2026-08-20, 2 missing
    ...
    >>> facts.coverage[0]
    sessions of ga4: 2026-01-01 to 2026-08-20, 2 days missing
    """
    export = read_file(path, reader, source=source)
    told = source or Source(file=Path(path).name, reader=export.reader)
    try:
        facts = source_facts(told.name or export.reader, [(told, export)])
    except ContradictionError as error:
        raise ExportError(Path(path).name, None, str(error)) from None
    check_facts(facts)
    return facts
