"""Finding for a client: the finder with what suits the client applied, and widened step by step where little is found.

What applies is put together here, on the server, and stands in no address.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlmodel import Session, col, select

from directory.clients.forms import HandedIn, Line, Preferences
from directory.clients.models import Client, ClientGoal
from directory.clients.service import preferences_of
from directory.listings.asking import read_question
from directory.listings.find import Finder, Found, find_listings
from directory.listings.models import Organization, Service, ServiceAtLocation
from directory.referrals.codes import State
from directory.referrals.models import Referral
from search.query import Hit

ENOUGH: Final = 3
"""With fewer places than this, what suits the client is asked less strictly."""
RELAXED_IN_TURN: Final = ("unstated", "format", "for", "need", "domain", "language")
"""What is let go of, one after the other: first that places say so at all. What is to be avoided, and what the client
needs to get in, never is.
"""
PER_PAGE: Final = 20

Pairs = tuple[tuple[str, str], ...]


class AskedForClient(HandedIn):
    """What a peer types while finding for a client; all else is known of the client."""

    q: Line = ""
    near: Line = ""
    """Empty: the client's area."""
    when: str = ""
    domain: str = ""
    plain: bool = False
    """Leave out what suits the client, and look at everything."""
    page: int = 1


@dataclass(frozen=True, slots=True)
class Tried:
    """That the client was brought to a place before, and how it went."""

    referral_id: UUID
    state: State
    reason: str | None
    at: datetime
    """When it came to stand so."""


@dataclass(frozen=True, slots=True)
class FoundForClient:
    """What was found, and how much of what suits the client had to be let go of for it."""

    found: Found
    hits: tuple[Hit, ...]
    """Without those of organizations that are blocked for the client."""
    applied: Pairs
    relaxed: tuple[str, ...]
    """Names of `RELAXED_IN_TURN`."""
    tried: Mapping[UUID, Tried] = field(default_factory=dict)
    has_more: bool = False


def find_for_client(
    session: Session, finder: Finder, client: Client, asked: AskedForClient, *, without: set[UUID], now: datetime
) -> FoundForClient:
    """Answer with what suits the client, `without` what the organizations offer that are blocked for them.

    Raises AskedWrongly with a sentence per field, as the finder does.
    """
    asked = asked.model_copy(update={"near": asked.near or client.area})
    best = _answer(finder, asked, () if asked.plain else wishes_of(session, client, asked, finder), now)
    for name in RELAXED_IN_TURN:
        if _count(best.found) >= ENOUGH or asked.plain or best.found.cards:
            break
        wider = _relaxed(best.applied, name)
        if wider != best.applied:
            answer = _answer(finder, asked, wider, now)
            has_helped = _count(answer.found) > _count(best.found)
            best = replace(answer, relaxed=(*best.relaxed, name)) if has_helped else replace(best, applied=wider)
    return _for_client(session, client, best, without)


def wishes_of(session: Session, client: Client, asked: AskedForClient, finder: Finder) -> Pairs:
    """What suits the client, as parameters of the finder; codes that are no longer known are left out."""
    wishes = _parameters(preferences_of(client))
    if not asked.q and not asked.domain:
        wishes["domain"] = _open_domains(session, client)
    vocabulary = finder.vocabulary
    known: Mapping[str, Iterable[str]] = {
        "need": vocabulary.needs,
        "not": vocabulary.asks,
        "for": vocabulary.audiences,
        "access": vocabulary.access,
        "language": vocabulary.languages,
        "format": ("in_person", "online"),
        "domain": vocabulary.domains,
    }
    return tuple((name, code) for name, codes in wishes.items() for code in codes if code in set(known[name]))


def tried_before(session: Session, client: Client) -> dict[UUID, Tried]:
    """Return how the latest referral of the client to each listing stands; mistakes and doubles left out."""
    statement = (
        select(Referral)
        .where(
            col(Referral.client_id) == client.id,
            col(Referral.listing_id).is_not(None),
            col(Referral.state) != State.ERROR,
        )
        .order_by(col(Referral.created_at))
    )
    return {
        referral.listing_id: Tried(referral.id, State(referral.state), referral.reason, _stands_since(referral))
        for referral in session.exec(statement)
        if referral.listing_id and referral.reason != "duplicate"
    }


def organizations_of(session: Session, listing_ids: Sequence[UUID]) -> dict[UUID, UUID]:
    """Return the organization of each of these listings."""
    statement = (
        select(ServiceAtLocation.id, Organization.id)
        .join(Service, col(Service.id) == col(ServiceAtLocation.service_id))
        .join(Organization, col(Organization.id) == col(Service.organization_id))
        .where(col(ServiceAtLocation.id).in_(listing_ids))
    )
    return dict(iter(session.exec(statement)))


def open_goals(session: Session, client: Client) -> Sequence[ClientGoal]:
    """Return what the client wants and has not reached or let go of."""
    statement = (
        select(ClientGoal)
        .where(col(ClientGoal.client_id) == client.id, col(ClientGoal.closed_at).is_(None))
        .order_by(col(ClientGoal.opened_at), col(ClientGoal.id))
    )
    return session.exec(statement).all()


def _parameters(preferences: Preferences) -> dict[str, tuple[str, ...]]:
    return {
        "need": preferences.include,
        "not": preferences.avoid,
        "for": preferences.audiences,
        "access": preferences.access,
        "language": preferences.languages,
        "format": preferences.formats,
    }


def _open_domains(session: Session, client: Client) -> tuple[str, ...]:
    return tuple(dict.fromkeys(goal.domain for goal in open_goals(session, client)))


def _answer(finder: Finder, asked: AskedForClient, wishes: Pairs, now: datetime) -> FoundForClient:
    typed: dict[str, Any] = {"q": asked.q, "near": asked.near, "when": asked.when, "domain": asked.domain}
    typed |= {"page": str(asked.page), "per_page": str(PER_PAGE), "grouped": "1"}
    pairs = [*typed.items(), *wishes]
    found = find_listings(finder, read_question(pairs, finder.vocabulary), now=now)
    return FoundForClient(found, (), wishes, ())


def _relaxed(wishes: Pairs, name: str) -> Pairs:
    """The wishes without those of one name; to begin with, those that a place may leave unsaid."""
    if name == "unstated":
        return (*wishes, ("unstated", "1")) if wishes else wishes
    return tuple(pair for pair in wishes if pair[0] != name)


def _count(found: Found) -> int:
    return found.results.groups if found.results else ENOUGH


def _for_client(session: Session, client: Client, answer: FoundForClient, blocked: set[UUID]) -> FoundForClient:
    results = answer.found.results
    hits = results.hits if results else ()
    owners = organizations_of(session, [UUID(hit.id) for hit in hits]) if blocked and hits else {}
    return replace(
        answer,
        hits=tuple(hit for hit in hits if owners.get(UUID(hit.id)) not in blocked),
        tried=tried_before(session, client),
        has_more=bool(results and results.groups > answer.found.question.page * PER_PAGE),
    )


def _stands_since(referral: Referral) -> datetime:
    return referral.ended_at or referral.connected_at or referral.agreed_at or referral.created_at
