"""What was found in a new client's downloads, source by source, as its client.yml tells it."""

from collections.abc import Iterable, Iterator

from kpilib.data.downloads import Pile
from kpilib.data.facts import Facts
from kpilib.plan.newcomer import FoundSource

WITH_MARGIN = ("shopify", "woocommerce", "stripe", "hubspot")
MOST_NAMED, MOST_NOTES = 8, 2  # channels in a comment, and what a reader noted of its files


def found_sources(piles: Iterable[Pile], facts: Facts | None) -> Iterator[FoundSource]:
    """Each pile of downloads as a source of client.yml, with what is noted of it, guessed and asked.

    facts : of all of them together, by which days without a row are seen; None for files that no reader knows.
    """
    told: set[str] = set()
    for pile in piles:
        label = pile.source.label
        gaps = _gaps(label, facts) if facts and label not in told and not pile.source.zero_fill else None
        told.add(label)
        yield _found(pile, gaps)


def _found(pile: Pile, gaps: tuple[int, int] | None) -> FoundSource:
    source, exports = pile.source, pile.exports
    keys = {"file": source.file, "reader": source.reader}
    keys |= {"columns": source.columns} if source.columns else {}
    keys |= {"zero_fill": True} if source.zero_fill else {}
    first = min(filter(None, (one.first_day for one in exports)), default=None)
    last = max(filter(None, (one.last_day for one in exports)), default=None)
    measures = list(dict.fromkeys(name for one in exports for name in one.measures))
    grains = list(dict.fromkeys(one.grain for one in exports))
    if source.columns and source.zero_fill:
        grains = ["week"]
    notes = [
        f"{len(exports)} file{'s' if len(exports) > 1 else ''}, {first} to {last}, by {' and '.join(grains)}: "
        f"{', '.join(measures) or 'orders or payments one by one'}"
    ]
    channels = sorted({name for one in exports for name in (*one.daily["channel"], *one.events["channel"]) if name})
    if channels:
        more = f" and {len(channels) - MOST_NAMED} more" if len(channels) > MOST_NAMED else ""
        notes.append(f"channels: {', '.join(channels[:MOST_NAMED])}{more}")
    if any(one.together for one in pile.downloads):
        notes.append("Each file holds one ad, so they lie in one folder, which is read as one export and added up.")
    else:
        by_pattern = {getattr(note, "pattern", note): note for one in exports for note in one.notes}
        notes += [f"Note: {note}." for note in [*by_pattern.values()][:MOST_NOTES]]
    if pile.left_out:
        notes.append(f"columns that are left out: {', '.join(pile.left_out)}")
    if not set(grains) & {"day", "event"} and not source.columns:
        notes.append(
            "It tells of no single days, which a KPI is counted by: download it again with a row for each day."
        )
    guesses = {} if pile.sure else {"reader": "it is likely this tool's, and not certain"}
    if source.columns:
        guesses["columns"] = "by their headers"
    if source.zero_fill:
        rows = "each row tells of a week" if source.columns else "it lists what was sent"
        guesses["zero_fill"] = f"{rows}, and a day without a row is a day of zeros"
    asked = []
    if gaps:
        missing, days = gaps
        asked.append(
            f"zero_fill: true  # is it so? {missing} of its {days} days have no row: they are missing, or nothing ran"
        )
    if source.reader in WITH_MARGIN:
        asked.append("margin:  # which share of a sale is earned, such as 0.42?")
    return FoundSource(keys, tuple(notes), guesses, tuple(asked))


def _gaps(label: str, facts: Facts) -> tuple[int, int] | None:
    """Days without a row, of all days, where a source has such days."""
    mine = [one for one in facts.coverage if one.source == label and facts.has_days(label, one.measure)]
    worst = max(mine, key=lambda one: len(one.missing), default=None)
    return (len(worst.missing), (worst.last - worst.first).days + 1) if worst and worst.missing else None
