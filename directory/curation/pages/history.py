"""The history of a listing: each version with what it changed, who made it, when, why and on whose word."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from directory.accounts.pages.parts import Option, Way
from directory.curation.pages.changes import Change, changes_between
from directory.curation.pages.values import Reader
from directory.curation.parts import parts_of
from directory.curation.reverting import fields_to_put_back
from directory.curation.standing import Standing
from directory.formats import clock_time, short_date
from directory.i18n import Translator
from directory.listings.fields import changed_fields
from directory.listings.history import Reason
from directory.listings.models import ListingVersion


@dataclass(frozen=True, slots=True)
class Told:
    """Who stands behind versions, by their ids."""

    people: Mapping[UUID, str]
    """Those who keep the directory, by name; who else works here is not named."""
    sources: Mapping[UUID, str]
    zone: ZoneInfo
    now: datetime


@dataclass(frozen=True, slots=True)
class Line:
    """One version."""

    number: int
    reason: str
    said: str
    """Who, when, and on whose word."""
    words: str
    changes: tuple[Change, ...]
    compare_href: str
    proposal_href: str


@dataclass(frozen=True, slots=True)
class HistoryPage:
    """The whole page."""

    title: str
    name: str
    listing_id: str
    notice: str
    problem: str
    lines: tuple[Line, ...]
    back: Way


@dataclass(frozen=True, slots=True)
class ComparePage:
    """Two versions side by side; the older one may be put back where the other is how the listing stands."""

    title: str
    name: str
    listing_id: str
    problem: str
    heads: tuple[str, str]
    changes: tuple[tuple[Change, bool, bool], ...]
    """With whether it may be put back, and whether it is ticked."""
    olders: tuple[Option, ...]
    newers: tuple[Option, ...]
    number: int
    shown: int
    can_put_back: bool
    words: str
    back: Way


def reasons(words: Translator) -> dict[Reason, str]:
    """Why a listing changed."""
    return {
        Reason.SEEDED: words.gettext("It came with the program"),
        Reason.IMPORTED: words.gettext("Followed its source"),
        Reason.PROPOSED: words.gettext("Took up a proposal"),
        Reason.EDITED: words.gettext("Edited"),
        Reason.CHECKED: words.gettext("Checked and found right"),
        Reason.RETIRED: words.gettext("No longer offered"),
        Reason.REVERTED: words.gettext("Put back what it said before"),
        Reason.MERGED: words.gettext("Merged with another listing"),
        Reason.UNMERGED: words.gettext("Parted from another listing again"),
        Reason.FOUND: words.gettext("How it stood before its history was kept"),
        Reason.SHARED: words.gettext("What is said of its organization changed"),
    }


def history_page(
    standing: Standing, versions: Sequence[ListingVersion], told: Told, reader: Reader, *, notice: str, problem: str
) -> HistoryPage:
    """Build the page from the versions, the newest first; the last of them may be there only to be compared with."""
    words = reader.words
    name, listing_id = standing.detail.draft.name, standing.detail.id
    return HistoryPage(
        title=words.gettext("History"),
        name=name,
        listing_id=str(listing_id),
        notice=notice,
        problem=problem,
        lines=tuple(_lines(standing, versions, told, reader)),
        back=Way(name, f"/listings/{listing_id}"),
    )


def _lines(standing: Standing, versions: Sequence[ListingVersion], told: Told, reader: Reader) -> Iterable[Line]:
    before = {version.number: version.draft for version in versions}
    for version in versions:
        was = before.get(version.number - 1, {})
        is_first = version.number == 1
        changes = () if is_first else changes_between((was, version.draft), version.changed, reader)
        compare = f"/curation/listings/{version.listing_id}/history?older={version.number}"
        yield Line(
            number=version.number,
            reason=reasons(reader.words)[Reason(version.reason)],
            said=_said(version, told, reader.words),
            words=version.words,
            changes=changes,
            compare_href="" if version.number == standing.number else compare,
            proposal_href=f"/curation/proposals/{version.proposal_id}" if version.proposal_id else "",
        )


def _said(version: ListingVersion, told: Told, words: Translator) -> str:
    who = ""
    if version.by_id is not None:
        who = told.people.get(version.by_id) or words.gettext("Somebody who works here")
    source = told.sources.get(version.source_id, "") if version.source_id else ""
    at = version.at.astimezone(told.zone)
    day = short_date(at.date(), words, today=told.now.astimezone(told.zone).date())
    when = f"{day}, {clock_time(at, words)}"
    return " · ".join(part for part in (who, source, when) if part)


def compare_page(
    standing: Standing,
    versions: Sequence[ListingVersion],
    chosen: tuple[ListingVersion, ListingVersion],
    told: Told,
    reader: Reader,
    *,
    ticked: Sequence[str] | None = None,
    typed: str = "",
    problem: str = "",
) -> ComparePage:
    """Build the page; `chosen` are the older and the newer one."""
    words, (older, newer) = reader.words, chosen
    changes = changes_between((older.draft, newer.draft), changed_fields(older.draft, newer.draft), reader)
    is_newest = newer.number == standing.number
    put_back = fields_to_put_back(standing.saying, older.draft) if is_newest else []
    return ComparePage(
        title=words.gettext("Two versions"),
        name=standing.detail.draft.name,
        listing_id=str(standing.detail.id),
        problem=problem,
        heads=(_head(older, words), words.gettext("Now") if is_newest else _head(newer, words)),
        changes=tuple(
            (change, change.part in parts_of(put_back), ticked is None or change.part in ticked) for change in changes
        ),
        olders=tuple(_option(one, older, told, words) for one in versions),
        newers=tuple(_option(one, newer, told, words) for one in versions),
        number=older.number,
        shown=standing.number,
        can_put_back=bool(put_back),
        words=typed,
        back=Way(words.gettext("History"), f"/curation/listings/{standing.detail.id}/history"),
    )


def _head(version: ListingVersion, words: Translator) -> str:
    return words.gettext("Version %(number)s") % {"number": version.number}


def _option(version: ListingVersion, chosen: ListingVersion, told: Told, words: Translator) -> Option:
    return Option(str(version.number), f"{version.number} · {_said(version, told, words)}", version is chosen)
