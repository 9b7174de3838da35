"""New listings that are not published yet: what is kept of a form, and the form of what was kept or proposed."""

from typing import Any
from uuid import UUID

from pydantic import ValidationError
from sqlmodel import Session

from directory.curation.deciding import get_proposal
from directory.curation.editing.fields import SWITCHES, TEXTS, Values, values_of
from directory.curation.editing.reading import Read
from directory.curation.kinds import Decision, Kind
from directory.curation.models import Proposal
from directory.errors import NotFoundError
from directory.i18n import LanguageCode
from directory.listings.forms import ListingDraft
from directory.listings.history import said
from directory.listings.vocabulary import Vocabulary

TYPED = "typed"
"""Where a draft keeps the form word for word, while it cannot be read as a listing."""


def draft_saying(read: Read, values: Values) -> dict[str, Any]:
    """What is kept of the form of a new listing: all that it says, or while that is not whole, all that was typed."""
    if read.draft is not None:
        return said(read.draft)
    plain = {name: values[name] for name in TEXTS if values[name] and name not in {"status", "text_language"}}
    return {**plain, "unmapped": {TYPED: "", **{f"{TYPED}.{name}": text for name, text in values.items() if text}}}


def opened_draft(session: Session, proposal_id: UUID) -> Proposal:
    """Return a new listing that somebody began or proposed, and that still waits. Raises NotFoundError."""
    proposal = get_proposal(session, proposal_id)
    if proposal.kind != Kind.CREATE or proposal.source_id is not None or proposal.state != Decision.OPEN:
        raise NotFoundError("There is nothing here.")
    return proposal


def values_of_proposal(proposal: Proposal, vocabulary: Vocabulary, language: LanguageCode) -> Values:
    """What stands in the form of a proposal, as far as anything is known."""
    typed = {
        name.removeprefix(f"{TYPED}."): text
        for name, text in proposal.draft.get("unmapped", {}).items()
        if name.startswith(f"{TYPED}.")
    }
    if typed:
        return dict.fromkeys(SWITCHES, "") | typed
    try:
        return values_of(ListingDraft.model_validate(proposal.draft), vocabulary, language)
    except ValidationError:
        return {name: str(proposal.draft[name]) for name in TEXTS if name in proposal.draft}
