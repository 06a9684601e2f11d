"""Several sheets of one ad platform, from a folder, a zip or a workbook, put together without counting twice.

Two files may hold different ads of one campaign, or the same ones again: only the ads themselves tell. So sheets of
one level are put together before their ads are added up to campaigns. Sheets of different levels are added up first,
because a campaign's ads are the campaign once more.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace

from kpilib.data.export import Export, of_another_kind
from kpilib.data.readers.ad_report import REACH, whole
from kpilib.data.sheet import Sheet
from kpilib.data.whole import join_exports
from kpilib.plan.client import Source

Part = tuple[Export, tuple[str, ...]]


def join_sheets(
    sheets: Sequence[Sheet],
    source: Source,
    recognises: Callable[[Sheet], float],
    read_part: Callable[[Sheet, Source], Part],
) -> Export:
    """All sheets of the platform as one export; those of another kind are counted as left out.

    read_part : a sheet as facts that are told apart as finely as it does, and what it tells apart.
    Raises ExportError where two sheets tell different values for one thing.
    """
    mine = [sheet for sheet in sheets if len(sheets) == 1 or recognises(sheet)]
    others = [of_another_kind(sheet.name) for sheet in sheets if sheet not in mine]
    parts = [read_part(sheet, source) for sheet in mine]
    if len(parts) == 1:
        export = whole(parts[0][0])
        return replace(export, dropped=(*export.dropped, *others))
    of_one_level = len({level for _, level in parts}) == 1
    export = whole(join_exports([part if of_one_level else whole(part) for part, _ in parts], others))
    # Who was reached by one sheet's ads may have been reached by another's.
    reach = export.readings["measure"] == "reach"
    several = reach & export.readings.duplicated(["start", "end", "measure"], keep=False)
    if not several.any():
        return export
    notes = tuple(dict.fromkeys((*export.notes, REACH)))
    return replace(export, readings=export.readings[~several].reset_index(drop=True), notes=notes)
