"""Which fields of a listing still say what a source said: a fingerprint of each, taken when it was read."""

import hashlib
import json
from datetime import UTC
from typing import Any, Final

from directory.listings.forms import ListingDraft, SaidInHsds

_NOT_READ: Final = frozenset({"hsds", "unmapped"})
_LENGTH: Final = 16


def fingerprints(draft: ListingDraft) -> dict[str, str]:
    """Return a fingerprint of each field of a draft that says more than nothing."""
    until = draft.room_now_until
    in_utc = draft.model_copy(update={"room_now_until": until.astimezone(UTC) if until else None})
    said = in_utc.model_dump(mode="json", exclude=set(_NOT_READ), exclude_defaults=True)
    return {name: _fingerprint(value) for name, value in said.items()}


def changed_since_read(draft: ListingDraft, said: SaidInHsds) -> frozenset[str]:
    """Return the names of the fields in which a draft says something else than what was read."""
    now = fingerprints(draft)
    return frozenset(name for name in now | said.fields_read if now.get(name) != said.fields_read.get(name))


def _fingerprint(value: Any) -> str:
    written = json.dumps(value, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(written.encode(errors="surrogatepass")).hexdigest()[:_LENGTH]
