"""What was not taken of a proposal is remembered, value by value: a source that repeats itself asks for nothing."""

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping
from typing import Any, Final
from uuid import UUID

from sqlmodel import Session, col, select

from directory.curation.kinds import Decision
from directory.curation.models import Proposal
from directory.listings.queries import in_batches

WITHDRAWN: Final = "withdrawn"
"""Stands in place of the hash of a row whose listing was retired, so that it counts as changed when it returns."""
SAID: Final = "said"
"""In the evidence of a proposal: what its source says, field by field, kept with the row once it is taken up."""
MARK_LENGTH: Final = 16
_BATCH: Final = 500


def mark_of(value: Any) -> str:
    """Return a mark of one value of a field: equal values, and only those, have the same. None: the field is empty."""
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()[:MARK_LENGTH]


def left_out(fields: Collection[str], proposed: Mapping[str, Any]) -> dict[str, str]:
    """Return what is kept of the fields that are not taken; `proposed` is flat (`directory.listings.fields.flat`)."""
    return {name: mark_of(proposed.get(name)) for name in fields}


def left_before(session: Session, source_id: UUID, external_ids: Iterable[str]) -> dict[str, dict[str, str]]:
    """Return of each row of a source what was left of it, by field; what was decided last counts."""
    remembered: dict[str, dict[str, str]] = {}
    for some in in_batches(external_ids, _BATCH):
        decided = (
            select(Proposal.external_id, Proposal.left)
            .where(
                col(Proposal.source_id) == source_id,
                col(Proposal.external_id).in_(some),
                col(Proposal.state).in_((Decision.ACCEPTED, Decision.REJECTED)),
            )
            .order_by(col(Proposal.decided_at))
        )
        for external_id, left in session.exec(decided):
            remembered.setdefault(external_id, {}).update(left)
    return remembered


def repeated(fields: Iterable[str], proposed: Mapping[str, Any], left: Mapping[str, str]) -> frozenset[str]:
    """Return those of the fields that are proposed with a value that was left before."""
    return frozenset(name for name in fields if left.get(name) == mark_of(proposed.get(name)))
