"""Corrections by readers: what is wrong in their words, and how to ask them back, for coordinators alone."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final
from uuid import UUID

from sqlmodel import Session, col, select

from directory.curation.kinds import Decision, Kind, Voice
from directory.curation.models import Proposal
from directory.curation.proposing import suggest_correction

LONGEST_CONTACT: Final = 200
CONTACT_KEPT_FOR: Final = timedelta(days=90)
"""How long somebody can be asked back about a correction that still waits."""
_CONTACT, _ABOUT = "contact", "about"


class Subject(StrEnum):
    """What of a listing is wrong."""

    TIMES = "times"
    PLACE = "place"
    REACHING = "reaching"
    COST = "cost"
    WHAT = "what"
    FIT = "fit"
    GONE = "gone"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Correction:
    """What somebody says is wrong."""

    about: Subject
    words: str
    contact: str = ""
    """A number or an address to ask back, if they like."""


def correct_listing(
    session: Session, listing_id: UUID, correction: Correction, *, voice: Voice, now: datetime
) -> Proposal:
    """File a correction for a coordinator. Raises ListingNotFound and RefusedError."""
    proposal = suggest_correction(session, listing_id, {}, correction.words, now=now, voice=voice)
    said = {_ABOUT: correction.about.value, _CONTACT: correction.contact[:LONGEST_CONTACT]}
    proposal.evidence = {**proposal.evidence, **{name: text for name, text in said.items() if text}}
    session.add(proposal)
    session.flush()
    return proposal


def subject_of(proposal: Proposal) -> Subject | None:
    """What a proposal says is wrong, where it was chosen from the list."""
    code = proposal.evidence.get(_ABOUT)
    return Subject(code) if code in set(Subject) else None


def contact_of(proposal: Proposal) -> str:
    """How whoever filed it can be asked back; empty where they did not say, and once it was forgotten."""
    return str(proposal.evidence.get(_CONTACT, ""))


def forget_contacts(session: Session, *, now: datetime) -> None:
    """Forget how to ask somebody back once their correction is decided about, or has waited for a quarter."""
    corrections = select(Proposal).where(
        col(Proposal.kind) == Kind.CORRECTION,
        (col(Proposal.state) != Decision.OPEN) | (col(Proposal.created_at) <= now - CONTACT_KEPT_FOR),
    )
    for proposal in session.exec(corrections):
        if _CONTACT in proposal.evidence:
            proposal.evidence = {name: value for name, value in proposal.evidence.items() if name != _CONTACT}
            session.add(proposal)
    session.flush()
