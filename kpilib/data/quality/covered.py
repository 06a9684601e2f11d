"""What the sources cover: days that are missing, late, filled with zeros, not whole yet, or not settled yet."""

from collections.abc import Iterator
from datetime import date, timedelta

import pandas as pd

from kpilib.data.quality import thresholds as at
from kpilib.data.quality.finding import DataFinding
from kpilib.data.quality.look import Look, days_of, measure_of
from kpilib.data.quality.usual import depth_of, usual_of


def gaps(look: Look) -> Iterator[DataFinding]:
    """Days without a value between the first and the last: missing, not zero; those of the quarter weigh more."""
    for source in look.sources:
        if look.reader(source) in at.ASKED_IN_WAVES:
            continue
        coverage = look.coverage(source)
        by_days: dict[tuple[date, ...], list[str]] = {}
        for one in coverage:
            if one.missing:
                by_days.setdefault(one.missing, []).append(one.measure)
        for days, measures in by_days.items():
            named = tuple(measures) if len(measures) < len(coverage) else ()
            now = tuple(day for day in days if day >= look.start)
            earlier = tuple(day for day in days if day < look.start)
            for code, some in (("gap", now), ("gap-earlier", earlier)):
                if some:
                    yield DataFinding(code, source, named, some, {"count": len(some)})


def zero_filled(look: Look) -> Iterator[DataFinding]:
    """Days without a row that client.yml lets be days of zeros."""
    for source in look.sources:
        frame = look.totals(source)
        if not len(frame) or not any(one.zero_fill for one in look.told(source)):
            continue
        written = [export.daily["date"] for export in look.exports(source) if len(export.daily)]
        quiet = frame.index.difference(pd.DatetimeIndex(pd.concat(written))) if written else frame.index[:0]
        quiet = quiet[quiet >= pd.Timestamp(look.since)]
        if len(quiet):
            yield DataFinding("zero-filled", source, days=days_of(quiet), values={"count": len(quiet)})


def freshness(look: Look) -> Iterator[DataFinding]:
    """Sources that end before the last whole day: before the quarter, before their files' own end, or late."""
    for source in look.sources:
        last = max(one.last for one in look.coverage(source))
        behind = (look.until - last).days
        values = {"last": last, "until": look.until, "count": behind}
        ends = [min(one.period[1], look.until) for one in look.exports(source) if one.period]
        if last < look.start:
            yield DataFinding("nothing-yet", source, values=values | {"start": look.start})
        elif ends and max(ends) > last:
            silent = tuple(day.date() for day in pd.date_range(last + timedelta(days=1), max(ends)))
            yield DataFinding("ends-early", source, days=silent, values=values | {"end": max(ends)})
        elif look.reader(source) in at.ASKED_IN_WAVES:
            continue  # the next wave comes when it was agreed, and not the next day
        elif behind > max(at.LATE_AFTER, at.SETTLES_AFTER.get(look.reader(source), 0)):
            yield DataFinding("behind", source, values=values)


def unsettled(look: Look) -> Iterator[DataFinding]:
    """The last days of a source that its tool may still change."""
    for source in look.sources:
        reader = look.reader(source)
        claims = tuple(one.measure for one in look.coverage(source) if measure_of(one.measure).claim)
        settling: list[tuple[tuple[str, ...], int]] = []
        if reader in at.SETTLES_AFTER:
            settling.append(((), at.SETTLES_AFTER[reader]))
        if claims and reader in at.CLAIMS_SETTLE_AFTER:
            settling.append((claims, at.CLAIMS_SETTLE_AFTER[reader]))
        for measures, count in settling:
            last = max(one.last for one in look.coverage(source) if not measures or one.measure in measures)
            first = look.until - timedelta(days=count - 1)
            if last >= first:
                days = tuple(day.date() for day in pd.date_range(first, last))
                yield DataFinding("may-change", source, measures, days, {"count": count})


def partial_day(look: Look) -> Iterator[DataFinding]:
    """A source whose last day looks like part of a day: every measure of size is far below its usual.

    Usual is the median of the same weekdays in the eight weeks before. Measures that bring little a day say nothing,
    as chance alone may halve them.
    """
    for source in look.sources:
        frame = look.totals(source)
        if not len(frame):
            continue
        last = frame.index[-1]
        recent = frame[frame.index > last - timedelta(weeks=2 * at.SAME_WEEKDAYS)]
        usual = recent.apply(usual_of)
        sized = [name for name in frame if usual.loc[last, name] >= at.SMALLEST_USUAL and frame.loc[last, name] >= 0]
        shares = {str(name): float(frame.loc[last, name] / usual.loc[last, name]) for name in sized}
        low = [
            share < at.PARTIAL_SHARE and depth_of(recent[name], usual[name])[last] > at.LOW_DEPTH
            for name, share in shares.items()
        ]
        if low and all(low):
            worst = max(shares, key=lambda name: shares[name])  # the others are lower still
            values = {"found": float(frame.loc[last, worst]), "usual": float(usual.loc[last, worst])}
            yield DataFinding("partial-day", source, (worst,), (last.date(),), values)
