"""What of a reading the rule of its source lets through, and what a person has to look at."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Final

from sqlmodel import Session

from directory.curation.handmade import ByHand, decided_by_people
from directory.errors import marked
from directory.feeds.applying import listings_before
from directory.feeds.codes import Rule
from directory.feeds.comparing import MOST_STRANGERS, Comparison, Known, is_stranger
from directory.feeds.declaring import Sayable
from directory.feeds.formats import sayable_by
from directory.feeds.keeping import read_anew
from directory.feeds.records import Record
from directory.feeds.weighing import is_calm, is_crisis_line, touches_what_is_sensitive
from directory.listings.fields import changed_fields
from directory.listings.forms import ListingDraft
from directory.listings.history import said
from directory.listings.queries import in_batches

MOST_GONE: Final = 0.2
"""When more than this share of a source is gone, a person decides what is retired."""
MOST_CHANGED: Final = 0.2
"""When more than this share of a source says something else, its shape has changed."""
_BATCH: Final = 500

FIRST_RUN: Final = marked("It is the first run of this source: somebody has to look at it once.")
OTHER_FEED: Final = marked("Many of its ids mean another place than before: this may be another feed.")
OTHER_COLUMNS: Final = marked("Its rows have other columns than before.")
MUCH_CHANGED: Final = marked("More than a fifth of it says something else than before.")
MUCH_GONE: Final = marked("More than a fifth of it is gone.")


@dataclass(frozen=True, slots=True)
class Ruling:
    """What is concluded from a reading as a whole, before any row of it is looked at: it goes for every part of it.

    Without a rule all of it waits, or, where somebody trusts it, none.
    """

    rule: Rule | None = None
    is_trusted: bool = False
    much_is_gone: bool = False
    held_back: str = ""
    """Why all of it waits where the rule would have let some through."""

    @property
    def may_retire(self) -> bool:
        """Whether what is missing from a second run is retired without a look."""
        return self.rule is Rule.ALL_BUT_SENSITIVE and not self.much_is_gone


@dataclass(frozen=True, slots=True)
class Ruled:
    """A reading, or some rows of it, in two parts: what is taken up, and what waits for a person.

    What is missing or unchanged stands in both.
    """

    through: Comparison
    waiting: Comparison


TRUSTED: Final = Ruling(is_trusted=True)
"""Somebody trusts the whole reading."""
REVIEWED: Final = Ruling()
"""A person decides about all of it."""


def judged(session: Session, comparison: Comparison, rule: Rule, *, columns_before: Collection[str] | None) -> Ruling:
    """Judge a reading by the rule of its source; `columns_before` are those of its last good run, None for a first."""
    if rule is Rule.REVIEW_ALL:
        return REVIEWED
    if columns_before is None:
        return Ruling(held_back=FIRST_RUN)
    why = _reason_to_hold(session, comparison, rule, columns_before)
    if why:
        return Ruling(held_back=why)
    much_is_gone = too_much_is_gone(comparison)
    return Ruling(rule, much_is_gone=much_is_gone, held_back=MUCH_GONE if much_is_gone else "")


def parted(session: Session, comparison: Comparison, ruling: Ruling) -> Ruled:
    """Part a reading, or some rows of it, as was judged."""
    if ruling.is_trusted:
        return Ruled(comparison, _nothing_of(comparison))
    if ruling.rule is None:
        return Ruled(_nothing_of(comparison), comparison)
    passing = _passing(session, comparison, ruling.rule)
    waiting = comparison.ids_to_write - passing
    gone = comparison.withdrawn
    return Ruled(
        through=_part(comparison, passing, withdrawn=() if ruling.much_is_gone else gone),
        waiting=_part(comparison, waiting, withdrawn=gone if ruling.much_is_gone else ()),
    )


def too_much_is_gone(comparison: Comparison) -> bool:
    """Whether more of a source is gone than anybody but a person may conclude from."""
    gone = len(comparison.missing) + len(comparison.withdrawn)
    return gone > MOST_GONE * comparison.known_count


def _nothing_of(comparison: Comparison) -> Comparison:
    return replace(comparison, new=(), changed=(), withdrawn=())


def _reason_to_hold(session: Session, comparison: Comparison, rule: Rule, columns_before: Collection[str]) -> str:
    if _strangers(session, comparison) > MOST_STRANGERS * comparison.known_count:
        return OTHER_FEED
    if rule is not Rule.UNCHANGED_SHAPE:
        return ""
    if set(comparison.reading.columns) != set(columns_before):
        return OTHER_COLUMNS
    return MUCH_CHANGED if len(comparison.changed) > MOST_CHANGED * comparison.known_count else ""


def _strangers(session: Session, comparison: Comparison) -> int:
    """How many of the rows that changed mean another thing than the listing that they feed."""
    strangers = 0
    for some in in_batches(comparison.changed, _BATCH):
        before = listings_before(session, some)
        strangers += sum(
            is_stranger(record.draft, before[known.listing_id]) for record, known in some if known.listing_id in before
        )
    return strangers


def _passing(session: Session, comparison: Comparison, rule: Rule) -> set[str]:
    """What the source calls the rows that need no look."""
    before = listings_before(session, comparison.changed)
    by_hand = decided_by_people(session, {known.listing_id for _, known in comparison.changed})
    sayable = sayable_by(comparison.reading.format_name, comparison.reading.options)
    changes = {
        record.external_id
        for record, known in comparison.changed
        if known.listing_id in before
        and _may_pass(record, known, before[known.listing_id], by_hand[known.listing_id], sayable, rule)
    }
    return changes | {
        one.external_id for one in comparison.new if rule is Rule.ALL_BUT_SENSITIVE and not is_crisis_line(one.draft)
    }


def _part(comparison: Comparison, ids: Collection[str], *, withdrawn: tuple[Known, ...]) -> Comparison:
    return replace(
        comparison,
        new=tuple(one for one in comparison.new if one.external_id in ids),
        changed=tuple(one for one in comparison.changed if one[0].external_id in ids),
        withdrawn=withdrawn,
    )


def _may_pass(  # noqa: PLR0917 - a row, what is known of it and of its listing, and what it is judged by
    record: Record, known: Known, before: ListingDraft, by_hand: ByHand, sayable: Sayable, rule: Rule
) -> bool:
    """Whether a change is of the kind that the rule lets through."""
    after = read_anew(record.draft, known, before, sayable)
    if by_hand.lately or not by_hand.fields.isdisjoint(changed_fields(said(before), said(after))):
        return False
    if is_crisis_line(before) or is_crisis_line(after) or touches_what_is_sensitive(before, after):
        return False
    return rule is Rule.ALL_BUT_SENSITIVE or record.over or is_calm(before, after)
