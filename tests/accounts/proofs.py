"""What people prove themselves with in the tests: a password, an authenticator's code, a passkey."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid4

import cbor2
import pytest
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, SECP256R1, EllipticCurvePrivateKey, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256
from pyotp import TOTP
from sqlmodel import Session

from directory.accounts.authenticators import begin_authenticator, confirm_authenticator
from directory.accounts.entering import sign_in
from directory.accounts.outcomes import Entered, Site, Visit
from directory.accounts.passkey_registration import begin_registration, finish_registration
from directory.accounts.passkeys import Answer, Begun
from directory.db import Database
from directory.policy import Caller, TooManyRequestsError

PASSWORD = "violet kettle under seven maps"  # noqa: S105 - it opens nothing but tests
WRONG = "violet kettle under eight maps"
PRESENT, VERIFIED, MADE = 0x01, 0x04, 0x40
BEFORE = timedelta(minutes=10)


def refused_for(database: Database, email: str, password: str, visit: Visit, *, now: datetime) -> int:
    """For how many seconds a sign-in is refused."""
    with pytest.raises(TooManyRequestsError) as refusal:
        sign_in(database, email, password, visit, now=now)
    return refusal.value.seconds


def set_up_authenticator(session: Session, caller: Caller, visit: Visit, now: datetime) -> tuple[TOTP, Entered]:
    """Give the caller an authenticator that has shown its first code some minutes ago; returns it."""
    app = TOTP(begin_authenticator(session, caller, now=now - BEFORE).secret)
    entered = confirm_authenticator(session, caller, app.at(now - BEFORE), visit, now=now - BEFORE)
    assert isinstance(entered, Entered)
    return app, entered


def set_up_passkey(
    session: Session, caller: Caller, visit: Visit, site: Site, now: datetime
) -> tuple["SoftPasskey", Entered]:
    """Give the caller a passkey; returns it."""
    passkey = SoftPasskey()
    begun = begin_registration(session, caller, site, now=now)
    entered = finish_registration(session, caller, passkey.made(begun, site), "Phone", visit, now=now)
    assert isinstance(entered, Entered)
    return passkey, entered


@dataclass
class SoftPasskey:
    """A passkey in memory, which does what a phone does (WebAuthn level 3, 6.3)."""

    key: EllipticCurvePrivateKey = field(default_factory=lambda: generate_private_key(SECP256R1()))
    credential_id: bytes = field(default_factory=lambda: uuid4().bytes)
    user_handle: bytes = b""
    count: int = 0
    flags: int = PRESENT | VERIFIED
    origin: str | None = None
    """What the browser says it is on, where it is not the site itself."""

    def made(self, begun: Begun, site: Site) -> Answer:
        """Answer a challenge to make a passkey."""
        options = json.loads(begun.options_json)
        self.user_handle = _bytes(options["user"]["id"])
        about = self._about(site, self.flags | MADE)
        about += bytes(16) + len(self.credential_id).to_bytes(2) + self.credential_id + self._public_key()
        attestation = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": about})
        response = {
            "clientDataJSON": _text(self._client_data("webauthn.create", options["challenge"], site)),
            "attestationObject": _text(attestation),
            "transports": ["internal", "hybrid"],
        }
        return self._answer(begun, response, site)

    def shown(self, begun: Begun, site: Site) -> Answer:
        """Answer a challenge to show it."""
        self.count += 1
        client_data = self._client_data("webauthn.get", json.loads(begun.options_json)["challenge"], site)
        about = self._about(site, self.flags)
        signature = self.key.sign(about + sha256(client_data).digest(), ECDSA(SHA256()))
        response = {
            "clientDataJSON": _text(client_data),
            "authenticatorData": _text(about),
            "signature": _text(signature),
            "userHandle": _text(self.user_handle),
        }
        return self._answer(begun, response, site)

    def belongs_to(self, person_id: UUID) -> "SoftPasskey":
        """Say of the passkey whose it is, as its device would."""
        self.user_handle = person_id.bytes
        return self

    def _answer(self, begun: Begun, response: dict[str, Any], site: Site) -> Answer:
        credential = {
            "id": _text(self.credential_id),
            "rawId": _text(self.credential_id),
            "type": "public-key",
            "response": response,
        }
        return Answer(begun.token, json.dumps(credential), site)

    def _client_data(self, kind: str, challenge: str, site: Site) -> bytes:
        said = {"type": kind, "challenge": challenge, "origin": self.origin or site.origin, "crossOrigin": False}
        return json.dumps(said).encode()

    def _about(self, site: Site, flags: int) -> bytes:
        return sha256(site.rp_id.encode()).digest() + bytes([flags]) + self.count.to_bytes(4)

    def _public_key(self) -> bytes:
        point = self.key.public_key().public_numbers()
        return cbor2.dumps({1: 2, 3: -7, -1: 1, -2: point.x.to_bytes(32), -3: point.y.to_bytes(32)})


def _text(raw: bytes) -> str:
    return urlsafe_b64encode(raw).rstrip(b"=").decode()


def _bytes(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))
