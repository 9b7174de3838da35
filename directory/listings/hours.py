"""A listing's hours as the time rules read them."""

from directory.listings.forms import ListingDraft, ScheduleDraft
from search.hours import Hours, Schedule


def hours_of(draft: ListingDraft) -> Hours:
    """Everything the listing says of when it is on, in its own zone (none: kept, but never on now or next)."""
    return Hours(
        schedules=tuple(schedule_of(line, draft.timezone) for line in draft.schedules),
        always=draft.always,
        by_appointment=draft.by_appointment,
    )


def schedule_of(line: ScheduleDraft, timezone: str | None) -> Schedule:
    """One line of hours, in the zone of its listing."""
    return Schedule(
        starts=line.starts,
        ends=line.ends,
        timezone=timezone,
        freq=line.freq,
        byday=line.byday,
        bymonthday=line.bymonthday,
        interval=line.interval,
        anchor=line.anchor,
        until=line.until,
        count=line.count,
        valid_from=line.valid_from,
        valid_to=line.valid_to,
        except_on=frozenset(line.except_on),
    )
