"""What a plan of a visit says beside its moments, and whom it may name of those a listing knows."""

import json
from collections.abc import Sequence
from typing import Final

from sqlmodel import Session

from directory.listings.knowing import key_contacts_of
from directory.listings.models import KeyContact
from directory.listings.queries import resolve_alias
from directory.referrals.models import BridgeStep, Referral

PLAN_FIELDS: Final = ("meeting_point", "transport_there", "transport_home", "key_contact", "exit_word")


def planned_words(row: BridgeStep) -> dict[str, str]:
    """What was written down of a visit: where they meet, the ways, who meets them, the word to leave on."""
    kept = json.loads(row.details) if row.details else {}
    return {name: str(kept[name]) for name in PLAN_FIELDS if kept.get(name)}


def contacts_there(session: Session, referral: Referral) -> Sequence[KeyContact]:
    """Return whom a client can be introduced to where a referral goes; nobody while it is not in the directory."""
    if referral.listing_id is None:
        return ()
    return key_contacts_of(session, resolve_alias(session, referral.listing_id))
