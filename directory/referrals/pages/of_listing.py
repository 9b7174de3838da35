"""How referrals to one listing stand, as a coordinator reads it."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from uuid import UUID

from directory.accounts.pages.parts import Way
from directory.formats import month_in_words
from directory.i18n import Translator
from directory.referrals.of_listing import Standing
from directory.referrals.pages.labels import state_names


@dataclass(frozen=True, slots=True)
class MonthOfReferrals:
    """The referrals of one month by state."""

    name: str
    rows: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class ReferralsOfListing:
    """The whole page."""

    title: str
    name: str
    months: tuple[MonthOfReferrals, ...]
    back: Way


def of_listing_page(listing_id: UUID, name: str, found: Sequence[Standing], words: Translator) -> ReferralsOfListing:
    """Build the page."""
    names = state_names(words)
    return ReferralsOfListing(
        title=words.gettext("Referrals to this place"),
        name=name,
        months=tuple(
            MonthOfReferrals(month_in_words(month, words), tuple((names[one.state], one.count) for one in standings))
            for month, standings in groupby(found, key=lambda one: one.month)
        ),
        back=Way(name, f"/listings/{listing_id}"),
    )
