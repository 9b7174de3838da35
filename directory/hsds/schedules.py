"""Lines of hours in HSDS words."""

from datetime import UTC, datetime, time
from typing import Final

from directory.hsds.objects import Tree
from directory.hsds.values import clock, hours_from_utc
from directory.listings.forms import ScheduleDraft
from search.hours import Frequency
from search.zones import zone_named

ZONE_NAME: Final = "timezone_name"
"""HSDS counts hours from UTC, which change twice a year: the IANA name stands beside them."""
LEFT_OUT: Final = "except_on"
"""The dates on which a line does not hold; HSDS has no word for them."""


def schedule_object(line: ScheduleDraft, schedule_id: str, zone: str | None, now: datetime) -> Tree:
    """Return one line of hours as HSDS writes it; the hours from UTC are those on its first day, else those now."""
    said: Tree = {"id": schedule_id}
    dates = {"valid_from": line.valid_from, "valid_to": line.valid_to, "dtstart": line.anchor, "until": line.until}
    said |= {name: day.isoformat() for name, day in dates.items() if day}
    if zone and zone_named(zone):
        first_day = datetime.combine(line.anchor, time(12), UTC) if line.anchor else now
        said |= {"timezone": hours_from_utc(zone, first_day), ZONE_NAME: zone}
    if line.freq is not Frequency.ONCE:
        said |= {"freq": line.freq.value, "interval": line.interval}
    elif line.interval != 1:
        said["interval"] = line.interval
    if line.count is not None:
        said["count"] = line.count
    texts = {
        "byday": ",".join(line.byday),
        "bymonthday": ",".join(map(str, line.bymonthday)),
        "description": line.description,
        "opens_at": clock(line.starts),
        "closes_at": clock(line.ends) if line.ends else "",
    }
    said |= {name: text for name, text in texts.items() if text}
    if line.except_on:
        said[LEFT_OUT] = [day.isoformat() for day in line.except_on]
    return said
