"""What a search that found nothing was for, as far as it may be counted: codes and a region, never the words."""

from dataclasses import dataclass

from directory.listings.find import Found
from directory.listings.vocabulary import Vocabulary
from search.gazetteer import Gazetteer, Place


@dataclass(frozen=True, slots=True)
class Missed:
    """The part of life, the kind and the first three digits of the ZIP; empty where nothing of it was said."""

    domain: str
    term: str
    zip3: str


def missed_in(found: Found, vocabulary: Vocabulary, gazetteer: Gazetteer) -> Missed | None:
    """Return what was missed in an answer without listings; None where there is nothing that may be counted.

    Nothing is offered beside a card for danger, nor while the index does not answer.
    """
    if found.cards or found.results is None or found.results.total:
        return None
    question = found.question
    term = next(iter(question.term), "")
    domain = next(iter(vocabulary.domains_of([term])), "") or next(iter(question.domain), "")
    missed = Missed(domain, term, _region(found.place, gazetteer))
    return missed if domain or missed.zip3 else None


def _region(place: Place | None, gazetteer: Gazetteer) -> str:
    if place is None:
        return ""
    nearest = place if place.zip else gazetteer.nearest_zip(place.lat, place.lon)
    return nearest.zip[:3] if nearest else ""
