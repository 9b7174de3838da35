"""Answers for programs: the JSON contract of `/api/find`, which `alongside find --json` prints too."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import orjson

from directory.listings.asking import FindForm
from directory.listings.cards import listing_address
from directory.listings.documents import without_expired_facts
from directory.listings.find import Found
from directory.listings.hours import hours_of
from directory.listings.privacy import public_side
from directory.listings.queries import ListingDetail
from directory.listings.vocabulary import Vocabulary
from search.gazetteer import Place
from search.hours import Occurrence, state_at
from search.query import Hit, Reason

EMPTY_FACETS = ("domain", "term", "format", "day", "language", "for", "access", "need", "free", "verified")


def found_json(found: Found) -> bytes:
    """The whole answer as JSON; moments as ISO with an offset, distances in miles."""
    results = found.results
    return orjson.dumps(
        {
            "query": question_json(found),
            "place": place_json(found.place) if found.place else None,
            "choices": [place_json(place) for place in found.choices],
            "unknown_place": found.unknown_place or None,
            "needs_place": found.needs_place,
            "now": found.now.isoformat(),
            "relaxed": [{"kind": r.kind, "from": r.from_, "to": r.to} for r in results.relaxed] if results else [],
            "cards": found.cards,
            "total": results.total if results else 0,
            "groups": results.groups if results else 0,
            "page": found.question.page,
            "per_page": found.question.per_page,
            "miles": results.miles if results else None,
            "unstated": results.unstated if results else 0,
            "facets": facets_json(results.facets if results else {}),
            "hits": [orjson.Fragment(hit_json(hit)) for hit in results.hits] if results else [],
        }
    )


def question_json(found: Found) -> dict[str, Any]:
    """The question as it was answered: what differs from the defaults, and what was taken out of the text."""
    question: FindForm = found.question
    said = question.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    taken = [{"parameter": part.parameter, "value": part.value, "text": part.typed} for part in found.understood.taken]
    return {"q": question.q, **said, "taken": taken}


def place_json(place: Place) -> dict[str, Any]:
    """A place by name, with the point that distances are measured from."""
    return {"name": place.label, "lat": place.lat, "lon": place.lon, "precision": place.precision}


def facets_json(facets: Mapping[str, Mapping[str, int]]) -> dict[str, dict[str, int]]:
    """Exact counts of listings per value; every facet is there, values without listings are not."""
    return {name: dict(facets.get(name, {})) for name in EMPTY_FACETS}


def hit_json(hit: Hit) -> bytes:
    """One hit: what is always said of it, as the index keeps it, with distance, time and reasons of this question."""
    of_question = {
        "miles": None if hit.miles is None else round(hit.miles, 2),
        "time": hit.state.value,
        "starts_at": hit.occurrence and hit.occurrence.starts_at,
        "ends_at": hit.occurrence and hit.occurrence.ends_at,
        "others": hit.others,
        "why": [reason_text(reason) for reason in hit.reasons],
    }
    return b"%b,%b" % (hit.said[:-1], orjson.dumps(of_question)[1:])


def listing_json(listing: ListingDetail, vocabulary: Vocabulary, *, now: datetime) -> dict[str, Any]:
    """One listing, whole, as anybody may see it, with its time at the moment `now`."""
    public = public_side(without_expired_facts(listing.draft, now))
    state, occurrence = state_at(hours_of(public), now)
    said = public.model_dump(mode="json", exclude={"place", "group", "unmapped", "hsds"}) | {"fit": public.facts}
    return {
        "id": str(listing.id),
        **said,
        "domains": list(vocabulary.domains_of(public.terms)),
        "place": public.place.model_dump(mode="json") if public.place else None,
        "time": state.value,
        **occurrence_json(occurrence),
        "group": listing.group_key,
        "verified_on": listing.verified_on.isoformat() if listing.verified_on else None,
        "verified_how": listing.verified_how,
        "due_on": listing.due_on.isoformat(),
        "seen_on": listing.seen_on.isoformat() if listing.seen_on else None,
        "source": listing.seen_source,
        "source_id": listing.source_id,
        "modified_at": listing.modified_at.isoformat(),
        "url": listing_address(listing.id),
    }


def occurrence_json(occurrence: Occurrence | None) -> dict[str, str | None]:
    """Start and end in the listing's own zone, ISO with an offset."""
    return {
        "starts_at": _iso(occurrence.starts_at) if occurrence else None,
        "ends_at": _iso(occurrence.ends_at) if occurrence else None,
    }


def reason_text(reason: Reason) -> str:
    """A reason as `code` or `code: value`, stable for programs."""
    return f"{reason.code}: {reason.value}" if reason.value else reason.code


def _iso(moment: datetime) -> str:
    return moment.isoformat()
