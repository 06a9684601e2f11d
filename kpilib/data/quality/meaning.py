"""What the numbers of a source mean: days of another zone, people who are never added, definitions that changed."""

from collections.abc import Iterator
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from kpilib.data.quality import thresholds as at
from kpilib.data.quality.finding import DataFinding
from kpilib.data.quality.look import Look, measure_of
from kpilib.plan.finding import Name


def other_zones(look: Look) -> Iterator[DataFinding]:
    """Sources whose days are days of another time zone than the client's: what happened near midnight stands on
    the day before or after. Orders and leads with a time of their own are dated by the client's day and never here.
    """
    home = look.plan.client.timezone
    for source in look.sources:
        zones = [one.timezone for one in look.told(source) if one.timezone]
        zone = zones[0] if zones else at.ZONES.get(look.reader(source))
        if zone is None or (look.facts.events["source"] == source).any():
            continue
        hours = max(abs(_offset(zone, day) - _offset(home, day)) for day in (look.start, look.until))
        if hours:
            yield DataFinding("other-zone", source, values={"zone": zone, "home": home, "hours": hours})


def _offset(zone: str, day: date) -> float:
    """Hours ahead of UTC at noon of a day."""
    noon = datetime.combine(day, time(12), ZoneInfo(zone))
    return noon.utcoffset().total_seconds() / 3600


def not_added(look: Look) -> Iterator[DataFinding]:
    """Measures of people and levels: their days and channels are kept apart and never summed."""
    for source in look.sources:
        measures = tuple(one.measure for one in look.coverage(source) if not measure_of(one.measure).adds)
        if measures:
            yield DataFinding("not-added", source, measures)


def definition_breaks(look: Look) -> Iterator[DataFinding]:
    """Days from which a metric means something else, within the quarter and the year it is compared with."""
    for one in look.plan.agreement.breaks:
        if look.since < one.on <= look.until:
            metric = look.plan.metrics[one.metric]
            name = Name(metric.name, metric.name_in("id"))
            yield DataFinding("definition-break", days=(one.on,), values={"metric": name, "text": one.text})
