"""What of a reading the rule of its source lets through, and what a person has to look at."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Final
from uuid import UUID

from sqlmodel import Session, col, select

from directory.errors import marked
from directory.feeds.applying import listings_before
from directory.feeds.codes import Rule
from directory.feeds.comparing import MOST_STRANGERS, Comparison, Known, is_stranger
from directory.feeds.formats import sayable_by
from directory.feeds.keeping import with_what_people_know
from directory.feeds.records import Record
from directory.feeds.weighing import is_calm, is_crisis_line, touches_what_is_sensitive
from directory.listings.forms import ListingDraft
from directory.listings.history import Reason
from directory.listings.models import ListingVersion

MOST_GONE: Final = 0.2
"""When more than this share of a source is gone, a person decides what is retired."""
MOST_CHANGED: Final = 0.2
"""When more than this share of a source says something else, its shape has changed."""
_BY_PEOPLE: Final = (Reason.EDITED, Reason.REVERTED, Reason.MERGED, Reason.UNMERGED)

FIRST_RUN: Final = marked("It is the first run of this source: somebody has to look at it once.")
OTHER_FEED: Final = marked("Many of its ids mean another place than before: this may be another feed.")
OTHER_COLUMNS: Final = marked("Its rows have other columns than before.")
MUCH_CHANGED: Final = marked("More than a fifth of it says something else than before.")
MUCH_GONE: Final = marked("More than a fifth of it is gone.")


@dataclass(frozen=True, slots=True)
class Ruled:
    """A reading in two parts: what is taken up, and what waits for a person.

    What is missing or unchanged stands in both. `held_back` says why all of it waits where the rule would have let
    some through.
    """

    through: Comparison
    waiting: Comparison
    may_retire: bool = False
    """Whether what is missing from a second run is retired without a look."""
    held_back: str = ""


def let_through(comparison: Comparison) -> Ruled:
    """Let a whole reading through: somebody trusts it."""
    return Ruled(comparison, _nothing_of(comparison))


def hold(comparison: Comparison, why: str = "") -> Ruled:
    """Have a whole reading wait for a person."""
    return Ruled(_nothing_of(comparison), comparison, held_back=why)


def by_rule(session: Session, comparison: Comparison, rule: Rule, *, columns_before: Collection[str] | None) -> Ruled:
    """Part a reading by the rule of its source; `columns_before` are those of its last good run, None for a first."""
    if rule is Rule.REVIEW_ALL:
        return hold(comparison)
    if columns_before is None:
        return hold(comparison, FIRST_RUN)
    before = listings_before(session, comparison)
    why = _reason_to_hold(comparison, rule, before, columns_before)
    return hold(comparison, why) if why else _parted(session, comparison, rule, before)


def too_much_is_gone(comparison: Comparison) -> bool:
    """Whether more of a source is gone than anybody but a person may conclude from."""
    gone = len(comparison.missing) + len(comparison.withdrawn)
    return gone > MOST_GONE * comparison.known_count


def _nothing_of(comparison: Comparison) -> Comparison:
    return replace(comparison, new=(), changed=(), withdrawn=())


def _reason_to_hold(
    comparison: Comparison, rule: Rule, before: Mapping[UUID, ListingDraft], columns_before: Collection[str]
) -> str:
    strangers = sum(
        is_stranger(record.draft, before[known.listing_id])
        for record, known in comparison.changed
        if known.listing_id in before
    )
    if strangers > MOST_STRANGERS * comparison.known_count:
        return OTHER_FEED
    if rule is not Rule.UNCHANGED_SHAPE:
        return ""
    if set(comparison.reading.columns) != set(columns_before):
        return OTHER_COLUMNS
    return MUCH_CHANGED if len(comparison.changed) > MOST_CHANGED * comparison.known_count else ""


def _parted(session: Session, comparison: Comparison, rule: Rule, before: Mapping[UUID, ListingDraft]) -> Ruled:
    edited = _edited_by_people(session, before)
    passes = {
        record.external_id
        for record, known in comparison.changed
        if known.listing_id in before
        and known.listing_id not in edited
        and _may_pass(record, before[known.listing_id], comparison, rule)
    }
    new = {
        one.external_id for one in comparison.new if rule is Rule.ALL_BUT_SENSITIVE and not is_crisis_line(one.draft)
    }
    much_gone = too_much_is_gone(comparison)
    return Ruled(
        through=_part(comparison, new | passes, withdrawn=() if much_gone else comparison.withdrawn),
        waiting=_part(
            comparison, comparison.ids_to_write - new - passes, withdrawn=comparison.withdrawn if much_gone else ()
        ),
        may_retire=rule is Rule.ALL_BUT_SENSITIVE and not much_gone,
        held_back=MUCH_GONE if much_gone else "",
    )


def _part(comparison: Comparison, ids: Collection[str], *, withdrawn: tuple[Known, ...]) -> Comparison:
    return replace(
        comparison,
        new=tuple(one for one in comparison.new if one.external_id in ids),
        changed=tuple(one for one in comparison.changed if one[0].external_id in ids),
        withdrawn=withdrawn,
    )


def _may_pass(record: Record, before: ListingDraft, comparison: Comparison, rule: Rule) -> bool:
    """Whether a change is of the kind that the rule lets through."""
    reading = comparison.reading
    after = with_what_people_know(record.draft, before, sayable_by(reading.format_name, reading.options))
    if is_crisis_line(before) or is_crisis_line(after) or touches_what_is_sensitive(before, after):
        return False
    return rule is Rule.ALL_BUT_SENSITIVE or record.over or is_calm(before, after)


def _edited_by_people(session: Session, listing_ids: Collection[UUID]) -> set[UUID]:
    """Return those that a person changed since a feed was last followed: the feed may not know better."""
    versions = (
        select(ListingVersion.listing_id, ListingVersion.reason, ListingVersion.source_id)
        .where(col(ListingVersion.listing_id).in_(listing_ids))
        .order_by(col(ListingVersion.number))
    )
    edited: set[UUID] = set()
    for listing_id, reason, source_id in session.exec(versions):
        if source_id is not None:
            edited.discard(listing_id)
        elif reason in _BY_PEOPLE:
            edited.add(listing_id)
    return edited
