"""Making a passkey (WebAuthn registration)."""

from datetime import datetime
from typing import Final

from sqlmodel import Session
from webauthn import generate_registration_options, options_to_json, verify_registration_response
from webauthn.helpers import parse_registration_credential_json
from webauthn.helpers.structs import AuthenticatorSelectionCriteria, ResidentKeyRequirement
from webauthn.registration.verify_registration_response import VerifiedRegistration

from directory.accounts import ceremonies
from directory.accounts.ceremonies import Purpose
from directory.accounts.factors import session_after_adding
from directory.accounts.models import Passkey
from directory.accounts.outcomes import Entered, NotAccepted, Site, Visit
from directory.accounts.passkey_answers import NOT_AN_ANSWER, REQUIRED, bounded, descriptors
from directory.accounts.passkeys import Answer, Begun, find_passkey, passkeys_of
from directory.accounts.people import a_name, get_person
from directory.audit import Act, Subject, note
from directory.errors import RefusedError
from directory.policy import Caller

MOST: Final = 20
"""Passkeys of one person."""


def begin_registration(session: Session, caller: Caller, site: Site, *, now: datetime) -> Begun:
    """Return what makes a new passkey on the caller's device; raises RefusedError when they have very many."""
    person = get_person(session, caller.person_id)
    present = passkeys_of(session, person.id)
    if len(present) >= MOST:
        raise RefusedError("There are many passkeys already; remove one first.")
    options = generate_registration_options(
        rp_id=site.rp_id,
        rp_name=site.name,
        user_id=person.id.bytes,
        user_name=person.email,
        user_display_name=person.display_name,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED, user_verification=REQUIRED
        ),
        exclude_credentials=descriptors(present),
    )
    token = ceremonies.begin(
        session,
        Purpose.PASSKEY_REGISTRATION,
        person_id=person.id,
        session_id=caller.session_id,
        challenge=options.challenge,
        now=now,
    )
    return Begun(token, options_to_json(options))


def finish_registration(
    session: Session, caller: Caller, answer: Answer, name: str, visit: Visit, *, now: datetime
) -> Entered | NotAccepted:
    """Keep the passkey that was made; the caller's other sessions end, and theirs has a second factor now.

    Raises RefusedError for what cannot be a name.
    """
    called = a_name(name or visit.user_agent)
    begun = ceremonies.take(session, answer.token, Purpose.PASSKEY_REGISTRATION, now=now)
    if begun is None or begun.session_id != caller.session_id:
        return NotAccepted()
    made = _verified_registration(answer, begun.challenge)
    if made is None or find_passkey(session, made.credential_id):
        return NotAccepted()
    passkey = Passkey(
        person_id=caller.person_id,
        credential_id=made.credential_id,
        public_key=made.credential_public_key,
        sign_count=made.sign_count,
        name=called,
        transports=_transports(answer.credential),
        created_at=now,
    )
    session.add(passkey)
    session.flush()
    note(session, Act.PASSKEY_ADDED, caller=caller, subject=Subject.PASSKEY, ids=[passkey.id], now=now)
    return session_after_adding(session, caller, visit, now=now)


def _verified_registration(answer: Answer, challenge: bytes) -> VerifiedRegistration | None:
    try:
        return verify_registration_response(
            credential=bounded(answer.credential),
            expected_challenge=challenge,
            expected_rp_id=answer.site.rp_id,
            expected_origin=answer.site.origin,
            require_user_verification=True,
        )
    except NOT_AN_ANSWER:
        return None


def _transports(credential: str) -> list[str]:
    said = parse_registration_credential_json(credential).response.transports or []
    return [transport.value for transport in said]
