"""What devices are asked for (WebAuthn), and whether what they answer is right, told by the library for it.

Apart from `passkeys`, and loaded with the first of them: the library brings six megabytes of certificates' grammar,
which a process that answers visitors does without.
"""

from collections.abc import Iterable
from typing import Final

from webauthn import generate_authentication_options, options_to_json, verify_authentication_response
from webauthn.helpers import parse_authentication_credential_json
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticationCredential,
    AuthenticatorTransport,
    PublicKeyCredentialDescriptor,
    UserVerificationRequirement,
)

from directory.accounts.models import Passkey
from directory.accounts.outcomes import Site

REQUIRED: Final = UserVerificationRequirement.REQUIRED
LONGEST_ANSWER: Final = 32 * 1024
NOT_AN_ANSWER: Final = (WebAuthnException, ValueError, TypeError, KeyError, IndexError, OverflowError, RecursionError)
"""What reading of whatever somebody sends in the place of an answer may end with."""


def asking(site: Site, allowed: Iterable[Passkey] | None) -> tuple[bytes, str]:
    """Return a new challenge, and as JSON what a browser is asked with it: for one of the passkeys allowed, or any."""
    described = None if allowed is None else descriptors(allowed)
    options = generate_authentication_options(rp_id=site.rp_id, allow_credentials=described, user_verification=REQUIRED)
    return options.challenge, options_to_json(options)


def read_answer(credential: str) -> AuthenticationCredential | None:
    """Return what came back, read but not yet held against anything; None for what is no answer."""
    try:
        return parse_authentication_credential_json(bounded(credential))
    except NOT_AN_ANSWER:
        return None


def count_verified(came: AuthenticationCredential, passkey: Passkey, challenge: bytes, site: Site) -> int | None:
    """Return the device's new count of signatures when the answer is right for the challenge, else None."""
    try:
        verified = verify_authentication_response(
            credential=came,
            expected_challenge=challenge,
            expected_rp_id=site.rp_id,
            expected_origin=site.origin,
            credential_public_key=passkey.public_key,
            credential_current_sign_count=passkey.sign_count,
            require_user_verification=True,
        )
    except NOT_AN_ANSWER:
        return None
    return verified.new_sign_count


def bounded(credential: str) -> str:
    """Return an answer as it came; raises ValueError for one that is longer than any can be."""
    if len(credential) > LONGEST_ANSWER:
        raise ValueError("longer than any answer of a passkey")
    return credential


def descriptors(passkeys: Iterable[Passkey]) -> list[PublicKeyCredentialDescriptor]:
    """Return passkeys as devices are asked for them."""
    return [
        PublicKeyCredentialDescriptor(
            id=passkey.credential_id, transports=[AuthenticatorTransport(each) for each in passkey.transports]
        )
        for passkey in passkeys
    ]
