"""How a listing is known, at length: when it was checked, how and by whom (never a name), and when it is due again."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date

from directory.formats import long_date
from directory.i18n import Translator
from directory.listings.queries import ListingDetail


def known_lines(listing: ListingDetail, words: Translator) -> tuple[str, ...]:
    """The sentences, in the order in which they matter; nothing of when anybody used the place is among them."""
    return tuple(_lines(listing, words))


def _lines(listing: ListingDetail, words: Translator) -> Iterator[str]:
    if listing.verified_on is None:
        yield words.gettext("Nobody here has checked it yet.")
    else:
        yield _checked(listing.verified_how or "", listing.verified_on, words)
    if listing.draft.status == "active":
        yield words.gettext("It is to be checked again by %(day)s.") % {"day": long_date(listing.due_on, words)}
    if listing.seen_on is not None and listing.seen_source is not None:
        values = {"source": listing.seen_source, "day": long_date(listing.seen_on, words)}
        yield words.gettext("Last seen on the list of %(source)s on %(day)s.") % values


def _checked(how: str, on: date, words: Translator) -> str:
    return _BY_WHOM.get(how, _somebody)(words) % {"day": long_date(on, words)}


def _somebody(words: Translator) -> str:
    return words.gettext("Somebody of the team checked it on %(day)s.")


_BY_WHOM: Mapping[str, Callable[[Translator], str]] = {
    "visited": lambda words: words.gettext("Somebody of the team, a peer or a coordinator, was there on %(day)s."),
    "called": lambda words: words.gettext("A coordinator called there on %(day)s and asked."),
    "emailed": lambda words: words.gettext("A coordinator asked there by email, last on %(day)s."),
    "website": lambda words: words.gettext("A coordinator compared it with their website on %(day)s."),
    "contact_confirmed": lambda words: words.gettext("The group's own contact confirmed it on %(day)s."),
}
"""By way of checking: a coordinator calls, writes and looks; who runs it answers by a link; who was there visited."""
