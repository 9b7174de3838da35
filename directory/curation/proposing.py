"""Proposals that no feed makes: corrections, groups that a peer starts, and drafts of coordinators."""

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlmodel import Session, col, select

from directory.curation.kinds import Decision, Kind, Voice
from directory.curation.models import Proposal
from directory.curation.service import area_of
from directory.curation.standing import Standing, standing_of
from directory.errors import RefusedError, marked
from directory.listings.fields import changed_fields, flat, whole, with_fields
from directory.listings.forms import ListingDraft
from directory.listings.history import draft_of_saying, said
from directory.listings.queries import ListingNotFound
from directory.policy import Caller

LONGEST_SUGGESTION: Final = 1000
NOTHING_SAID: Final = marked("Say what should be different.")
TOO_LONG: Final = marked("Say it in at most 1,000 characters.")


def suggest_correction(
    session: Session,
    listing_id: UUID,
    fields: Mapping[str, Any],
    words: str,
    *,
    now: datetime,
    voice: Voice = Voice.PUBLIC,
) -> Proposal:
    """File what somebody says would be right about a listing, as values of fields, in words, or both.

    `fields` are those of `directory.listings.fields.flat` (`{"phones": [...], "place.city": "Edina"}`) as JSON holds
    them. The same correction said again while it waits is not filed twice. Of who said it nothing is kept but the kind
    of voice. Raises ListingNotFound and RefusedError.
    """
    text = words.strip()
    if len(text) > LONGEST_SUGGESTION:
        raise RefusedError(TOO_LONG)
    standing = standing_of(session, [listing_id]).get(listing_id)
    if standing is None:
        raise ListingNotFound
    draft = _corrected(standing, fields)
    changed = changed_fields(standing.saying, said(draft)) if draft else []
    if not changed and not text:
        raise RefusedError(NOTHING_SAID)
    proposal = Proposal(
        listing_id=standing.detail.id,
        kind=Kind.CORRECTION,
        draft=draft.model_dump(mode="json", exclude_defaults=True) if draft and changed else {},
        evidence={"voice": voice.value, "words": text},
        fields=changed,
        base_number=standing.number,
        area=area_of(standing.saying),
        created_at=now,
    )
    proposal.draft_hash = hash_of_saying({**{name: flat(proposal.draft).get(name) for name in changed}, "": text})
    return _same_waiting(session, proposal) or _filed(session, proposal)


def _corrected(standing: Standing, fields: Mapping[str, Any]) -> ListingDraft | None:
    if not fields:
        return None
    stated = whole({name: value for name, value in fields.items() if value is not None})
    return draft_of_saying(with_fields(standing.saying, fields, stated), standing.detail.draft)


def propose_group(session: Session, draft: Mapping[str, Any], *, now: datetime) -> Proposal:
    """File a group that a peer starts or knows of: whatever is known, the name at least (`ListingDraft` as JSON).

    Who the peer is is not kept: a new listing must not lead to whoever takes clients there.
    """
    return _new(session, draft, {"voice": Voice.PEER.value}, by=None, now=now)


def keep_draft(session: Session, draft: Mapping[str, Any], *, by: Caller, now: datetime) -> Proposal:
    """Keep a coordinator's draft of a new listing until somebody publishes it (takes it up)."""
    return _new(session, draft, {"voice": Voice.COORDINATOR.value}, by=by.person_id, now=now)


def rewrite_draft(session: Session, proposal: Proposal, draft: Mapping[str, Any]) -> None:
    """Put what is known by now in place of a draft that waits."""
    if proposal.state != Decision.OPEN or proposal.kind != Kind.CREATE:
        raise RefusedError("Only a draft that waits can be written on.")
    proposal.draft, proposal.area = dict(draft), area_of(draft)
    proposal.draft_hash = hash_of_saying(draft)
    session.add(proposal)
    session.flush()


def _new(
    session: Session, draft: Mapping[str, Any], evidence: dict[str, Any], *, by: UUID | None, now: datetime
) -> Proposal:
    if not str(draft.get("name", "")).strip():
        raise RefusedError("Write what the place is called.")
    proposal = Proposal(
        kind=Kind.CREATE,
        draft=dict(draft),
        draft_hash=hash_of_saying(draft),
        evidence=evidence,
        area=area_of(draft),
        by_id=by,
        created_at=now,
    )
    return _filed(session, proposal)


def hash_of_saying(saying: Mapping[str, Any]) -> str:
    """Return a hash of what is proposed: equal proposals, and only those, have the same."""
    return hashlib.sha256(json.dumps(saying, sort_keys=True).encode()).hexdigest()


def _filed(session: Session, proposal: Proposal) -> Proposal:
    session.add(proposal)
    session.flush()
    return proposal


def _same_waiting(session: Session, proposal: Proposal) -> Proposal | None:
    same = select(Proposal).where(
        col(Proposal.listing_id) == proposal.listing_id,
        col(Proposal.kind) == Kind.CORRECTION,
        col(Proposal.state) == Decision.OPEN,
        col(Proposal.draft_hash) == proposal.draft_hash,
    )
    return session.exec(same).first()
