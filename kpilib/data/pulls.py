"""Downloads whose values are on a scale of their own, such as search interest from 0 to 100 within one pull.

The same week is 40 in one pull and 73 in the next, so two pulls are never put together.
"""

from collections.abc import Sequence

from kpilib.data.export import Dropped, Export
from kpilib.data.whole import ContradictionError
from kpilib.plan.client import Source
from kpilib.plan.message import Message

Files = list[tuple[Source, Export]]


def newest_pull(exports: Sequence[tuple[Source, Export]]) -> tuple[Files, list[Dropped]]:
    """The files of a source less the pulls that a newer one of the same things replaces whole.

    Raises ContradictionError where two pulls tell of different things, or of the same ones up to the same day.
    """
    pulls = {export.sha256: export for _, export in exports if export.scale is not None}
    if len(pulls) < 2:
        return list(exports), []
    names = [export.file for export in pulls.values()]
    if len({export.scale for export in pulls.values()}) > 1:
        raise ContradictionError(
            f"{' and '.join(names)} are pulls of different terms, each on a scale of its own; compare all terms in "
            "one pull, or give each file a source with a name of its own"
        )
    last = max(export.last_day for export in pulls.values() if export.last_day)
    newest = [export for export in pulls.values() if export.last_day == last]
    if len(newest) > 1:
        told = " and ".join(export.file for export in newest)
        raise ContradictionError(f"{told} are two pulls up to {last}, each on a scale of its own; keep only one")
    kept = [(source, export) for source, export in exports if export.scale is None or export is newest[0]]
    older = Dropped(
        Message("pull that a newer one replaces, because each pull has a scale of its own"), len(pulls) - 1
    )
    return kept, [older]
