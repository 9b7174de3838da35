"""What a reader declares of its format: its name, how it is read, and of what it has words at all."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any, Final

from directory.feeds.meeting_types import CodesOfFormat
from directory.feeds.records import Reader
from directory.listings.forms import ListingDraft

KNOWN_BY_PEOPLE: Final = frozenset({"checked_on", "checked_how", "reported_wrong_on"})
"""What no feed can say: that a person checked a listing, or found it wrong."""
Options = Mapping[str, Any]
"""How one source is read where its format leaves that open, as its reader describes it; empty for most."""


@dataclass(frozen=True, slots=True)
class Sayable:
    """The fields of a listing, the facts and the kinds of access about which a format has words.

    A feed can take back only what it can say: everything else of a listing is as people left it.
    """

    fields: Collection[str]
    facts: Collection[str] = ()
    access: Collection[str] = ()


@dataclass(frozen=True, slots=True)
class FeedFormat:
    """One format of feeds. A folder in `directory/feeds/readers` is a format when it has one of these as `FORMAT`.

    `name` is what it goes by on the command line and in the database; `label` is what people read. `speaks_of` answers
    what the format can say, from the meaning of its codes and the options of a source.
    """

    name: str
    label: str
    read: Reader
    speaks_of: Callable[[CodesOfFormat, Options], Sayable]
    media_types: tuple[str, ...] = ("application/json",)
    asks_who_and_what: bool = False
    """Whether a source says beside its rows who offers them (`organization`) and what they are (`term`)."""
    has_columns: bool = False
    """Whether each source has columns of its own, whose meaning somebody confirms (`columns`)."""


def every_field_but(*unsaid: str) -> frozenset[str]:
    """Return the fields of a listing without these, and without what only people know."""
    unknown = set(unsaid) - ListingDraft.model_fields.keys()
    if unknown:
        raise ValueError(f"a listing has no field {', '.join(sorted(unknown))}")
    return frozenset(ListingDraft.model_fields) - KNOWN_BY_PEOPLE - set(unsaid)
