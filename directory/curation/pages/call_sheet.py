"""A call sheet: what is said of each listing of a host, fact by fact, to be confirmed or put right.

The host's own contact gets the same behind a link, of what every visitor may see.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final
from uuid import UUID

from starlette.datastructures import FormData

from directory.accounts.pages.parts import Option, Way
from directory.curation.checking.recording import LATEST_CALL_BACK
from directory.curation.checking.sheet import fields_to_confirm
from directory.curation.checking.tries import Try
from directory.curation.pages.changes import Change, changes_between
from directory.curation.pages.due import tried_said
from directory.curation.pages.values import Reader
from directory.curation.pages.words import ways_of_checking
from directory.curation.parts import ADDRESS, HOURS, PHONES, STATUS
from directory.curation.standing import Standing
from directory.formats import phone_in_words, phone_link, short_date
from directory.listings.fields import flat
from directory.listings.history import said
from directory.listings.privacy import public_side

_ASKED_FIRST: Final = (STATUS, HOURS, ADDRESS, "place.description", "online_url", PHONES)
_TYPED: Final = ("phone", "hours", "words", "not")


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that is said of a listing."""

    part: str
    name: str
    lines: tuple[str, ...]
    is_ticked: bool
    """It is not so any more."""


@dataclass(frozen=True, slots=True)
class ListingToConfirm:
    """One listing, fact by fact, with what was typed about it."""

    id: str
    name: str
    mark: str
    known: str
    facts: tuple[Fact, ...]
    typed: Mapping[str, str]
    """phone, hours, words, and `not` where nobody was asked about it."""


@dataclass(frozen=True, slots=True)
class CallSheet:
    """The whole page."""

    title: str
    notice: str
    problem: str
    action: str
    phones: tuple[Way, ...]
    addresses: tuple[str, ...]
    ways: tuple[Option, ...]
    listings: tuple[ListingToConfirm, ...]
    tried: tuple[str, ...]
    """What was tried before, the newest first."""
    first_day: str
    last_day: str
    back: Way | None = None


@dataclass(frozen=True, slots=True)
class ContactSheet:
    """The page behind the link of a host's contact."""

    title: str
    problem: str
    action: str
    listings: tuple[ListingToConfirm, ...]
    back: Way | None = None


@dataclass(frozen=True, slots=True)
class ContactTold:
    """What is said to a contact who answered, or whose link is no longer good."""

    title: str
    said: str
    back: Way | None = None


def call_sheet(
    host: Sequence[Standing],
    addresses: Sequence[str],
    reader: Reader,
    *,
    sent: FormData | None = None,
    tried: Sequence[Try] = (),
    names: Mapping[UUID, str] | None = None,
    notice: str = "",
    problem: str = "",
) -> CallSheet:
    """Build the page of a host whose first listing gives it its address; `sent` is what was typed and not taken.

    `names` are those of whoever tried before.
    """
    numbers = dict.fromkeys((phone.number, phone.extension) for one in host for phone in one.detail.draft.phones)
    chosen = str(sent.get("how") or "") if sent else "called"
    return CallSheet(
        title=host[0].detail.draft.organization,
        notice=notice,
        problem=problem,
        action=f"/curation/call-sheet/{host[0].detail.id}",
        phones=tuple(Way(phone_in_words(*one), phone_link(*one)) for one in numbers),
        addresses=tuple(addresses),
        ways=tuple(Option(code, label, code == chosen) for code, label in ways_of_checking(reader.words).items()),
        listings=tuple(_to_confirm(one, one.saying, reader, sent) for one in host),
        tried=tuple(_tried(one, names or {}, reader) for one in tried),
        first_day=str(reader.today + timedelta(days=1)),
        last_day=str(reader.today + timedelta(days=LATEST_CALL_BACK)),
        back=Way(reader.words.gettext("Due for a check"), "/curation/due"),
    )


def _tried(one: Try, names: Mapping[UUID, str], reader: Reader) -> str:
    """`Left a message, 2 days ago · Dee`."""
    words, who = reader.words, names.get(one.by_id, "") if one.by_id else ""
    until = ""
    if one.call_back_on:
        day = short_date(one.call_back_on, words, today=reader.today)
        until = words.gettext("on %(day)s") % {"day": day}
    return " · ".join(filter(None, (tried_said(one, words, reader.today), until, who)))


def contact_sheet(
    host: Sequence[Standing], action: str, reader: Reader, *, sent: FormData | None = None, problem: str = ""
) -> ContactSheet:
    """Build the page for a host's own contact: the public side of each listing."""
    return ContactSheet(
        title=reader.words.gettext("Is this still right?"),
        problem=problem,
        action=action,
        listings=tuple(_to_confirm(one, said(public_side(one.detail.draft)), reader, sent) for one in host),
    )


def _to_confirm(
    standing: Standing, saying: Mapping[str, object], reader: Reader, sent: FormData | None
) -> ListingToConfirm:
    listing_id = standing.detail.id
    changes = sorted(changes_between([saying], fields_to_confirm(flat(saying)), reader), key=_when_asked)
    return ListingToConfirm(
        id=str(listing_id),
        name=str(saying["name"]),
        mark=f"{listing_id}:{standing.number}",
        known=_known(standing.detail.verified_on, reader),
        facts=tuple(_fact(change, listing_id, sent) for change in changes),
        typed={name: str(sent.get(f"{name}-{listing_id}") or "") if sent else "" for name in _TYPED},
    )


def _when_asked(change: Change) -> int:
    """First whatever sends somebody to a closed door; the rest keeps its order."""
    return _ASKED_FIRST.index(change.part) if change.part in _ASKED_FIRST else len(_ASKED_FIRST)


def _fact(change: Change, listing_id: UUID, sent: FormData | None) -> Fact:
    ticked = sent.getlist(f"part-{listing_id}") if sent else []
    return Fact(change.part, change.name, change.sayings[0], change.part in ticked)


def _known(checked_on: date | None, reader: Reader) -> str:
    if checked_on is None:
        return reader.words.gettext("Never checked")
    when = short_date(checked_on, reader.words, today=reader.today)
    return reader.words.gettext("Last checked %(when)s") % {"when": when}
