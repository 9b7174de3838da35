"""The words of feeds: how often one is read, what of it needs no look, how it stands, and what became of a run."""

from enum import StrEnum


class Schedule(StrEnum):
    """How often a feed is read. Hours are those of the agency's clock."""

    HOURLY = "hourly"
    DAILY = "daily"
    WEEKLY = "weekly"


class Rule(StrEnum):
    """What of a feed is taken up without a look.

    Whatever the rule, a person decides about a change of a phone number, an address or a crisis line, about a first
    run, and about retiring anything when more than a fifth of a source is gone.
    """

    REVIEW_ALL = "review_all"
    UNCHANGED_SHAPE = "unchanged_shape"
    """Changes of what happens and when in listings that are known, while the file has the columns it had before."""
    ALL_BUT_SENSITIVE = "all_but_sensitive"
    """Everything but phone numbers, addresses and crisis lines."""


class Health(StrEnum):
    """How a feed stands."""

    NEW = "new"
    """It was never read yet."""
    GOOD = "good"
    LATE = "late"
    """It should have been read by now, and was not."""
    FAILING = "failing"
    DEAD = "dead"
    """Nothing good came of it for so long that its listings are on their own."""
    PAUSED = "paused"


class Ended(StrEnum):
    """What became of a run."""

    UNDER_WAY = "under_way"
    """It has not ended: it is under way, or was broken off. What it did stands, and the next one does the rest."""
    APPLIED = "applied"
    """All it would change was changed."""
    PARTLY = "partly"
    """Some was changed, the rest waits for review."""
    STAGED = "staged"
    """Everything waits for review."""
    UNCHANGED = "unchanged"
    REFUSED = "refused"
    """The file as a whole was of no use; nothing changed."""
    UNREACHED = "unreached"
    """Nothing could be fetched."""


FAILED = frozenset({Ended.REFUSED, Ended.UNREACHED})
